import { readFileSync } from 'node:fs'
import { packagePath } from '../../../knowledge/basics/package-path.js'

/** What one citizen writes in one chat, in order. */
export interface Script {
  readonly locale: 'es' | 'en'
  readonly messages: readonly string[]
}

/**
 * The kinds of chats and how often each occurs among 24, close to what town halls get: mostly one question, some with courtesy around it,
 * some that go on, and some that no knowledge base answers.
 */
const MIX = [
  ...['single', 'single', 'single', 'single', 'single', 'single', 'single', 'single', 'single', 'single'],
  ...['unanswerable', 'unanswerable', 'unanswerable', 'english', 'english', 'story', 'story', 'courtesy', 'courtesy'],
  ...['goes-on', 'goes-on', 'goes-on', 'two', 'upset'],
] as const

const OPENINGS = [
  '',
  'Hola, ',
  'buenas, ',
  'Buenos días. ',
  'disculpe, una consulta: ',
  'oiga, ',
  'Por favor, ',
] as const
const CLOSINGS = ['', ' gracias', ' por favor', ' Muchas gracias de antemano.', ' es urgente', ' saludos'] as const
const THANKS = ['gracias', 'muchas gracias!', 'ok, muy amable', 'perfecto, gracias', 'listo'] as const
const GREETINGS = ['hola', 'buenos días', 'Buenas tardes', 'hola, ¿hay alguien?', 'buenas'] as const
const FOLLOW_UPS = ['¿y cuánto cuesta?', 'y cuánto tardan?', '¿y qué papeles llevo?', 'y si no puedo ir yo?'] as const
const UPSET = [
  'quiero hablar con una persona de carne y hueso',
  'llevo tres semanas llamando y nadie contesta, esto es un desastre',
  'mi marido me pega y no sé a quién acudir',
  'ya no quiero vivir más',
  'páseme con alguien que sepa',
  '¿es usted una persona o un robot?',
] as const
const STORIES = [
  'Miren, mi padre llevaba el taller del barrio desde hace treinta años, enfermó y tuvo que cerrar, y ahora nos dicen que la empresa sigue viva en el registro y que debe las cuentas de cuatro años. Nosotros pensábamos que eso se cerraba solo.',
  'Hace dos años compramos la parte de un socio que se fue al extranjero, hicimos la escritura con la notaria y todo quedó firmado, pero las cartas siguen llegando a su nombre y nadie nos explica por qué.',
  'Somos cuatro vecinas que organizamos la fiesta de la calle, cada año pone dinero una y luego no se sabe quién debe qué, y en el banco no nos abren una cuenta porque dicen que no existimos.',
] as const

/** Chat number `number` of the mix. The same number is the same chat, and thousands in a row have different texts. */
export function scriptOf(number: number): Script {
  const kind = at(MIX, number)
  const { es, esNone, en } = questions()
  const turn = Math.floor(number / MIX.length)
  const asked = at(es, number * 7 + turn)
  switch (kind) {
    case 'single':
      return { locale: 'es', messages: [framed(asked, number)] }
    case 'unanswerable':
      return { locale: 'es', messages: [framed(at(esNone, number + turn), number)] }
    case 'english':
      return { locale: 'en', messages: [at(en, number + turn)] }
    case 'story':
      return { locale: 'es', messages: [`${at(STORIES, turn)} Mi caso es el ${number}. ${asked}`] }
    case 'courtesy':
      return { locale: 'es', messages: [at(GREETINGS, turn), framed(asked, number), at(THANKS, turn)] }
    case 'goes-on':
      return { locale: 'es', messages: [asked, at(FOLLOW_UPS, turn), at(FOLLOW_UPS, turn + 1)] }
    case 'two':
      return { locale: 'es', messages: [`${asked} Y otra cosa: ${at(es, number * 11 + turn)}`] }
    case 'upset':
      return { locale: 'es', messages: [at(UPSET, turn)] }
  }
}

function framed(question: string, number: number): string {
  return `${at(OPENINGS, number)}${question}${at(CLOSINGS, Math.floor(number / OPENINGS.length))}`
}

function at<T>(all: readonly T[], number: number): T {
  return all[number % all.length] as T
}

interface Questions {
  readonly es: readonly string[]
  readonly esNone: readonly string[]
  readonly en: readonly string[]
}

let read: Questions | null = null

/** The questions with which the sample knowledge base is judged: in other words than its own, with slips, some without an answer. */
function questions(): Questions {
  read ??= { es: golden('es', true), esNone: golden('es', false), en: [...golden('en', true), ...golden('en', false)] }
  return read
}

function golden(language: string, answerable: boolean): readonly string[] {
  const file = packagePath('knowledge', 'examples', 'registro', `golden.${language}.jsonl`)
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly text: string; readonly relevant: readonly string[] })
    .filter(({ relevant }) => relevant.length > 0 === answerable)
    .map(({ text }) => text)
}
