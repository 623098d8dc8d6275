import { openDocument } from '../../knowledge/adapters/lowdb-document.js'
import { CURATION_NOTES_DOCUMENT, type CurationNotes } from '../../knowledge/curation/notes.js'
import type { Document } from '../../knowledge/store/document.js'
import type { Store } from '../../knowledge/store/store.js'
import { TRAFFIC_DOCUMENT, type TrafficPlan } from '../../knowledge/traffic/plan.js'
import { DRIFT_DOCUMENT, type DriftState } from './drift-state.js'

export function openTrafficPlan({ trafficFile, locksFolder }: Store): Document<TrafficPlan> {
  return openDocument({ ...TRAFFIC_DOCUMENT, file: trafficFile, locksFolder })
}

export function openDriftState({ driftFile, locksFolder }: Store): Document<DriftState> {
  return openDocument({ ...DRIFT_DOCUMENT, file: driftFile, locksFolder })
}

export function openCurationNotes({ curationNotesFile, locksFolder }: Store): Document<CurationNotes> {
  return openDocument({ ...CURATION_NOTES_DOCUMENT, file: curationNotesFile, locksFolder })
}
