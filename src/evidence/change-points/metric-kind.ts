/** What a metric measures, told from its name: decides which direction is bad and what it can explain. */

export type MetricKind =
  | 'errors'
  | 'latency'
  | 'traffic'
  | 'work'
  | 'cpu'
  | 'memory'
  | 'disk'
  | 'network'
  | 'connections'
  | 'queue'
  | 'threads'
  | 'gc'
  | 'restarts'
  | 'availability'
  | 'cache'
  | 'retries'
  | 'business'
  | 'other';

const RULES: readonly (readonly [RegExp, MetricKind])[] = [
  [/restart|oom|evict|crash/, 'restarts'],
  [/queue.?messages|messages.?(?:ready|unack\w*|waiting)|consumer.?lag/, 'queue'],
  // what is held open is no demand: it grows when it is not given back
  [
    /(?:sessions?|leases?|handles?|slots?|streams?|cursors?|channels?)[._ -]?(?:open|held|in.?use|busy|used)(?:$|[^a-z])|(?:open|held|busy)[._ -](?:sessions|leases|handles|slots|streams|cursors|channels)/,
    'connections',
  ],
  [/clock|(?:^|[^a-z])ntp(?:[^a-z]|$)|chrony|skew/, 'other'],
  // things that are counted like requests and are none
  [
    /(?:^|[._ -])(?:postponed|skipped|discarded|stuck|orphaned|unmatched|mismatch(?:es|ed)?)(?:$|[._ -])/,
    'errors',
  ],
  [/(?:^|[._ -])(?:zero|empty|missing|null|stale|hidden)(?:$|[._ -])/, 'other'],
  // requests by another name: nothing of a processor's load in it
  [/^(?:.*[._ -])?workload(?:$|[._ -](?:rate|rps|count|total))/, 'traffic'],
  [
    /retrans|packet.?(?:loss|drop)|(?:loss|drop)(?:ped)?.?packets|(?:rx|tx|net\w*)[._-](?:drop|err)/,
    'network',
  ],
  [
    /error|fail|exception|5xx|4xx|(?:^|[^\d])[45]\d\d(?:[^\d]|$)|reject|abort|dropped|dead.?letter|dlq|timeouts?(?:[._ ]|$)|denied/,
    'errors',
  ],
  [
    /avail|uptime|healthy|success|health|apdex|(?:^|[^a-z])slo(?![a-z])|ready|(?:^|[._ -])up$/,
    'availability',
  ],
  [/retr(?:y|ies)/, 'retries'],
  [/(?:^|[^a-z])gc(?:[^a-z]|$)|garbage|gc_?pause/, 'gc'],
  [/cache|hit.?ra(?:te|tio)|miss/, 'cache'],
  [/pool|connection|conns?(?:[^a-z]|$)|socket|file.?desc|fds?(?:[^a-z]|$)/, 'connections'],
  [/queue|lag|backlog|depth|pending|waiting|unacked/, 'queue'],
  [/thread|goroutine|worker|event.?loop/, 'threads'],
  [
    /latency|duration|response.?time|resp_time|elapsed|p\d\d+|percentile|(?:^|[._-])rt(?:[._-]|$)|(?:time|ms|millis|seconds)$|apdex|slow/,
    'latency',
  ],
  [
    /cpu|(?:^|[^a-z])(?:sys(?:tem)?[._-]?load|load[._-]?(?:avg|average)|load(?:1|5|15))(?![a-z\d])|throttl/,
    'cpu',
  ],
  [/mem|heap|rss|swap|working.?set/, 'memory'],
  [
    /disk|volume|inode|iops|filesystem|tablespace|datastore|storage|(?:^|[^a-z])(?:wal|fs|blkio|io[._-]?(?:read|write|wait|util|time)s?)(?![a-z])/,
    'disk',
  ],
  [/net|bandwidth|packet|bytes|tcp|ingress|egress|dns/, 'network'],
  // work that the service makes by itself: it can grow without a single request more
  [
    /quer(?:y|ies)|outbound|downstream|upstream_?(?:calls|requests)|external_?calls|client[._](?:requests|calls)|statements|transactions_per|rows|lookups|fetches|publish/,
    'work',
  ],
  [
    /request|rps|qps|events?(?:[^a-z]|$)|per_?(?:second|minute|sec|min)(?:[^a-z]|$)|tps|throughput|traffic|hits|count|rate|calls|workload|(?:^|[^a-z])load(?![a-z])|invocations|messages|users|sessions/,
    'traffic',
  ],
  [/order|revenue|checkout|payment|signup|conversion|sales|cart/, 'business'],
];

const spaced = (name: string): string => name.replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase();

export function metricKind(name: string): MetricKind {
  const text = spaced(name);
  for (const [pattern, kind] of RULES) if (pattern.test(text)) return kind;
  return 'other';
}

/** True when a move of this kind of metric in this direction hurts. */
export function isHarmful(kind: MetricKind, direction: 'up' | 'down'): boolean {
  if (kind === 'availability' || kind === 'business' || kind === 'cache')
    return direction === 'down';
  if (kind === 'traffic') return direction === 'down';
  return direction === 'up';
}
