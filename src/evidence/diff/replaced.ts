/** What changed lines lost against the lines that they replaced: a start value, a part of a key, digits, a boundary. */
import type { Block, DiffFact, FactKind } from './facts.ts';
import { cut } from './cut.ts';

export interface Replacement {
  readonly kind: FactKind;
  readonly label: string;
  readonly weight: number;
  readonly direction: DiffFact['direction'];
}

/** Beyond this many lines on a side a block is another text, not the same one changed. */
const MAX_LINES = 40;

/** All that is found; labels are for a person. */
export function replacements(
  block: Block,
  removed: readonly { readonly text: string }[],
  added: readonly { readonly text: string }[],
): Replacement[] {
  if (removed.length === 0 || removed.length > MAX_LINES || added.length > MAX_LINES) return [];
  const gone = removed.map((each) => cut(each.text));
  const come = added.map((each) => cut(each.text));
  const out: Replacement[] = [];
  const start = startTakenAway(gone, come);
  if (start !== null)
    out.push({
      kind: 'guard_removed',
      label: `the value that ${start} starts with`,
      weight: 0.8,
      direction: 'removed',
    });
  const narrower = narrowed(gone, come);
  if (narrower !== null)
    out.push({
      kind: 'number_narrowed',
      label: `numbers of ${narrower[0]} in place of ${narrower[1]}`,
      weight: 1,
      direction: 'changed',
    });
  const bound = movedBoundary(gone, come);
  if (bound !== null)
    out.push({
      kind: 'boundary_changed',
      label: `the comparison of ${bound}`,
      weight: 0.9,
      direction: 'changed',
    });
  const part = keyPartGone(block, gone, come);
  if (part !== null)
    out.push({
      kind: 'cache_changed',
      label: `${part} as a part of a key`,
      weight: 1,
      direction: 'removed',
    });
  return out;
}

const LITERAL = String.raw`(?:-?\d[\d_.]*[a-zA-Z]{0,3}|true|false|True|False|(["'\`])[^"'\`\n]{0,120}\3|\[\]|\{\}|\w+\.\w+\(\))`;
/** `int reach = 4;`, `retries: int = 3`, `private limit = 5;`, `val depth: Int = 2,`. */
const WITH_START = new RegExp(
  String.raw`^\s*((?:[\w:<>,*&\[\]?.]+\s+){0,5}?)([A-Za-z_$][\w$]*\s*(?::\s*[\w<>\[\]|. ?]{1,60}?)?)\s*=\s*${LITERAL}\s*[;,]?\s*$`,
);

/** A field or variable that is still declared, but no longer with the value that it had. */
function startTakenAway(gone: readonly string[], come: readonly string[]): string | null {
  const declared = new Set(
    come.map((text) =>
      text
        .replace(/\{\s*\}\s*;?|[;,]/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
    ),
  );
  for (const text of gone) {
    const match = WITH_START.exec(text);
    if (match === null) continue;
    const head = `${match[1] ?? ''}${match[2] ?? ''}`.replace(/\s+/g, ' ').trim();
    // a bare name is an assignment or a use, not a declaration
    if (!/[\s:]/.test(head) || /^(?:return|case|this|self)\b/.test(head)) continue;
    if (declared.has(head)) return (match[2] ?? '').split(':')[0]?.trim() ?? null;
  }
  return null;
}

/** How much a numeric type holds, within its own family: whole numbers by bits, others by precision. */
const WIDTHS: readonly ReadonlyMap<string, number>[] = [
  new Map(
    Object.entries({
      byte: 8,
      sbyte: 8,
      i8: 8,
      u8: 8,
      int8: 8,
      uint8: 8,
      int8_t: 8,
      uint8_t: 8,
      tinyint: 8,
      short: 16,
      ushort: 16,
      i16: 16,
      u16: 16,
      int16: 16,
      uint16: 16,
      int16_t: 16,
      uint16_t: 16,
      smallint: 16,
      int: 32,
      uint: 32,
      unsigned: 32,
      integer: 32,
      i32: 32,
      u32: 32,
      int32: 32,
      uint32: 32,
      int32_t: 32,
      uint32_t: 32,
      long: 64,
      ulong: 64,
      i64: 64,
      u64: 64,
      int64: 64,
      uint64: 64,
      int64_t: 64,
      uint64_t: 64,
      size_t: 64,
      ssize_t: 64,
      usize: 64,
      isize: 64,
      bigint: 64,
      i128: 128,
      u128: 128,
      biginteger: 256,
    }),
  ),
  new Map(
    Object.entries({
      float: 32,
      f32: 32,
      float32: 32,
      real: 32,
      double: 64,
      f64: 64,
      float64: 64,
      decimal: 128,
      bigdecimal: 128,
      numeric: 128,
    }),
  ),
];
const WORD = /[A-Za-z_]\w*/g;

/** The same line with a smaller type in it: `uint16_t` → `uint8_t`, `long` → `int`, `BigDecimal` → `double`. */
function narrowed(gone: readonly string[], come: readonly string[]): [string, string] | null {
  for (const widths of WIDTHS) {
    const typesIn = (text: string): string[] =>
      (text.match(WORD) ?? []).filter((word) => widths.has(word.toLowerCase()));
    const shape = (text: string): string =>
      text
        .replace(WORD, (word) => (widths.has(word.toLowerCase()) ? '#' : word))
        .replace(/\s+/g, '');
    const before = new Map(
      gone.filter((text) => typesIn(text).length > 0).map((text) => [shape(text), typesIn(text)]),
    );
    for (const text of come) {
      const types = typesIn(text);
      const old = types.length === 0 ? undefined : before.get(shape(text));
      if (old === undefined || old.length !== types.length) continue;
      for (const [at, type] of types.entries()) {
        const was = old[at] ?? '';
        if ((widths.get(type.toLowerCase()) ?? 0) < (widths.get(was.toLowerCase()) ?? 0))
          return [type, was];
      }
    }
  }
  return null;
}

const OPERAND = String.raw`[A-Za-z_$][\w$]*(?:(?:\.|->|::)[A-Za-z_$][\w$]*(?:\(\))?)*|\d[\d_.]*`;
const COMPARISON = new RegExp(
  String.raw`(?<![\w$.>])(${OPERAND})\s*(<=|>=|<|>)(?![<>=])\s*(${OPERAND})(?![\w$]*\s*(?:>|\())`,
  'g',
);

/**
 * Two sides that were compared before and are compared still, but what is equal now falls to the
 * other side: `>=` and `<` cut at the same place, `>` and `<=` at another.
 */
function movedBoundary(gone: readonly string[], come: readonly string[]): string | null {
  const before = cutsIn(gone);
  const after = cutsIn(come);
  for (const [pair, cuts] of after) {
    const old = before.get(pair);
    if (old !== undefined && old.size === 1 && cuts.size === 1 && !old.has([...cuts][0] ?? ''))
      return pair;
  }
  return null;
}

function cutsIn(lines: readonly string[]): Map<string, Set<string>> {
  const out = new Map<string, Set<string>>();
  for (const text of lines)
    for (const match of text.matchAll(COMPARISON)) {
      const [, left = '', operator = '', right = ''] = match;
      const swapped = left > right;
      const pair = swapped ? `${right} and ${left}` : `${left} and ${right}`;
      const flipped = operator.replace(/[<>]/, (sign) => (sign === '<' ? '>' : '<'));
      const own = swapped ? flipped : operator;
      const cuts = out.get(pair) ?? new Set<string>();
      cuts.add(own === '>=' || own === '<' ? 'above' : 'below');
      out.set(pair, cuts);
    }
  return out;
}

const KEY_PLACE =
  /key|fingerprint|etag|digest|cache_?id|dedup|idempoten|group_?by|partition_?by|memo(?:id|key)/i;
const NAMES = /[A-Za-z_$][\w$]*(?:(?:\.|->|::|\?\.)[A-Za-z_$][\w$]*)*/g;
const TEXT = /(["'`])(?:\\.|(?!\1)[^\\\n]){0,200}\1/g;
/** Names inside of texts count: `${article.lang}`, `{self.lang}`, `#{lang}`, `$lang`. */
const HOLES = /[#$]?\{([^{}]{1,80})\}|\$([A-Za-z_]\w*)/g;

const namesIn = (lines: readonly string[]): Set<string> => {
  const out = new Set<string>();
  for (const text of lines) {
    const holes = [...text.matchAll(TEXT)].flatMap(([quoted]) =>
      [...quoted.matchAll(HOLES)].map((hole) => hole[1] ?? hole[2] ?? ''),
    );
    for (const part of [text.replace(TEXT, ' '), ...holes])
      for (const [name] of part.matchAll(NAMES)) out.add(name);
  }
  return out;
};

/** What makes things of different kinds distinct in a cache, a lock or a check for repeats went out of the key. */
function keyPartGone(
  block: Block,
  gone: readonly string[],
  come: readonly string[],
): string | null {
  if (come.length === 0) return null;
  const named = [block.function ?? '', ...gone, ...come].some((text) =>
    (text.match(/[A-Za-z_$][\w$]*(?=\s*(?:\(|=(?!=)|:))|^[A-Za-z_$][\w$]*$/g) ?? []).some((name) =>
      KEY_PLACE.test(name),
    ),
  );
  if (!named) return null;
  const before = namesIn(gone);
  const after = namesIn(come);
  const lost = [...before].filter((name) => !after.has(name));
  const won = [...after].filter((name) => !before.has(name));
  const root = (name: string): string => name.split(/\.|->|::|\?\./)[0] ?? name;
  // another name in its place is another way to say the same, or another mistake
  if (won.length > 0 || lost.length === 0 || lost.length > 2) return null;
  // calls that only form the text are no part of it
  const part = lost.find((name) => !gone.some((text) => text.includes(`${name}(`)));
  return part === undefined || (root(part) === part && part.length < 2) ? null : part;
}
