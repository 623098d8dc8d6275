import { describe, expect, it, onTestFinished } from 'vitest'
import { seededRandom } from '../../../evaluation/statistics/random.js'
import type { Logger } from '../../../knowledge/ports.js'
import { isInShare, NO_TRIAL, type TrafficPlan } from '../../../knowledge/traffic/plan.js'
import { startTraffic, type Traffic } from '../../../knowledge/traffic/traffic.js'
import type { VersionId } from '../../../knowledge/version-id.js'
import { HandClock } from '../../contracts/append-log.js'
import { until } from '../../support/direct-line-http.js'

const [ONE, TWO, THREE]: readonly [VersionId, VersionId, VersionId] = ['kb-000001', 'kb-000002', 'kb-000003']

function planOf(fields: Partial<TrafficPlan>): TrafficPlan {
  return {
    ...NO_TRIAL,
    plan: 1,
    trial: 'canary',
    challenger: TWO,
    champion: ONE,
    share: 0.5,
    since: '2026-03-01T10:00:00.000Z',
    by: 'Ana',
    reason: 'test',
    state: 'running',
    ...fields,
  }
}

/** A value that knows whether it was closed. */
interface Loaded {
  readonly id: VersionId
  closed: boolean
}

async function begin(first: TrafficPlan, open?: (id: VersionId) => Promise<Loaded>) {
  const world = { plan: first, champion: ONE as VersionId, opened: [] as Loaded[], errors: 0, looks: 0 }
  const clock = new HandClock('2026-03-01T10:00:00Z')
  const logger: Logger = { debug() {}, info() {}, warn() {}, error: () => void world.errors++ }
  const load = async (id: VersionId) => {
    const loaded = { id, closed: false }
    world.opened.push(loaded)
    return loaded
  }
  const traffic: Traffic<Loaded> = await startTraffic<Loaded>({
    serving: {
      current: () => ({ id: world.champion, value: { id: world.champion, closed: false } }),
      use: (turn) => turn({ id: world.champion, closed: false }, world.champion),
    },
    plan: {
      read: async () => {
        world.looks++
        return world.plan
      },
    },
    open: open ?? load,
    close: async (value) => {
      value.closed = true
    },
    clock,
    logger,
    idleMs: 60_000,
    mostConversations: 1_000,
    pollMs: 2,
  })
  onTestFinished(() => traffic.stop())
  /** Until it has acted on what the plan says by now: a look begins when the last has ended. */
  const settle = async () => {
    const before = world.looks
    await until(() => world.looks >= before + 2, 'two looks at the plan')
  }
  return { world, clock, traffic, settle }
}

const versionOf = (traffic: Traffic<Loaded>, conversation: string) =>
  traffic.lane(conversation).use(async ({ closed }, id) => {
    expect(closed).toBe(false)
    return id
  })

describe('a canary', () => {
  it('serves the conversations of its share, and the champion the others', async () => {
    const { traffic } = await begin(planOf({}))
    for (let i = 0; i < 200; i++) {
      const expected = isInShare({ plan: 1, share: 0.5 }, `c${i}`) ? TWO : ONE
      expect(await versionOf(traffic, `c${i}`)).toBe(expected)
    }
  })

  it('never shows a conversation two versions, whatever happens to the trials', async () => {
    const random = seededRandom(42)
    const { traffic, world, settle } = await begin(planOf({}))
    const seen = new Map<string, Set<VersionId>>()
    const talk = async (conversation: string) => {
      const versions = seen.get(conversation) ?? new Set()
      seen.set(conversation, versions.add(await versionOf(traffic, conversation)))
    }
    let plan = 1
    for (let round = 0; round < 25; round++) {
      for (let i = 0; i < 40; i++) await talk(`c${Math.floor(random() * (10 + round * 8))}`)
      const dice = random()
      if (dice < 0.3) world.plan = planOf({ plan, share: random() })
      else if (dice < 0.5) world.plan = planOf({ plan, state: 'stopped' })
      else if (dice < 0.7) world.plan = planOf({ plan: ++plan, challenger: THREE, share: random() })
      else if (dice < 0.85) world.plan = planOf({ plan: ++plan, trial: 'shadow', challenger: THREE })
      else world.plan = planOf({ plan: ++plan, share: random() })
      await settle()
    }
    expect(new Set([...seen.values()].flatMap((versions) => [...versions]))).toEqual(new Set([ONE, TWO, THREE]))
    for (const versions of seen.values()) expect(versions.size).toBe(1)
  })

  it('keeps its conversations when another champion is promoted, and no new ones come to it', async () => {
    const { traffic, world, settle } = await begin(planOf({ share: 1 }))
    expect(await versionOf(traffic, 'old')).toBe(TWO)
    world.champion = THREE
    await settle()
    expect(await versionOf(traffic, 'old')).toBe(TWO)
    expect(await versionOf(traffic, 'new')).toBe(THREE)
    expect(traffic.trial()).toBeNull()
  })

  it('hands its conversations to the champion once it is the champion, so that a rollback reaches them', async () => {
    const { traffic, world, settle } = await begin(planOf({ share: 1 }))
    expect(await versionOf(traffic, 'c')).toBe(TWO)
    world.champion = TWO
    await settle()
    expect(await versionOf(traffic, 'c')).toBe(TWO)
    world.champion = ONE
    world.plan = planOf({ share: 1, state: 'ended' })
    await settle()
    expect(await versionOf(traffic, 'c')).toBe(ONE)
  })

  it('loses every conversation at once when it retreats, and none comes back', async () => {
    const { traffic, world, settle } = await begin(planOf({ share: 1 }))
    const lane = traffic.lane('c')
    expect(await lane.use(async (_value, id) => id)).toBe(TWO)
    traffic.retreat(1)
    expect(await lane.use(async (_value, id) => id)).toBe(ONE)
    expect(await versionOf(traffic, 'new')).toBe(ONE)
    await settle()
    expect(world.opened.map(({ closed }) => closed)).toEqual([true])
    world.plan = planOf({ plan: 2, share: 1 })
    await settle()
    expect(await versionOf(traffic, 'c')).toBe(ONE)
    expect(await versionOf(traffic, 'newer')).toBe(TWO)
  })

  it('notices a retreat that another process ordered', async () => {
    const { traffic, world, settle } = await begin(planOf({ share: 1 }))
    expect(await versionOf(traffic, 'c')).toBe(TWO)
    world.plan = planOf({ share: 1, state: 'retreated' })
    await settle()
    expect(await versionOf(traffic, 'c')).toBe(ONE)
  })

  it('is closed only after the last turn on it, once its conversations have fallen silent', async () => {
    const { traffic, world, clock, settle } = await begin(planOf({ share: 1 }))
    let finish = () => {}
    const turn = traffic.lane('c').use(
      () =>
        new Promise<void>((resolve) => {
          finish = resolve
        }),
    )
    world.plan = planOf({ share: 1, state: 'stopped' })
    await settle()
    expect(world.opened[0]?.closed).toBe(false)
    clock.set('2026-03-01T10:05:00Z')
    await settle()
    expect(world.opened[0]?.closed).toBe(false)
    finish()
    await turn
    await until(() => world.opened[0]?.closed === true, 'the challenger closes')
    expect(await versionOf(traffic, 'c')).toBe(ONE)
  })

  it('assigns a conversation again after it has ended', async () => {
    const { traffic, world, settle } = await begin(planOf({ share: 1 }))
    expect(await versionOf(traffic, 'c')).toBe(TWO)
    world.plan = planOf({ share: 1, state: 'stopped' })
    await settle()
    traffic.forget('c')
    expect(await versionOf(traffic, 'c')).toBe(ONE)
  })

  it('that cannot be loaded leaves the champion serving, and is logged once', async () => {
    const { traffic, world, settle } = await begin(planOf({ share: 1 }), async () => {
      throw new Error('damaged')
    })
    await settle()
    expect(await versionOf(traffic, 'c')).toBe(ONE)
    expect(traffic.trial()).toBeNull()
    expect(world.errors).toBe(1)
  })
})

describe('a shadow', () => {
  it('is loaded, and no conversation meets it', async () => {
    const { traffic } = await begin(planOf({ trial: 'shadow', share: 0 }))
    expect(traffic.challenger()?.current().id).toBe(TWO)
    for (let i = 0; i < 50; i++) expect(await versionOf(traffic, `c${i}`)).toBe(ONE)
  })
})
