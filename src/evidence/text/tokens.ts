/** Words and identifiers of log lines, messages and diffs, and how rare they are. */

/** Words that say nothing about a fault; identifiers are never made of these alone. */
const STOP = new Set(
  `a an and are as at be been but by can cannot could did do does done error errors exception failed failure for from get got
had has have if in info into is it its java js log logger main message more new no not null of on or org com out py set so
src such test tests than that the then there this to true false undefined none nil up use used uses using value values was were
when which while will with would warn warning debug trace fatal http https www id line file string number object type int self
return void public private static final const let var function class def import package add added fix fixed update updated
change changed remove removed merge branch commit pull request chore feat refactor docs run should expected actual`.split(
    /\s+/,
  ),
);

const IDENTIFIER = /[A-Za-z_$][\w$]{1,80}/g;

/** `maxPoolSize`, `max_pool_size`, `MAX-POOL` → `max pool size`, lower case. */
export function subwords(identifier: string): string[] {
  return identifier
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]{2,})([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word.length > 1);
}

/** A word's stem, crude and stable: plural and tense endings fold together. */
export function stem(word: string): string {
  if (word.length <= 4) return word;
  return word
    .replace(/(?:ies|ied)$/, 'y')
    .replace(/(?:ations?|ments?|ness)$/, '')
    .replace(/(?:ings?|ed|er|ers|es|s)$/, '')
    .replace(/e$/, '');
}

/** Identifiers as written, with their count; plain stop words are left out. At most `limit` distinct. */
export function identifiersOf(text: string, limit = 2_000): Map<string, number> {
  const out = new Map<string, number>();
  for (const match of text.matchAll(IDENTIFIER)) {
    const word = match[0];
    if (word.length < 3 || STOP.has(word.toLowerCase())) continue;
    const count = out.get(word);
    if (count === undefined && out.size >= limit) continue;
    out.set(word, (count ?? 0) + 1);
  }
  return out;
}

/** Stemmed meaningful words of a text, identifiers split into theirs. */
export function wordsOf(text: string, limit = 4_000): Set<string> {
  const out = new Set<string>();
  for (const match of text.matchAll(IDENTIFIER)) {
    for (const word of subwords(match[0])) {
      if (word.length < 3 || STOP.has(word)) continue;
      out.add(stem(word));
      if (out.size >= limit) return out;
    }
  }
  return out;
}

/** True when an identifier is more than a plain word: `camelCase`, `snake_case`, `CONSTANT_NAME`, `x.y`. */
export const isCodeLike = (word: string): boolean =>
  /[a-z\d][A-Z]|_[A-Za-z]|[a-z]\d|^[A-Z][A-Z\d_]{3,}$|\$/.test(word);

/**
 * How telling a word is among `documents` texts of which `containing` hold it: 0 for a word that all
 * hold, 1 for one that a single text of many holds.
 */
export function rarity(containing: number, documents: number): number {
  if (documents <= 1) return 1;
  if (containing <= 0) return 1;
  return Math.max(0, Math.log(documents / containing) / Math.log(documents));
}

/** {@link wordsOf} with one spelling each: stems are for machines. */
export function spoken(text: string): Map<string, string> {
  const stems = wordsOf(text, 200);
  const out = new Map<string, string>();
  for (const match of text.matchAll(/[A-Za-z_$][\w$]{1,80}/g))
    for (const word of subwords(match[0])) {
      const key = stem(word);
      if (stems.has(key) && !out.has(key)) out.set(key, word);
    }
  return out;
}

/** `HALF_PAID`, `halfPaid`, `half-paid`: one name in the spelling of code, data and logs. */
export const bare = (text: string): string => text.toLowerCase().replace(/[^a-z\d]/g, '');

/** A name stands in a text by itself, not as a part of a longer one. */
export const stands = (name: string, text: string): boolean => {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1))
    if (!/[\w$]/.test(text[at - 1] ?? '') && !/[\w$]/.test(text[at + name.length] ?? ''))
      return true;
  return false;
};
