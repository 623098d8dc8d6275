import { isValidBBAN } from 'ibantools'
import { checkOf } from './check-digits.js'
import { alone, digitsOf, patternRecogniser, type Recogniser } from './recogniser.js'

/** The pattern of each kind, and the check of its digits. */
const ACCOUNTS: readonly { readonly written: string; isOne(digits: string): boolean }[] = [
  // Spain: the account number without the IBAN's country code and check digits
  {
    written: '\\d{4}[ -]?\\d{4}[ -]?\\d{2}[ -]?(?:\\d{10}|(?:\\d{2}[ -]?)?\\d{4}[ -]?\\d{4})',
    isOne: (digits) => isValidBBAN(digits, 'ES'),
  },
  // Argentina: CBU
  { written: '\\d{8}[ -]?\\d{14}', isOne: checkOf('AR', 'cbu') },
  // Mexico: CLABE
  { written: '\\d{3}[ -]?\\d{3}[ -]?\\d{11}[ -]?\\d', isOne: checkOf('MX', 'clabe') },
]

/** Bank accounts in their national form. */
export const accountNumbers: readonly Recogniser[] = ACCOUNTS.map(({ written, isOne }) =>
  patternRecogniser('iban', alone(written), (match) => isOne(digitsOf(match))),
)
