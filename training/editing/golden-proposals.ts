import { type AcceptedCase, keepAcceptedCases } from '../../evaluation/golden/accepted-cases.js'
import { type GoldenCase, questionKey } from '../../evaluation/golden/golden-case.js'
import { GOLDEN, readGoldenFolder } from '../../evaluation/golden/golden-folder.js'
import { farQuestions } from '../../evaluation/golden/sample-cases.js'
import { recordAct } from '../../knowledge/audit/audit-log.js'
import { sha256 } from '../../knowledge/basics/sha256.js'
import { pairKey, type QnaPair, ROLE_KEY } from '../../knowledge/content/qna-pair.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import type { Person } from '../../knowledge/person.js'
import type { Store } from '../../knowledge/store/store.js'
import { samePhrasing } from '../../knowledge/text/same-phrasing.js'
import { approvedContent } from '../approved-content.js'
import type { Installation } from '../installation.js'
import { namedAct } from '../release/promotion.js'
import { APPROVAL_LOCK } from './approve.js'
import { decidedItems } from './decided-items.js'
import { openGoldenRejections } from './golden-rejections.js'

/** Where a proposal comes from: a pair's own phrasing, a question that citizens asked and editors decided, or one that no institution answers. */
export type ProposalOrigin = 'phrasing' | 'live' | 'unanswerable-far'

/** A question that could be a golden case, and what should answer it. */
export interface GoldenProposal extends AcceptedCase {
  readonly id: string
  readonly kind: ProposalOrigin
  /** `pairKey` of the pair; null = it must not be answered */
  readonly pair: string | null
}

/** Most proposals of a language from phrasings, and from questions that nobody answers. */
const MOST_PHRASINGS = 40
const MOST_FAR = 10

/**
 * Questions that could become golden cases: those of citizens first, redacted as on disk, then one phrasing of each pair, then
 * questions that must not be answered. What is a golden case already, or was rejected, is left out.
 */
export async function proposeGolden(store: Store): Promise<readonly GoldenProposal[]> {
  const { pairs } = await approvedContent(store)
  const cases = await readGoldenFolder(store.shelf(GOLDEN))
  const known = new Set(cases.map(questionKey))
  const { rejected } = await openGoldenRejections(store).read()
  const refused = new Set(rejected.map(({ id }) => id))
  const languages = [...new Set(pairs.map(({ language }) => language))]
  const all = [
    ...(await liveQuestions(store, pairs)),
    ...languages.flatMap((language) => phrasings(pairs, cases, language)),
    ...(await farQuestions(languages, MOST_FAR)).map(({ text, language }) => {
      return proposal({ text, language, relevant: [], kind: 'unanswerable-far' }, null)
    }),
  ]
  return all.filter((one) => !known.has(questionKey(one)) && !refused.has(one.id))
}

/** @throws {KnowledgeError} BAD_INPUT for an unknown id, or without a name; GOLDEN_CONTRADICTION, DATA_FOLDER_BUSY, DISK_FULL */
export async function acceptGolden(
  installation: Pick<Installation, 'store' | 'clock'>,
  request: { readonly ids: readonly string[] | 'all'; readonly by: Person },
): Promise<readonly GoldenProposal[]> {
  const { store } = installation
  return store.locked(APPROVAL_LOCK, 'short', async () => {
    const chosen = await chosenOf(store, request.ids)
    await recordChoice(installation, 'golden-accept', chosen, request.by, 'accepted')
    await keepAcceptedCases(store.shelf(GOLDEN), chosen)
    return chosen
  })
}

/** @throws {KnowledgeError} as `acceptGolden` */
export async function rejectGolden(
  installation: Pick<Installation, 'store' | 'clock'>,
  request: { readonly ids: readonly string[]; readonly by: Person; readonly reason: string },
): Promise<readonly GoldenProposal[]> {
  const { store } = installation
  return store.locked(APPROVAL_LOCK, 'short', async () => {
    const chosen = await chosenOf(store, request.ids)
    await openGoldenRejections(store).update(
      ({ format, rejected }) => ({
        next: { format, rejected: [...rejected, ...chosen.map(({ id }) => ({ id }))] },
        outcome: null,
      }),
      () => recordChoice(installation, 'golden-reject', chosen, request.by, request.reason),
    )
    return chosen
  })
}

async function chosenOf(store: Store, ids: readonly string[] | 'all'): Promise<readonly GoldenProposal[]> {
  const proposals = await proposeGolden(store)
  if (ids === 'all') return proposals
  return [...new Set(ids)].map((id) => {
    const found = proposals.find((one) => one.id === id)
    if (found !== undefined) return found
    throw new KnowledgeError('BAD_INPUT', { what: 'no-golden-proposal', id }, { do: 'list-golden-proposals' })
  })
}

/** Most ids that an audit entry names. */
const MOST_NAMED = 200

async function recordChoice(
  { store, clock }: Pick<Installation, 'store' | 'clock'>,
  act: string,
  chosen: readonly GoldenProposal[],
  person: Person,
  why: string,
): Promise<void> {
  const { by, reason } = namedAct({ by: person, reason: why })
  const items = chosen.slice(0, MOST_NAMED).map(({ id }) => id)
  await recordAct(store, { event: 'curation', by, details: { act, reason, count: chosen.length, items } }, clock)
}

/** Other wordings of questions whose answer editors approved: the approved wording itself is a phrasing of the pair. */
async function liveQuestions(store: Store, pairs: readonly QnaPair[]): Promise<readonly GoldenProposal[]> {
  const standing = new Map(pairs.map((pair) => [pairKey(pair), pair]))
  return (await decidedItems(store)).flatMap((item) => {
    if (item.state !== 'approved') return []
    const { proposal: decided } = item
    const about =
      decided.kind === 'add-phrasing'
        ? { id: decided.pairId, language: decided.language }
        : decided.kind === 'new-pair'
          ? decided.pair
          : null
    const pair = about === null ? undefined : standing.get(pairKey(about))
    if (pair === undefined) return []
    const learnt = new Set([pair.question, ...pair.alternateQuestions].map(samePhrasing))
    const text = item.wordings.find((wording) => !learnt.has(samePhrasing(wording)))
    if (text === undefined) return []
    return [proposal({ text, language: pair.language, relevant: [pair.id], kind: 'live' }, pair)]
  })
}

/** One phrasing of each pair that has any, pairs with many first: they miss it least. */
function phrasings(
  pairs: readonly QnaPair[],
  cases: readonly GoldenCase[],
  language: string,
): readonly GoldenProposal[] {
  const judged = new Set(cases.flatMap(({ relevant }) => relevant))
  return pairs
    .filter((pair) => pair.language === language && pair.metadata[ROLE_KEY] === undefined && !judged.has(pair.id))
    .filter(({ alternateQuestions }) => alternateQuestions.length > 0)
    .toSorted((one, other) => other.alternateQuestions.length - one.alternateQuestions.length)
    .slice(0, MOST_PHRASINGS)
    .map((pair) => {
      const text = pair.alternateQuestions.toSorted((one, other) => (sha256(one) < sha256(other) ? -1 : 1))[0] ?? ''
      return proposal({ text, language, relevant: [pair.id], kind: 'phrasing' }, pair)
    })
}

function proposal(known: AcceptedCase & { readonly kind: ProposalOrigin }, pair: QnaPair | null): GoldenProposal {
  const id = `g-${sha256(JSON.stringify([known.language, known.text, known.relevant])).slice(0, 8)}`
  return { id, ...known, pair: pair === null ? null : pairKey(pair) }
}
