/**
 * Words that questions about different things share, folded, by language: articles, pronouns, auxiliaries, and verbs of asking.
 * Two questions that differ only in these are about the same thing.
 */
const FILLERS: Readonly<Record<string, string>> = {
  es: `a al algo alguien algun alguna ante aqui asi aun cada como con cual cuales cuando cuanto cuanta cuantos cuantas de del desde
    donde e el ella ellos en entre era es esa ese eso esta estan estar este esto estoy fue ha hace hacer haceis hacen haga hago han
    hasta hay he la las le les lo los mas me mi mis mucho muy nada ni nos nosotros nuestra nuestro o os otra otro para pero poder
    podemos podria podriamos por porque pueda puede pueden puedo que quien quienes se sea ser si sin sobre son soy su sus tal tambien
    tan te tendria tener tenemos tengo tiene tienen toca todo tu tus u un una unas uno unos va vais vamos van voy y ya yo usted
    ustedes debe deben debo deberia
    pedir pido pide pedimos pedirlo solicitar solicito solicita solicitud obtener obtengo conseguir consigo sacar saco tramitar
    tramito tramite tramites quiero quisiera querria queria queremos quiere necesito necesitamos necesita gustaria interesa saber
    sabe sabeis sabes dime diga digame decirme explicar explicarme informacion info ayuda ayudar ayudarme hola buenas buenos dias
    tardes gracias favor porfa porfavor duda pregunta consulta manera forma modo`,
  en: `a about am an and any are as at be been being but by can could d did do does doing done for from get getting give go going
    got had has have having he her here hers him his how i if in into is it its ll m made make making may me might my need needs of
    on one or our out please pls re s shall she should so some such t than thank thanks that the their them then there these they
    this those to too up us ve very want was way we were what when where which while who whom whose why will with would you your
    apply applying application ask asking obtain obtaining request requesting looking find know tell explain help info information
    hello hi hey dear question wondering like must just possible`,
}

const fillers: ReadonlySet<string> = new Set(Object.values(FILLERS).flatMap((list) => list.split(/\s+/)))

/** @param word folded */
export function isFiller(word: string): boolean {
  return fillers.has(word)
}

/** The words that say what a question is about; all words if none would be left. */
export function contentWords(words: readonly string[]): readonly string[] {
  const telling = words.filter((word) => !fillers.has(word))
  return telling.length > 0 ? telling : words
}
