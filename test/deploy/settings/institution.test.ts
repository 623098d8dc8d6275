import { describe, expect, it } from 'vitest'
import { openChat } from '../../../deploy/bench/chat-client.js'
import { readConfig } from '../../../deploy/settings/config.js'
import { contactOf, institutionConcern, institutionWarning } from '../../../deploy/settings/institution.js'
import { startCli } from '../../support/built-cli.js'
import { smallDataFolder } from '../../support/ready-folders.js'

describe('the contact that citizens are shown', () => {
  const valuesWith = (environment: Record<string, string>) => readConfig({}, environment).values

  it('is that of the sample’s fictional institution while nothing is set, with a warning', () => {
    const values = valuesWith({ INSTITUTION_PHONE: '' })
    expect(contactOf(values)).toMatchObject({
      institution: 'Registro de Empresas de Valdoria',
      phone: '+999 555 0100',
    })
    expect(institutionConcern(values)).toEqual({ kind: 'institution-fictional' })
    expect(institutionWarning({ kind: 'institution-fictional' })).toContain('a fictional institution')
  })

  it('is never half fictional: parts that are not set are not shown, with a warning', () => {
    const named = valuesWith({ INSTITUTION_NAME: 'Ayuntamiento de Alba' })
    expect(contactOf(named)).toEqual({
      institution: 'Ayuntamiento de Alba',
      phone: null,
      email: null,
      hours: null,
      page: null,
      emergency: null,
    })
    expect(institutionConcern(named)).toEqual({
      kind: 'institution-incomplete',
      settings: ['INSTITUTION_PHONE', 'INSTITUTION_EMAIL', 'INSTITUTION_HOURS', 'INSTITUTION_PAGE'],
    })
    expect(contactOf(valuesWith({ INSTITUTION_PHONE: '900 1' }))).toMatchObject({ institution: null, phone: '900 1' })
  })

  it('causes no warning when everything is set', () => {
    const values = valuesWith({
      INSTITUTION_NAME: 'Ayuntamiento de Alba',
      INSTITUTION_PHONE: '900 111 222',
      INSTITUTION_EMAIL: 'hola@alba.example',
      INSTITUTION_HOURS: '9–14',
      INSTITUTION_PAGE: 'https://alba.example/contacto',
    })
    expect(institutionConcern(values)).toBeNull()
  })
})

describe('a server with only a part of the institution set', () => {
  it.each([
    [{ INSTITUTION_NAME: 'Ayuntamiento de Alba' }, 'Diríjase a una oficina de Ayuntamiento de Alba.'],
    [{ INSTITUTION_PHONE: '900 111 222' }, 'Una persona de la institución puede atenderle'],
  ])('shows nothing fictional with %j', async (env, shown) => {
    const server = await startCli(await smallDataFolder(), { env })
    expect(server.output().stderr).toContain('warning: not set, so citizens are not shown any: INSTITUTION_')
    const page = await (await fetch(server.url, { headers: { 'Accept-Language': 'es' } })).text()
    const chat = await openChat(server.url, 'websocket', 'es')
    const reply = await chat.ask('Hablar con una persona')
    chat.end()
    expect(reply.text).toContain(shown)
    for (const text of [page, reply.text]) expect(text).not.toMatch(/555 0100|valdoria|8:30/i)
    await server.end('SIGINT')
  })
})
