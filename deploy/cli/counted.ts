/** `counted(1, 'group', 'groups')` is `1 group`. */
export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`
}
