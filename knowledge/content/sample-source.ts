/** How the names of the sample knowledge base's sources begin. */
export const SAMPLE_SOURCE = 'sample/'

export function isSampleSource(name: string): boolean {
  return name.startsWith(SAMPLE_SOURCE)
}
