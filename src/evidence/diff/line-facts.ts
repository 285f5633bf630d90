/** What changed lines of code do: guards, error handling, locks, queries, casts, loops, calls. */
import type { Block, DiffFact, FactKind } from './facts.ts';
import { cut } from './cut.ts';
import { exitOf, keptExits } from './exits.ts';
import { effectOf, localsIn, type Constants, type Effect, type Named } from './effect.ts';
import type { DiffLine } from './parse.ts';
import { backtracks } from './backtracking.ts';
import { isPragma } from './pragma.ts';
import { PATTERNS, PLACES, type Pattern } from './line-patterns.ts';
import { replacements } from './replaced.ts';

const RELEASES =
  /\.(?:close|Close|release|Release|dispose|Dispose|unlock|Unlock|done|Done|free|end|destroy|shutdown|decrement|leave|exit)\(|\bdelete\(|\bfree\(|--;?$|-= 1/;

/** `'amount' =>`, `"currency":`: the name of a field as data has it. */
const FIELD = /["'][\w.-]{2,40}["'](?=\s*(?:=>|:))/g;

/** `capacity.min(128)`, `Math.min(size, 50)`, `clamp(x, 0, 10)`: more than so much is no longer let through. */
const BOUND = String.raw`(?:\d[\d_]*|(?:\w{1,40}(?:\.|::|->)\$?){0,3}[A-Z][A-Z\d_]{2,40})`;
const CAP = new RegExp(
  String.raw`\.(?:min|take|coerceAtMost|first|limit)\(\s*${BOUND}\s*\)|\b[mM]in\([^()]{0,60},\s*${BOUND}\s*\)|\b[mM]in\(\s*${BOUND}\s*,|[cC]lamp\([^()]{0,60}${BOUND}\s*\)`,
);

const COMMENT = /^\s*(?:\/\/|#(?!include|define|if|!\[|\[)|\*|\/\*|"""|'''|<!--|--\s)/;
/** Labels, annotations and descriptions of images and manifests are for people. */
const LABEL =
  /^\s*(?:LABEL\b|MAINTAINER\b|["']?(?:org\.opencontainers\.image|app\.kubernetes\.io)\S*|(?:labels|annotations|description|maintainer|homepage|keywords|author)["']?\s*:)/;
const LOGGING =
  /\b(?:log(?:ger)?|console|LOG|slog|logging|_logger|Log|fmt\.Print\w*|print(?:ln)?|puts|System\.out)\b[.(\s]|\b(?:debug|info|warn|trace)\(|\b(?:debug|info|warn|error|trace|e?println|e?print|log)!\s*\(/;
/** Not `using (var …)`, `using Id = uint8_t`, `require(count > 0)`, LINQ's `from … in`, PHP's `use (…)`. */
const IMPORT =
  /^\s*(?:import\b(?!\s*\()|\}?\s*from\s+(?:["'`]|[\w.]+\s+import\b)|using\s+(?:static\s+|namespace\s+)?[\w.:]+\s*;|using\s+\w+\s*=\s*[A-Z][\w.]*;|require(?:_relative|_once)?\s*\(?\s*["']|#include\b|package\s+[\w.]+\s*;?\s*$|(?:pub\s+)?use\s+[\w:\\{]|(?:const|var|let)\s+[\w{}\s,:]+=\s*require\b)/;

/** True when two lines are the same but for one identifier (or quoted word). */
function oneNameDiffers(a: string, b: string): boolean {
  const left = a.match(/[A-Za-z_$][\w$]*|[^\w\s]|\d+/g) ?? [];
  const right = b.match(/[A-Za-z_$][\w$]*|[^\w\s]|\d+/g) ?? [];
  if (left.length !== right.length || left.length < 3) return false;
  let differs = 0;
  for (let at = 0; at < left.length; at += 1) {
    if (left[at] === right[at]) continue;
    differs += 1;
    // a word inside quotes is data
    if (/["'`]/.test(left[at - 1] ?? '')) return false;
    if (differs > 1 || !/^[A-Za-z_$]/.test(left[at] ?? '') || !/^[A-Za-z_$]/.test(right[at] ?? ''))
      return false;
  }
  return differs === 1;
}

const LITERALS =
  /(["'`])(?:(?!\1)[^\\\n]|\\.){0,120}\1|\b(?:true|false|True|False|null|None|nil|undefined)\b/g;

/** True when two lines are the same but for one quoted text or truth value. */
function oneLiteralDiffers(a: string, b: string): boolean {
  if (a === b) return false;
  const left = a.match(LITERALS) ?? [];
  const right = b.match(LITERALS) ?? [];
  if (left.length === 0 || left.length !== right.length) return false;
  return (
    a.replace(LITERALS, '~') === b.replace(LITERALS, '~') &&
    // what has blanks in it is said to people
    left.every((each, at) => each === right[at] || !/\s/.test(`${each}${right[at] ?? ''}`)) &&
    left.filter((each, at) => each !== right[at]).length === 1
  );
}

/** True for lines that can't change behaviour: comments, imports of types, blank lines, log calls. */
export const isInert = (text: string): boolean =>
  text.trim() === '' || (!isPragma(text) && isIdle(text));

const isIdle = (text: string): boolean =>
  COMMENT.test(text) ||
  LOGGING.test(text) ||
  IMPORT.test(text) ||
  /^[\s{}()[\];,]*$/.test(text) ||
  LABEL.test(text);

const OF_SCHEMA: ReadonlySet<FactKind> = new Set<FactKind>([
  'schema_changed',
  'index_removed',
  'query_changed',
  'locking_changed',
  'code_removed',
  'code_changed',
]);

/** What is only told by going: some of it going tells the same, less surely. */
const losesByCount = ({ removed, added, both }: Pattern): boolean =>
  removed?.endsWith('_removed') === true ||
  (removed === 'resource_leak' && (added ?? both) === null);

const HANDLES =
  /\bcatch\b|\bexcept\b|\brescue\b|\.catch\(|if err != nil|on_?[eE]rror|dead_?[lL]etter|on_?[fF]ailure/;

const escaped = (name: string): string => name.replace(/[$.*+?^(){}|[\]\\]/g, '\\$&');

/** `public Quote Get(Parcel p)`, `int total(const Cart& c) {`: types stand before the name. */
const declares = (text: string, name: string): boolean =>
  new RegExp(
    `^\\s*(?!(?:return|await|yield|throw|new|else|case|in|and|or|not)\\b)(?:[\\w<>,.?:*&[\\]]+\\s+)+[*&]?${escaped(name)}\\([^;]*$`,
  ).test(text);

/** Inside of what runs only when something has failed already: it reports, retries or tidies up. */
function insideHandler({ before, removed, added, function: name }: Block): boolean {
  if (/dead_?letter|on_?error|on_?failure|handle_?error|recover/i.test(name ?? '')) return true;
  const indent = (text: string): number => /^\s*/.exec(text)?.[0].length ?? 0;
  const lines = [...removed, ...added].filter((each) => each.text.trim() !== '');
  const own = Math.min(...lines.map((each) => indent(each.text)));
  for (const text of [...before].reverse().slice(0, 5)) {
    if (text.trim() === '' || indent(text) >= own) continue;
    return HANDLES.test(cut(text));
  }
  return false;
}

/**
 * Go says by `return nil` that nothing went wrong, unless what is handed back is something else than
 * an error.
 */
function onlySucceeds({ file, added, before }: Block): boolean {
  if (!file.endsWith('.go')) return false;
  const nils = added.filter(({ text }) => /\bnil\b/.test(cut(text)) && !/[!=]=\s*nil/.test(text));
  const head = before.findLast((text) => /^func\b/.test(text));
  return (
    nils.length > 0 &&
    nils.every(({ text }) => /^\s*return nil\s*$/.test(text)) &&
    (head === undefined || /\berror\)?\s*\{\s*$/.test(head))
  );
}

const CHECKS: ReadonlySet<FactKind> = new Set<FactKind>(['guard_removed', 'validation_removed']);
/** What a check that went is worth where all that it gave up with still stands. */
const RESHAPED = 0.4;

/** @param constants - literals that got a name anywhere in this file */
/**
 * Whether a block of changed lines is felt when the program runs: `none` for comments, imports, log
 * lines, types, names and texts for people, as in {@link Effect}.
 */
export function blockEffect(
  file: string,
  removed: readonly DiffLine[],
  added: readonly DiffLine[],
): Effect {
  const gone = removed.filter((each) => !isInert(each.text));
  const come = added.filter((each) => !isInert(each.text));
  if (gone.length + come.length === 0) return 'none';
  const named = { added: localsIn(come), removed: localsIn(gone), context: [] };
  return effectOf(file, gone, come, undefined, named).effect;
}

export function lineFacts(block: Block, constants?: Constants, named?: Named): DiffFact[] {
  if (
    block.role === 'docs' ||
    block.role === 'test' ||
    block.role === 'lock_file' ||
    block.role === 'asset'
  )
    return [];
  const removed = block.removed.filter((each) => !isInert(each.text));
  const added = block.added.filter((each) => !isInert(each.text));
  const base = { file: block.file, role: block.role, function: block.function, name: null };
  if (block.role === 'dependency_manifest') {
    // versions are read apart; what else stands there says little
    return [
      {
        ...base,
        kind: 'code_changed',
        line: added[0]?.newLine ?? removed[0]?.oldLine ?? null,
        before: null,
        after: null,
        direction: 'changed',
        summary: 'a manifest of dependencies',
        weight: 0.25,
      },
    ];
  }
  const nothing = (summary: string): DiffFact[] => [
    {
      ...base,
      kind: 'logging_only',
      line: block.added[0]?.newLine ?? null,
      before: null,
      after: null,
      direction: 'changed',
      summary,
      weight: 1,
    },
  ];
  if (removed.length === 0 && added.length === 0)
    return nothing('only comments, imports or log lines');
  const { effect, gone, come } =
    block.role === 'source'
      ? effectOf(block.file, removed, added, constants, named)
      : { effect: 'full' as const, gone: [], come: [] };
  if (effect === 'none') return nothing('only types, names or texts for people');
  // a pure move or re-indent changes nothing
  const squash = (lines: readonly { text: string }[]): string =>
    lines
      .map((each) => each.text.replace(/\s+/g, ''))
      .sort()
      .join('\n');
  if (removed.length > 0 && squash(removed) === squash(added)) return [];
  const out: DiffFact[] = [];
  const handler = insideHandler(block);
  // a check that gives up as it did was put into another form
  const exits = keptExits(
    removed.map(({ text }) => cut(text)),
    added.map(({ text }) => cut(text)),
  );
  const reshaped =
    exits.size > 0 &&
    removed.every(({ text }) => {
      const exit = exitOf(cut(text));
      return exit === null || exits.has(exit);
    });
  const share = handler ? 0.3 : 1;
  const push = (
    kind: FactKind,
    label: string,
    weight: number,
    direction: DiffFact['direction'],
  ): void => {
    const line = direction === 'removed' ? removed[0] : (added[0] ?? removed[0]);
    out.push({
      ...base,
      ...(handler ? { handler } : {}),
      kind,
      line: line?.newLine ?? line?.oldLine ?? null,
      before: cut(removed[0]?.text.trim() ?? '') || null,
      after: cut(added[0]?.text.trim() ?? '') || null,
      direction,
      summary: `${label} ${direction === 'down' ? 'put in' : direction === 'up' ? 'taken away' : direction}${block.function === null ? '' : ` in ${block.function}`}`,
      weight: share * weight * (reshaped && CHECKS.has(kind) ? RESHAPED : 1),
      ...(effect === 'values' ? { literal: true } : {}),
    });
  };
  if (effect === 'tolerant') {
    push('guard_added', 'a default or an optional access', 0.5, 'added');
    return out;
  }
  // where only literals differ, only they can mean something
  const before = effect === 'values' ? gone : removed.map((each) => cut(each.text));
  const after = effect === 'values' ? come : added.map((each) => cut(each.text));
  for (const pattern of PATTERNS) {
    if (pattern.added === 'null_returned' && onlySucceeds(block)) continue;
    const went = before.filter((each) => pattern.test.test(each)).length;
    const came = after.filter((each) => pattern.test.test(each)).length;
    if (went > 0 && came === 0 && pattern.removed !== null)
      push(pattern.removed, pattern.label, pattern.weight, 'removed');
    else if (came > 0 && went === 0 && pattern.added !== null)
      push(pattern.added, pattern.label, pattern.weight, 'added');
    else if (went > came && pattern.removed !== null && losesByCount(pattern))
      push(pattern.removed, pattern.label, pattern.weight * 0.8, 'removed');
    else if (went > 0 && came > 0 && pattern.both !== null)
      push(pattern.both, pattern.label, pattern.weight * 0.8, 'changed');
  }
  // the same line but for an operator or an off-by-one
  const bare = (text: string): string =>
    cut(text)
      .replace(/[<>]=?|[!=]==?|&&|\|\||\band\b|\bor\b|\bnot\b|!/g, '~')
      .replace(/\s*[-+]\s*1\b/g, '')
      .replace(/\s+/g, '');
  const shapes = new Map(removed.map((each) => [bare(each.text), each.text]));
  if (
    added.some((each) => {
      const old = shapes.get(bare(each.text));
      return old !== undefined && old.replace(/\s+/g, '') !== each.text.replace(/\s+/g, '');
    })
  ) {
    push('boundary_changed', 'comparison or boundary', 1, 'changed');
  }
  if (
    added.length <= 3 &&
    added.some((each) => removed.some((old) => oneNameDiffers(cut(old.text), cut(each.text))))
  ) {
    push('name_swapped', 'one name put in place of another', 0.8, 'changed');
  }
  if (
    added.length <= 4 &&
    added.some((each) => removed.some((old) => oneLiteralDiffers(cut(old.text), cut(each.text))))
  ) {
    push('constant_changed', 'one value or default put in place of another', 0.7, 'changed');
  } else if (
    [...added, ...removed].some((each) =>
      /\bdefault\b|unwrap_or|getOrDefault/i.test(cut(each.text)),
    )
  ) {
    push('constant_changed', 'default', 0.6, 'changed');
  }
  if (
    /cache|memo/i.test(
      `${block.file} ${block.function ?? ''} ${block.before.slice(-4).join(' ')}`,
    ) &&
    [
      block.function ?? '',
      ...block.before.slice(-3),
      ...[...added, ...removed].map((each) => each.text),
    ].some((text) => /key|hash/i.test(cut(text)))
  ) {
    push('cache_changed', 'key of a cache', 1, 'changed');
  }
  if (
    added.some((each) => backtracks(cut(each.text))) &&
    !removed.some((each) => backtracks(cut(each.text)))
  ) {
    push('regex_backtracking', 'regular expression with nested repetition', 1, 'added');
  }
  for (const each of replacements(block, removed, added)) {
    // the exact reading stands for the vague one
    const vague = out.findIndex(
      (known) => known.kind === each.kind && known.weight <= share * each.weight,
    );
    if (vague !== -1) out.splice(vague, 1);
    else if (out.some((known) => known.kind === each.kind)) continue;
    push(each.kind, each.label, each.weight, each.direction);
  }
  if (effect === 'values') {
    if (!out.some((each) => each.kind === 'constant_changed'))
      push('constant_changed', 'a value of the same code', 0.3, 'changed');
    return out;
  }
  const fields = (lines: readonly { text: string }[]): string =>
    [...new Set(lines.flatMap((each) => cut(each.text).match(FIELD) ?? []))].sort().join('\n');
  if (removed.length > 0 && added.length > 0 && fields(removed) !== fields(added))
    push('serialisation_changed', 'fields of a record', 0.7, 'changed');
  const capped = (text: string): boolean => CAP.test(cut(text));
  if (added.some((each) => capped(each.text)) && !removed.some((each) => capped(each.text)))
    push('limit_changed', 'an upper bound', 0.9, 'down');
  // the same value goes on without its bound
  if (removed.some((each) => capped(each.text)) && !added.some((each) => capped(each.text)))
    push('limit_changed', 'an upper bound', added.length === 0 ? 0.6 : 0.9, 'up');
  // leaving before what follows is released
  const leaves = added.some((each) =>
    /^\s*(?:return|throw|raise|continue|break)\b|\breturn\b.*;?$/.test(cut(each.text)),
  );
  if (
    leaves &&
    removed.length <= added.length &&
    block.after.slice(0, 10).some((text) => RELEASES.test(cut(text)))
  ) {
    push('resource_leak', 'way out before a release', 0.85, 'added');
  }
  const loop =
    /\b(?:for|while|foreach)\b|\.forEach\(|\.map\(|\.(?:flat_?map|each\w*|collect)\b|async_stream|Enum\.\w+\(|\.stream\(\)/;
  const query =
    /\.query\(|\.execute\(|\.find\w*\(|\bSELECT\b|\.get\(|fetch\(|repository\.|await |client\.|\.load\w*\(|\b[A-Z]\w+\.(?:fetch|load|find|lookup|request|query)\w*[!?]?[\s(./&]/;
  if (
    added.some((each) => query.test(cut(each.text))) &&
    (added.some((each) => loop.test(cut(each.text))) ||
      block.before.slice(-4).some((text) => loop.test(cut(text))))
  ) {
    push('query_in_loop', 'query or remote call inside a loop', 0.85, 'added');
  }
  if (
    block.function !== null &&
    added.some(
      (each) =>
        new RegExp(`(?<![\\w$])${escaped(block.function ?? '')}\\(`).test(each.text) &&
        !/\b(?:def|func|function|fn)\b/.test(each.text) &&
        !declares(each.text, block.function ?? ''),
    )
  ) {
    push('recursion_added', 'call of the function by itself', 0.6, 'added');
  }
  // where it stands says what it is about, even when the changed lines do not
  const place = `${block.file} ${block.function ?? ''}`;
  for (const [pattern, kind, label] of PLACES) {
    if (pattern.test(place) && !out.some((each) => each.kind === kind))
      push(kind, `code of the ${label}`, 0.5, 'changed');
  }
  const head = (texts: readonly { text: string }[]): string | null => {
    for (const each of texts) {
      const match =
        /(?:\bdef|\bfunc|\bfn|\bfunction|\bfun|public|private|protected|internal)\b[^(\n]{0,120}\(([^\n]{0,200})/.exec(
          cut(each.text),
        );
      if (match !== null) return cut(each.text).trim();
    }
    return null;
  };
  const oldHead = head(removed);
  const newHead = head(added);
  if (oldHead !== null && newHead !== null && oldHead !== newHead)
    push('signature_changed', 'signature', 0.6, 'changed');
  if (added.length === 0) push('code_removed', 'code', 0.5, 'removed');
  else push('code_changed', 'code', 0.25, removed.length === 0 ? 'added' : 'changed');
  // what a migration says in its own language is done to the schema, whatever else the words may mean
  return block.role === 'migration' ? out.filter((each) => OF_SCHEMA.has(each.kind)) : out;
}
