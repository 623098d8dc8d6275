import { z } from 'zod'
import { PAIR_LIMITS } from '../../knowledge/content/qna-pair.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import { readJsonLines } from '../golden/json-lines.js'

/** The label of a text that belongs to no class. */
export const OUT_OF_SCOPE = 'oos'

/** A line of an intent set; other fields are ignored. */
const intentLine = z.object({
  text: z
    .string()
    .trim()
    .min(1)
    .transform((text) => text.slice(0, PAIR_LIMITS.questionChars)),
  label: z
    .string()
    .trim()
    .min(1)
    .max(PAIR_LIMITS.idChars - 10),
  split: z.enum(['train', 'valid', 'test']),
  lang: z
    .string()
    .nullish()
    .transform((tag) => (tag ?? 'und').toLowerCase().match(/^[a-z]{2,3}/)?.[0] ?? 'und'),
})

export type IntentLine = Readonly<z.infer<typeof intentLine>>

/** An intent set: texts for training, for choosing a threshold, and for the test. */
export interface IntentSet {
  readonly name: string
  /** whether texts out of scope are a class like any other; then nothing is out of scope */
  readonly oosAsClass: boolean
  /** training texts in scope */
  readonly train: readonly IntentLine[]
  /** training texts that belong to no class */
  readonly outOfScope: readonly IntentLine[]
  readonly valid: readonly IntentLine[]
  readonly test: readonly IntentLine[]
}

/**
 * An intent set from lines `{"text","label","split","lang"}`; label `oos` means out of scope. Texts beyond the limit of a
 * phrasing are cut.
 *
 * @param trainFile its train rows replace those of `dataFile`, e.g. a few-shot selection
 * @param oosAsClass treat `oos` as a class like any other
 * @throws KnowledgeError IMPORT_UNREADABLE, IMPORT_INVALID naming every bad line, EMPTY_EVALUATION naming the empty split
 */
export async function readIntentSet(
  name: string,
  dataFile: string,
  trainFile: string | null,
  oosAsClass = false,
): Promise<IntentSet> {
  const data = await readJsonLines(dataFile, intentLine)
  const train = trainFile === null ? data : await readJsonLines(trainFile, intentLine)
  const lines = [...ofSplit(train, 'train'), ...data.filter(({ split }) => split !== 'train')]
  const set = intentSet(name, lines, oosAsClass)
  if (set.train.length === 0) throw emptySplit(trainFile ?? dataFile, 'train')
  if (set.test.length === 0) throw emptySplit(dataFile, 'test')
  return set
}

export function intentSet(name: string, lines: readonly IntentLine[], oosAsClass = false): IntentSet {
  const train = ofSplit(lines, 'train')
  const isClass = ({ label }: IntentLine) => oosAsClass || label !== OUT_OF_SCOPE
  return {
    name,
    oosAsClass,
    train: train.filter(isClass),
    outOfScope: train.filter((line) => !isClass(line)),
    valid: ofSplit(lines, 'valid'),
    test: ofSplit(lines, 'test'),
  }
}

function ofSplit(lines: readonly IntentLine[], wanted: IntentLine['split']): readonly IntentLine[] {
  return lines.filter(({ split }) => split === wanted)
}

function emptySplit(file: string, split: string): KnowledgeError {
  return new KnowledgeError('EMPTY_EVALUATION', { what: 'empty-split', file, split }, { do: 'write-split-lines' })
}
