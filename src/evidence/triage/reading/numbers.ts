/** The numbers that the sentences of an alert tell: level, limit, share that fails, how long, when it ends. */
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../domain/time.ts';
import { inOneMeasure, parseQuantity } from '../../../domain/quantity.ts';

/** So many of so many things. */
export interface Part {
  readonly failed: number;
  readonly total: number;
  /** `places`: pods, locations, replicas; `calls`: requests, deliveries, logins; else what is used up. */
  readonly of: 'places' | 'calls' | 'other';
}

export interface ToldNumbers {
  readonly value: number | null;
  readonly threshold: number | null;
  /** On which side of the threshold the text says that it is bad. */
  readonly side: 'above' | 'below' | null;
  /** What is usual, where the text says it: `usual 55`, `baseline 0.4 GB`; a range has two ends. */
  readonly usual: readonly [number, number] | null;
  /** The level that it has kept for weeks, where the text says so; a range has two ends. */
  readonly held: readonly [number, number] | null;
  readonly part: Part | null;
  /** How many calls all of it is about, where the text says so few that it matters. */
  readonly calls: number | null;
  /** How long it has lasted by the text, ms. */
  readonly lastedMs: number | null;
  /** When it is used up or stops by the text, ms from now. */
  readonly endsInMs: number | null;
  /** Rises or falls steadily: `+3% per hour`. */
  readonly isDrifting: boolean;
  /** How fast it rises by its own words, percent points a day: `+0.3% per week` is 0.04. */
  readonly percentPerDay: number | null;
  /** Values one after the other, where the text tells them: `71, 80, 88, 96 over four hours`. */
  readonly levels: readonly number[];
  readonly timesFired: number | null;
  /** `3% over target`: how far beyond, in percent. */
  readonly overBy: number | null;
}

const Q = String.raw`[$€£]?[-+]?\d[\d,_]*(?:\.\d+)?(?:e[+-]?\d+)?\s?(?:%|(?:ms|s|sec|min|h|d|days?|hours?|[kmgt]i?b|bytes|k|m)\b)?`;

const COMPARED = new RegExp(
  `(${Q})\\s*(>=?|<=?|≥|≤|vs\\.?|versus|against|instead of)\\s*(?:the )?(?:threshold |limit |slo |target )?(?:of )?(${Q})`,
  'i',
);
/** `1.02s (SLO 1s)`, `+9 °C (limit +5 °C)`. */
const BESIDE = new RegExp(
  `(${Q})\\s*°?[CF]?\\s*\\(\\s*(?:hard |soft )?(?:threshold|limit|slo|target|maximum|max|allowed|goal)\\s*(?:of|is|:|=)?\\s*(${Q})`,
  'i',
);
/** `Offset: 212 ms (warn/crit at 200/500 ms)`: the first of the two limits has been passed. */
const LEVELS_TOLD = new RegExp(
  `(${Q})[^()\\n]{0,30}\\(\\s*warn\\w*\\s*/\\s*crit\\w*\\s*(at|above|below|under|over)?\\s*:?\\s*(${Q})`,
  'i',
);
const LIMIT = new RegExp(
  `(?:threshold|limit|slo|target|maximum|max|allowed|budgeted|planned)\\s*(?:value)?\\s*(?:of|is|was|:|=|\\()*\\s*(${Q})`,
  'i',
);
const BEYOND = new RegExp(
  `(>=?|<=?|≥|≤|above|over|below|under|exceed(?:s|ed|ing)?|greater than|less than|more than|at least)\\s*(?:the )?(?:threshold )?(?:of )?\\(?(${Q})`,
  'i',
);
const CURRENT = new RegExp(
  `(?:data ?points?\\s*(?=\\[)|most recent(?: value)?|current(?:ly| value)?|latest(?: value)?|observed|measured|actual|value)\\s*(?:is|was|of|at|:|=|\\(|\\[)*\\s*(${Q})`,
  'i',
);
const STATES = new RegExp(`\\b(?:is|was|at|are|now|reached|hit|only|took)\\s+(${Q})`, 'i');
const USUAL = new RegExp(
  `(?<!(?:above|below|over|under|than|beyond) )(?:usual(?:ly)?|normal(?:ly)?|typical(?:ly)?|baseline|on average|average|expected)[ \\t]*(?:(?:for|at|on) [\\w :]{1,40}?(?: is| are|:(?!\\d))|is|are|at|of|:|=|around|about|~)*\\s*(${Q})(?![\\d:])(?:\\s*(?:-|–|to|…)\\s*(${Q}))?`,
  'i',
);
const USUAL_AFTER = new RegExp(
  `(${Q})\\s*(?:-|–|to)\\s*(${Q})\\s+is (?:typical|usual|normal)`,
  'i',
);

/** `has been between 61% and 62% for a month`; days are too few to be a habit. */
const HELD = new RegExp(
  `(?:has been|been|between|stays?|stayed|staying|hover\\w*|sits|sat|steady|constant|flat|unchanged|remain\\w*)\\s*(?:between|at|around|about|~)*\\s*(${Q})(?:\\s*(?:-|–|to|and)\\s*(${Q}))?\\s*,?\\s*(?:(?:for|since|over)\\s+(?:(?:the|a|last|past|about|more than|over|several|many|\\d+|two|three|four|five|six)\\s+)*(?:weeks?|months?|years?)|all (?:week|month|year))\\b`,
  'i',
);

const SPAN: Readonly<Record<string, number>> = {
  s: SECOND_MS,
  m: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
  mo: 30 * DAY_MS,
  y: 365 * DAY_MS,
};
const UNIT = String.raw`(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|nights?|w|weeks?|months?|years?)\b`;
const COUNT_WORDS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const COUNT = String.raw`(\d+(?:\.\d+)?|an?|${COUNT_WORDS.slice(1).join('|')}|half an)`;
const ABOUT = String.raw`(?:(?:the|last|past|about|over|under|only|more than|less than|at least|almost|nearly|ca\.?|circa|approx\w*|roughly|some|another|already|now|≈|~)\s*)*`;
const LASTED = new RegExp(
  `(?:\\b(?:for|since|lasting|lasts|lasted|stuck|stalled|down|after|silent|open)\\s+${ABOUT}${COUNT}\\s*${UNIT}|\\b${COUNT}\\s*${UNIT}\\s+(?:now|already|ongoing|so far|and counting|straight|long)\\b)`,
  'gi',
);
const ENDS = new RegExp(
  `(?:\\b(?:full|empty|exhaust\\w*|used up|runs? out|run out|zero|stops?|suspen\\w+|expires?|limit|reached|reaches|oom\\w*|fills?(?: up)?|depleted?|ends?|gone|left|until|unless|read-only|rejected|lost|deleted)\\b[^.\\n]{0,40}?\\b(?:in|within)\\s+${ABOUT}${COUNT}\\s*${UNIT}|\\b${COUNT}\\s*${UNIT}\\s+(?:left|remaining|to (?:go|full|live|exhaustion)|until (?:full|empty|exhaust\\w*|it|the))|\\b(?:left|lasts|will last|enough for)[,;:]?\\s+(?:for\\s+)?${ABOUT}${COUNT}\\s*${UNIT})`,
  'i',
);
const DRIFT = new RegExp(
  `\\d\\s?%\\s*(?:points?\\s*)?(?:per|an?|each|every)\\s+(?:hour|h|day|d|minute|min|week)\\b|(?:[+]\\s*\\d+(?:\\.\\d+)?\\s*\\S{0,6}|\\b(?:grow\\w*|ris\\w+|climb\\w*|increas\\w*|leak\\w*|fill\\w*|gain\\w*|los\\w+|burn\\w*|falls?|falling|drop\\w*|shrink\\w*)\\s+(?:by\\s+|at\\s+)?${ABOUT}[$€£]?\\d+(?:\\.\\d+)?\\s*\\S{0,12})\\s*(?:points?\\s*)?(?:\\/|per|an?|every|each)\\s*(?:s|sec|second|m|min|minute|h|hour|d|day|night|week)\\b|\\b(?:doubl(?:es|ed|ing)|tripl(?:es|ed|ing))\\b[^.\\n]{0,20}\\b(?:every|each|in|within)\\b`,
  'i',
);
const FIRED =
  /\b(\d+)\s*(?:x|×|times)\s*(?:a day|per day|today|daily|(?:in|over|within) (?:the )?(?:last |past )?(?:24 ?h\w*|day)|this (?:morning|afternoon|shift))|\b(?:fired|flapped|flapping|triggered|toggled)\s+(\d+)\s*(?:x|×|times)|\b(\d+)(?:st|nd|rd|th) time (?:today|this (?:morning|afternoon|evening|night|shift|day)|in (?:the )?(?:last )?24 ?h)/i;

/** Before a fraction these say that it counts something else: `attempt 1/3`, `step 3/9`. */
const NO_PART =
  /(?:attempt|step|retry|try|phase|page|stage|part|wave|batch|shard|round|p|v|version|ratio|http|day|night|run)\s*#?$/i;
const PART =
  /(?<![\d/.,:-])(\d[\d,]*(?:\.\d+)?(?:e\d+)?)(?:\s+([a-z]+))?\s*(?:\/|\bout of\b|\bof\b|\bvon\b)\s*(?:the |all |its |their )?(?:last )?(\d[\d,]*(?:\.\d+)?(?:e\d+)?)(?![\d/:%]|\.\d|-\d)(?:\s?(?:[kmgt]i?)?b\b)?((?:\s+[\w-]+){0,6})/gi;
const PLACES =
  /\b(?:locations?|regions?|zones?|azs?|pods?|replicas?|nodes?|instances?|hosts?|brokers?|probes?|targets?|members?|endpoints?|workers?|backends?|pops?|sites?|stores?|terminals?|servers?|shards?|agents?|alertmanagers?|peers?|neighbou?rs?|controllers?|gateways?|links?|uplinks?|healthy|unhealthy|ready)\b/i;
const CALLS =
  /\b(?:requests?|calls?|deliver(?:y|ies)|orders?|attempts?|log-?ins?|payments?|messages?|transactions?|e?-?mails?|pushes|push|queries|jobs?|uploads?|downloads?|sessions?|sign-?ins?|checkouts?|events?|invocations?|hits|transfers?|bookings?|webhooks?|lookups?|responses?)\b/i;
const GOOD =
  /\b(?:succeed\w*|success\w*|healthy|ok|ready|passed|pass|passing|up|available|delivered|completed|routed|running|reachable|online|alive|fine)\b/i;
const BAD =
  /\b(?:not|un\w+|fail\w*|reject\w*|errors?|down|lost|timed|timeouts?|5\d\d|4\d\d|refused|crash\w*|dead|offline|missing|skipped|denied|declined|dropped|broken|stuck)\b/i;
const FEW =
  /\b(?:over|of|from|in|on|only|just|based on|out of)\s+(?:only |just )?(\d+)\s+(?:\w+\s+)?(?:requests?|calls?|samples?|hits|orders?|deliver(?:y|ies)|queries|transactions?|invocations?|visits?|data ?points?)\b/i;

/** Addresses, versions and dates are written with digits, and measure nothing. */
const NO_NUMBER =
  /\b\d{1,3}(?:\.(?:\d{1,3}|x)){3}(?::\d+)?\b|\bv?\d+\.\d+\.\d+\S*|\b\d{4}-\d{2}-\d{2}(?:[T ][\d:.]+Z?)?/g;

/** A sentence that begins with how few they were: `3 users, one export`. */
const FEW_ALONE =
  /(?:^|[.;:(\n]\s*)(?:only |just )?(\d+) (?:users?|requests?|calls?|samples?|visitors?|hits)(?=\s*(?:[,.;)]|$|only|at night|in all|\n))/i;

/** @param original - in English, as {@link import('./glossary.ts').inEnglish} gives it */
export function numbersIn(original: string, metric: string): ToldNumbers {
  const text = original.replace(NO_NUMBER, '·');
  const part = partIn(text);
  return {
    ...levelIn(text, metric, part),
    usual: usualIn(text),
    held: rangeOf(HELD.exec(text)),
    part,
    calls: callsIn(text, part),
    lastedMs: longest(text),
    endsInMs: endIn(text),
    isDrifting: DRIFT.test(text),
    percentPerDay: rateIn(text),
    levels: levelsIn(text),
    timesFired: timesIn(text),
    overBy: overBy(text),
  };
}

const SIDES: Readonly<Record<string, 'above' | 'below'>> = {
  '>': 'above',
  '<': 'below',
  '≥': 'above',
  '≤': 'below',
  above: 'above',
  over: 'above',
  exceed: 'above',
  greater: 'above',
  more: 'above',
  below: 'below',
  under: 'below',
  less: 'below',
};
const sideOf = (word: string): 'above' | 'below' | null =>
  SIDES[word.toLowerCase()[0] ?? ''] ??
  Object.entries(SIDES).find(([start]) => word.toLowerCase().startsWith(start))?.[1] ??
  null;

function levelIn(
  text: string,
  metric: string,
  part: Part | null,
): Pick<ToldNumbers, 'value' | 'threshold' | 'side'> {
  const both = COMPARED.exec(text);
  if (both && !/^\d/.test(text.slice(both.index + both[0].length))) {
    const level = pair(both[1], both[3], metric);
    if (level) return { ...level, side: sideOf(both[2] ?? '') };
  }
  const told = LEVELS_TOLD.exec(text);
  const passed = told ? pair(told[1], told[3], metric) : null;
  if (passed) return { ...passed, side: /below|under/i.test(told?.[2] ?? '') ? 'below' : 'above' };
  const beside = BESIDE.exec(text);
  const limited = beside ? pair(beside[1], beside[2], metric) : null;
  if (limited) return { ...limited, side: null };
  if (part !== null && part.of === 'other' && part.failed <= part.total && part.total > 1)
    return { value: (100 * part.failed) / part.total, threshold: null, side: null };
  const beyond = BEYOND.exec(text);
  const limit = LIMIT.exec(text)?.[1] ?? beyond?.[2];
  const current =
    CURRENT.exec(text)?.[1] ??
    STATES.exec(text)?.[1] ??
    (limit === undefined ? undefined : loneShare(text, limit));
  const side = (beyond ? sideOf(beyond[1] ?? '') : null) ?? shareSide(text);
  const level = pair(current, limit, metric);
  if (level && level.value !== level.threshold) return { ...level, side };
  const only = current === undefined ? null : parseQuantity(current);
  return {
    value: only?.number ?? shareIn(text),
    threshold: null,
    side,
  };
}

/** `96% used` is bad because it is much, `2% free` because it is little. */
function shareSide(text: string): 'above' | 'below' | null {
  const match =
    /\d\s?%\s+(?:of \w+ )?(?:(used|full|utili[sz]ed|in use|consumed)|(free|left|available|remaining))\b/i.exec(
      text,
    );
  return match ? (match[1] === undefined ? 'below' : 'above') : null;
}

/** `5xx ratio 55% (threshold 1%)`: the share that is not the limit. */
function loneShare(text: string, limit: string): string | undefined {
  const shares = text.match(/\d[\d,]*(?:\.\d+)?\s?%/g) ?? [];
  return shares.find((share) => share.trim() !== limit.trim());
}

/** The first share of a text: `Disk 95%`. A change (`+3%`, `-50%`) is no level. */
function shareIn(text: string): number | null {
  const match =
    /(?<![-+\d.,])(\d{1,3}(?:\.\d+)?)\s?%(?!\s*(?:per\b|an? \w|\/|points?|below|above|more|less|lower|higher|over the|under the|from|vs))/.exec(
      text,
    );
  return match ? Number(match[1]) : null;
}

function pair(
  value: string | undefined,
  threshold: string | undefined,
  metric: string,
): { value: number; threshold: number } | null {
  if (value === undefined || threshold === undefined) return null;
  const [a, b] = [parseQuantity(value), parseQuantity(threshold)];
  if (a === null || b === null) return null;
  const level = inOneMeasure(a, b, metric);
  return { value: level.a, threshold: level.b };
}

const usualIn = (text: string): readonly [number, number] | null =>
  rangeOf(USUAL_AFTER.exec(text) ?? USUAL.exec(text));

/** The numbers of the first two groups, in order; one number is both ends. */
function rangeOf(match: RegExpExecArray | null): readonly [number, number] | null {
  if (!match) return null;
  const low = parseQuantity(match[1] ?? '')?.number;
  const high = match[2] === undefined ? low : parseQuantity(match[2])?.number;
  return low === undefined || high === undefined
    ? null
    : [Math.min(low, high), Math.max(low, high)];
}

function partIn(text: string): Part | null {
  let best: Part | null = null;
  for (const match of text.matchAll(PART)) {
    const before = text.slice(Math.max(0, match.index - 16), match.index);
    if (NO_PART.test(before)) continue;
    const [first, total] = [match[1], match[3]].map((each) =>
      Number((each ?? '').replaceAll(',', '')),
    );
    if (first === undefined || total === undefined || !(total > 0) || first > total) continue;
    if (/^\s*(?:data ?points?|evaluations?|periods?|checks? in)\b/i.test(match[4] ?? '')) continue;
    const noun = `${match[2] ?? ''} ${match[4] ?? ''}`;
    const sentence = text.slice(match.index, match.index + 80).split(/[.\n;]/)[0] ?? '';
    const of = PLACES.test(noun) ? 'places' : CALLS.test(noun) ? 'calls' : 'other';
    const isGood = of !== 'other' && GOOD.test(sentence) && !BAD.test(sentence);
    const found: Part = { failed: isGood ? total - first : first, total, of };
    // what tells how far it reaches counts more than what is used up
    if (best === null || (best.of === 'other' && found.of !== 'other')) best = found;
  }
  return best;
}

function callsIn(text: string, part: Part | null): number | null {
  if (part?.of === 'calls') return part.total;
  const few = FEW.exec(text) ?? FEW_ALONE.exec(text);
  return few ? Number(few[1]) : null;
}

function spanMs(count: string | undefined, unit: string | undefined): number {
  const word = (count ?? '').toLowerCase();
  const size = word.startsWith('half')
    ? 0.5
    : /^an?$/.test(word)
      ? 1
      : COUNT_WORDS.includes(word)
        ? COUNT_WORDS.indexOf(word)
        : Number(word);
  const name = (unit ?? '').toLowerCase();
  return (
    size * (SPAN[name.startsWith('mo') ? 'mo' : name.startsWith('n') ? 'd' : (name[0] ?? '')] ?? 0)
  );
}

function longest(text: string): number | null {
  let best: number | null = null;
  for (const match of text.matchAll(LASTED)) {
    const ms = match[1] === undefined ? spanMs(match[3], match[4]) : spanMs(match[1], match[2]);
    if (ms > 0 && ms > (best ?? 0)) best = ms;
  }
  return best;
}

function endIn(text: string): number | null {
  const match = ENDS.exec(text);
  if (!match) return null;
  const [count, unit] =
    match[1] !== undefined
      ? [match[1], match[2]]
      : match[3] !== undefined
        ? [match[3], match[4]]
        : [match[5], match[6]];
  const ms = spanMs(count, unit);
  return ms > 0 ? ms : null;
}

function timesIn(text: string): number | null {
  const match = FIRED.exec(text);
  const count = match?.[1] ?? match?.[2] ?? match?.[3];
  return count === undefined ? null : Number(count);
}

const RATE =
  /(\d+(?:\.\d+)?)\s?%\s*(?:points?\s*)?(?:(?:per|an?|each|every)\s+|\/\s*)(min(?:ute)?|hour|h|day|d|night|week|w|month|quarter|year)\b/i;
const DAYS_OF: Readonly<Record<string, number>> = {
  mi: 1 / 1_440,
  h: 1 / 24,
  d: 1,
  n: 1,
  w: 7,
  mo: 30,
  q: 91,
  y: 365,
};

/** `grew 1% in the last 40 days`. */
const RATE_OVER =
  /\b(?:grew|grown|rose|risen|gained|increased|climbed|growth of|up)\s+(?:by\s+)?(?:only\s+|about\s+)?(\d+(?:\.\d+)?)\s?%\s*(?:points?\s*)?(?:in|over|within|during)\s+(?:the\s+)?(?:last\s+|past\s+)?(?:(\d+)\s+)?(hour|day|night|week|month|quarter|year)s?\b/i;

/** `(16.2 of 20.0 GB), trend: +12 MB / 24 hours`: of what it holds, and how much is added. */
const HOLDS = /\bof (\d+(?:\.\d+)?) ?([kmgt])i?b\b/i;
const ADDED =
  /(?:trend:?|\+|grow\w*(?: by)?|ris\w+(?: by)?) *\+?(\d+(?:\.\d+)?) ?([kmgt])i?b (?:\/|per|an?|in|every) ?(?:(\d+) )?(min(?:ute)?|hour|h|day|d|night|week|w|month)s?\b/i;
const SIZES = 'kmgt';

function sharePerDay(text: string): number | null {
  const [holds, added] = [HOLDS.exec(text), ADDED.exec(text)];
  if (!holds || !added) return null;
  const unit = (added[4] ?? '').toLowerCase();
  const days =
    (DAYS_OF[unit.slice(0, 2)] ?? DAYS_OF[unit.slice(0, 1)] ?? 1) * Number(added[3] ?? 1);
  const bytes = (match: RegExpExecArray): number =>
    Number(match[1]) * 1_024 ** SIZES.indexOf((match[2] ?? 'k').toLowerCase());
  return (100 * bytes(added)) / bytes(holds) / days;
}

function rateIn(text: string): number | null {
  const measured = sharePerDay(text);
  if (measured !== null) return measured;
  const steady = RATE.exec(text);
  const over = steady === null ? RATE_OVER.exec(text) : null;
  const share = steady?.[1] ?? over?.[1];
  const unit = (steady?.[2] ?? over?.[3] ?? '').toLowerCase();
  const days = DAYS_OF[unit.slice(0, 2)] ?? DAYS_OF[unit.slice(0, 1)];
  if (share === undefined || days === undefined) return null;
  return Number(share) / (days * Number(over?.[2] ?? 1));
}

const NUMBER = String.raw`[$€£]?\d+(?:\.\d+)?\s?(?:%|[a-z]{1,3}\b)?`;
/** Beside a list of codes or ports there stands no time. */
const LEVELS = new RegExp(
  `${NUMBER}(?:\\s*(?:→|->|=>|>|then)\\s*${NUMBER}){3,}|(?<=\\b(?:last|past|latest|former|previous)\\s+(?:\\S+\\s+){0,3}?[\\w-]+:?\\s*)${NUMBER}(?:\\s*[,;/]\\s*(?:and\\s+)?${NUMBER}){3,}|${NUMBER}(?:\\s*[,;/]\\s*(?:and\\s+)?${NUMBER}){3,}(?=\\s+(?:\\w+\\s+)?(?:over|in|within|during|for)\\s+(?:the\\s+)?(?:last|past|\\d+|two|three|four|five|six|these))`,
  'i',
);

const levelsIn = (text: string): readonly number[] =>
  (LEVELS.exec(text)?.[0].match(/\d+(?:\.\d+)?/g) ?? []).map(Number);

const OVER_BY =
  /(\d+(?:\.\d+)?)\s?%\s+(?:over|above|below|beyond|under|short of)\s+(?:its |the |our )?(?:target|threshold|limit|slo|goal|objective|norm)\b/i;

function overBy(text: string): number | null {
  const match = OVER_BY.exec(text);
  return match ? Number(match[1]) : null;
}
