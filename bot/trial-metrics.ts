import { Counter, Gauge, type Registry } from 'prom-client'

/** Metrics of versions on trial and of drift. */
export interface TrialMetrics {
  /** One question asked of the shadow challenger: `agreed`, `failed`, `dropped`, or how it differed. */
  shadowCompared(outcome: string): void
  canaryTurn(arm: 'champion' | 'challenger', bad: boolean): void
  canaryVote(arm: 'champion' | 'challenger', helpful: boolean): void
  /** @param values how far each signal has moved; @param alarms the signals in alarm */
  driftChecked(values: Readonly<Record<string, number>>, alarms: readonly string[]): void
  /** Adds these metrics to a registry. */
  showIn(registry: Registry): void
}

export function createTrialMetrics(): TrialMetrics {
  const registers: Registry[] = []
  const shadow = new Counter({
    name: 'ventanilla_shadow_questions_total',
    help: 'Questions given to the silent challenger: agreed, failed, dropped, or how it differed from the champion',
    labelNames: ['outcome'],
    registers,
  })
  const canary = new Counter({
    name: 'ventanilla_canary_turns_total',
    help: 'Turns during a canary by side; bad: fallback or handoff',
    labelNames: ['arm', 'bad'],
    registers,
  })
  const canaryVotes = new Counter({
    name: 'ventanilla_canary_votes_total',
    help: 'Votes on answers during a canary by side; a changed vote counts again',
    labelNames: ['arm', 'helpful'],
    registers,
  })
  const signals = new Gauge({
    name: 'ventanilla_drift_signal',
    help: 'How far live questions have moved from the reference window, by signal',
    labelNames: ['signal'],
    registers,
  })
  const alarm = new Gauge({
    name: 'ventanilla_drift_alarm',
    help: '1 while the signal is in alarm',
    labelNames: ['signal'],
    registers,
  })
  return {
    shadowCompared: (outcome) => shadow.inc({ outcome }),
    canaryTurn: (arm, bad) => canary.inc({ arm, bad: bad ? 'yes' : 'no' }),
    canaryVote: (arm, helpful) => canaryVotes.inc({ arm, helpful: helpful ? 'yes' : 'no' }),
    driftChecked(values, alarms) {
      for (const [signal, value] of Object.entries(values)) {
        signals.set({ signal }, value)
        alarm.set({ signal }, alarms.includes(signal) ? 1 : 0)
      }
    },
    showIn(registry) {
      registry.registerMetric(shadow)
      registry.registerMetric(canary)
      registry.registerMetric(canaryVotes)
      registry.registerMetric(signals)
      registry.registerMetric(alarm)
    },
  }
}
