/** Names that don't resolve, networks that part, edges that don't reach their origin. */
import type { Context } from '../../hypotheses/context.ts';
import { isBad, seen, told, type OutsideSign, type Seen } from './model.ts';

const UNRESOLVED =
  /ENOTFOUND|EAI_AGAIN|UnknownHost|NXDOMAIN|SERVFAIL|name resolution|no such host|could not resolve|getaddrinfo|NameResolution|lookup [\w.-]+[^\n]{0,120}(?:timeout|timed out|refused|server misbehaving|failure)|dns (?:lookup|resolution|query|timeout|error|fail)/i;
const LOOKED_UP =
  /(?:ENOTFOUND|EAI_AGAIN|lookup|resolve(?: host)?:?|UnknownHostException:?|getaddrinfo|for|host)\s+(?:['"]?((?:[\w-]+\.)+[\w-]{2,})|['"]([\w-]{2,})['"])/gi;
const RESOLVER =
  /(?:^|[-_.])(?:core-?dns|kube-?dns|dns|resolver|unbound|bind9?|dnsmasq)(?:$|[-_.])/i;

/** The first resolver among the services that are known. */
const resolverOf = (context: Context): string | null =>
  [...context.topology.services].find((each) => RESOLVER.test(each)) ??
  context.observations.infraEvents.find(({ service }) => service !== null && RESOLVER.test(service))
    ?.service ??
  null;

/** One unknown host is a typing error, several of them in several services are the resolver's. */
export function names(context: Context): OutsideSign | null {
  const found = seen(context, UNRESOLVED);
  if (!found.fresh) return null;
  const hosts = new Set<string>();
  for (const { message } of found.lines)
    for (const match of message.slice(0, 600).matchAll(LOOKED_UP))
      hosts.add((match[1] ?? match[2] ?? '').toLowerCase());
  const callers = [...found.services].filter((each) => !RESOLVER.test(each));
  if (hosts.size < 2 || (callers.length < 2 && hosts.size < 3)) return null;
  const resolver = resolverOf(context);
  return {
    category: 'infrastructure',
    weight: 3 + (resolver === null ? 0 : 0.5),
    reason: `${hosts.size} different names no longer resolve${callers.length > 1 ? `, in ${callers.length} services at once` : ''}: what they share is name resolution`,
    statement: 'Name resolution (DNS) failed; no change is to blame.',
    ...(resolver === null ? {} : { origin: resolver }),
  };
}

const PARTED =
  /no route to host|EHOSTUNREACH|ENETUNREACH|network (?:is )?unreachable|network partition|split[- ]?brain|packet loss|link (?:down|flap)|NIC (?:reset|down)|lost (?:contact|connection) (?:to|with) (?:node|peer|zone|rack)|heartbeat[^.\n]{0,30}(?:lost|missed|timed out)[^.\n]{0,30}(?:node|zone|peer)/i;
const NODE_LOST =
  /NodeNotReady|node (?:[\w.-]+ )?(?:is )?(?:now )?(?:not ?ready|unreachable|lost|down)|kubelet stopped posting|Node ?Lost|TaintManagerEviction|NetworkUnavailable/i;

export function partition(context: Context): OutsideSign | null {
  const lost = told(context, NODE_LOST);
  const found = seen(context, PARTED);
  const felt = found.fresh ? found.services.size : 0;
  // that a node is gone is said elsewhere: here it has to be felt on the way to it
  if (felt < (lost === null ? 2 : 1)) return null;
  return {
    category: 'infrastructure',
    weight: (lost === null ? 0 : 1) + (felt >= 2 ? 2 : felt * 0.8),
    reason:
      lost !== null
        ? `a node was lost: ${lost}`
        : `${felt} services lose connections to different peers at once: what they share is the network`,
  };
}

const EDGE_STATUS = /\b(?:52[0-7]|530)\b/;
const EDGE =
  /\b(?:cdn|cloudflare|cloudfront|akamai|fastly|edge(?: ?(?:node|server|pop|location))?|\(edge [\w-]+\)|pop[ =:][\w-]+|cf-ray|x-cache|error 1\d{3})\b/i;
const URL_HOST = /https?:\/\/([\w.-]{3,120})/i;

/** Statuses that only an edge gives: what it says is that it can't get through to its origin. */
export function edge(context: Context): OutsideSign | null {
  const found = seen(context, EDGE_STATUS);
  if (!found.fresh) return null;
  const edges = found.lines.filter(
    (each) =>
      isBad(each) &&
      (EDGE.test(each.message) || /cdn|edge|static|assets?\./i.test(hostIn(each.message))),
  );
  if (edges.length < 3) return null;
  const origin = mostNamed(edges.map((each) => hostIn(each.message)));
  return {
    category: 'dependency_outage',
    weight: 2.5 + (found.services.size > 1 ? 1.2 : 0),
    reason: `${found.services.size > 1 ? `${found.services.size} front ends get` : 'front ends get'} answers that only an edge of the CDN gives (${statusIn(edges)})`,
    statement: `An outage of the CDN${origin === null ? '' : ` (${origin})`}; no change is to blame.`,
    ...(origin === null ? {} : { origin }),
  };
}

const hostIn = (text: string): string => URL_HOST.exec(text)?.[1]?.toLowerCase() ?? '';

const statusIn = (lines: Seen['lines']): string =>
  [...new Set(lines.map((each) => EDGE_STATUS.exec(each.message)?.[0] ?? ''))]
    .filter((each) => each !== '')
    .slice(0, 3)
    .join(', ');

/** The name that stands there most often; null without any. */
export function mostNamed(given: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const each of given) if (each !== '') counts.set(each, (counts.get(each) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}
