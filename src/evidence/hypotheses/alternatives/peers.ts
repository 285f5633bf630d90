/** Who it is that does not answer: hosts, addresses and products that failing calls name. */
import type { FaultKind } from '../../faults/fault-kinds.ts';
import { isComplaint } from '../../signals/complaints.ts';
import type { WeighedFault } from '../context.ts';
import { isPublicHost } from './ours.ts';

export interface Peer {
  /** As the failure names it. */
  readonly name: string;
  /** A public name: not run by whoever runs the service. */
  readonly external: boolean;
}

const URL_HOST =
  /\b(?:https?|wss?|grpc|amqps?|rediss?|postgres(?:ql)?|mysql|mongodb):\/\/(?:[^\s/@"']{1,80}@)?([\w.-]{3,120})/gi;
const HOST_PORT =
  /\b((?:[a-z][\w-]{1,60}(?:\.[\w-]{1,60}){0,6}|\d{1,3}(?:\.\d{1,3}){3})):(\d{2,5})\b/gi;
const NAME =
  /\b((?:[a-z0-9-]{2,60}\.){1,5}(?:com|io|net|org|dev|cloud|co|eu|us|de|fr|uk|app|ai|tech|info|biz|gov|example|nl|es|it|pl|se|no|fi|at|ch|be|ca|au|br|in|jp|kr))\b/gi;
const LOOKUP =
  /(?:ENOTFOUND|EAI_AGAIN|lookup|resolve(?: host)?|UnknownHostException:?)\s+['"]?([\w.-]{3,120})/gi;
const CALLED =
  /\b(?:call(?:ing)?(?: to)?|upstream(?=\s+['"]?[a-z]\w*[.\d-])|contact(?:ing)?|request to|connect(?:ing|ion)? to|reach(?:ing)?|dial(?:ing)?)\s+['"]?([a-z][\w.-]{2,60})/gi;
const ANSWERED =
  /\b([a-z][\w.-]{2,60}) (?:answered|returned|responded|replied)(?: with)?[: ]{1,3}(?:HTTP )?(?:5\d\d|429)/gi;
const STORE =
  /\b(?:(PG|Npgsql|postgres\w*|psycopg\w*)|(mysql\w*|mariadb|PDO)|(redis\w*|jedis|lettuce)|(kafka)|(rabbit\w*|amqp)|(elastic\w*|opensearch|search_phase\w*)|(mongo\w*)|(cassandra)|(memcached?)|(SqlClient|SQLSTATE)|(etcd)|(zookeeper)|(S3)|(DynamoDB))/i;

/** Code has dots and colons as well: `Foo.java:48` is no host. */
const NO_HOST =
  /\.(?:java|kt|scala|ts|tsx|js|mjs|py|rb|go|rs|cs|php|cpp|c|h|sql|json|ya?ml|xml|csv|log)$|^(?:line|at|code|status|error|node|file|process|module|the|a|an|from|with|timed|server|upstream|host|api|and|to|this|failed|failure|error|errors|request|port|connect|connection|timeout|service|downstream|call|calls|get|post|put|not|no|never|last|first|next|one|any|all|be|been|is|are|was|were|has|had|have|did|does|do|it|its|our|their|your|another|other|others|some|remote|peer|backend|downstream|external|internal|by|for|in|on|of|or|as|out|up|down|off|back|again|after|before|when|while|because|since|within|without|via|until|too|now|yet|still|also|only|must|may|can|cannot|could|will|would|timeout|timeouts|database|db|network|unavailable|refused|reset|closed|lost|returned|answered|replied|responded|limit|slow)$|exception$|error$/i;

/** Failures of a call that do not say so: refused for now, or not even begun. */
const WAITS: readonly FaultKind[] = ['rate_limited', 'pool_exhausted'];

/** The failing calls' targets, public ones first, each once. */
export function peersOf(faults: readonly WeighedFault[]): Peer[] {
  const out = new Map<string, Peer>();
  const add = (given: string | undefined): void => {
    const name = (given ?? '').replace(/^[.-]+|[.:-]+$/g, '').toLowerCase();
    if (name.length < 2 || NO_HOST.test(name) || out.has(name)) return;
    out.set(name, { name, external: isPublicHost(name) });
  };
  for (const { fault, weight } of faults) {
    const waits = isComplaint(fault) || WAITS.some((kind) => fault.kinds.has(kind));
    if (weight < 0.3 || !waits) continue;
    const text = [
      fault.sample.slice(0, 2_000),
      ...fault.traces
        .slice(0, 2)
        .map((each) => `${each.exceptionType ?? ''} ${each.message ?? ''}`.slice(0, 500)),
    ].join('\n');
    for (const pattern of [URL_HOST, LOOKUP, NAME, HOST_PORT, ANSWERED, CALLED]) {
      for (const match of text.matchAll(pattern)) add(match[1]);
    }
    // who gives up a statement that takes too long does answer
    const cancelled = fault.kinds.has('db_slow') && !fault.kinds.has('unreachable');
    if (!cancelled && (fault.kinds.has('unreachable') || fault.kinds.has('timeout'))) {
      const store = STORE.exec(text)?.[0];
      if (
        store !== undefined &&
        ![...out.keys()].some((each) => each.includes(store.toLowerCase()))
      )
        out.set(store.toLowerCase(), { name: store, external: false });
    }
  }
  return [...out.values()].sort((a, b) => Number(b.external) - Number(a.external));
}
