import { describe, expect, it } from 'vitest'
import { delivered, type Undelivered } from '../../../bot/channels/bot-framework/delivery.js'

async function failure(thrown: object): Promise<Undelivered> {
  const failing = Promise.reject(Object.assign(new Error('my number is 12345678Z'), thrown))
  return delivered(failing, 'https://smba.example/emea/', 1_000).then(
    () => {
      throw new Error('it was delivered')
    },
    (error: Undelivered) => error,
  )
}

describe('a reply that cannot be delivered', () => {
  it('reports an expired secret with Microsoft’s error code', async () => {
    const errorMessage =
      "7000222 - [2027-03-01]: AADSTS7000222: The provided client secret keys for app '1' are expired."
    const { code, reason, next, answered } = await failure({ errorCode: 'invalid_client', errorMessage })
    expect({ code, reason, answered }).toEqual({
      code: 'CHANNEL_UNREACHABLE',
      reason: 'invalid_client AADSTS7000222',
      answered: false,
    })
    expect(next).toEqual({ do: 'renew-bot-secret' })
  })

  it.each([
    [{ statusCode: 403, code: 'Forbidden' }, 'HTTP 403', { do: 'check-bot-registration' }],
    [{ statusCode: 500, code: 'ServiceError' }, 'HTTP 500', { do: 'wait-for-channel' }],
    [{ code: 'ENOTFOUND' }, 'ENOTFOUND', { do: 'reach-channel', host: 'smba.example' }],
  ])('is told by what was answered, without a word of it: %j', async (thrown, reason, next) => {
    const found = await failure(thrown)
    expect(found.reason).toBe(reason)
    expect(found.next).toEqual(next)
    expect(`${found.message} ${JSON.stringify(found)}`).not.toContain('12345678Z')
  })
})
