/** Somebody sent what the service can't read: the program is as it was, its input is not. */
import { DAY_MS } from '../../../domain/time.ts';
import { levelOf } from '../../signals/log-faults.ts';
import type { FaultKind } from '../../faults/fault-kinds.ts';
import type { ChangeScore } from '../change-score.ts';
import type { Context } from '../context.ts';
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
  const value = Math.max(
    read,
    0.9 * own('payload_size'),
    0.6 * own('missing_key'),
    0.5 * own('invalid_argument'),
    0.6 * own('db_constraint'),
  );
  logit += 2 * value;
  const text = fresh.map((each) => each.fault.sample.slice(0, 1_000)).join('\n');
  if (SPOKEN_OF.test(text === '' ? said(context) : text)) {
    logit += 2;
    reasons.push('the failures speak of malformed or unexpected input');
  }
  if (value > 0.4) reasons.push('failures are about reading data, not about logic');
  const source = value > 0.3 ? concentration(context) : null;
  if (source !== null) {
    // one value alone may also be what every caller sends
    logit += source.value ? 0.8 : 1.6;
    reasons.push(source.text);
  }
  const traced = context.frames.some((each) => each.weight > 0.3);
  const unread = scored.filter((each) => !each.candidate.hasDiff).length;
  if (value > 0.3 && unread < 0.3 * scored.length && !recentSuspect(context, scored)) {
    logit += traced ? 1.8 : 1.3 * Math.max(read, own('payload_size'));
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

/** A change of the last days that could explain the failure at all. */
function recentSuspect(context: Context, scored: readonly ChangeScore[]): boolean {
  const onset = context.onset?.atMs ?? null;
  return scored.some(({ candidate, mechanism, location, ownership, words, excluded }) => {
    if (excluded !== null || candidate.runtimeWeight < 0.1 || candidate.inert) return false;
    const recent =
      onset === null || candidate.liveMs === null || onset - candidate.liveMs < 5 * DAY_MS;
    if (!recent) return false;
    // of a service that has no part in it only the failing lines or a changed format would count
    if (ownership < 0.3) return location >= 0.2 || (mechanism >= 0.6 && words >= 0.15);
    const switched = candidate.config !== null && words < 0.3;
    // who only logs at the scene has no part in it
    return (location >= 0.2 && mechanism >= 0.1) || (mechanism >= 0.45 && !switched);
  });
}

const DATA_KINDS = [
  'parse',
  'encoding',
  'payload_size',
  'invalid_argument',
  'missing_key',
  'db_constraint',
  'type_mismatch',
  'arithmetic',
  'bounds',
] as const;
/** `tenant=globex`, `"supplier": 44`, `partition 3`, `/inbox/acme.csv`. */
const SOURCE =
  /\b(tenant|customer|client|file|source|partner|supplier|merchant|vendor|account|feed|sku|offset|record|message|key|order|warehouse|shop|store|country|carrier|format|batch|import|sender|topic|device)(?:[_-]?(?:id|name|key|no))?["']?\s{0,2}[=: ]\s{0,2}["']?([\w./@-]{1,60})|(\/?[\w./-]{1,80}\.(?:csv|xml|json|xlsx?|txt|edi|parquet|pdf|zip|dat))\b/gi;
/** A value that the failing code quotes: `'1.5 kg'`, `"12,50"`. */
const QUOTED = /["'`]([^"'`\n]{1,60})["'`]/g;

/**
 * The one sender, file or value that nearly all failures share while others go through; null where
 * failures hit everybody alike. A defect fails for everybody who comes by.
 */
function concentration(context: Context): { text: string; value: boolean } | null {
  const samples = new Set(
    rootFaults(context)
      .filter(
        ({ fault, weight }) => weight >= 0.3 && DATA_KINDS.some((kind) => fault.kinds.has(kind)),
      )
      .flatMap(({ fault }) => fault.ids),
  );
  if (samples.size < 3) return null;
  const counts = new Map<string, number>();
  const elsewhere = new Map<string, Set<string>>();
  let lines = 0;
  for (const record of context.observations.logs) {
    const failing = samples.has(record.id);
    const level = levelOf(record);
    if (!failing && (level === 'error' || level === 'fatal')) continue;
    const text = record.message.slice(0, 1_000);
    if (failing) lines += 1;
    const seen = new Set<string>();
    for (const match of text.matchAll(SOURCE)) {
      const kind = (match[1] ?? 'file').toLowerCase();
      const value = match[2] ?? match[3] ?? '';
      if (failing) seen.add(`${kind} ${value}`);
      else {
        let values = elsewhere.get(kind);
        if (values === undefined) elsewhere.set(kind, (values = new Set()));
        if (values.size < 100) values.add(value);
      }
    }
    if (failing)
      for (const match of text.matchAll(QUOTED))
        if (/\d|[^\w\s.:/-]/.test(match[1] ?? '')) seen.add(`value "${match[1] ?? ''}"`);
    for (const each of seen) counts.set(each, (counts.get(each) ?? 0) + 1);
  }
  const best = [...counts].sort((a, b) => b[1] - a[1])[0];
  if (best === undefined || lines < 3 || best[1] < 0.8 * lines) return null;
  const [name] = best;
  const kind = name.slice(0, name.indexOf(' '));
  const others = elsewhere.get(kind);
  const value = name.slice(kind.length + 1);
  // where others come by as well and fare well, the failures are that one's
  if (others?.has(value) === true && others.size < 3) return null;
  const fine = others !== undefined && others.size > 0 ? ', others go through' : '';
  return { text: `nearly all failures are of ${name}${fine}`, value: kind === 'value' };
}
