/** Sampling weight of each source, by its file's name. */
export type SourceWeights = Readonly<Record<string, number>>

/**
 * Public services, questions and paraphrases are rare, but the encoder is made for them. Everyday sentences teach most of the
 * meaning of words. Help texts of software repeat themselves.
 */
export const DEFAULT_SOURCE_WEIGHTS: SourceWeights = {
  tatoeba_es: 1.5,
  tatoeba_fr: 1,
  usagov: 5,
  healthcaregov: 5,
  gov_us: 5,
  gov_us2: 5,
  gov_ca: 3,
  govuk: 5,
  nj: 5,
  ada: 3,
  bloom: 5,
  shiba: 5,
  cfa2: 5,
  cfa3: 5,
  cbv: 5,
  votegov: 5,
  monentreprise: 3,
  medquad: 2.5,
  rqe: 3,
  disfl: 1.5,
  chitchat: 1.5,
  alchemy: 0.7,
  ms_support: 0.6,
  dyn365: 0.4,
  smb: 0.5,
  workfront: 0.5,
  target: 0.5,
  pydocs: 0.4,
  react: 0.4,
  nodejs: 0.4,
  electron: 0.4,
  tldr: 0.5,
}
