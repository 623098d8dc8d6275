import { type TrafficPlan, trafficMode } from '../../knowledge/traffic/plan.js'

/** The plan as programs read it: `mode` is what citizens get now, `share` 0…1, the rest is of the trial that runs or ran last. */
export function shownPlan(plan: TrafficPlan) {
  const { format: _, ...fields } = plan
  return { mode: trafficMode(plan), ...fields }
}
