/** Somebody sent what the service can't read: the program is as it was, its input is not. */
import { DAY_MS } from '../../../domain/time.ts';
import { levelOf } from '../../signals/log-faults.ts';
import type { FaultKind } from '../../faults/fault-kinds.ts';
import type { ChangeScore } from '../change-score.ts';
import type { LogRecord } from '../../../domain/observation.ts';
import type { Context, WeighedFault } from '../context.ts';
import { BASE, rootFaults, rootStrength, said, type Alternative } from './model.ts';

const SPOKEN_OF =
  /malformed (?:record|row|file|payload|message|event|input|data|csv|json|xml)|(?:corrupt(?:ed)?|invalid|bad|unexpected|poison) (?:record|row|file|payload|message|event|input|data|batch|feed|upload|characters?)|(?:partner|supplier|vendor|merchant)[^.\n]{0,60}(?:file|feed|payload|data|sent|upload|schema|format)|(?:sent|delivered|received|uploaded|supplied|imported) (?:by|from|of) (?:the )?(?:partner|supplier|vendor|merchant|customer|tenant|client)|poison (?:pill|message)|data (?:import|feed|quality)|(?:field|column|value|element|attribute|tag|header|cell)s?\b[^.\n]{0,40}\b(?:empty|blank|missing|absent)\b[^.\n]{0,60}\b(?:rows?|records?|pairs?|items?|entries|lines?|files?|feed|export|using)\b|(?:export|feed|file|table|snapshot|catalog\w*)[^.\n]{0,40}\b(?:empty|truncated|incomplete|blank|without|malformed|corrupt\w*)\b|(?:import|feed|batch|upload) (?:file|job)[^.\n]{0,60}(?:fail|invalid|malformed)|schema drift/i;

export function badData(context: Context, scored: readonly ChangeScore[]): Alternative {
  const reasons: string[] = [];
  const against: string[] = [];
  let logit = BASE - 0.3;
  // an import that always fails a little must not speak for what failed now
  const fresh = rootFaults(context).filter((each) => each.weight >= 0.3);
  const own = (kind: FaultKind): number => rootStrength(context, fresh, kind);
  const read = Math.max(own('parse'), own('encoding'));
  const source = concentration(context, fresh);
  // any failure may be a value's fault once it is one sender's alone
  const alone = source?.othersFare === true ? 1 : 0.5;
  const value = Math.max(
    read,
    0.9 * own('payload_size'),
    0.6 * own('missing_key'),
    0.5 * own('invalid_argument'),
    0.6 * own('db_constraint'),
    ...(['arithmetic', 'bounds', 'type_mismatch', 'null_dereference'] as const).map(
      (kind) => 0.6 * alone * own(kind),
    ),
  );
  logit += 2 * value;
  // who delivers the data may say more about it than who trips over it
  const suppliers =
    context.firstFailing === null
      ? new Set<string>()
      : context.topology.dependencies(context.firstFailing);
  const text = context.faults
    .filter(
      ({ fault, fresh: isFresh, weight }) =>
        isFresh &&
        fault.source !== 'alert' &&
        ((weight >= 0.3 && fresh.some((each) => each.fault === fault)) ||
          (fault.service !== null && suppliers.has(fault.service)) ||
          (value > 0.2 && weight >= 0.15 && fault.service !== context.firstFailing)),
    )
    .map((each) => each.fault.sample.slice(0, 1_000))
    .join('\n');
  if (SPOKEN_OF.test(text === '' ? said(context) : text)) {
    logit += 2;
    reasons.push('the failures speak of malformed, missing or unexpected input');
  }
  if (read > 0.4) reasons.push('failures are about reading data, not about logic');
  if (value > 0.2 && source !== null) {
    // one value alone may also be what every caller sends
    logit += source.value ? 0.8 : source.othersFare ? 2 : 1.2;
    reasons.push(source.text);
  }
  const traced = context.frames.some((each) => each.weight > 0.3);
  const unread = scored.filter((each) => !each.candidate.hasDiff).length;
  if (value > 0.3 && unread < 0.3 * scored.length) {
    const innocent = 1 - suspicion(context, scored);
    const quiet = innocent * (traced ? 1.8 : 1.3 * Math.max(read, own('payload_size')));
    logit += quiet;
    if (quiet > 0.8)
      reasons.push(
        traced
          ? 'the failing code and what it depends on have not changed for days: what it reads has'
          : 'no recent change touches how this data is read',
      );
  }
  return {
    category: 'bad_input_data',
    statement: 'Input data that the service could not handle arrived; no change is to blame.',
    logit,
    reasons,
    against,
    kinds: [
      'parse',
      'encoding',
      'payload_size',
      'missing_key',
      'invalid_argument',
      'db_constraint',
    ],
  };
}

/** 0–1: how far a change of the last days could explain the failure. */
function suspicion(context: Context, scored: readonly ChangeScore[]): number {
  const onset = context.onset?.atMs ?? null;
  let most = 0;
  for (const { candidate, mechanism, location, ownership, words, excluded } of scored) {
    if (excluded !== null || candidate.runtimeWeight < 0.1) continue;
    if (candidate.inert || candidate.tolerant) continue;
    const recent =
      onset === null || candidate.liveMs === null || onset - candidate.liveMs < 5 * DAY_MS;
    if (!recent) continue;
    // of a service that has no part in it only the failing lines or a changed format would count
    if (ownership < 0.3) {
      if (location >= 0.2 || (mechanism >= 0.6 && words >= 0.15)) most = 1;
      continue;
    }
    // who only logs at the scene has no part in it
    if (location >= 0.2 && mechanism >= 0.1) most = 1;
    if (candidate.config !== null && words < 0.3) continue;
    most = Math.max(most, Math.min(1, Math.max(0, (mechanism - 0.15) / 0.3)));
  }
  return most;
}

/** `tenant=globex`, `"supplier": 44`, `partition 3`, `/inbox/acme.csv`. */
const SOURCE =
  /\b(tenant|customer|client|file|source|partner|supplier|merchant|vendor|account|feed|sku|offset|partition|record|message|key|order|warehouse|shop|store|country|market|carrier|format|batch|import|sender|topic|device|firmware|org|workspace|project)(?:[_-]?(?:id|name|key|no))?["']?\s{0,2}[=: ]\s{0,2}["']?([\w./@-]{1,60})|(\/?[\w./-]{1,80}\.(?:csv|xml|json|xlsx?|txt|edi|parquet|pdf|zip|dat))\b/gi;
/** A value that the failing code quotes: `'1.5 kg'`, `"12,50"`. */
const QUOTED = /["'`]([^"'`\n]{1,60})["'`]/g;
const TRACE_ID = /\btrace[_-]?id["']?[=: ]{1,3}["']?([\da-f-]{8,40})/i;
const KEY =
  /^(?:tenant|customer|client|file|filename|source|partner|supplier|merchant|vendor|account|feed|sku|partition|warehouse|shop|store|country|market|carrier|batch|sender|topic|device|org|workspace)(?:[_.-]?(?:id|name|key|no))?$/i;
const MAX_VALUES = 200;

interface Source {
  readonly text: string;
  /** True for a value, not for who sent it. */
  readonly value: boolean;
  /** Requests of others were seen to go through. */
  readonly othersFare: boolean;
}

/**
 * The one sender, file or value that nearly all failures share while others go through; null where
 * failures hit everybody alike. A defect fails for everybody who comes by. What the other lines of
 * the same request say counts as well.
 */
function concentration(context: Context, fresh: readonly WeighedFault[]): Source | null {
  const samples = new Set(
    fresh.filter(({ fault }) => fault.source === 'log').flatMap(({ fault }) => fault.ids),
  );
  if (samples.size < 3) return null;
  const first = context.firstFailing;
  const requests = new Map<string, { failing: boolean; names: Set<string> }>();
  for (const record of context.observations.logs) {
    if (first !== null && record.service !== null && record.service !== first) continue;
    const failing = samples.has(record.id);
    const level = levelOf(record);
    const id = record.traceId ?? TRACE_ID.exec(record.message.slice(0, 500))?.[1] ?? record.id;
    let request = requests.get(id);
    // an error of another kind is neither a failure of this kind nor a success
    if (!failing && (level === 'error' || level === 'fatal') && request === undefined) continue;
    if (request === undefined) requests.set(id, (request = { failing: false, names: new Set() }));
    request.failing ||= failing;
    for (const name of namesIn(record, failing)) request.names.add(name);
  }
  const failed = new Map<string, number>();
  const fared = new Map<string, Map<string, number>>();
  let failures = 0;
  for (const { failing, names } of requests.values()) {
    if (failing) failures += 1;
    for (const name of names) {
      if (failing) {
        failed.set(name, (failed.get(name) ?? 0) + 1);
        continue;
      }
      const [kind, value] = split(name);
      let values = fared.get(kind);
      if (values === undefined) fared.set(kind, (values = new Map()));
      if (values.size < MAX_VALUES || values.has(value))
        values.set(value, (values.get(value) ?? 0) + 1);
    }
  }
  let best: { name: string; count: number } | null = null;
  for (const [name, count] of failed)
    if (count >= 0.8 * failures && count >= 3 && (best === null || count > best.count))
      if (standsOut(name, fared)) best = { name, count };
  if (best === null) return null;
  const [kind, value] = split(best.name);
  const others = [...(fared.get(kind) ?? new Map<string, number>())].filter(
    ([other]) => other !== value,
  );
  const othersFare = others.reduce((sum, [, count]) => sum + count, 0) >= 3;
  return {
    text: `nearly all failures are of ${kind === 'value' ? `value ${value}` : `${kind} ${value}`}${othersFare ? ', others go through' : ''}`,
    value: kind === 'value',
    othersFare: othersFare && kind !== 'value',
  };
}

const split = (name: string): [string, string] => {
  const at = name.indexOf(' ');
  return [name.slice(0, at), name.slice(at + 1)];
};

/** Among those who fare well it must be one of several, and no more than half of them. */
function standsOut(name: string, fared: ReadonlyMap<string, ReadonlyMap<string, number>>): boolean {
  const [kind, value] = split(name);
  const values = fared.get(kind);
  const own = values?.get(value) ?? 0;
  if (values === undefined || own === 0) return true;
  const all = [...values.values()].reduce((sum, count) => sum + count, 0);
  return values.size >= 3 && own <= 0.5 * all;
}

function namesIn(record: LogRecord, failing: boolean): string[] {
  const out: string[] = [];
  const text = record.message.slice(0, 1_000);
  for (const match of text.matchAll(SOURCE))
    out.push(`${(match[1] ?? 'file').toLowerCase()} ${match[2] ?? match[3] ?? ''}`);
  if (failing)
    for (const match of text.matchAll(QUOTED))
      if (/\d|[^\w\s.:/-]/.test(match[1] ?? '')) out.push(`value "${match[1] ?? ''}"`);
  for (const [key, value] of Object.entries(record.attributes ?? {}).slice(0, 40))
    if (KEY.test(key) && (typeof value === 'string' || typeof value === 'number'))
      out.push(
        `${key.toLowerCase().replace(/[_.-]?(?:id|name|key|no)$/, '')} ${String(value).slice(0, 60)}`,
      );
  return out;
}
