import { describe, expect, it } from 'vitest'
import { redact } from '../../../knowledge/records/redaction/redact.js'
import { cpuMsOf } from '../../support/cpu-time.js'

const cases = (texts: Readonly<Record<string, string>>) => Object.entries(texts)

describe('redaction removes', () => {
  it.each(
    cases({
      'escríbame a ana.perez+tax@correo.gob.es.': 'escríbame a <email>.',
      'ana@correo.es, luis@correo.es': '<email>, <email>',
      'ana @ correo.es': '<email>',
      'a (at) b punto com': '<email>',
      'ana punto perez arroba gmail punto com gracias': '<email> gracias',
      'ana [arroba] correo [punto] es': '<email>',
      'mi correo es ana@gmail': 'mi correo es <email>',
      'peña@españa.es': '<email>',
      'ａｎａ＠ｃｏｒｒｅｏ．ｅｓ': '<email>',
      'mailto:ana@correo.es?subject=hola': 'mailto:<email>?<link>',
    }),
  )('e-mail addresses: %s', (text, redacted) => expect(redact(text).text).toBe(redacted))

  it.each(
    cases({
      'mi móvil es el 612345678': 'mi móvil es el <phone>',
      '612 34 56 78': '<phone>',
      '612.345.678 o 91 123 45 67': '<phone> o <phone>',
      '612-345-678, gracias': '<phone>, gracias',
      'llámeme al612345678y hablamos': 'llámeme al<phone>y hablamos',
      '+34 612 345 678': '<phone>',
      '(+34) 612345678': '<phone>',
      '0034612345678': '<phone>',
      '34 612 345 678': '<phone>',
      '+371 29 123 456': '<phone>',
      'zvaniet 29123456': 'zvaniet <phone>',
      '+372 5123 4567': '<phone>',
      'helista 5123 4567': 'helista <phone>',
      '(212) 456-7890': '<phone>',
      '1-212-456-7890': '<phone>',
      '(555) 123-4567': '<phone>',
      '+33 1 42 68 53 00': '<phone>',
      '+49 (0)30 901820': '<phone>',
      'tel. 4567890': 'tel. <phone>',
      'WhatsApp: 61234567': 'WhatsApp: <phone>',
      '６１２３４５６７８': '<phone>',
      '٦١٢٣٤٥٦٧٨': '<phone>',
      '6\u200b12\u200d345\u00ad678': '<phone>',
      '6️⃣1️⃣2️⃣345678': '<phone>',
      '612\u00a0345\u2009678': '<phone>',
      '612‑345–678': '<phone>',
      'mon numéro est le 06 12 34 56 78': 'mon numéro est le <phone>',
      'o meu telemóvel é 912 345 678': 'o meu telemóvel é <phone>',
      'mi cel: 300 1234567': 'mi cel: <phone>',
      'estoy en el 9 8765 4321': 'estoy en el <phone>',
      '0991234567': '<phone>',
      'marque 55 1234 5678': 'marque <phone>',
      '11 4321 8765': '<phone>',
    }),
  )('phone numbers: %s', (text, redacted) => expect(redact(text).text).toBe(redacted))

  it.each(
    cases({
      'ES91 2100 0418 4502 0005 1332 por favor': '<iban> por favor',
      es9121000418450200051332: '<iban>',
      'ES91-2100-0418-4502-0005-1332': '<iban>',
      LV80BANK0000435195001: '<iban>',
      'ee38 2200 2210 2014 5685': '<iban>',
      'GB82 WEST 1234 5698 7654 32.': '<iban>.',
      'con un dígito cambiado ES91 2100 0418 4502 0005 1333': 'con un dígito cambiado <iban>',
      'mi cuenta es 2100 0418 45 0200051332': 'mi cuenta es <iban>',
      'ingreso en 21000418450200051332': 'ingreso en <iban>',
      '2100-0418-45-02-0005-1332': '<iban>',
      '2850590940090418135201': '<iban>',
      'transfieran a 032180000118359719': 'transfieran a <iban>',
      'mon compte 12345 67890 123': 'mon compte <iban>',
    }),
  )('bank accounts: %s', (text, redacted) => expect(redact(text).text).toBe(redacted))

  it.each(
    cases({
      '4111 1111 1111 1111': '<card>',
      'pagué con 5500-0000-0000-0004 12/26': 'pagué con <card> 12/26',
      '378282246310005': '<card>',
      'tarjeta 4111 1111 1111 1112': 'tarjeta <card>',
    }),
  )('payment cards: %s', (text, redacted) => expect(redact(text).text).toBe(redacted))

  it.each(
    cases({
      'soy 12345678Z': 'soy <id>',
      'soy 12345678-z': 'soy <id>',
      dni12345678z: 'dni<id>',
      'miDNIes12345678Z gracias': 'miDNIes<id> gracias',
      '12345678Zgracias': '<id>gracias',
      nieX1234567L: 'nie<id>',
      '12,345,678-Z': '<id>',
      modelo12345678A: 'modelo12345678A',
      'soy 12.345.678-Z': 'soy <id>',
      'soy 12 345 678 Z': 'soy <id>',
      'soy X1234567L': 'soy <id>',
      'soy Y-1234567-X': 'soy <id>',
      'mi DNI es 12345678A': 'mi DNI es <id>',
      'DNI nº: 12345678': 'DNI nº: <id>',
      'D.N.I. 12.345.678': 'D.N.I. <id>',
      '12345678A es mi DNI': '<id> es mi DNI',
      'NIE número Y1234567A': 'NIE número <id>',
      'pasaporte AAB123456': 'pasaporte <id>',
      'my passport number is 533380006': 'my passport number is <id>',
    }),
  )('Spanish and announced identity numbers: %s', (text, redacted) => expect(redact(text).text).toBe(redacted))

  it.each(
    cases({
      'kods 161175-19997': 'kods <id>',
      'kods 16117519997': 'kods <id>',
      'kods 320123-12345': 'kods <id>',
      'personas kods 161175-19996': 'personas kods <id>',
      'isikukood on 38001085719': 'isikukood on <id>',
      '123-45-6789': '<id>',
    }),
  )('Latvian, Estonian and United States numbers: %s', (text, redacted) => expect(redact(text).text).toBe(redacted))

  it.each(
    cases({
      'CUIL 20-05536168-2': 'CUIL <id>',
      '390.533.447-05': '<id>',
      'soy 12.531.909-2': 'soy <id>',
      '001-1391820-5': '<id>',
      '1714307103': '<id>',
      '38001085718': '<id>',
      '37605030299': '<id>',
      '2 95 10 99 126 111 93': '<id>',
      rccmnl83s18d969h: '<id>',
      'mi CURP: BOXW310820HNERXN09': 'mi CURP: <id>',
      'RFC GODE561231GR8': 'RFC <id>',
      '44051401359': '<id>',
      '00000000 0 ZZ4': '<id>',
      'afiliación 28/12345678/40': 'afiliación <id>',
      'cédula 1.234.567-2': 'cédula <id>',
      'cédula de ciudadanía 1032456789': 'cédula de ciudadanía <id>',
    }),
  )('numbers of persons of other countries: %s', (text, redacted) => expect(redact(text).text).toBe(redacted))

  it.each(
    cases({
      'https://ana:clave@sede.es/a': 'https://<link>@sede.es/a',
      'https://sede.es/a?token=abc&x=1.': 'https://sede.es/a?<link>.',
      '(https://sede.es/a?ana@correo.es)': '(https://sede.es/a?<link>)',
      'https://sede.es/#access_token=abc': 'https://sede.es/#<link>',
      'sede.es/a?dni=12345678Z': 'sede.es/a?<link>',
    }),
  )('the secret parts of web addresses: %s', (text, redacted) => expect(redact(text).text).toBe(redacted))

  it('several things at once, and counts them by kind', () => {
    expect(redact('Soy Ana, 12345678Z, ana@correo.es, 612345678 o 912345678. ¿Cuánto cuesta?')).toEqual({
      text: 'Soy Ana, <id>, <email>, <phone> o <phone>. ¿Cuánto cuesta?',
      found: [
        { kind: 'id', count: 1 },
        { kind: 'email', count: 1 },
        { kind: 'phone', count: 2 },
      ],
    })
  })

  it('nothing more from a text that is already redacted', () => {
    const once = redact('12345678Z, ana@correo.es, 612345678, https://ana:clave@a.es/?b=c').text
    expect(redact(once)).toEqual({ text: once, found: [] })
  })
})

describe('redaction leaves unchanged', () => {
  it.each([
    '¿Cuánto cuesta registrar una sociedad? ¿1.250,00 €?',
    'capital de 25.000.000 euros y otro de $30000000',
    'un 3.000,50 % más, 612345678 €',
    'modelo 303, 390 y 349; modelo 036',
    'modelos 303 390 349 111 190',
    'the 1099-R, the W-2 and form 1040-SR',
    'Ley 39/2015, Real Decreto 2714/1996 y RDL 1/2010',
    'BOE-A-2015-10565 y BOE núm. 236',
    'del 01/02/2024 al 28-02-2024, o 2024-01-15 10:30',
    'el 21.01.2024 y el 22 12 2024',
    '20240115 y 21012024',
    'entre 2019 y 2020, 2019-2020, 2020/2021, 2019 2020',
    'de 9:00 a 14:30, 24/7',
    'expediente EXP/2024/00012345',
    'código postal 28001 Madrid',
    'el artículo 5 (a) de la ley',
    'NIF B12345674 y CIF A-58818501',
    '123456789012',
    'look at gov.uk, mail us at once. Write to @una_es',
    'https://sede.gob.es/tramites/alta#requisitos',
    '¿y eso?=no lo entiendo',
    '👍👨‍👩‍👧 ½ nº 1.º 2ª ﬁn\u200b',
    'the 112 or 060 number',
    '¿Necesito el DNI para pagar 15000 euros?',
    'documento 15/01/2024',
    'the ID since 2019-2020',
    'línea 1\nlínea 2\u2028',
    '161175-19996',
    '12345678A',
    'la empresa 30-50001091-2, RUT 76.086.428-5, RFC ABC800101AA1',
    'expediente 2024-0001234-5, entrada 20240001234, solicitud 12345678-9',
    'CURP BOXW310820HNERXN08',
    '',
  ])('%s', (text) => expect(redact(text)).toEqual({ text, found: [] }))
})

describe('redaction of hostile text', () => {
  const pieces = [
    ...[
      '1',
      '1 ',
      '6 ',
      'a',
      '@',
      'a@',
      'a.',
      '(',
      ' ',
      'tel ',
      'tel 1 ',
      'dni es ',
      'mi dni es 12345 ',
      '+',
      '+1 ',
      'X1',
    ],
    ...['01/02/', 'ES91 ', 'ES', ' arroba ', 'a punto ', '?', '?a=', 'http://', 'a(at)', '1 - ', '0', '\u200b', '٣'],
    ...[
      '612345678 ',
      '4111 ',
      'x9-',
      '212 555 ',
      'dni numero ',
      'dni no no no ',
      '€ ',
      'www.',
      '1/',
      '𝟙',
      '12345678-',
      '<',
    ],
  ]

  it.each(pieces)('takes time proportional to its length: %j', async (piece) => {
    const text = piece.repeat(Math.ceil(10_000 / piece.length))
    expect(await cpuMsOf(() => redact(text))).toBeLessThan(1_500)
  })

  it('keeps odd characters that it does not redact', () => {
    const text = '\ud800 \udfff \u0000 \u202e e\u0301\u0301 ﷺ \u{10ffff}'
    expect(redact(text).text).toBe(text)
  })
})
