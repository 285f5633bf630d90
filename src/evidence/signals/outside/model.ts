/** What points outside of everything that was changed, each with what tells it from its likes. */
import type { CauseCategory } from '../../../domain/analysis.ts';
import type { RecommendedActionKind } from '../../../domain/analysis.ts';
import type { LogRecord } from '../../../domain/observation.ts';
import { HOUR_MS } from '../../../domain/time.ts';
import type { Context } from '../../hypotheses/context.ts';
import { logSpanOf } from '../freshness.ts';
import { levelOf, msOf } from '../log-faults.ts';

export interface OutsideSign {
  readonly category: CauseCategory;
  /** Log-odds that it adds to its category. */
  readonly weight: number;
  readonly reason: string;
  /** A sentence that names the cause better than its category does. */
  readonly statement?: string;
  /** Who failed, where it is none of the known services. */
  readonly origin?: string;
  /** What to do, where it is not what the category asks for. */
  readonly action?: RecommendedActionKind;
}

/** Lines that match a pattern since about the onset, and whether they are new then. */
export interface Seen {
  readonly lines: readonly LogRecord[];
  readonly count: number;
  readonly firstMs: number | null;
  readonly services: ReadonlySet<string>;
  readonly hosts: ReadonlySet<string>;
  /** True when they began, or became clearly more frequent, with the incident. */
  readonly fresh: boolean;
}

/** Looked at before the onset: hardware fails a while before anybody notices. */
const BEFORE_MS = HOUR_MS;
/** What comes this shortly before the onset is part of it. */
const SHORTLY_MS = BEFORE_MS / 6;
const MAX_LINES = 30_000;
const MAX_KEPT = 400;

const pools = new WeakMap<Context, readonly LogRecord[]>();

/** Lines above debug, thinned evenly where there are very many. */
function poolOf(context: Context): readonly LogRecord[] {
  const known = pools.get(context);
  if (known !== undefined) return known;
  const all = context.observations.logs.filter((each) => each.level !== 'debug');
  const every = Math.ceil(all.length / MAX_LINES);
  const pool =
    every <= 1
      ? all
      : all.filter(
          (each, index) => index % every === 0 || each.level === 'error' || each.level === 'fatal',
        );
  pools.set(context, pool);
  return pool;
}

/** All lines with a text that matches, split by the onset. */
export function seen(context: Context, pattern: RegExp): Seen {
  const onset = context.onset?.atMs ?? null;
  const span = logSpanOf(context.observations.logs);
  const lines: LogRecord[] = [];
  const services = new Set<string>();
  const hosts = new Set<string>();
  let firstMs: number | null = null;
  let early = 0;
  let count = 0;
  let total = 0;
  for (const record of poolOf(context)) {
    if (!pattern.test(record.message.slice(0, 600))) continue;
    const at = msOf(record.at);
    total += 1;
    if (onset !== null && at !== null && at < onset - SHORTLY_MS) early += 1;
    if (onset !== null && at !== null && at < onset - BEFORE_MS) continue;
    count += 1;
    if (lines.length < MAX_KEPT) lines.push(record);
    if (record.service !== null) services.add(record.service);
    if (record.host !== undefined) hosts.add(record.host);
    if (at !== null && (firstMs === null || at < firstMs)) firstMs = at;
  }
  return { lines, count, firstMs, services, hosts, fresh: isFresh(early, total, onset, span) };
}

function isFresh(
  early: number,
  total: number,
  onset: number | null,
  span: { readonly fromMs: number; readonly toMs: number } | null,
): boolean {
  if (total === early) return false;
  if (onset === null || span === null || early === 0) return true;
  const begun = onset - SHORTLY_MS;
  const before = Math.max(1, begun - span.fromMs);
  const after = Math.max(1, span.toMs - begun);
  return (total - early) / after > 3 * (early / before);
}

/** Texts of events of the platform around the onset, alerts included: people name what they see. */
export function told(context: Context, pattern: RegExp): string | null {
  const onset = context.onset?.atMs ?? null;
  for (const event of context.observations.infraEvents) {
    const at = msOf(event.at);
    if (onset !== null && at !== null && Math.abs(at - onset) > BEFORE_MS) continue;
    const text = `${event.kind} ${event.summary}`;
    if (pattern.test(text)) return event.summary;
  }
  return null;
}

export const isBad = (record: LogRecord): boolean =>
  ['warn', 'error', 'fatal'].includes(levelOf(record));
