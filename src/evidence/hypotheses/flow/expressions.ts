/** What a line of code works with: chains of names, what one of them is asked for, and what a line defines. */

/** `order.lines[0].price`: `order`, `lines`, `price`. */
export interface Chain {
  readonly parts: readonly string[];
  /** Where the last part stands in the line, 0-based. */
  readonly at: number;
  /** True when the last part is called. */
  readonly called: boolean;
}

const NAME = String.raw`[A-Za-z_$@][\w$]*(?:[!?](?![.[=]))?`;
const LINK = String.raw`\s*(?:\?\.|!\.|\.|->|::|&\.)\s*`;
const STEP = new RegExp(
  String.raw`${LINK}(${NAME})|\[\s*(?:["'\x60]([\w.-]{1,80})["'\x60]|:(\w{1,80}))\s*\]|(\[[^[\]\n]{0,60}\])|(\((?:[^()\n]|\([^()\n]{0,120}\)){0,200}\))|([!?])(?=[.[(])`,
  'y',
);
const FIRST = new RegExp(String.raw`(?<![\w$@.>"'\x60])\$?(${NAME})`, 'g');

/** Words of many languages that name nothing. */
const KEYWORDS = new Set(
  `if else elif elsif unless for foreach while do switch case when match break continue return yield await async function func fn fun
def lambda class struct new delete typeof instanceof in of is not and or null nil none None undefined true false True False this self super
let const var val mut final auto static public private protected internal readonly export import from as with try catch except finally throw
raise throws go defer range chan map int long float double string String bool boolean void char byte unsafe where select end then begin pass
default assert print println printf require echo unset isset Array Object List Map Set`.split(
    /\s+/,
  ),
);

export const isKeyword = (name: string): boolean => KEYWORDS.has(name);

/** The chains of names that a line reads or calls, in their order; texts between quotes are passed over. */
export function chainsOf(line: string): Chain[] {
  const text = line.slice(0, 400);
  const out: Chain[] = [];
  for (const match of text.matchAll(FIRST)) {
    if (quotedAt(text, match.index)) continue;
    const first = match[1] ?? '';
    const own = /^(?:this|self)$/.test(first);
    if (KEYWORDS.has(first) && !own) continue;
    const parts = own ? ['this'] : first.startsWith('@') ? ['this', first.slice(1)] : [first];
    let at = match.index;
    let called = false;
    STEP.lastIndex = match.index + match[0].length;
    for (let step = STEP.exec(text); step !== null; step = STEP.exec(text)) {
      const name = step[1] ?? step[2] ?? step[3];
      if (name === undefined) {
        if (step[5] !== undefined) called = true;
        continue;
      }
      parts.push(name);
      at = step.index + step[0].lastIndexOf(name);
      called = false;
    }
    if (parts.length > 1 || !own) out.push({ parts, at, called });
  }
  return out;
}

/** True inside of a text, unless something is worked out there. */
function quotedAt(text: string, index: number): boolean {
  let quote = '';
  let inside = 0;
  for (let at = 0; at < index; at += 1) {
    const char = text[at] ?? '';
    if (quote === '') {
      if (char === '"' || char === "'" || char === '`') {
        // an apostrophe after a letter is Rust's lifetime or a word
        if (char !== "'" || !/\w/.test(text[at - 1] ?? '')) quote = char;
      }
    } else if (char === '\\') at += 1;
    else if (char === quote && inside === 0) quote = '';
    else if (char === '{') inside += 1;
    else if (char === '}') inside = Math.max(0, inside - 1);
  }
  return quote !== '' && inside === 0;
}

/** What a failure says was asked of something that is not there, or what is not what it should be. */
const ASKED: readonly RegExp[] = [
  /(?:reading|setting|read propert(?:y|ies)|set propert(?:y|ies)|attribute|undefined method|undefined (?:array )?(?:key|index|property)|KeyError:|key not found:|method)\s*(?:of \w+\s*)?:?\s*\(?["'`‘“:]{1,2}\$?([\w$.!?]{1,80})(?:\(\))?["'`’”]?/gi,
  /Cannot (?:invoke|read field|assign field) "(?:[\w$.<>]+\.)?([\w$<>]+)(?:\([^)]*\))?"/g,
];
/** What is itself not what it should be: `cb is not a function`, `because "row.city" is null`. */
const MISSING: readonly RegExp[] = [
  /([A-Za-z_$][\w$.[\]'"]*(?:\(\.{3}\))?) is (?:not (?:a (?:function|constructor)|iterable|defined|callable)|undefined|null)\b/g,
  /because "([^"]{1,120})" is null/g,
  /because the return value of "([^"]{1,160})" is null/g,
  /(?:name|variable|constant|local variable) ["'`]\$?([\w$]+)["'`] (?:is not defined|referenced before|not associated)/g,
];

export interface Sought {
  readonly parts: readonly string[];
  readonly called: boolean;
  /** 0–1: how surely this is what was wrong. */
  readonly weight: number;
}

const partsOf = (text: string): string[] =>
  text
    .replace(/<local\d+>/g, '')
    .replace(/\([^()]*\)/g, '')
    .replace(/\[[^\]]*\]/g, '')
    .split(/\.|->|::/)
    .filter((each) => /^[A-Za-z_$][\w$]*$/.test(each) && !/^(?:this|self)$/.test(each));

/** Where the message does not tell which of the line's values was wrong. */
const ANY = 0.5;
/** What was handed to a library's code that fails. */
const HANDED = 0.8;

/** Where nothing tells which of several values was wrong, each is the likelier the fewer there are. */
export const anyOf = (chains: readonly Chain[]): Sought[] =>
  chains.map(({ parts, called }) => ({
    parts,
    called,
    weight: Math.max(ANY, 1 - 0.1 * chains.length),
  }));

/** What stands right of an assignment: the rest is not read but written. */
export const readIn = (line: string): string =>
  line.replace(/^[^("'`]*?[^=!<>(]\s*(?::?=)(?![=>~])/, '');

/**
 * What on the failing line was wrong: what the message says, found in the line; what was handed to
 * somebody else's code that refused it; else all that the line reads.
 *
 * @param column - 1-based, where the trace tells it
 * @param callee - the function of a library or the runtime that failed when it was called from there
 */
export function soughtOn(
  line: string,
  message: string,
  column: number | null,
  callee: string | null,
): Sought[] {
  const chains = chainsOf(line);
  const out: Sought[] = [];
  for (const pattern of MISSING)
    for (const match of message.matchAll(pattern)) {
      const parts = partsOf((match[1] ?? '').replace('(...)', ''));
      const name = parts.at(-1);
      if (name === undefined) continue;
      const stands = chains.some((each) => each.parts.includes(name));
      if (stands || line === '')
        out.push({
          parts: /^(?:this|self)\b/.test(match[1] ?? '') ? ['this', ...parts] : parts.slice(-3),
          called: /\)$|return value/.test(match[0].split('"')[1] ?? ''),
          weight: 1,
        });
    }
  if (out.length > 0) return out;
  for (const pattern of ASKED)
    for (const match of message.matchAll(pattern)) {
      const name = (match[1] ?? '').split('.').at(-1) ?? '';
      const asking = chains
        .map((chain) => ({ chain, index: chain.parts.indexOf(name) }))
        .filter(({ index }) => index > 0);
      // `rows[0].city.name`: the asked name tells the place, the column which of several
      const nearest =
        column === null || asking.length < 2
          ? asking
          : asking
              .toSorted(
                (a, b) => Math.abs(a.chain.at + 1 - column) - Math.abs(b.chain.at + 1 - column),
              )
              .slice(0, 1);
      for (const { chain, index } of nearest)
        out.push({ parts: chain.parts.slice(0, index), called: false, weight: 1 });
    }
  if (out.length > 0) return out;
  const handed = callee === null ? null : argumentsOf(line, callee);
  if (handed !== null && handed.length > 0)
    return chainsOf(handed.join(', ')).map(({ parts, called }) => ({
      parts,
      called,
      weight: HANDED,
    }));
  return anyOf(chainsOf(readIn(line)));
}

const escape = (name: string): string => name.replace(/[$.*+?^(){}|[\]\\]/g, '\\$&');
const patterns = new Map<string, RegExp>();
function cached(key: string, make: () => RegExp): RegExp {
  let known = patterns.get(key);
  if (known === undefined) {
    if (patterns.size > 4_000) patterns.clear();
    patterns.set(key, (known = make()));
  }
  return known;
}

/** True where the line gives the local `name` its value. */
export function definesLocal(line: string, name: string): boolean {
  const word = String.raw`\$?${escape(name)}`;
  return cached(`l ${name}`, () => {
    const alone = String.raw`(?<![\w$.>])${word}`;
    return new RegExp(
      String.raw`${alone}\s*(?::\s*[\w<>[\]|.?, ]{1,60}?)?\s*(?:(?:[-+*/|&?]|\|\||\?\?)?=(?![=>~])|:=|<-)|` +
        String.raw`\bfor\b[^;\n]{0,60}${alone}(?![\w$])[^;\n]{0,40}\b(?:of|in|range)\b|\bfor\b[^;\n]{0,60}${alone}\s*(?::|,[^;]{0,40}:=)|` +
        String.raw`\b(?:as|out)\s+(?:\w+\s+)?${word}(?![\w$])|` +
        String.raw`[{([,]\s*(?:[\w$]+\s*:\s*)?${word}\s*(?:=[^,}\]]{1,40})?(?:,[^=;\n]{0,120})?[})\]]\s*:?=(?!=)|` +
        String.raw`^\s*(?:[\w$]+\s*,\s*){1,6}${word}(?:\s*,\s*[\w$]+){0,6}\s*:?=(?!=)|^\s*(?:(?:let|const|var)\s+)?${word}(?:\s*,\s*[\w$]+){1,6}\s*:?=(?!=)`,
    );
  }).test(line);
}

/** True where the line gives the field, entry or key `name` its value. */
export function definesField(line: string, name: string): boolean {
  const word = escape(name);
  return cached(`f ${name}`, () => {
    const bare = name.replace(/^_/, '');
    const setter = `set_?${escape(bare.charAt(0).toUpperCase() + bare.slice(1))}`;
    return new RegExp(
      String.raw`(?:\.|->|@)${word}\s*(?:[-+*/|&?]|\|\||\?\?)?=(?![=>~])|\[\s*[:"'\x60]${word}["'\x60]?\s*\]\s*=(?![=>~])|` +
        String.raw`(?:^|[{(,])\s*["'\x60:]?${word}["'\x60]?\s*(?::(?!:)|=>|=(?![=>~]))\s*\S|` +
        String.raw`\b(?:${setter}|set_?${escape(bare)})\s*\(`,
    );
  }).test(line);
}

/** How the line reads the field, entry or key: `.limit`, `['limit']`, `[:limit]`. */
export function spellingsOf(line: string, name: string): string[] {
  const word = escape(name);
  const pattern = cached(
    `s ${name}`,
    () =>
      new RegExp(
        String.raw`(?:\?\.|\.|->)${word}(?![\w$(])|\[\s*(?:["'\x60]${word}["'\x60]|:${word})\s*\]`,
        'g',
      ),
  );
  return [...line.matchAll(pattern)].map(([text]) =>
    text.replace(/^\?\./, '.').replace(/["\x60]/g, "'"),
  );
}

/** Arguments of the first call of `name` in the line; null where it is not called by that name. */
export function argumentsOf(line: string, name: string): string[] | null {
  if (name === '') return null;
  const at = new RegExp(`(?<![\\w$])${escape(name)}\\s*\\(`).exec(line);
  return at === null ? null : splitAt(line.slice(at.index + at[0].length));
}

/** Names of the parameters in a function's head; '' for one that has none. */
export function parametersOf(header: string): string[] {
  // Go: the receiver first, and types behind the names
  const go = /^\s*func\s+(?:\([^()]*\)\s*)?/.exec(header);
  const text = go === null ? header : header.slice(go[0].length);
  const from = text.indexOf('(');
  if (from === -1) return [];
  return splitAt(text.slice(from + 1))
    .map((each) =>
      each
        .replace(/=[\s\S]*$/, '')
        .replace(/:(?!:)[\s\S]*$/, '')
        .replace(/[*&?\s]+$/, '')
        .trim(),
    )
    .map((each) => (go === null ? /([A-Za-z_]\w*)$/ : /^([A-Za-z_]\w*)/).exec(each)?.[1] ?? '')
    .filter((each) => each !== 'self' && each !== 'this');
}

/** What stands between commas up to the parenthesis that closes. */
function splitAt(text: string): string[] {
  const out: string[] = [];
  let depth = 0;
  let own = '';
  for (const char of text.slice(0, 600)) {
    if (')]}'.includes(char)) {
      if (depth === 0) break;
      depth -= 1;
    } else if ('([{'.includes(char)) depth += 1;
    if (char === ',' && depth === 0) {
      out.push(own.trim());
      own = '';
    } else own += char;
  }
  if (own.trim() !== '') out.push(own.trim());
  return out;
}
