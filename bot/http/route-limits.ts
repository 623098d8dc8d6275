import type { Request } from 'restify'

/** What one route asks of its callers beside what every request must keep to. Whoever mounts the route says so there. */
export interface RouteLimits {
  /** largest body in bytes; what holds for every request when absent */
  readonly bodyBytes?: number
  /** against which of a client's limits a request counts: that of new conversations, or that of one conversation's messages */
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

/** The limits of the route that a request was brought to; restify keeps whatever a route was mounted with. */
export function limitsOfRoute(request: Request): RouteLimits {
  const { spec } = request.getRoute() as { readonly spec: { readonly limits?: RouteLimits } }
  return spec.limits ?? {}
}
