import { recordAct } from '../../knowledge/audit/audit-log.js'
import { groupId } from '../../knowledge/curation/groups.js'
import { CURATION_DOCUMENT, type CurationItem } from '../../knowledge/curation/item.js'
import { UNANSWERED, type UnansweredEntry } from '../../knowledge/records/unanswered.js'
import type { Store } from '../../knowledge/store/store.js'

/** An office that was asked for a year what it has no answer to, the same every time. */
const DAYS = 365
const DAY_MS = 24 * 60 * 60 * 1_000
const BEGIN = Date.parse('2026-01-01T08:00:00.000Z')

const LANGUAGES = [
  {
    language: 'es',
    asking: ['¿Cómo', '¿Dónde', 'hola, quería saber cómo', '¿Cuánto tarda en', 'necesito', '¿Se puede'],
    acts: (
      'renovar cancelar pagar recurrir transferir inscribir modificar aplazar reclamar anular consultar presentar abrir cerrar ' +
      'corregir firmar recoger enviar traducir legalizar copiar alquilar vender comprar heredar declarar cobrar devolver ' +
      'domiciliar acreditar homologar convalidar precintar medir tasar deslindar segregar agrupar rotular vallar'
    ).split(' '),
    between: ['la', 'el', 'mi', 'una'],
  },
  {
    language: 'en',
    asking: ['How do I', 'where can I', 'hello, I would like to', 'how long does it take to', 'I need to', 'may I'],
    acts: (
      'renew cancel pay appeal transfer register change postpone claim revoke check file open close correct sign collect send ' +
      'translate legalise copy rent sell buy inherit declare cash return authorise certify recognise validate seal measure ' +
      'value survey divide merge label fence'
    ).split(' '),
    between: ['the', 'my', 'a', 'our'],
  },
] as const

const SYLLABLES = 'ba ce di fo gu la me ni po ru sa te vi xo zu bra cle dri flo gru lan mer nis por rul'.split(' ')
/** Few of them are asked for often, most of them hardly ever, as everywhere. */
const THINGS = 1_500
const QUALITIES = 60

/** @returns number of distinct questions among these */
export async function logQuestions(store: Store, from: number, count: number): Promise<number> {
  const clock = { now: () => new Date(now) }
  let now = BEGIN
  const logger = { debug() {}, info() {}, warn() {}, error() {} }
  const log = await store.log(UNANSWERED).open({ clock, logger })
  const texts = new Set<string>()
  const perDay = Math.max(1, Math.ceil(count / DAYS))
  const days = from === 0 ? 0 : DAYS
  for (let first = 0; first < count; first += perDay) {
    const day = days + Math.floor(first / perDay)
    const entries = Array.from({ length: Math.min(perDay, count - first) }, (_, i) => {
      const at = new Date(BEGIN + day * DAY_MS + i * 60_000)
      return questionEntry(from + first + i, at)
    })
    now = BEGIN + day * DAY_MS
    for (const { question } of entries) texts.add(question)
    await Promise.all(entries.map((entry) => log.append(entry)))
  }
  await log.close()
  return texts.size
}

function questionEntry(number: number, at: Date): UnansweredEntry {
  const random = randomOf(number)
  const { language, question } = questionOf(random)
  return {
    id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    at: at.toISOString(),
    question,
    language,
    channel: 'directline',
    version: `kb-${String(1 + Math.floor(number / 5_000)).padStart(6, '0')}`,
    outcome: random() < 0.2 ? 'not-helpful' : 'fallback',
    confidence: random(),
    closest: Array.from({ length: 3 }, () => ({ pairId: `pair-${Math.floor(random() * 400)}`, score: random() })),
    shown: null,
  }
}

function questionOf(random: () => number) {
  const { language, asking, acts, between } = LANGUAGES[random() < 0.7 ? 0 : 1]
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() ** 1.5 * list.length)] as T
  const often = <T>(list: readonly T[]) => list[Math.floor(random() ** 3 * list.length)] as T
  const thing = word(Math.floor(random() ** 6 * THINGS), 3)
  const more = random() < 0.3 ? ` ${word(THINGS + Math.floor(random() ** 4 * QUALITIES), 2)}` : ''
  const text = `${often(asking)} ${pick(acts)} ${often(between)} ${thing}${more}`
  return { language, question: random() < 0.08 ? slipped(text, random) : text }
}

/** Two letters exchanged, as by quick fingers. */
function slipped(text: string, random: () => number): string {
  const at = 1 + Math.floor(random() * (text.length - 2))
  return `${text.slice(0, at)}${text.charAt(at + 1)}${text.charAt(at)}${text.slice(at + 2)}`
}

function word(number: number, syllables: number): string {
  const random = randomOf(number * 7_919 + 13)
  return Array.from({ length: syllables }, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)]).join('')
}

/** Decisions about the first questions that differ. */
export async function logDecisions(store: Store, count: number): Promise<void> {
  const items = new Map<string, CurationItem>()
  for (let number = 0; items.size < count && number < 50 * count; number++) {
    const { question, language } = questionEntry(number, new Date(BEGIN))
    const id = groupId(language, question)
    if (!items.has(id)) items.set(id, decided(id, language, question, number))
  }
  const sorted = [...items.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  await store.document(CURATION_DOCUMENT).update(() => ({ next: { format: 1, items: sorted }, outcome: null }))
}

function decided(id: string, language: string, question: string, number: number): CurationItem {
  const at = new Date(BEGIN + (number % DAYS) * DAY_MS).toISOString()
  const history = (['draft', 'approve'] as const).map((act) => ({ act, by: 'Ana Ruiz', at, reason: null }))
  const about = { id, language, question, wordings: [question], version: 2, history }
  return {
    ...about,
    state: 'approved',
    proposal: number % 5 === 0 ? { kind: 'ignored' } : { kind: 'out-of-competence' },
    draftedBy: 'Ana Ruiz',
    approvedBy: 'Eva Sol',
    approvedAt: at,
    golden: false,
    applied: true,
  }
}

export async function logActs(store: Store, from: number, count: number): Promise<void> {
  for (let number = from; number < from + count; number++) {
    const clock = { now: () => new Date(BEGIN + number * 60_000) }
    const item = `q-${number.toString(16).padStart(10, '0')}`
    const details = {
      act: 'approve',
      item,
      version: 2,
      reason: 'decided at the weekly table',
      proposal: 'add-phrasing',
    }
    await recordAct(store, { event: 'curation', by: { name: 'Eva Sol', account: null }, details }, clock)
  }
}

/** Numbers in [0, 1) that follow from a seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
}
