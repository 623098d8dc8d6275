import { pairKey, type QnaPair } from '../content/qna-pair.js'
import { canonicalJson } from '../store/canonical-json.js'

/** One field of a pair that differs. */
export interface FieldChange {
  readonly field: keyof QnaPair
  readonly before: unknown
  readonly after: unknown
}

export interface ChangedPair {
  /** its `pairKey` */
  readonly pair: string
  readonly fields: readonly FieldChange[]
}

/** The edits between two versions; pairs by `pairKey`. */
export interface PairDiff {
  readonly added: readonly string[]
  readonly changed: readonly ChangedPair[]
  readonly removed: readonly string[]
}

export function diffPairs(before: readonly QnaPair[], after: readonly QnaPair[]): PairDiff {
  const old = new Map(before.map((pair) => [pairKey(pair), pair]))
  const now = new Map(after.map((pair) => [pairKey(pair), pair]))
  return {
    added: [...now.keys()].filter((key) => !old.has(key)),
    changed: [...now].flatMap(([key, pair]) => {
      const fields = changedFields(old.get(key) ?? pair, pair)
      return fields.length === 0 ? [] : [{ pair: key, fields }]
    }),
    removed: [...old.keys()].filter((key) => !now.has(key)),
  }
}

function changedFields(before: QnaPair, after: QnaPair): readonly FieldChange[] {
  const fields = Object.keys(after) as (keyof QnaPair)[]
  return fields
    .filter((field) => canonicalJson(before[field]) !== canonicalJson(after[field]))
    .map((field) => ({ field, before: before[field], after: after[field] }))
}
