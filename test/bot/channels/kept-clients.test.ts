import botbuilder, { type Activity } from 'botbuilder'
import { describe, expect, it } from 'vitest'
import { ClientKeepingAuthentication } from '../../../bot/channels/bot-framework/kept-clients.js'

const ACTIVITY = { type: 'message', channelId: 'emulator', serviceUrl: 'http://127.0.0.1:5000' } as Activity

function authentication() {
  return new ClientKeepingAuthentication({}, new botbuilder.ConfigurationServiceClientCredentialFactory({}))
}

async function connectorOf(kept: ClientKeepingAuthentication, serviceUrl: string, audience?: string) {
  const { connectorFactory } = await kept.authenticateRequest(ACTIVITY, '')
  return connectorFactory?.create(serviceUrl, audience)
}

describe('the clients that deliver replies', () => {
  it('are kept from turn to turn, one for each address and audience', async () => {
    const kept = authentication()
    const first = await connectorOf(kept, 'http://127.0.0.1:5000')
    expect(first).toBeDefined()
    expect(await connectorOf(kept, 'http://127.0.0.1:5000')).toBe(first)
    expect(await connectorOf(kept, 'http://127.0.0.1:5001')).not.toBe(first)
    expect(await connectorOf(kept, 'http://127.0.0.1:5000', 'another')).not.toBe(first)
  })

  it('serve turns that the bot begins too', async () => {
    const kept = authentication()
    const { claimsIdentity, connectorFactory } = await kept.authenticateRequest(ACTIVITY, '')
    const begun = kept.createConnectorFactory(claimsIdentity)
    expect(await begun.create('http://127.0.0.1:5000')).toBe(await connectorFactory?.create('http://127.0.0.1:5000'))
    expect(await kept.createUserTokenClient(claimsIdentity)).toBe(await kept.createUserTokenClient(claimsIdentity))
  })

  it('are dropped when senders name ever new addresses', async () => {
    const kept = authentication()
    const first = await connectorOf(kept, 'http://127.0.0.1:1')
    for (let port = 2; port <= 101; port++) await connectorOf(kept, `http://127.0.0.1:${port}`)
    expect(await connectorOf(kept, 'http://127.0.0.1:1')).not.toBe(first)
  })
})
