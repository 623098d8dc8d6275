import type { Latency } from '../../evaluation/latency.js'

export function table(names: readonly string[], lines: readonly string[]): readonly string[] {
  return [tableRow(names), tableRow(names.map(() => '---')), ...lines, '']
}

export function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

export function percent(value: number | null): string {
  return value === null ? '–' : (value * 100).toFixed(1)
}

export function decimal(value: number | null): string {
  return value === null ? '–' : value.toFixed(3)
}

export function seconds(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0)
}

export function milliseconds({ p50, p95 }: Latency): string {
  return `${p50.toFixed(2)} / ${p95.toFixed(2)}`
}

export function megabytes(bytes: number): string {
  return (bytes / 1_048_576).toFixed(0)
}

export function italic(text: string): string {
  return `*${text}*`
}
