/**
 * Words that open and close a message without saying what it is about, folded, by language. They are ignored unless the knowledge
 * base uses them itself (small talk); then they count like any other word.
 */
const COURTESY: Readonly<Record<string, string>> = {
  es: 'hola buenos buenas dias tardes noches gracias favor porfa saludos estimados quisiera querria quiero necesito gustaria saber decirme dime diga digame explicame podria podrian podeis ayuda ayudar ayudarme ayudeme duda pregunta consulta urgente',
  en: 'hello hi hey dear sir madam please pls plz thanks thank regards tell explain know want need would could like help question asking wondering urgent',
  fr: 'bonjour bonsoir salut merci plait voudrais aimerais savoir pouvez pourriez dire expliquer aider aide question urgent',
  pt: 'ola bom boa dia tarde noite obrigado obrigada favor gostaria queria saber pode poderia dizer explicar ajuda ajudar duvida pergunta urgente',
  lv: 'labdien sveiki ludzu paldies gribu velos vajag zinat pastastiet palidziet palidzet jautajums steidzami',
}

const words: ReadonlySet<string> = new Set(Object.values(COURTESY).flatMap((list) => list.split(' ')))

export function isCourtesy(word: string): boolean {
  return words.has(word)
}
