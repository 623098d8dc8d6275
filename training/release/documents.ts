import { CURATION_NOTES_DOCUMENT, type CurationNotes } from '../../knowledge/curation/notes.js'
import type { Document } from '../../knowledge/store/document.js'
import type { Store } from '../../knowledge/store/store.js'
import { TRAFFIC_DOCUMENT, type TrafficPlan } from '../../knowledge/traffic/plan.js'
import { DRIFT_DOCUMENT, type DriftState } from './drift-state.js'

export function openTrafficPlan(store: Store): Document<TrafficPlan> {
  return store.document(TRAFFIC_DOCUMENT)
}

export function openDriftState(store: Store): Document<DriftState> {
  return store.document(DRIFT_DOCUMENT)
}

export function openCurationNotes(store: Store): Document<CurationNotes> {
  return store.document(CURATION_NOTES_DOCUMENT)
}
