/**
 * Common short forms in chat messages, and those of words for offices: short form and word alternate, folded, by language. Where
 * two languages share one, the first wins: nearly all stand for words without content.
 */
const SHORT_FORMS: Readonly<Record<string, string>> = {
  es: `d de q que k que ke que x por xa para pa para xq porque xk porque pq porque pk porque porq porque tb tambien tmb tambien
    tbn tambien dnd donde cdo cuando cmo como bn bien toy estoy stoy estoy tngo tengo msj mensaje msjs mensajes tlf telefono
    tfno telefono hla hola xfa porfavor xfi porfavor porfis porfavor grx gracias grax gracias mnn manana sab sabado nro numero
    ayto ayuntamiento ayunt ayuntamiento avda avenida dpto departamento depto departamento ofi oficina biblio biblioteca
    cole colegio insti instituto uni universidad bici bicicleta cel celular celu celular certif certificado docu documento`,
  en: `u you ur your r are pls please plz please thx thanks cuz because bc because bcz because abt about wat what wut what wen when
    rn now acct account appt appointment msg message msgs messages ppl people govt government cert certificate docs documents hrs hours mins minutes tmrw tomorrow tmr tomorrow`,
  fr: 'ds dans pr pour ki qui koi quoi kel quel kan quand bcp beaucoup tt tout tjs toujours',
  pt: 'vc voce vcs voces tbm tambem oq que qd quando qdo quando hj hoje',
}

const words = new Map<string, string>()
for (const list of Object.values(SHORT_FORMS)) {
  const turns = list.split(/\s+/)
  for (let i = 0; i + 1 < turns.length; i += 2) {
    const [short = '', word = ''] = turns.slice(i, i + 2)
    if (!words.has(short)) words.set(short, word)
  }
}

/** The word that a short form stands for, if it is one. */
export function writtenOut(word: string): string | undefined {
  return words.get(word)
}
