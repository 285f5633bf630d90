/** The failures that the logs (and spans and alerts) speak of, grouped, counted, and in time. */
import type { LogRecord, Observations } from '../../domain/observation.ts';
import type { StackTrace } from '../../domain/stack-frame.ts';
import { faultKindsOf, type FaultKind } from '../faults/fault-kinds.ts';
import { compareTemplates, type TemplateChange } from '../log-templates/compare.ts';
import { createTemplateMiner, type LogLine } from '../log-templates/mine.ts';
import { rejoinRecords } from '../stack-trace/rejoin.ts';
import { parseStackTraces } from '../stack-trace/parse.ts';
import type { OriginRules } from '../stack-trace/classify.ts';

/** One kind of failure message of one service. */
export interface Fault {
  /** Text a person would quote: the message of the first occurrence. */
  readonly sample: string;
  readonly template: string;
  readonly service: string | null;
  readonly level: LogRecord['level'];
  readonly source: 'log' | 'alert' | 'span' | 'event';
  readonly kinds: ReadonlySet<FaultKind>;
  readonly count: number;
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  readonly traces: readonly StackTrace[];
  /** Hosts on which it was seen. */
  readonly hosts: ReadonlySet<string>;
  readonly ids: readonly string[];
  /** Occurrences per minute since the epoch; empty without times. */
  readonly perMinute: ReadonlyMap<number, number>;
  /** Numbers that the first occurrences have in common; those of a single one say little. */
  readonly steadyNumbers: readonly string[];
}

const BAD_WORDS =
  /(?:error|exception|failure)s?\b|\b(?:fail(?:ed|s|ing)?|fatal|panic|critical|timed? ?out|refused|denied|unavailable|exhausted|traceback|unable|cannot|can't|could not|crash(?:ed|es)?|\w*killed|expired|rejected|abort(?:ed|ing)?|invalid|corrupt(?:ed)?|deadlock|exceed(?:ed|s|ing)?|overflow|oom|undefined method|segmentation|unhandled|not authori[sz]ed|forbidden)\b/i;
/** Words of trouble that is not yet a failure. */
const SOFT_WORDS =
  /\b(?:slow|degraded|lag|lagging|behind|mismatch|duplicate|not allowed|not found|not ready|unhealthy|lost|missing|leak|retry(?:ing)?|unexpected|too many|too big|too large|blocked|dropped|stale|shedding|throttl\w*|unreachable|back-?off|restart(?:ed|ing)?|evicted|overload(?:ed)?|saturat\w*|full|no longer|deprecated|skipping|pressure|maxReplicas|circuit|redelivered|already running)\b/i;

/** A record's level, guessed from its words where the logger gave none. */
export function levelOf(record: LogRecord): LogRecord['level'] {
  if (record.level !== 'unknown') return record.level;
  const head = record.message.slice(0, 300);
  const word = /\b(FATAL|CRITICAL|EMERG|ERROR|ERR|WARN(?:ING)?|INFO|DEBUG|TRACE)\b/.exec(head)?.[1];
  if (word !== undefined) {
    if (/^(?:FATAL|CRITICAL|EMERG)/.test(word)) return 'fatal';
    if (word.startsWith('ERR')) return 'error';
    if (word.startsWith('WARN')) return 'warn';
    return word === 'INFO' ? 'info' : 'debug';
  }
  if (BAD_WORDS.test(head)) return 'error';
  return SOFT_WORDS.test(head) ? 'warn' : 'info';
}

const SEVERITY: Readonly<Record<LogRecord['level'], number>> = {
  trace: 0,
  debug: 0,
  unknown: 1,
  info: 1,
  warn: 2,
  error: 3,
  fatal: 4,
};

/** Epoch ms of an optional ISO time; null when missing or no date. */
export function msOf(iso: string | null | undefined): number | null {
  if (iso === null || iso === undefined) return null;
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? null : ms;
}

export const toLogLine = (record: LogRecord): LogLine => ({
  message: record.message,
  atMs: msOf(record.at),
  level: levelOf(record),
  service: record.service,
  ...(record.times === undefined ? {} : { times: record.times }),
});

/** Traces are parsed for at most this many distinct faults. */
const MAX_TRACED = 200;

interface Draft {
  sample: LogRecord;
  level: LogRecord['level'];
  count: number;
  firstMs: number | null;
  lastMs: number | null;
  hosts: Set<string>;
  ids: string[];
  perMinute: Map<number, number>;
  steady: ReadonlySet<string>;
}

/** Messages that are compared for the numbers that they share. */
const COMPARED = 20;

const numbersOf = (message: string): Set<string> =>
  new Set(message.slice(0, 1_000).match(/(?<![\d.\w-])\d{2,12}(?![\d\w-])/g) ?? []);

/**
 * Faults of the log records: warnings and worse, and lower levels whose words say that something
 * failed. One fault per template and service, worst and earliest first.
 */
export function logFaults(observations: Observations, rules: OriginRules): Fault[] {
  const miner = createTemplateMiner();
  const groups = new Map<string, Draft>();
  const numbers = new Map<string, number>();
  for (const record of rejoinRecords(observations.logs)) {
    const level = levelOf(record);
    const bad =
      SEVERITY[level] >= 2 ||
      record.stack !== undefined ||
      (SEVERITY[level] >= 1 && BAD_WORDS.test(record.message.slice(0, 300)));
    if (!bad) continue;
    const line = toLogLine(record);
    const number = miner.add(line);
    const times = record.times ?? 1;
    const key = `${number}\n${record.service ?? ''}`;
    numbers.set(key, number);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, {
        sample: record,
        level,
        count: times,
        firstMs: line.atMs,
        lastMs: line.atMs,
        hosts: new Set(record.host === undefined ? [] : [record.host]),
        ids: [record.id],
        perMinute: new Map(line.atMs === null ? [] : [[Math.floor(line.atMs / 60_000), times]]),
        steady: numbersOf(record.message),
      });
      continue;
    }
    group.count += times;
    if (group.count <= COMPARED && group.steady.size > 0) {
      const own = numbersOf(record.message);
      group.steady = new Set([...group.steady].filter((each) => own.has(each)));
    }
    if (SEVERITY[level] > SEVERITY[group.level]) group.level = level;
    if (record.stack !== undefined && group.sample.stack === undefined) group.sample = record;
    if (line.atMs !== null) {
      const minute = Math.floor(line.atMs / 60_000);
      group.perMinute.set(minute, (group.perMinute.get(minute) ?? 0) + times);
      if (group.firstMs === null || line.atMs < group.firstMs) group.firstMs = line.atMs;
      if (group.lastMs === null || line.atMs > group.lastMs) group.lastMs = line.atMs;
    }
    if (record.host !== undefined) group.hosts.add(record.host);
    if (group.ids.length < 20) group.ids.push(record.id);
  }
  const faults: Fault[] = [];
  let traced = 0;
  for (const [key, group] of groups) {
    const record = group.sample;
    const text = record.stack === undefined ? record.message : `${record.message}\n${record.stack}`;
    const extra = attributeText(record.attributes);
    traced += 1;
    const traces = traced <= MAX_TRACED ? parseStackTraces(withHead(record), rules) : [];
    // the frames' source lines and paths would speak of everything: only what was thrown counts
    const said =
      traces.length === 0 ? text.slice(0, 3_000) : `${introOf(record.message)}\n${headsOf(traces)}`;
    faults.push({
      sample: record.message,
      template: miner.templateOf(numbers.get(key) ?? -1),
      service: record.service,
      level: group.level,
      source: 'log',
      kinds: faultKindsOf(`${said}\n${extra}`),
      count: group.count,
      firstMs: group.firstMs,
      lastMs: group.lastMs,
      traces,
      hosts: group.hosts,
      ids: group.ids,
      perMinute: group.perMinute,
      steadyNumbers: group.count >= 3 ? [...group.steady].slice(0, 10) : [],
    });
  }
  return faults.sort(
    (a, b) =>
      SEVERITY[b.level] - SEVERITY[a.level] || (a.firstMs ?? Infinity) - (b.firstMs ?? Infinity),
  );
}

/** What a message says before its frames begin. */
const introOf = (message: string): string =>
  message
    .split('\n', 6)
    .filter((line) => !/^\s*(?:at |File "|from |#\d|\S+\(.*\)$)/.test(line))
    .join('\n')
    .slice(0, 2_000);

/** Types and messages of all exceptions of the traces. */
function headsOf(traces: readonly StackTrace[]): string {
  const out: string[] = [];
  for (const trace of traces.slice(0, 5)) {
    for (let each: StackTrace | null = trace; each !== null && out.length < 30; each = each.cause) {
      out.push(`${each.exceptionType ?? ''}: ${each.message ?? ''}`);
    }
  }
  return out.join('\n').slice(0, 3_000);
}

/** A stack that a logger kept apart may lack its headline: the message is it then. */
function withHead(record: LogRecord): string {
  if (record.stack === undefined) return record.message;
  return record.stack.includes(record.message.slice(0, 40))
    ? record.stack
    : `${record.message}\n${record.stack}`;
}

const ATTRIBUTES =
  /error|exception|reason|cause|status|code|host|upstream|peer|target|url|endpoint|dependency|provider|kind|type/i;

/** Structured fields that name what failed, as text. */
export function attributeText(attributes: Readonly<Record<string, unknown>> | undefined): string {
  if (attributes === undefined) return '';
  const out: string[] = [];
  for (const [key, value] of Object.entries(attributes).slice(0, 60)) {
    if (!ATTRIBUTES.test(key)) continue;
    if (typeof value === 'string' || typeof value === 'number')
      out.push(`${key}: ${String(value).slice(0, 300)}`);
    else if (typeof value === 'object' && value !== null)
      out.push(attributeText(value as Record<string, unknown>));
  }
  return out.join('\n');
}

/** Templates of all records, compared around a moment. */
export const templateChanges = (observations: Observations, atMs: number): TemplateChange[] =>
  compareTemplates(observations.logs.map(toLogLine), atMs);

const NO_MINUTES: ReadonlyMap<number, number> = new Map();

/** Failures that alerts and spans and platform events name: fewer, coarser, but always at hand. */
export function otherFaults(observations: Observations, rules: OriginRules): Fault[] {
  const out: Fault[] = [];
  for (const alert of observations.alerts) {
    const text = `${alert.title}\n${alert.body}\n${alert.metric ?? ''}`;
    const at = msOf(alert.firedAt);
    out.push({
      sample: alert.title,
      template: alert.title,
      service: alert.service,
      level: 'error',
      source: 'alert',
      kinds: faultKindsOf(text),
      count: 1,
      firstMs: at,
      lastMs: at,
      traces: parseStackTraces(alert.body, rules),
      hosts: new Set(),
      ids: [alert.id],
      perMinute: NO_MINUTES,
      steadyNumbers: [],
    });
  }
  const spans = new Map<
    string,
    Fault & { count: number; firstMs: number | null; lastMs: number | null }
  >();
  for (const span of observations.spans) {
    if (span.error === null) continue;
    const text = `${span.error.type ?? ''} ${span.error.message ?? ''}`.trim();
    const key = `${span.service}\n${span.resource}\n${text.replace(/\d+/g, '#')}`;
    const at = msOf(span.startAt);
    const known = spans.get(key);
    if (known !== undefined) {
      known.count += 1;
      if (at !== null && (known.firstMs === null || at < known.firstMs)) known.firstMs = at;
      if (at !== null && (known.lastMs === null || at > known.lastMs)) known.lastMs = at;
      continue;
    }
    const sample = `${span.resource}: ${text === '' ? `failed with status ${span.statusCode ?? 'unknown'}` : text}`;
    spans.set(key, {
      sample,
      template: sample,
      service: span.service,
      level: 'error',
      source: 'span',
      kinds: faultKindsOf(`${text} ${span.statusCode ?? ''}`),
      count: 1,
      firstMs: at,
      lastMs: at,
      traces: span.error.stack === undefined ? [] : parseStackTraces(span.error.stack, rules),
      hosts: new Set(),
      ids: [span.spanId],
      perMinute: NO_MINUTES,
      steadyNumbers: [],
    });
  }
  out.push(...spans.values());
  return out;
}
