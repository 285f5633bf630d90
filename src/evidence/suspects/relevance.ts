/** Which functions speak of what the failure speaks of: words weighted by their rarity among functions. */
import { stem, subwords, isCodeLike, rarity } from '../text/tokens.ts';
import type { FunctionSpan } from './functions-in.ts';

/** Words of the failure, stemmed, with how much each counts. */
export type Query = ReadonlyMap<string, number>;

const WORD = /[A-Za-z_$][\w$]{2,60}/g;

/** Words that are in every program or every test. */
const COMMON = new Set(
  'function return const let var this self null none true false undefined require module exports import from new class def if else for while throw raise error assert equal expect test describe it should string number object array value result name type key data args options call use get set is has not and the with'
    .split(' ')
    .map(stem),
);

/** Words of test frameworks: a function of the same name is not meant by them. */
const TEST_WORDS = new Set(
  `test it describe suite before after beforeEach afterEach setUp tearDown end plan pass fail skip only todo ok notOk equal equals
notEqual same deepEqual strictEqual throws doesNotThrow expect assert should then with from main exports module require callback
Context Object Array String Error Function Test actual expected operator stack true false null None self this name type length
toString valueOf parse run write read open close start stop each forEach map filter reduce join push create make init`.split(
    /\s+/,
  ),
);

/** Names in a text that can be meant to name a function. */
export const namesIn = (text: string): Set<string> =>
  new Set((text.match(/[A-Za-z_$][\w$]{2,60}/g) ?? []).filter((name) => !TEST_WORDS.has(name)));

/** Stemmed words of code or prose with their count; identifiers count as a whole and in parts. */
export function termsOf(text: string, limit = 3_000): Map<string, number> {
  const out = new Map<string, number>();
  const add = (term: string): void => {
    if (term.length >= 3 && !COMMON.has(term) && (out.has(term) || out.size < limit))
      out.set(term, (out.get(term) ?? 0) + 1);
  };
  for (const match of text.matchAll(WORD)) {
    const word = match[0];
    const parts = subwords(word);
    for (const part of parts) add(stem(part));
    if (parts.length > 1 && isCodeLike(word)) add(word.toLowerCase());
  }
  return out;
}

/** Puts texts of different standing together: each text's words count at most `weight`. */
export function createQuery(
  parts: readonly { readonly text: string; readonly weight: number }[],
): Query {
  const out = new Map<string, number>();
  for (const { text, weight } of parts)
    for (const term of termsOf(text, 400).keys())
      out.set(term, Math.max(out.get(term) ?? 0, weight));
  return out;
}

export interface FunctionText {
  readonly path: string;
  readonly span: FunctionSpan;
  readonly text: string;
}

/** Functions by how much of the query they hold, best 1; those that hold none are left out. */
export function relevantFunctions(
  functions: readonly FunctionText[],
  query: Query,
): { readonly of: FunctionText; readonly score: number }[] {
  const terms = functions.map(({ text }) => termsOf(text.slice(0, 20_000), 1_000));
  const counts = new Map<string, number>();
  for (const each of terms)
    for (const term of each.keys())
      if (query.has(term)) counts.set(term, (counts.get(term) ?? 0) + 1);
  const scored = functions.map((of, at) => {
    // a constructor is called what its file is called: that tells nothing of it among its neighbours
    const filed = new Set(termsOf(of.path.slice(of.path.lastIndexOf('/') + 1)).keys());
    const name = new Set(
      [...termsOf(of.span.name).keys(), stem(of.span.name.toLowerCase())].filter(
        (term) => !filed.has(term),
      ),
    );
    let score = 0;
    for (const [term, weight] of query) {
      const times = terms[at]?.get(term) ?? 0;
      if (times === 0 && !name.has(term)) continue;
      const rare = rarity(counts.get(term) ?? 1, functions.length + 1);
      score += weight * rare * (times / (times + 1.2) + (name.has(term) ? 1.5 : 0));
    }
    const size = of.span.end - of.span.start + 1;
    return { of, score: score / (1 + 0.1 * Math.log2(1 + size / 20)) };
  });
  const best = Math.max(0, ...scored.map((each) => each.score));
  return best <= 0
    ? []
    : scored
        .filter((each) => each.score > 0)
        .map((each) => ({ of: each.of, score: each.score / best }));
}
