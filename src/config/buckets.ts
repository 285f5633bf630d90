/**
 * Rate-limit buckets of the proxy, each a setting: `MIRA_BUCKET_<NAME>`.
 *
 * Format: words separated by spaces or commas, `limit=300/1h burst=30`. `limit` is what the upstream
 * allows per calendar-aligned period, `burst` how many calls may go at once, `rate` how fast the
 * bucket refills (`rate=20/s`). Units: ms, s, m, h, d, with a number in front if it is not one.
 * Without `rate` the bucket refills with what the limit leaves: (limit - burst) / period, so that no
 * period can hold more than the limit, however it is aligned. With all three the same is checked.
 */
import { z } from 'zod';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../domain/time.ts';
import { field, type Field } from './field.ts';

export interface BucketLimit {
  /** Tokens that an idle bucket holds. */
  readonly burst: number;
  /** Tokens that come back per millisecond. */
  readonly ratePerMs: number;
  /** What the upstream allows per `periodMs`, where that is known. */
  readonly limit: number | null;
  readonly periodMs: number | null;
  /** Set by the operator: what upstreams say in headers may lower it but never raise it. */
  readonly fixed: boolean;
}

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: SECOND_MS,
  m: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
};

const FORMAT = 'for example `limit=300/1h burst=30` or `rate=20/s burst=40`';

/** @throws Error whose message says what is wrong with the text and shows the format */
export function parseBucket(text: string, fixed = true): BucketLimit {
  const words = new Map<string, string>();
  for (const word of text.split(/[\s,;]+/).filter(Boolean)) {
    const [name = '', value = ''] = word.split('=');
    if (!['limit', 'burst', 'rate'].includes(name) || value === '') {
      throw new Error(`does not know \`${word}\`: write ${FORMAT}`);
    }
    words.set(name, value);
  }
  const limit = words.has('limit') ? perPeriod(words.get('limit') ?? '') : null;
  const rate = words.has('rate') ? perPeriod(words.get('rate') ?? '') : null;
  const burst = Number(
    words.get('burst') ?? (limit ? Math.max(1, Math.floor(limit.count / 3)) : 1),
  );
  if (!Number.isInteger(burst) || burst < 1) throw new Error('needs a whole burst of 1 or more');
  if (!limit && !rate) throw new Error(`needs a limit or a rate: write ${FORMAT}`);
  const ratePerMs = rate
    ? rate.count / rate.periodMs
    : limit
      ? (limit.count - burst) / limit.periodMs
      : 0;
  if (limit && burst + ratePerMs * limit.periodMs > limit.count + 1e-6) {
    const possible = Math.floor(burst + ratePerMs * limit.periodMs);
    throw new Error(
      `lets ${possible} calls through in a period that allows ${limit.count}: burst + rate × period must not exceed the limit`,
    );
  }
  if (ratePerMs <= 0) throw new Error('never refills: the burst must be smaller than the limit');
  return {
    burst,
    ratePerMs,
    limit: limit?.count ?? null,
    periodMs: limit?.periodMs ?? null,
    fixed,
  };
}

function perPeriod(text: string): { count: number; periodMs: number } {
  const match = /^(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)?(ms|s|m|h|d)$/.exec(text);
  const unitMs = UNITS_MS[match?.[3] ?? ''];
  const count = Number(match?.[1]);
  const periodMs = Number(match?.[2] ?? 1) * (unitMs ?? 0);
  if (!match || !(count > 0) || !(periodMs > 0)) {
    throw new Error(`cannot read \`${text}\`: write a number per time, ${FORMAT}`);
  }
  return { count, periodMs };
}

function bucket(name: string, fallback: string, about: string): Field<z.ZodType<BucketLimit>> {
  const schema = z
    .string()
    .default(fallback)
    .transform((text, context): BucketLimit => {
      try {
        return parseBucket(text, text !== fallback);
      } catch (error) {
        context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : '' });
        return z.NEVER;
      }
    });
  return field({
    names: [`MIRA_BUCKET_${name}`],
    schema: schema as z.ZodType<BucketLimit>,
    about,
    group: 'Rate limits',
    example: fallback,
  });
}

/**
 * Defaults and where they are from. Datadog publishes few numbers ("read the headers"): those of its
 * older documentation stand here, and the buckets follow the X-RateLimit headers of real answers.
 * Azure DevOps counts work units (200 per identity and sliding 5 minutes), not calls; the default
 * assumes an eighth of a unit for an ordinary read, and Retry-After corrects it. Slack: about one
 * message a second and channel.
 *
 * Bursts are a third of the limit where it is small: incidents come in bursts, and an investigation
 * that has to wait for its first logs is of no use to whoever is on call.
 */
export const bucketFields = {
  bucket_datadog_logs: bucket(
    'DATADOG_LOGS',
    'limit=300/1h burst=100',
    'Datadog log searches and aggregations. Limit per organisation.',
  ),
  bucket_datadog_spans: bucket(
    'DATADOG_SPANS',
    'limit=300/1h burst=100',
    'Datadog span searches and aggregations.',
  ),
  bucket_datadog_traces: bucket('DATADOG_TRACES', 'limit=60/1m burst=10', 'Datadog traces by id.'),
  bucket_datadog_metrics: bucket(
    'DATADOG_METRICS',
    'limit=1600/1h burst=100',
    'Datadog metric queries.',
  ),
  bucket_datadog_monitors: bucket(
    'DATADOG_MONITORS',
    'limit=1000/1h burst=50',
    'Datadog monitors. No number is published.',
  ),
  bucket_datadog_events: bucket(
    'DATADOG_EVENTS',
    'limit=1000/1h burst=50',
    'Datadog event searches. No number is published.',
  ),
  bucket_datadog_other: bucket(
    'DATADOG_OTHER',
    'limit=600/1h burst=50',
    'Every other Datadog endpoint.',
  ),
  bucket_azure_devops: bucket(
    'AZURE_DEVOPS',
    'limit=1500/5m burst=300',
    'Azure DevOps calls, one bucket per identity.',
  ),
  bucket_slack: bucket('SLACK', 'rate=1/s burst=3', 'Slack messages, one bucket per channel.'),
  bucket_slack_other: bucket(
    'SLACK_OTHER',
    'limit=50/1m burst=10',
    'Every other Slack method, for example looking a message up.',
  ),
  bucket_mcp: bucket('MCP', 'rate=5/s burst=20', 'Federated MCP servers, one bucket per server.'),
};

/** Bucket name → limit, out of a loaded configuration. */
export function bucketLimitsOf(
  config: Readonly<Record<keyof typeof bucketFields, BucketLimit>>,
): ReadonlyMap<string, BucketLimit> {
  return new Map(
    (Object.keys(bucketFields) as (keyof typeof bucketFields)[]).map((key) => [
      key.slice('bucket_'.length),
      config[key],
    ]),
  );
}
