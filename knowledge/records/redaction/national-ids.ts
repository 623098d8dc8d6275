import { checkOf } from './check-digits.js'
import { alone, patternRecogniser, type Recogniser } from './recogniser.js'

interface NationalId {
  /** its pattern, between characters that are not letters or digits */
  readonly written: string
  /** whether a match, without separators and in capitals, is such a number and belongs to a person */
  isPersons(compact: string): boolean
}

/** Chilean numbers from here on belong to companies and institutions, which are public. */
const FIRST_CHILEAN_COMPANY = 50_000_000

const isChilean = checkOf('CL', 'rut')

/**
 * Only numbers with a check digit that are long or have a distinctive form: redacting possible case numbers would remove useful
 * content from citizens' questions.
 */
const NATIONAL_IDS: readonly NationalId[] = [
  // Argentina: CUIT and CUIL of persons; not 2020 to 2029, the year at the beginning of case numbers
  { written: '2[0-7][ -]\\d{8}[ -]?\\d|(?!20[0-2])2[0-7]\\d{9}', isPersons: checkOf('AR', 'cuit') },
  // Brazil: CPF
  { written: '\\d{3}\\.?\\d{3}\\.?\\d{3}-?\\d\\d', isPersons: checkOf('BR', 'cpf') },
  // Chile: RUN, RUT
  {
    written: '\\d{1,2}\\.?\\d{3}\\.?\\d{3} ?- ?[\\dK]',
    isPersons: (compact) => isChilean(compact) && Number(compact.slice(0, -1)) < FIRST_CHILEAN_COMPANY,
  },
  // Dominican Republic: cédula
  { written: '\\d{3}-\\d{7}-\\d', isPersons: checkOf('DO', 'cedula') },
  // Ecuador: cédula
  { written: '\\d{9}-?\\d', isPersons: checkOf('EC', 'ci') },
  // Estonia and Lithuania: isikukood, asmens kodas
  { written: '[1-8]\\d{10}', isPersons: checkOf('EE', 'ik') },
  // France: numéro de sécurité sociale
  {
    written: '[12][ .]?\\d\\d[ .]?\\d\\d[ .]?\\d[\\dAB][ .]?\\d{3}[ .]?\\d{3}[ .]?\\d\\d',
    isPersons: checkOf('FR', 'nir'),
  },
  // Italy: codice fiscale
  {
    written: '[A-Z]{3} ?[A-Z]{3} ?\\d\\d[A-Z]\\d\\d ?[A-Z]\\d{3}[A-Z]',
    isPersons: checkOf('IT', 'codicefiscale'),
  },
  // Mexico: CURP, and RFC of persons
  { written: '[A-Z]{4}\\d{6}[A-Z]{6}[A-Z\\d]\\d', isPersons: checkOf('MX', 'curp') },
  { written: '[A-Z&]{4}[ -]?\\d{6}[ -]?[A-Z\\d]{3}', isPersons: checkOf('MX', 'rfc') },
  // Poland: PESEL
  { written: '\\d{11}', isPersons: checkOf('PL', 'pesel') },
  // Portugal: cartão de cidadão
  { written: '\\d{8} ?\\d ?[A-Z][A-Z\\d]\\d', isPersons: checkOf('PT', 'cc') },
  // Spain: número de la seguridad social
  { written: '\\d\\d[ /-]?\\d{8}[ /-]?\\d\\d', isPersons: checkOf('ES', 'nss') },
  // Uruguay: cédula
  { written: '\\d\\.?\\d{3}\\.?\\d{3}-\\d', isPersons: checkOf('UY', 'cedula') },
]

const SEPARATORS = /[ ./-]/g

/** Personal numbers, by country. */
export const nationalIds: readonly Recogniser[] = NATIONAL_IDS.map(({ written, isPersons }) =>
  patternRecogniser('id', alone(written), (match) => isPersons(match.replace(SEPARATORS, '').toUpperCase())),
)
