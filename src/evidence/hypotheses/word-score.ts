/** How much of what the failure says the change's own lines hold. */
import type { Fault } from '../signals/log-faults.ts';
import { identifiersOf, isCodeLike, rarity, wordsOf } from '../text/tokens.ts';
import type { Candidate } from './change-facts.ts';
import { chainOf, type Context } from './context.ts';

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
  readonly words: readonly string[];
  /** Hosts, paths, codes, quoted values: what a person would search the repository for. */
  readonly literals: readonly string[];
  readonly numbers: ReadonlySet<string>;
  /** The longest fixed part of the log line's template. */
  readonly segment: string | null;
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
  const said: Said = {
    names: [...identifiersOf(text, 200).keys()].filter(isCodeLike),
    words: [...wordsOf(text, 200)],
    literals: [...literals].slice(0, 60),
    numbers: new Set([...text.matchAll(NUMBER)].map((match) => match[0])),
    segment:
      segment !== undefined && segment.length >= 14 && segment.includes(' ') ? segment : null,
  };
  taken.set(fault, said);
  return said;
}

interface Hit {
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
  const aroundText = `${candidate.contextText}\n${candidate.message}\n${candidate.paths.join('\n')}`;
  const around = identifiersOf(aroundText);
  const changedWords = wordsOf(candidate.changedText);
  const aroundWords = wordsOf(aroundText);
  const documents = Math.max(2, index.documents);
  let gain = 0;
  const hits: Hit[] = [];
  for (const { fault, weight } of context.faults) {
    const said = saidBy(fault);
    let own = literalGain(said, candidate, hits, weight);
    for (const name of said.names) {
      const within = name.length >= 6 && candidate.changedText.includes(name);
      const where = changed.has(name) ? 1 : within ? 0.7 : around.has(name) ? 0.4 : 0;
      if (where === 0) continue;
      const value =
        0.5 * where * (0.25 + 0.75 * rarity(index.identifiers.get(name) ?? 1, documents));
      own += value;
      hits.push({ text: name, value: value * weight });
    }
    for (const word of said.words) {
      const where = changedWords.has(word) ? 1 : aroundWords.has(word) ? 0.5 : 0;
      if (where === 0) continue;
      const value = 0.2 * where * rarity(index.words.get(word) ?? 1, documents);
      own += value;
      if (value > 0.08) hits.push({ text: word, value: value * weight });
    }
    gain = Math.max(gain, own * weight);
  }
  if (candidate.config !== null)
    gain = Math.max(gain, namedGain(candidate.config.name, context, hits));
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

/**
 * Text of the failure that the change itself contains: a literal on a changed line, the number that
 * it put there, or the very message that was logged (then it wrote the line that reports the failure).
 */
function literalGain(said: Said, candidate: Candidate, hits: Hit[], weight: number): number {
  let gain = 0;
  for (const literal of said.literals) {
    if (!candidate.changedText.includes(literal)) continue;
    gain += 0.5;
    hits.push({ text: literal, value: 0.5 * weight });
  }
  const seen = new Set<string>();
  for (const fact of candidate.facts) {
    if (fact.direction !== 'up' && fact.direction !== 'down') continue;
    const to = /(\d[\d_.]*)\D*$/
      .exec(fact.summary.replace(/ \((?:up|down)\)$/, ''))?.[1]
      ?.replaceAll('_', '');
    if (to === undefined || seen.has(to) || !said.numbers.has(to)) continue;
    seen.add(to);
    gain += to.length >= 2 ? 0.7 : 0.3;
    hits.push({ text: to, value: 0.7 * weight });
  }
  if (said.segment !== null && candidate.changedText.includes(said.segment)) {
    gain += 0.9;
    hits.push({ text: `"${said.segment.slice(0, 60)}"`, value: 0.9 * weight });
  }
  return Math.min(1.6, gain);
}

/** How much of a flag's or setting's own name the failing code and messages repeat. */
function namedGain(name: string, context: Context, hits: Hit[]): number {
  const words = [...wordsOf(name)];
  if (words.length === 0) return 0;
  const said = new Set<string>();
  for (const { fault, weight } of context.faults) {
    if (weight >= 0.4) for (const word of wordsOf(fault.sample, 200)) said.add(word);
  }
  for (const { frame, weight } of context.frames) {
    if (weight < 0.3) continue;
    const file = (frame.file ?? '').split(/[\\/]/).at(-1) ?? '';
    for (const word of wordsOf(`${frame.function ?? ''} ${file}`)) said.add(word);
  }
  const found = words.filter((word) => said.has(word));
  for (const word of found) hits.push({ text: word, value: 0.5 });
  return 1.6 * (found.length / words.length);
}
