/** How much of what the failure says the change's own lines hold. */
import type { FaultKind } from '../faults/fault-kinds.ts';
import type { Fault } from '../signals/log-faults.ts';
import {
  bare,
  identifiersOf,
  isCodeLike,
  rarity,
  spoken,
  stands,
  subwords,
  wordsOf,
} from '../text/tokens.ts';
import type { FactKind } from '../diff/facts.ts';
import type { Candidate } from './change-facts.ts';
import { definesField } from './flow/expressions.ts';
import { chainOf, type Context } from './context.ts';
import { namedGain, ownersWords, redirectGain, toldGain, varying } from './setting-words.ts';

/** How many candidates hold each word: what all of them say tells none apart. */
export interface WordIndex {
  readonly documents: number;
  readonly identifiers: ReadonlyMap<string, number>;
  readonly words: ReadonlyMap<string, number>;
  /** How many candidates touch each path. */
  readonly paths: ReadonlyMap<string, number>;
}

export function indexWords(candidates: readonly Candidate[]): WordIndex {
  const identifiers = new Map<string, number>();
  const words = new Map<string, number>();
  const paths = new Map<string, number>();
  for (const candidate of candidates) {
    for (const path of candidate.paths) paths.set(path, (paths.get(path) ?? 0) + 1);
    const text = `${candidate.changedText}\n${candidate.message}\n${candidate.paths.join('\n')}`;
    for (const name of identifiersOf(text).keys())
      identifiers.set(name, (identifiers.get(name) ?? 0) + 1);
    for (const word of wordsOf(text)) words.set(word, (words.get(word) ?? 0) + 1);
  }
  return { documents: candidates.length, identifiers, words, paths };
}

/** A failure's text taken apart, once for all candidates. */
interface Said {
  readonly names: readonly string[];
  /** Stems of its words, with a word as it was said. */
  readonly words: ReadonlyMap<string, string>;
  /** Hosts, paths, codes, quoted values: what a person would search the repository for. */
  readonly literals: readonly string[];
  readonly numbers: ReadonlySet<string>;
  /** What an error says is missing, unknown or refused. */
  readonly subjects: ReadonlySet<string>;
  /** The longest fixed part of the log line's template. */
  readonly segment: string | null;
  /** Numbers that every occurrence repeats. */
  readonly steady: readonly string[];
}

const LITERAL = /[\w@/-]+(?:[.:/_-]+[\w@/-]+)+/g;
const TOO_COMMON =
  /^(?:\d+[.:/-]?)+$|\.(?:java|py|ts|js|go|rb|php|cs|rs|kt)$|node_modules|^\w{1,3}[.:/-]\w{1,3}$/;
const NUMBER = /(?<![\d.])\d+(?:\.\d+)?(?![\d.])/g;

const taken = new WeakMap<Fault, Said>();

function saidBy(fault: Fault): Said {
  const known = taken.get(fault);
  if (known !== undefined) return known;
  const thrown = fault.traces
    .flatMap((trace) => chainOf(trace))
    .map((each) => `${each.exceptionType ?? ''} ${each.message ?? ''}`);
  const text = `${fault.sample}\n${thrown.join('\n')}`.slice(0, 4_000);
  const literals = new Set<string>();
  for (const match of text.matchAll(LITERAL)) {
    const literal = match[0].replace(/^[/@-]+|[/@:.-]+$/g, '');
    if (literal.length >= 6 && literal.length <= 120 && !TOO_COMMON.test(literal))
      literals.add(literal);
  }
  const segment = fault.template
    .split(/<[^<>]*>|: /)
    .map((each) => each.trim())
    .sort((a, b) => b.length - a.length)[0];
  const subjects = subjectsOf(text);
  const said: Said = {
    names: [...new Set([...[...identifiersOf(text, 200).keys()].filter(isCodeLike), ...subjects])],
    subjects,
    words: spoken(text),
    literals: [...literals].slice(0, 60),
    numbers: new Set([...text.matchAll(NUMBER)].map((match) => match[0])),
    segment:
      segment !== undefined && segment.length >= 14 && segment.includes(' ') ? segment : null,
    steady: fault.steadyNumbers.filter((each) => !/^[45]\d\d$|^0+$|^\d$/.test(each)),
  };
  taken.set(fault, said);
  return said;
}

const SUBJECTS: readonly RegExp[] = [
  /\.([A-Za-z_$][\w$]{2,60}) is not (?:a (?:function|constructor)|defined|callable|iterable)/g,
  /(?:has no (?:attribute|method|member|property)|undefined (?:method|function|column|field|variable|array key|index|symbol)|no such (?:method|column|table|field|property|function|key)|unknown (?:column|field|property|option|method|setting|key|enum value|value)|unrecognized (?:field|option|key|property)|missing (?:key|field|property|column|required|attribute|parameter|header)|unexpected (?:field|keyword argument|property)|cannot find (?:module|symbol|name)|KeyError|not found|reading|property|column|field|relation|constant)[:\s]{1,3}["'`(]{0,2}([A-Za-z_$][\w$.-]{2,60})/gi,
  /["'`]([A-Za-z_$][\w$.-]{2,60})["'`] (?:is (?:null|not|undefined|missing|required|unknown)|does not exist|not found|of undefined|missing|denied)/g,
  /(?:not authorized to perform|lacks?|requires?|denied|missing)[: ]{1,3}(?:permission |scope |action )?["'`]?([a-z][\w-]{1,30}[:.][\w:*.-]{2,60})/gi,
];

/** The names that an error is about: what is gone, unknown or not allowed. */
function subjectsOf(text: string): Set<string> {
  const out = new Set<string>();
  for (const pattern of SUBJECTS)
    for (const match of text.matchAll(pattern)) {
      const name = match[1] ?? '';
      if (name.length >= 3 && !COMMON_SUBJECTS.has(name.toLowerCase())) out.add(name);
    }
  return out;
}
const COMMON_SUBJECTS = new Set(
  'null none undefined the for from with this that value error object string name type index length map get set data item key keys not and size'.split(
    ' ',
  ),
);

/**
 * What the failure misses or is refused, and the change took away: a field, a permission, a column.
 * Null where it still stands among the lines that the change brought.
 */
export function takenAway(
  candidate: Candidate,
  context: Context,
): { readonly name: string; readonly weight: number } | null {
  let best: { name: string; weight: number } | null = null;
  if (candidate.goneText === '') return null;
  for (const { fault, weight } of context.faults) {
    if (best !== null && weight <= best.weight) continue;
    const { subjects, literals } = saidBy(fault);
    // a list of hosts or roles holds what others ask for; lines of code hold any literal
    const names =
      candidate.config === null
        ? subjects
        : [...subjects, ...literals, ...literals.flatMap((each) => each.split(/[/@:]/))];
    for (const name of names) {
      if (name.length < 5 || !stands(name, candidate.goneText)) continue;
      if (stands(name, candidate.comeText)) continue;
      // asked of nothing: who no longer asks for it took little away, who set it did
      const hardly =
        askedOfNothing(fault.sample, name) &&
        !candidate.goneText.split('\n').some((line) => definesField(line, name));
      best = { name, weight: weight * (hardly ? ASKED_NO_MORE : 1) };
    }
  }
  return best;
}

/** `Cannot read properties of null (reading 'name')`, `undefined method 'name' for nil`. */
const askedOfNothing = (sample: string, name: string): boolean =>
  [...sample.slice(0, 4_000).matchAll(OF_NOTHING)].some(
    (match) => (match[1] ?? match[2] ?? match[3]) === name,
  );
const ASKED_NO_MORE = 0.4;
const OF_NOTHING =
  /propert(?:y|ies) of (?:null|undefined) \((?:reading|setting) '([\w$]+)'|'NoneType' object has no attribute '(\w+)'|undefined method [`'](\w+[!?]?)' for nil/g;

/** Kinds of failure whose message names the value that somebody can't handle. */
const OF_VALUES: readonly FaultKind[] = [
  'unmatched',
  'parse',
  'missing_key',
  'invalid_argument',
  'type_mismatch',
  'db_constraint',
];

const COINED = 8;

/**
 * The value that the failure chokes on, where the change brought it into being: a state, a type of
 * message, a field. Null for names of one word, and for what stood there before.
 */
export function coined(
  candidate: Candidate,
  context: Context,
): { readonly name: string; readonly weight: number } | null {
  let best: { name: string; weight: number } | null = null;
  if (candidate.comeText === '') return null;
  const came = new Set([...identifiersOf(candidate.comeText).keys()].map(bare));
  const before = new Set(
    [...identifiersOf(`${candidate.goneText}\n${candidate.contextText}`).keys()].map(bare),
  );
  for (const { fault, weight } of context.faults) {
    if ((best !== null && weight <= best.weight) || fault.source === 'alert') continue;
    if (!OF_VALUES.some((kind) => fault.kinds.has(kind))) continue;
    const chain = fault.traces.flatMap((trace) => chainOf(trace));
    // who words a failure brings its type into being, not what fails
    const types = new Set(
      chain.map((each) => bare(each.exceptionType?.split(/[.:\\]/).at(-1) ?? '')),
    );
    const messages = chain.map((each) => each.message ?? '').join('\n');
    const text = messages === '' ? fault.sample : messages;
    for (const name of identifiersOf(text, 100).keys()) {
      const plain = bare(name);
      // `DayParser` is who fails, `DAY_OFF`, `day_off` and "dayOff" are what it fails at
      if (
        !name.includes('_') &&
        !new RegExp(`["'\`]${name.replace(/\$/g, '\\$&')}["'\`]`).test(text)
      )
        continue;
      if (plain.length < COINED || subwords(name).length < 2 || types.has(plain)) continue;
      if (came.has(plain) && !before.has(plain)) best = { name, weight };
    }
  }
  return best;
}

/**
 * A number that the failure computes with and that the change put into the code. A bound that was
 * raised is not to blame for being met.
 */
export function broughtNumber(
  candidate: Candidate,
  context: Context,
): { readonly name: string; readonly weight: number } | null {
  if (candidate.facts.some((each) => each.direction === 'up' && BOUNDS.has(each.kind))) return null;
  let best: { name: string; weight: number } | null = null;
  for (const { fault, weight } of context.faults) {
    if (best !== null && weight <= best.weight) continue;
    const thrown = fault.traces
      .flatMap((trace) => chainOf(trace))
      .map(({ message }) => message ?? '');
    for (const [number] of thrown.join('\n').slice(0, 2_000).matchAll(NUMBER))
      if (number.length >= 4 && candidate.addedNumbers.has(number)) best = { name: number, weight };
  }
  return best;
}

const NONE: ReadonlySet<string> = new Set();

export interface Hit {
  readonly text: string;
  readonly value: number;
}

/**
 * Rarity-weighted overlap of the failure's words with the change's: identifiers as written count
 * most; words of the message and the paths count half of those on changed lines.
 *
 * @returns 0–1
 */
export function scoreWords(
  candidate: Candidate,
  context: Context,
  index: WordIndex,
  reasons: string[],
): number {
  const changed = identifiersOf(candidate.changedText);
  // who words a failure is around when it happens, and seldom its cause
  const aroundText = `${candidate.contextText}\n${candidate.reportText}\n${candidate.message}\n${candidate.paths.join('\n')}`;
  const around = identifiersOf(aroundText);
  const spelled = new Set([...changed.keys()].filter(isCodeLike).map(bare));
  const changedWords = wordsOf(candidate.changedText);
  const aroundWords = wordsOf(aroundText);
  const documents = Math.max(2, index.documents);
  const beside = candidate.config === null ? NONE : ownersWords(candidate.config);
  let gain = 0;
  const hits: Hit[] = [];
  for (const { fault, weight } of context.faults) {
    const said = saidBy(fault);
    let own = literalGain(said, candidate, hits, weight);
    const apart = candidate.config === null || context.soleSource !== null ? NONE : varying(fault);
    const idle = (word: string): boolean => beside.has(word) || apart.has(word);
    for (const name of said.names) {
      if (candidate.config !== null && [...wordsOf(name)].every(idle)) continue;
      const within = name.length >= 6 && candidate.changedText.includes(name);
      const told = said.subjects.has(name) && candidate.message.includes(name);
      const where = changed.has(name)
        ? 1
        : told
          ? 0.9
          : within || (bare(name).length >= COINED && spelled.has(bare(name)))
            ? 0.7
            : around.has(name)
              ? 0.4
              : 0;
      if (where === 0) continue;
      const value =
        (said.subjects.has(name) ? 0.9 : 0.5) *
        where *
        (0.25 + 0.75 * rarity(index.identifiers.get(name) ?? 1, documents));
      own += value;
      hits.push({ text: name, value: value * weight });
    }
    for (const [word, as] of said.words) {
      if (idle(word)) continue;
      const where = changedWords.has(word) ? 1 : aroundWords.has(word) ? 0.5 : 0;
      if (where === 0) continue;
      const value = 0.2 * where * rarity(index.words.get(word) ?? 1, documents);
      own += value;
      if (value > 0.08) hits.push({ text: as, value: value * weight });
    }
    gain = Math.max(gain, own * weight);
  }
  gain = Math.max(gain, heraldGain(candidate, context, hits));
  if (candidate.config !== null)
    gain = Math.max(
      gain,
      namedGain(candidate.config, context, hits),
      redirectGain(candidate.config, context, hits),
      toldGain(candidate.config, context, hits),
    );
  const value = 1 - Math.exp(-gain);
  if (value > 0.25) {
    const top = [...new Set(hits.sort((a, b) => b.value - a.value).map((each) => each.text))].slice(
      0,
      4,
    );
    reasons.push(`shares rare words with the failure: ${top.join(', ')}`);
  }
  return value;
}

const BOUNDS: ReadonlySet<FactKind> = new Set<FactKind>([
  'limit_changed',
  'pool_changed',
  'timeout_changed',
  'memory_setting',
  'cpu_setting',
  'rate_limit_changed',
  'replicas_changed',
]);

/** What began with the incident names the change: its migration, its key, its file. */
function heraldGain(candidate: Candidate, context: Context, hits: Hit[]): number {
  let gain = 0;
  const own = `${candidate.changedText}\n${candidate.paths.join('\n')}`;
  const bare = own.toLowerCase().replace(/[^a-z\d]+/g, ' ');
  for (const line of context.heralds) {
    for (const match of line.matchAll(LITERAL)) {
      const literal = match[0].replace(/^[/@-]+|[/@:.-]+$/g, '');
      if (literal.length < 6 || TOO_COMMON.test(literal)) continue;
      const plain = literal
        .toLowerCase()
        .replace(/[^a-z\d]+/g, ' ')
        .trim();
      if (!own.includes(literal) && !(plain.length >= 10 && bare.includes(plain))) continue;
      gain = Math.max(gain, 0.9);
      hits.push({ text: literal, value: 0.6 });
    }
    for (const name of identifiersOf(line, 60).keys()) {
      if (name.length < 8 || !isCodeLike(name) || !own.includes(name)) continue;
      gain = Math.max(gain, 0.6);
      hits.push({ text: name, value: 0.4 });
    }
  }
  return gain;
}

/** Text of the failure that the change itself contains: a literal on a changed line, a number that it put there. */
function literalGain(said: Said, candidate: Candidate, hits: Hit[], weight: number): number {
  let gain = 0;
  for (const literal of said.literals) {
    if (!candidate.changedText.includes(literal)) continue;
    const value = said.subjects.has(literal) ? 1 : 0.5;
    gain += value;
    hits.push({ text: literal, value: value * weight });
  }
  const seen = new Set<string>();
  for (const fact of candidate.facts) {
    if (fact.direction !== 'up' && fact.direction !== 'down') continue;
    // who raised a bound is not to blame for its being met
    if (fact.direction === 'up' && BOUNDS.has(fact.kind)) continue;
    const to = /(\d[\d_.]*)\D*$/
      .exec(fact.summary.replace(/ \((?:up|down)\)$/, ''))?.[1]
      ?.replaceAll('_', '');
    if (to === undefined || seen.has(to) || !said.numbers.has(to)) continue;
    seen.add(to);
    gain += to.length >= 2 ? 0.7 : 0.3;
    hits.push({ text: to, value: 0.7 * weight });
  }
  const added = candidate.addedNumbers;
  const raised = candidate.facts.some((each) => each.direction === 'up' && BOUNDS.has(each.kind));
  for (const number of raised ? [] : said.steady) {
    if (!added.has(number)) continue;
    gain += 0.5;
    hits.push({ text: number, value: 0.5 * weight });
  }
  // its own log line shows that its code was run, not that it is wrong
  if (said.segment !== null && candidate.newLogs.includes(said.segment)) {
    gain += 0.6;
    hits.push({ text: `"${said.segment.slice(0, 60)}"`, value: 0.6 * weight });
  }
  return Math.min(1.6, gain);
}
