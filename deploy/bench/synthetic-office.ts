import { type QnaPair, qnaPairSchema } from '../../knowledge/content/qna-pair.js'

/** A large office made from a few words, the same every time; every pair has a different subject. */
const ACTS = [
  ['solicitar', 'solicitud'],
  ['renovar', 'renovación'],
  ['modificar', 'modificación'],
  ['cancelar', 'cancelación'],
  ['consultar', 'consulta'],
  ['pagar', 'pago'],
  ['recurrir', 'recurso'],
  ['certificar', 'certificación'],
  ['transferir', 'transferencia'],
  ['inscribir', 'inscripción'],
] as const
const THINGS = [
  'la licencia de apertura',
  'el permiso de obras',
  'la marca comercial',
  'el depósito de cuentas',
  'el nombramiento de administradores',
  'la concesión de aguas',
  'el registro de aduanas',
  'la tarjeta de transporte',
  'el carné de manipulador',
  'la subvención de empleo',
  'el aval bancario',
  'la patente industrial',
  'el contrato de arrendamiento',
  'la autorización sanitaria',
  'el certificado energético',
  'la inspección técnica',
  'el seguro de responsabilidad',
  'la licencia de taxi',
  'el vado de garaje',
  'la ocupación de terraza',
] as const
const BRANCHES = [
  'panadería',
  'ferretería',
  'farmacia',
  'imprenta',
  'granja',
  'consultoría',
  'bodega',
  'clínica',
] as const

export interface SyntheticOffice {
  readonly pairs: readonly QnaPair[]
  /** golden lines: some questions in other words, and some without an answer */
  readonly golden: readonly { readonly text: string; readonly relevant: readonly string[]; readonly lang: string }[]
}

/** @param edition the edition of the edited pairs; the others are the same in every edition */
export function syntheticOffice(size: number, editedShare: number, edition: number, cases: number): SyntheticOffice {
  const everySoMany = editedShare === 0 ? Number.POSITIVE_INFINITY : Math.round(1 / editedShare)
  const matters = Array.from({ length: size }, (_, i) => matter(i))
  const pairs = matters.map(({ id, act, noun, about }, i) => {
    const edited = edition > 0 && i % everySoMany === 0
    const when = edited ? `desde el año ${2026 + edition}` : 'durante todo el año'
    return qnaPairSchema.parse({
      id,
      language: 'es',
      question: `¿Cómo puedo ${act} ${about}${edited ? ' con las reglas nuevas' : ''}?`,
      alternateQuestions: [`${noun} de ${about}`],
      answer: `Puede ${act} ${about} en el mostrador ${(i % 40) + 1} ${when}.`,
    })
  })
  const step = Math.max(1, Math.floor(size / cases))
  const answerable = matters
    .filter((_, i) => i % step === 1 % step)
    .slice(0, cases)
    .map(({ id, act, about }) => ({ text: `quiero ${act} ${about}`, relevant: [id], lang: 'es' }))
  const unanswerable = Array.from({ length: Math.ceil(cases / 5) }, (_, i) => ({
    text: `mi perro número ${i} ladra al cartero de la calle ${i * 3}`,
    relevant: [],
    lang: 'es',
  }))
  return { pairs, golden: [...answerable, ...unanswerable] }
}

function matter(i: number) {
  const [act, noun] = ACTS[i % ACTS.length] ?? ACTS[0]
  const thing = THINGS[Math.floor(i / ACTS.length) % THINGS.length] ?? THINGS[0]
  const branch = BRANCHES[Math.floor(i / (ACTS.length * THINGS.length)) % BRANCHES.length] ?? BRANCHES[0]
  const district = Math.floor(i / (ACTS.length * THINGS.length * BRANCHES.length)) + 1
  return {
    id: `matter-${String(i).padStart(5, '0')}`,
    act,
    noun,
    about: `${thing} de una ${branch} del distrito ${district}`,
  }
}
