/** Name of the encoder that ships with the package, adapted or not; also its name in settings. */
export const SHIPPED_ENCODER_NAME = 'ventanilla-encoder'

/** The languages it was trained on; see its model card. */
export const SHIPPED_ENCODER_LANGUAGES: readonly string[] = ['en', 'es', 'fr', 'lv', 'pt']

/** The languages that an embedder understands, by its name alone; null where the name does not tell. */
export function languagesByName(name: string): readonly string[] | null {
  return name === SHIPPED_ENCODER_NAME ? SHIPPED_ENCODER_LANGUAGES : null
}
