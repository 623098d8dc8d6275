import { DEFAULT_TRAINING, type TrainingOptions } from '../../training/encoder/train-table.js'

/** Things, places and acts in two languages: every combination is a translation pair. */
const things = [
  ['the company', 'la empresa'],
  ['my application', 'mi solicitud'],
  ['the certificate', 'el certificado'],
  ['an association', 'una asociación'],
  ['the fee', 'la tasa'],
  ['the address', 'el domicilio'],
  ['the signature', 'la firma'],
  ['the deadline', 'el plazo'],
]
const acts = [
  ['register', 'registrar'],
  ['close', 'cerrar'],
  ['change', 'cambiar'],
  ['pay', 'pagar'],
  ['check', 'consultar'],
  ['order', 'pedir'],
  ['sign', 'firmar'],
  ['withdraw', 'retirar'],
]
const places = [
  ['today', 'hoy'],
  ['online', 'en línea'],
  ['at the counter', 'en la ventanilla'],
  ['by post', 'por correo'],
  ['next week', 'la semana próxima'],
]
/** Lines of a corpus file. */
export const corpusLines = acts.flatMap(([act, acto]) =>
  things.flatMap(([thing, cosa]) =>
    places.map(([place, lugar]) => `par\ten\tes\tI want to ${act} ${thing} ${place}\tquiero ${acto} ${cosa} ${lugar}`),
  ),
)

/** Enough training to learn the corpus, in a second. */
export const tinyTraining: TrainingOptions = {
  ...DEFAULT_TRAINING,
  steps: 60,
  batch: 64,
  learningRate: 0.02,
  evaluateEvery: 30,
  sourceWeights: {},
  workers: 1,
}
