/** Name of the encoder that comes with the package, adapted or not, and how it is asked for. */
export const SHIPPED_ENCODER_NAME = 'ventanilla-encoder'

/** Those it was trained on; see its model card. */
export const SHIPPED_ENCODER_LANGUAGES: readonly string[] = ['en', 'es', 'fr', 'lv', 'pt']

/** What an embedder's name alone tells of the languages that it understands; null where it tells nothing. */
export function languagesByName(name: string): readonly string[] | null {
  return name === SHIPPED_ENCODER_NAME ? SHIPPED_ENCODER_LANGUAGES : null
}
