/** Whether the failures are one sender's, one file's or one value's alone. */
import type { LogRecord, Observations } from '../../domain/observation.ts';
import { mentions } from './complaints.ts';
import { levelOf, msOf, type Fault } from './log-faults.ts';
import { sendersOf, type Sender } from './senders.ts';

/** `tenant=globex`, `"supplier": 44`, `partition 3`, `/inbox/acme.csv`. */
const SOURCE =
  /\b(tenant|customer|client|file|source|partner|supplier|merchant|vendor|account|feed|sku|offset|partition|record|message|key|order|warehouse|shop|store|country|market|carrier|format|batch|import|sender|topic|device|zone|gate|reader|terminal|meter|sensor|station|site|branch|lane|vehicle|probe|machine|kiosk|printer|scanner|firmware|org|workspace|project)(?:[_-]?(?:id|name|key|no))?["']?\s{0,2}[=: ]\s{0,2}["']?([\w./@-]{1,60})|(\/?[\w./-]{1,80}\.(?:csv|xml|json|xlsx?|txt|edi|parquet|pdf|zip|dat))\b/gi;
/** A value that the failing code quotes: `'1.5 kg'`, `"12,50"`. */
const QUOTED = /["'`]([^"'`\n]{1,60})["'`]/g;
const TRACE_ID = /\btrace[_-]?id["']?[=: ]{1,3}["']?([\da-f-]{8,40})/i;
const KEY =
  /^(?:tenant|customer|client|file|filename|source|partner|supplier|merchant|vendor|account|feed|sku|partition|warehouse|shop|store|country|market|carrier|batch|sender|topic|device|zone|gate|reader|terminal|meter|sensor|station|site|branch|lane|vehicle|probe|machine|kiosk|printer|scanner|org|workspace)(?:[_.-]?(?:id|name|key|no))?$/i;
const MAX_VALUES = 200;
const MAX_REQUESTS = 20_000;

export interface SoleSource {
  readonly text: string;
  /** The value alone. */
  readonly name: string;
  /** True for a value, not for who sent it. */
  readonly value: boolean;
  /** Requests of others were seen to go through. */
  readonly othersFare: boolean;
  /** When the same one was served before the onset, where its lines tell; epoch ms, in order. */
  readonly servedMs: readonly number[];
}

/**
 * The one sender, file or value that nearly all failures share while others go through; null where
 * failures hit everybody alike. A defect fails for everybody who comes by. What the other lines of
 * the same request say counts as well.
 */
export function soleSource(
  observations: Observations,
  faults: readonly { readonly fault: Fault; readonly weight: number; readonly fresh: boolean }[],
  firstFailing: string | null,
  onsetMs: number | null,
): SoleSource | null {
  const heard = faults.filter(
    ({ fault, weight, fresh }) => fresh && weight >= 0.3 && fault.source === 'log',
  );
  const own = heard.filter(({ fault }) => fault.service === firstFailing);
  const samples = new Set((own.length > 0 ? own : heard).flatMap(({ fault }) => fault.ids));
  if (samples.size < 3) return null;
  const known =
    soleSender(observations, samples, onsetMs) ?? fewPieces(observations, samples, onsetMs);
  if (known !== null) return known;
  const requests = new Map<string, { failing: boolean; names: Set<string> }>();
  for (const record of observations.logs) {
    if (firstFailing !== null && record.service !== null && record.service !== firstFailing)
      continue;
    const failing = samples.has(record.id);
    const level = levelOf(record);
    const id = record.traceId ?? TRACE_ID.exec(record.message.slice(0, 500))?.[1] ?? record.id;
    let request = requests.get(id);
    // an error of another kind is neither a failure of this kind nor a success
    if (!failing && (level === 'error' || level === 'fatal') && request === undefined) continue;
    // enough to see who fares well; failures always count
    if (request === undefined && !failing && requests.size >= MAX_REQUESTS) continue;
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
    text: `nearly all failures are of ${kind === 'value' ? `value ${value}` : kind === FRONT ? value : `${kind} ${value}`}${othersFare ? ', others go through' : ''}`,
    name: value,
    value: kind === 'value',
    othersFare: othersFare && kind !== 'value',
    servedMs: [],
  };
}

/** `message 5530198`, `order=A-1042`: one piece of work, by its kind and number. */
const PIECE =
  /\b([a-z]{3,20})(?:[_-]?(?:id|no|nr))?["']?[ =:#]{1,2}["']?([a-z]{0,6}[-_]?\d{3,}[\w-]*)/gi;
/** Of so many failures at most this share may be of different pieces. */
const FEW = 0.15;
const LEAST_FAILURES = 8;
const LEAST_OTHER_PIECES = 5;

/**
 * The same few pieces of work fail whenever they are tried again, while new ones go through: whatever
 * is wrong with them, a version that does all the others is not.
 */
function fewPieces(
  { logs }: Observations,
  samples: ReadonlySet<string>,
  onsetMs: number | null,
): SoleSource | null {
  const failed = new Map<string, Map<string, number>>();
  const fared = new Map<string, Set<string>>();
  for (const record of logs) {
    const failing = samples.has(record.id);
    const level = levelOf(record);
    if (!failing && (level === 'error' || level === 'fatal' || level === 'warn')) continue;
    const at = msOf(record.at);
    if (!failing && onsetMs !== null && (at === null || at < onsetMs)) continue;
    for (const [, kind = '', value = ''] of (
      record.message.split('\n', 1)[0]?.slice(0, 400) ?? ''
    ).matchAll(PIECE)) {
      const word = kind.toLowerCase();
      if (failing) {
        let values = failed.get(word);
        if (values === undefined) failed.set(word, (values = new Map()));
        values.set(value, (values.get(value) ?? 0) + 1);
      } else {
        let values = fared.get(word);
        if (values === undefined) fared.set(word, (values = new Set()));
        if (values.size < MAX_VALUES) values.add(value);
      }
    }
  }
  for (const [word, values] of failed) {
    const failures = [...values.values()].reduce((sum, count) => sum + count, 0);
    if (failures < LEAST_FAILURES || values.size > FEW * failures) continue;
    const others = [...(fared.get(word) ?? [])].filter((each) => !values.has(each)).length;
    if (others < Math.max(LEAST_OTHER_PIECES, 2 * values.size)) continue;
    const [name = ''] = [...values].sort((a, b) => b[1] - a[1])[0] ?? [];
    return {
      text: `the failures are ${word} ${[...values.keys()].slice(0, 3).join(', ')} again and again, others go through`,
      name,
      value: false,
      othersFare: true,
      servedMs: [],
    };
  }
  return null;
}

/** So unlikely it has to be that chance picked the same sender for all failures. */
const CHANCE = 0.01;
const LEAST_OTHERS = 3;

/** The one sender that all failures name, while what its likes hand in goes on to be worked on. */
function soleSender(
  { logs, ...rest }: Observations,
  samples: ReadonlySet<string>,
  onsetMs: number | null,
): SoleSource | null {
  const texts = logs
    .filter((each) => samples.has(each.id))
    .map((each) => (each.message.split('\n', 1)[0] ?? '').toLowerCase());
  // a numbered piece of work that is tried again and again is one
  const failing = texts.some((each) => /\d/.test(each)) ? [...new Set(texts)] : texts;
  // whether one piece again and again or many: what its likes hand in goes through
  const again = texts.length >= LEAST_FAILURES && failing.length <= FEW * texts.length;
  if (failing.length < 2 && !again) return null;
  let best: Sender | null = null;
  for (const each of sendersOf({ logs, ...rest }, onsetMs).values()) {
    const others = each.allSince - each.since;
    if (others < LEAST_OTHERS) continue;
    const name = each.name.toLowerCase();
    const hit = failing.filter((text) => mentions(text, name)).length;
    if (hit < 0.9 * failing.length) continue;
    // as many of its own are expected among the failures as among what goes through
    const share = Math.max(1, each.since) / each.allSince;
    if (share > 0.7 || (!again && share ** hit > CHANCE)) continue;
    if (best === null || each.allSince > best.allSince) best = each;
  }
  return best === null
    ? null
    : {
        text: `all failures are of what ${best.name} hands in, others go through`,
        name: best.name,
        value: false,
        othersFare: true,
        servedMs: best.servedMs,
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
  // what never stands in front of a success may be the failure's own name
  if (kind === FRONT && own === 0) return false;
  if (values === undefined || own === 0) return true;
  const all = [...values.values()].reduce((sum, count) => sum + count, 0);
  return values.size >= 3 && own <= 0.5 * all;
}

/** `tenant=globex`, `tenant: globex`, `partition 3`; in `No such file or directory` no file is named. */
const namesOne = (whole: string, value: string): boolean =>
  /[=:]\s{0,2}["']?$/.test(whole.slice(0, -value.length)) || !/^[a-z]+[.]?$/i.test(value);

/** Frames: the files that they name are the program's, whoever sent what it fails on. */
const FRAME = /^(?:\s|at |File "|#\d+ )/;
/** `campus-nord: feed 12 refused`: whom a line is about may stand in front. */
const IN_FRONT = /^([a-z][\w.]*[-_.\d][\w.-]{0,40}): /;
const FRONT = 'front';

function namesIn(record: LogRecord, failing: boolean): string[] {
  const out: string[] = [];
  const lines = record.message.split('\n');
  const isFrame = (line: string, at: number): boolean => at > 0 && FRAME.test(line);
  const text = lines
    .filter((line, at) => !isFrame(line, at))
    .join('\n')
    .slice(0, 1_000);
  // what stands in the code that fails is the program's own
  const code = failing ? lines.filter(isFrame).join('\n').slice(0, 4_000) : '';
  const front = IN_FRONT.exec(text)?.[1];
  if (front !== undefined) out.push(`${FRONT} ${front}`);
  for (const match of text.matchAll(SOURCE))
    if (match[2] === undefined || namesOne(match[0], match[2]))
      out.push(`${(match[1] ?? 'file').toLowerCase()} ${match[2] ?? match[3] ?? ''}`);
  if (failing)
    for (const match of text.matchAll(QUOTED))
      if (/\d|[^\w\s.:/-]/.test(match[1] ?? '') && !code.includes(match[0]))
        out.push(`value "${match[1] ?? ''}"`);
  for (const [key, value] of Object.entries(record.attributes ?? {}).slice(0, 40))
    if (KEY.test(key) && (typeof value === 'string' || typeof value === 'number'))
      out.push(
        `${key.toLowerCase().replace(/[_.-]?(?:id|name|key|no)$/, '')} ${String(value).slice(0, 60)}`,
      );
  return out;
}
