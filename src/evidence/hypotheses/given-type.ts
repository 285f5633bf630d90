/** The kind of value that the failing code was given and can't take, where the change brings values of that kind. */
import type { FileChange } from '../../domain/observation.ts';
import { blocksOf } from '../diff/facts.ts';
import type { FaultKind } from '../faults/fault-kinds.ts';
import type { Candidate } from './change-facts.ts';
import { chainOf, type Context } from './context.ts';

/** Kinds of value as all languages have them. */
const TYPES = {
  int: /^(?:u?int(?:eger|\d+)?|[iu](?:8|16|32|64|128)|usize|isize|long|short|fixnum|bignum)$/i,
  float: /^(?:float\d*|double|f32|f64|real|floating)$/i,
  decimal: /^(?:big_?)?decimal$/i,
  text: /^(?:str|string|text|&str|varchar|charsequence)$/i,
  bytes: /^(?:bytes|bytearray|buffer|uint8array)$/i,
  nothing: /^(?:none|nonetype|null|nil|nilclass|undefined|optional)$/i,
  truth: /^(?:bool|boolean|trueclass|falseclass)$/i,
  list: /^(?:list|array|arraylist|vec|vector|slice|tuple|sequence)$/i,
  record: /^(?:dict|hash|map|hashmap|object|linkedhashmap)$/i,
  moment:
    /^(?:date|datetime|time|timestamp|localdate|localdatetime|zoneddatetime|instant|duration|timedelta)$/i,
} as const;
type Type = keyof typeof TYPES;

function typeOf(word: string): Type | null {
  const name = word.split(/[.:\\]+/).at(-1) ?? word;
  for (const type of Object.keys(TYPES) as Type[]) if (TYPES[type].test(name)) return type;
  return null;
}

/** Kinds of failure that are about what a value is. */
const ABOUT_TYPES: readonly FaultKind[] = ['type_mismatch', 'parse', 'invalid_argument'];
const WORD = String.raw`["'\`‘]?([\w.:\\&]{2,60})["'\`’]?`;
/** How runtimes name what they were given, beside what they wanted. */
const GIVEN: readonly RegExp[] = [
  new RegExp(String.raw`,\s*${WORD} given\b`, 'g'),
  new RegExp(
    String.raw`\b(?:expected|must be|want(?:ed|s)?|requires?)\b[^\n]{0,60}?\b(?:got|not|but (?:is|was|got|found)|found|received)\s+(?:an?\s+)?${WORD}`,
    'gi',
  ),
  new RegExp(String.raw`\((?:not|got)\s+${WORD}\)`, 'gi'),
  new RegExp(
    String.raw`\b(?:conversion (?:of|from)|unmarshal|convert|cast(?: from)?|coerce)\s+(?:object of type\s+|value of type\s+)?${WORD}\s+(?:in)?to\b`,
    'gi',
  ),
  new RegExp(String.raw`\bobject of type\s+${WORD}\s+(?:to|is not|cannot)`, 'gi'),
  new RegExp(String.raw`\bclass ${WORD} cannot be cast`, 'g'),
  new RegExp(String.raw`\binvalid type: ${WORD}`, 'g'),
  new RegExp(String.raw`\bis ${WORD}, not\b`, 'g'),
  new RegExp(String.raw`${WORD} (?:can't|cannot) be (?:coerced|converted|interpreted|cast)`, 'g'),
  new RegExp(String.raw`${WORD} object (?:cannot|is not|has no|does not)`, 'g'),
  new RegExp(String.raw`\bfor (?:an instance of )?${WORD}(?::|$)`, 'g'),
];
/** Two kinds that do not go together: either may be the one that is new. */
const BETWEEN =
  /(?:operand|between instances of|types?)[^\n]{0,40}?'([\w.]{2,40})' and '([\w.]{2,40})'/g;

function givenTypes(text: string): Set<Type> {
  const out = new Set<Type>();
  const add = (word: string | undefined): void => {
    const type = word === undefined ? null : typeOf(word);
    if (type !== null) out.add(type);
  };
  for (const pattern of GIVEN) for (const match of text.matchAll(pattern)) add(match[1]);
  for (const match of text.matchAll(BETWEEN)) {
    add(match[1]);
    add(match[2]);
  }
  return out;
}

/** `: int|float`, `-> str | None`, `Optional<Long>`, `?string $x`: where code says what a value is. */
const DECLARED =
  /(?:->|:|=>)\s*([?\w.:<>[\]| ,&]{2,80})|\b(Optional)\s*[<[]|\?\??(?=[A-Za-z])([a-z]\w+)/g;
/** What makes a value of another kind. */
const MAKES: readonly (readonly [RegExp, Type])[] = [
  [
    /(?<![\w.])(?:str|String|strval)\(|\.to_s\b|\.to_string\(|\.toString\(|\.ToString\(|Sprintf?\(|json\.dumps\(|JSON\.stringify\(|\.isoformat\(|\.strftime\(|\.toISOString\(/,
    'text',
  ],
  [
    /(?<![\w.])(?:int|intval|parseInt)\(|\.to_i\b|Atoi\(|Integer\.(?:parseInt|valueOf)\(|Convert\.ToInt/,
    'int',
  ],
  [
    /(?<![\w.])(?:float|floatval|parseFloat)\(|\.to_f\b|ParseFloat\(|Double\.parseDouble\(|Convert\.ToDouble/,
    'float',
  ],
  [/(?<![\w.])(?:Decimal|BigDecimal)\(|\.to_d\b|new BigDecimal/, 'decimal'],
  [/(?<![\w.])(?:list|tuple)\(|\.to_a\b|\.split\(|\.toList\(|\.ToList\(/, 'list'],
  [/\.encode\(|\.getBytes\(|\.to_bytes\(/, 'bytes'],
  [
    /\belse (?:None|null|nil)\b|:\s*(?:null|nil|undefined)\s*[;,)}]|\breturn (?:None|null|nil|undefined)\b|(?:\?\?|\|\|)\s*(?:null|undefined)\b/,
    'nothing',
  ],
  [
    /strptime\(|fromisoformat\(|LocalDate\.parse|DateTime\.Parse|Date\.parse\(|new Date\(/,
    'moment',
  ],
];
/** Taking such a conversion away leaves what stood there before it: words, mostly. */
const LEAVES_TEXT: ReadonlySet<Type> = new Set<Type>(['int', 'float', 'decimal', 'moment']);

const NUMBER = /(?<![\w.])\d[\d_]*(?:\.\d+)?(?![\w.])/g;
const shape = (text: string): string =>
  text
    .replace(/(["'`])[^"'`\n]{0,80}\1|(?<![\w.])\d[\d_]*(?:\.\d+)?(?![\w.])/g, '~')
    .replace(/\s+/g, '');

const made = (text: string): Set<Type> => {
  const out = new Set<Type>();
  for (const [pattern, type] of MAKES) if (pattern.test(text)) out.add(type);
  for (const match of text.matchAll(DECLARED))
    for (const word of `${match[1] ?? ''} ${match[2] ?? ''}`.match(/\w+/g) ?? []) {
      const type = typeOf(word);
      if (type !== null) out.add(type);
    }
  return out;
};

/** Kinds of value that the lines of a patch bring and that neither what they replace nor its surroundings had. */
export function typesBrought(change: FileChange): Set<Type> {
  const out = new Set<Type>();
  for (const { removed, added } of blocksOf(change)) {
    if (removed.length === 0) continue;
    const gone = removed.map(({ text }) => text).join('\n');
    const come = added.map(({ text }) => text).join('\n');
    const before = made(gone);
    const after = made(come);
    for (const type of after) if (!before.has(type)) out.add(type);
    for (const type of before)
      if (
        !after.has(type) &&
        LEAVES_TEXT.has(type) &&
        MAKES.some(([pattern, own]) => own === type && pattern.test(gone))
      )
        out.add('text');
    // the same line with another kind of literal: 13 → 12.5, 40 → "40"
    for (const { text } of added) {
      const old = removed.find((each) => shape(each.text) === shape(text) && each.text !== text);
      if (old === undefined) continue;
      const now = new Set((text.match(NUMBER) ?? []).filter((each) => !old.text.includes(each)));
      const was = (old.text.match(NUMBER) ?? []).filter((each) => !text.includes(each));
      if ([...now].some((each) => each.includes('.')) && was.some((each) => !each.includes('.')))
        out.add('float');
      const quoted = (line: string): string[] =>
        [...line.matchAll(/(["'`])(\d[\d_.]*)\1/g)].map((match) => match[2] ?? '');
      const plain: readonly string[] = old.text.match(NUMBER) ?? [];
      if (quoted(text).some((each) => plain.includes(each) && !quoted(old.text).includes(each)))
        out.add('text');
    }
  }
  return out;
}

const brought = new WeakMap<Candidate, Set<Type>>();

/** The kind of value that the failure was given, where the change brings it; null otherwise. */
export function givenType(
  candidate: Candidate,
  context: Context,
): { readonly name: string; readonly weight: number } | null {
  const { commit } = candidate;
  if (commit === null || !candidate.hasDiff || candidate.inert) return null;
  let best: { name: string; weight: number } | null = null;
  for (const { fault, fresh, weight } of context.faults) {
    if (!fresh || fault.source === 'alert' || (best !== null && weight <= best.weight)) continue;
    if (!ABOUT_TYPES.some((kind) => fault.kinds.has(kind))) continue;
    const messages = fault.traces
      .flatMap((trace) => chainOf(trace))
      .map(({ message }) => message ?? '')
      .join('\n');
    const given = givenTypes((messages === '' ? fault.sample : messages).slice(0, 2_000));
    if (given.size === 0) continue;
    let own = brought.get(candidate);
    if (own === undefined) {
      own = new Set(
        commit.files
          .filter(({ patch }) => patch !== null)
          .flatMap((file) => [...typesBrought(file)]),
      );
      brought.set(candidate, own);
    }
    for (const type of given) if (own.has(type)) best = { name: NAMES[type], weight };
  }
  return best;
}

const NAMES: Readonly<Record<Type, string>> = {
  int: 'whole numbers',
  float: 'fractions',
  decimal: 'decimals',
  text: 'texts',
  bytes: 'bytes',
  nothing: 'missing values',
  truth: 'truth values',
  list: 'lists',
  record: 'records',
  moment: 'moments',
};
