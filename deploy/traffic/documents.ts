import { openDocument } from '../../knowledge/adapters/lowdb-document.js'
import { CURATION_NOTES_DOCUMENT, type CurationNotes } from '../../knowledge/content/curation-notes.js'
import type { Document } from '../../knowledge/content/document.js'
import { TRAFFIC_DOCUMENT, type TrafficPlan } from '../../knowledge/traffic/plan.js'
import type { DataFolder } from '../../knowledge/version/data-folder.js'
import { DRIFT_DOCUMENT, type DriftState } from '../../training/drift-check.js'

export function openTrafficPlan({ trafficFile, locksFolder }: DataFolder): Document<TrafficPlan> {
  return openDocument({ ...TRAFFIC_DOCUMENT, file: trafficFile, locksFolder })
}

export function openDriftState({ driftFile, locksFolder }: DataFolder): Document<DriftState> {
  return openDocument({ ...DRIFT_DOCUMENT, file: driftFile, locksFolder })
}

export function openCurationNotes({ curationNotesFile, locksFolder }: DataFolder): Document<CurationNotes> {
  return openDocument({ ...CURATION_NOTES_DOCUMENT, file: curationNotesFile, locksFolder })
}
