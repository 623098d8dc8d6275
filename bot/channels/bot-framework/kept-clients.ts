import botbuilder, { type Activity } from 'botbuilder'

type Authentication = InstanceType<typeof botbuilder.ConfigurationBotFrameworkAuthentication>
type Admitted = Awaited<ReturnType<Authentication['authenticateRequest']>>
type Identity = Parameters<Authentication['createUserTokenClient']>[0]
type UserTokenClient = Awaited<ReturnType<Authentication['createUserTokenClient']>>
type ConnectorFactory = ReturnType<Authentication['createConnectorFactory']>

/** Channels have few addresses to reply to; the first kept is dropped. */
const MOST_KEPT = 100

/**
 * Checks requests as botbuilder does, and keeps the clients with which replies are delivered. Botbuilder makes new ones for every turn,
 * even if the replies go back in the response.
 */
export class ClientKeepingAuthentication extends botbuilder.ConfigurationBotFrameworkAuthentication {
  readonly #connectors = kept<Awaited<ReturnType<ConnectorFactory['create']>>>()
  readonly #userTokens = kept<UserTokenClient>()

  override async authenticateRequest(activity: Activity, authorization: string): Promise<Admitted> {
    const admitted = await super.authenticateRequest(activity, authorization)
    const { connectorFactory, claimsIdentity } = admitted
    return connectorFactory === undefined
      ? admitted
      : { ...admitted, connectorFactory: this.#keeping(connectorFactory, claimsIdentity) }
  }

  override createConnectorFactory(identity: Identity): ConnectorFactory {
    return this.#keeping(super.createConnectorFactory(identity), identity)
  }

  override createUserTokenClient(identity: Identity): Promise<UserTokenClient> {
    return this.#userTokens(appOf(identity), () => super.createUserTokenClient(identity))
  }

  #keeping(factory: ConnectorFactory, identity: Identity): ConnectorFactory {
    return {
      create: (serviceUrl, audience) =>
        this.#connectors(JSON.stringify([appOf(identity), serviceUrl, audience]), async () =>
          withoutRedirects(await factory.create(serviceUrl, audience)),
        ),
    }
  }
}

/**
 * Whoever answers at the address of a reply may not send it on to another. Botbuilder passes no such option on to the library that makes
 * its requests.
 */
function withoutRedirects<T>(connector: T): T {
  const { client } = connector as { readonly client: { readonly pipeline: Pipeline } }
  client.pipeline.removePolicy({ name: 'redirectPolicy' })
  return connector
}

interface Pipeline {
  removePolicy(policy: { readonly name: string }): unknown
}

/** The claims by which botbuilder chooses the credentials of a client. */
function appOf({ claims }: Identity): string {
  return JSON.stringify(claims.filter(({ type }) => type === 'aud' || type === 'appid').map(({ value }) => value))
}

/** Keeps the latest results by key. A failure is not kept. */
function kept<T>(): (key: string, make: () => Promise<T>) => Promise<T> {
  const known = new Map<string, T>()
  return async (key, make) => {
    const found = known.get(key)
    if (found !== undefined) return found
    const made = await make()
    known.set(key, made)
    const [first] = known.keys()
    if (known.size > MOST_KEPT && first !== undefined) known.delete(first)
    return made
  }
}
