import { setImmediate as nextTurn } from 'node:timers/promises'

/** `flatMap` for a long list that lets other work, such as answering, run in between. */
export async function flatMapInTurns<T, R>(
  items: readonly T[],
  itemsPerTurn: number,
  map: (item: T, position: number) => readonly R[],
): Promise<readonly R[]> {
  const mapped: R[] = []
  for (const [position, item] of items.entries()) {
    if (position % itemsPerTurn === 0) await nextTurn()
    for (const one of map(item, position)) mapped.push(one)
  }
  return mapped
}
