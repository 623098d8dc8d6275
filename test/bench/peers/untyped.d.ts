/** Types for the used parts of packages without types. */

declare module '@nlpjs/basic' {
  export interface LanguagePackage {
    readonly name: string
  }
  export const LangEn: LanguagePackage
  export interface Container {
    use(item: LanguagePackage): void
  }
  export function containerBootstrap(): Promise<Container>
  export interface NlpSettings {
    readonly container: Container
    readonly autoSave: boolean
    readonly autoLoad: boolean
    readonly nlu: { readonly log: boolean }
  }
  export class Nlp {
    constructor(settings: NlpSettings)
    readonly settings: { readonly threshold: number }
    addLanguage(language: string): void
    addDocument(language: string, text: string, intent: string): void
    train(): Promise<void>
    process(
      language: string,
      text: string,
    ): Promise<{ readonly classifications: readonly { readonly intent: string; readonly score: number }[] }>
  }
}

declare module '@nlpjs/lang-es' {
  export const LangEs: import('@nlpjs/basic').LanguagePackage
}

declare module '@nlpjs/lang-lt' {
  export const LangLt: import('@nlpjs/basic').LanguagePackage
}

declare module '@nlpjs/lang-ru' {
  export const LangRu: import('@nlpjs/basic').LanguagePackage
}

declare module 'wink-naive-bayes-text-classifier' {
  export interface Classifier {
    defineConfig(config: { readonly considerOnlyPresence: boolean; readonly smoothingFactor: number }): void
    learn(tokens: readonly string[], label: string): void
    consolidate(): void
    /** best first */
    computeOdds(tokens: readonly string[]): readonly (readonly [label: string, odds: number])[]
  }
  export default function newClassifier(): Classifier
}

declare module 'wink-naive-bayes-text-classifier/src/prep-text.js' {
  export default function prepareEnglish(text: string): readonly string[]
}
