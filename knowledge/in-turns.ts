import { setImmediate as nextTurn } from 'node:timers/promises'

/** Maps and joins a long list without keeping other work, such as answering, waiting until it is done. */
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
