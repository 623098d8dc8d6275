import { describe, expect, it } from 'vitest'
import { ConversationStorage } from '../../../bot/turn/conversation-storage.js'

function storage({ most = 3, idleMs = 1_000 } = {}) {
  let time = 0
  const forgotten: unknown[] = []
  const kept = new ConversationStorage({
    clock: { now: () => new Date(time) },
    mostConversations: most,
    idleMs,
    onForgotten: (item) => void forgotten.push(item),
  })
  return { kept, forgotten, pass: (ms: number) => (time += ms) }
}

describe('conversation storage', () => {
  it('returns a copy of what was written', async () => {
    const { kept } = storage()
    const item = { chat: { misses: 1 } }
    await kept.write({ a: item })
    item.chat.misses = 2
    const first = await kept.read(['a', 'b'])
    expect(first).toEqual({ a: { chat: { misses: 1 }, eTag: '1' } })
    first.a.chat.misses = 3
    expect((await kept.read(['a'])).a.chat.misses).toBe(1)
  })

  it('forgets a conversation that is idle for too long, with all its text', async () => {
    const { kept, pass } = storage()
    await kept.write({ a: { words: 'pending' } })
    pass(999)
    expect(kept.size).toBe(1)
    pass(1)
    expect(kept.size).toBe(0)
    expect(await kept.read(['a'])).toEqual({})
  })

  it('keeps a conversation that is in use', async () => {
    const { kept, pass } = storage()
    await kept.write({ a: {}, b: {} })
    pass(600)
    await kept.read(['a'])
    pass(600)
    expect(Object.keys(await kept.read(['a', 'b']))).toEqual(['a'])
  })

  it('tells of each conversation that it forgets, once, whatever the reason', async () => {
    const { kept, forgotten, pass } = storage()
    await kept.write({ idle: { chat: 'idle' } })
    pass(1_000)
    kept.forgetIdle()
    for (const key of ['oldest', 'deleted', 'last', 'newest']) await kept.write({ [key]: { chat: key } })
    await kept.delete(['deleted', 'unknown'])
    kept.forgetAll()
    expect(forgotten).toEqual(['idle', 'oldest', 'deleted', 'last', 'newest'].map((chat) => ({ chat })))
    expect(kept.size).toBe(0)
  })

  it('never keeps more than its limit; the least recently used is dropped first', async () => {
    const { kept } = storage()
    for (const key of ['a', 'b', 'c']) await kept.write({ [key]: {} })
    await kept.read(['a'])
    await kept.write({ d: {} })
    expect(Object.keys(await kept.read(['a', 'b', 'c', 'd']))).toEqual(['a', 'c', 'd'])
    for (let n = 0; n < 1_000; n++) await kept.write({ [`x${n}`]: {} })
    expect(kept.size).toBe(3)
  })

  it('refuses a write that would undo another turn’s, unless the eTag is `*`', async () => {
    const { kept } = storage()
    await kept.write({ a: { n: 1 } })
    const { a } = await kept.read(['a'])
    await kept.write({ a: { n: 2, eTag: '*' } })
    await expect(kept.write({ b: {}, a: { n: 3, eTag: a.eTag } })).rejects.toThrow('changed by another turn')
    expect(await kept.read(['a', 'b'])).toMatchObject({ a: { n: 2 } })
    expect((await kept.read(['b'])).b).toBeUndefined()
  })

  it('deletes, and finds no names of an object’s prototype', async () => {
    const { kept } = storage()
    await kept.write({ a: {} })
    await kept.delete(['a', 'unknown'])
    expect(await kept.read(['a', 'constructor', 'toString'])).toEqual({})
  })
})
