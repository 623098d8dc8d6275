/** Name of the encoder that comes with the package, adapted or not, and how it is asked for. */
export const SHIPPED_ENCODER_NAME = 'ventanilla-encoder'

/** Those it was trained on; see its model card. */
export const SHIPPED_ENCODER_LANGUAGES: readonly string[] = ['en', 'es', 'fr', 'lv', 'pt']
