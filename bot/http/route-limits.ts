import type { Request } from 'restify'

/** The limits of one route, beside those of every request. They are set where the route is mounted. */
export interface RouteLimits {
  /** largest body in bytes; the limit of every request when absent */
  readonly bodyBytes?: number
  /** the limit against which a request counts: a client's new conversations, or one conversation's messages */
  readonly countsAs?: 'conversation' | { readonly messageOf: (request: Request) => string }
}

/** A route as restify mounts it, with its limits. */
export interface LimitedRoute {
  readonly path: string
  readonly limits: RouteLimits
}

/** For `server.post(limitedRoute('/token', { countsAs: 'conversation' }), …)`. */
export function limitedRoute(path: string, limits: RouteLimits): LimitedRoute {
  return { path, limits }
}

/** The limits of a request's route; restify keeps the options that a route was mounted with. */
export function limitsOfRoute(request: Request): RouteLimits {
  const { spec } = request.getRoute() as { readonly spec: { readonly limits?: RouteLimits } }
  return spec.limits ?? {}
}
