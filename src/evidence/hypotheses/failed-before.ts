/** Would the code before a patch have failed in the same way? What failed stood there, and was given the same. */
import {
  assignedIn,
  rootsOf,
  spellOut,
  statementAround,
  wordsOfCode,
} from '../diff/expressions.ts';
import { definedFunction } from '../diff/facts.ts';
import type { DiffLine, FileDiff, Hunk } from '../diff/parse.ts';
import { guardsLost, isPlain } from '../suspects/code-lines.ts';
import { conditionsOf, operationsIn, reports, type Site } from './failing-operation.ts';

export interface Past {
  /** The failing line as it read before. */
  readonly text: string;
  /** The changed lines of the failing function: none of them made it fail. Empty where none is felt. */
  readonly lines: readonly DiffLine[];
}

type Neutral = (removed: readonly string[], added: readonly string[]) => boolean;

/** Words in one row; brackets only hold together what stands there anyway. */
const row = (words: readonly string[]): string =>
  ` ${words.filter((word) => word !== '(' && word !== ')').join(' ')} `;

/** Leaves, or decides. */
const STEERS =
  /\b(?:if|unless|else|elif|elsif|while|until|for|foreach|switch|case|when|match|return|throw|raise|break|continue|next|yield|try|catch|except|rescue|guard)\b|\?\s[^:\n]*\s:\s|&&|\|\|/;

/** Decides on the way what is reached at all. */
const DECIDES =
  /&&|\|\||\?\s[^:\n]*\s:\s|\?\?|\b(?:if|unless|elif|elsif|while|until|for|case|when|match|and|or)\b/;

/**
 * What a patch left of the failing function, where the code before it would have failed as well; null
 * where it did not touch that function, or may have made it fail.
 *
 * @param text - the failing line as it reads after the patch
 * @param altered - functions that the same commit changed: what they return may differ
 * @param isNeutral - true for changed lines that are not felt
 */
export function failedBefore(
  site: Site,
  text: string,
  diff: FileDiff,
  altered: ReadonlySet<string>,
  isNeutral: Neutral,
): Past | null {
  for (const hunk of diff.hunks) {
    const after = hunk.lines.filter((line) => line.kind !== 'removed');
    const at = after.findIndex((line) => line.text.trim() === text.trim());
    if (at === -1) continue;
    return pastOf(site, { hunk, after, at }, diff, altered, isNeutral);
  }
  return null;
}

/** `stop.lat`, `stop?.lat`, `stop["lat"]`, `$stop->lat`, a query's `h.ipi`. */
const ASKED = /[\w$)\]]+(?:(?:\?\.|\.|->|::)(\$?)([A-Za-z_]\w*)|\[["']([\w.-]+)["']\])/g;

/**
 * The lines of a patch that ask for what was asked for in vain, where those before them asked the same
 * of the same: for code whose failing line no patch shows.
 */
export function askedBefore(missed: ReadonlySet<string>, { hunks }: FileDiff): DiffLine[] {
  const lines = hunks.flatMap((each) => each.lines);
  const asks = (kind: DiffLine['kind']): Set<string> =>
    new Set(
      [...textsOf(lines, kind).join('\n').matchAll(ASKED)]
        .filter((match) => missed.has(match[2] ?? match[3] ?? ''))
        .map((match) => match[0]),
    );
  const [now, then] = [asks('added'), asks('removed')];
  const [come, gone] = [textsOf(lines, 'added'), textsOf(lines, 'removed')];
  return now.size > 0 &&
    [...now].every((each) => then.has(each)) &&
    ![...gone, ...come].some((each) => DECIDES.test(each)) &&
    tolerance(gone) <= tolerance(come)
    ? lines.filter((line) => line.kind !== 'context')
    : [];
}

/** From this share of its words on a line may be the forerunner of another. */
const LIKE = 0.4;

interface Place {
  readonly hunk: Hunk;
  /** The hunk as it reads now, and the failing line in it. */
  readonly after: readonly DiffLine[];
  readonly at: number;
}

function pastOf(
  site: Site,
  place: Place,
  diff: FileDiff,
  altered: ReadonlySet<string>,
  isNeutral: Neutral,
): Past | null {
  const { after, at } = place;
  const around = statementAround(
    after.map((line) => line.text),
    at,
  );
  const own = after.slice(around.from, around.to + 1);
  const scope = scopeOf(place, diff);
  const delta = feltIn(scope, isNeutral);
  if (delta.length === 0) {
    // only its form is another
    const was = likest(textsOf(scope, 'removed'), own, LIKE)[0];
    return was === undefined || own.every((line) => line.kind === 'context')
      ? null
      : { text: was, lines: [] };
  }
  const come = textsOf(delta, 'added');
  const gone = textsOf(delta, 'removed');
  const rest = scope.filter((line) => line.kind === 'context').map((line) => line.text);
  const now = fresh(assignedIn(come), [...gone, ...rest]);
  const then = fresh(assignedIn(gone), [...come, ...rest]);
  const statement = wordsOfCode(own.map((line) => line.text).join('\n'));
  const failing = after[at]?.text ?? '';
  const touched = own.some((line) => delta.includes(line));
  const conditions = reports(failing)
    ? conditionsOf(
        after.map((line) => line.text),
        at,
      )
    : null;
  const told = conditions ?? operationsIn(statement, site);
  if (told.length === 0 && (touched || conditions !== null)) return null;
  // where nothing tells what failed on the line, it may be anything that stands there
  const operations = told.length === 0 ? [statement] : told;
  const brought = own.filter((line) => delta.includes(line));
  const before = likest(gone, own, LIKE).slice(0, brought.length);
  // a line that was moved does at another time what it did before
  const left = new Set(gone.map((each) => each.trim()));
  if (come.some((each) => !isPlain(each) && left.has(each.trim()))) return null;
  // of a function that is not shown from its head on, what else it hangs on can't be told
  if (
    !touched &&
    !scope.some((line) => line.kind !== 'removed' && definedFunction(line.text) !== null)
  )
    return null;
  if (touched) {
    if (guardsLost(gone, come) > 0 || tolerance(gone) > tolerance(come)) return null;
    // what else stands on a line that decides may be what kept it from failing
    if (
      conditions === null &&
      [...own.map(({ text: each }) => each), ...before].some((each) => DECIDES.test(each))
    )
      return null;
    const kept = row(
      wordsOfCode(
        [...own.filter((line) => line.kind === 'context').map((line) => line.text), ...gone].join(
          '\n',
        ),
      ),
    );
    const was = row(spellOut(wordsOfCode(gone.join('\n')), then));
    const context = row(wordsOfCode(rest.join('\n')));
    const stayed = (words: readonly string[]): boolean => {
      const spelled = row(spellOut(words, now));
      return (
        kept.includes(row(words)) ||
        was.includes(spelled) ||
        (conditions !== null && context.includes(row(words)))
      );
    };
    if (!operations.every(stayed)) return null;
    // what raises now may have done something else before
    if (conditions !== null && !gone.some(reports)) return null;
  }
  if (operations.some((words) => words.some((word) => altered.has(word)))) return null;
  const whole = wholeOf(scope);
  const names = sliceOf(
    operations.flatMap((words) => [words, spellOut(words, now)]),
    [...new Set(whole.values())],
  );
  const skipped = new Set([...brought.map((line) => line.text), ...before]);
  const opposite = (line: DiffLine, same: boolean): string =>
    (line.kind === 'added') === same ? rowsOf(come, now) : rowsOf(gone, then);
  for (const line of delta) {
    if (isPlain(line.text) || skipped.has(line.text)) continue;
    const locals = line.kind === 'added' ? now : then;
    if ([...assignedIn([line.text]).keys()].some((name) => locals.has(name))) continue;
    const own = row(spellOut(wordsOfCode(line.text), locals));
    // what is done twice does not stay by being done once
    if (timesIn(opposite(line, false), own) === timesIn(opposite(line, true), own)) continue;
    if (isOtherField(line, delta, operations)) continue;
    if (ARM.test(line.text) && conditions !== null) return null;
    if (mayAlter(whole.get(line) ?? line.text, names)) return null;
  }
  return {
    text: before[0] ?? failing,
    lines: delta,
  };
}

const timesIn = (text: string, part: string): number => text.split(part).length - 1;

const rowsOf = (lines: readonly string[], locals: ReadonlyMap<string, string[]>): string =>
  row(spellOut(wordsOfCode(lines.join('\n')), locals));

const textsOf = (lines: readonly DiffLine[], kind: DiffLine['kind']): string[] =>
  lines.filter((line) => line.kind === kind).map(({ text }) => text);

/** The lines of the failing function that the patch shows. */
function scopeOf({ hunk, after, at }: Place, diff: FileDiff): DiffLine[] {
  const failing = after[at];
  const middle = hunk.lines.findIndex((line) => line === failing);
  let from = middle;
  while (from > 0 && definedFunction(hunk.lines[from]?.text ?? '') === null) from -= 1;
  let to = middle;
  while (to < hunk.lines.length - 1 && definedFunction(hunk.lines[to + 1]?.text ?? '') === null)
    to += 1;
  const name = definedFunction(hunk.lines[from]?.text ?? '') ?? definedFunction(hunk.section);
  const others = diff.hunks.filter(
    (each) =>
      each !== hunk &&
      name !== null &&
      definedFunction(each.section) === name &&
      each.lines.every((line) => definedFunction(line.text) === null),
  );
  return [...hunk.lines.slice(from, to + 1), ...others.flatMap((each) => each.lines)];
}

/** Its changed lines without the runs that are not felt. */
function feltIn(lines: readonly DiffLine[], isNeutral: Neutral): DiffLine[] {
  const out: DiffLine[] = [];
  let run: DiffLine[] = [];
  const flush = (): void => {
    if (run.length > 0 && !isNeutral(textsOf(run, 'removed'), textsOf(run, 'added')))
      out.push(...run);
    run = [];
  };
  for (const line of lines) {
    if (line.kind === 'context') flush();
    else run.push(line);
  }
  flush();
  return out;
}

/** Ways in which a line puts up with what may be missing. */
const tolerance = (lines: readonly string[]): number =>
  (
    lines
      .join('\n')
      .match(
        /\?\.|&\.|\?\?|\|\||&&|\?(?=\s[^:\n]*\s:\s)|\b(?:if|unless|and|or|try|get|dig|fetch|getOrDefault|unwrap_or\w*|orElse\w*)\b/g,
      ) ?? []
  ).length;

/** Of these locals those that the other lines do not name: they are new, or gone. */
function fresh(
  locals: ReadonlyMap<string, string[]>,
  others: readonly string[],
): Map<string, string[]> {
  const known = new Set(wordsOfCode(others.join('\n')));
  return new Map([...locals].filter(([name]) => !known.has(name)));
}

/** The names that these words work with, and those that these are made of in the lines at hand. */
function sliceOf(
  operations: readonly (readonly string[])[],
  lines: readonly string[],
): Set<string> {
  const names = new Set(operations.flatMap((words) => [...rootsOf(words)]));
  const assigned = lines.map((text) => assignedIn([text]));
  for (let size = -1; size !== names.size;) {
    size = names.size;
    for (const each of assigned)
      for (const [name, words] of each)
        if (names.has(name)) for (const root of rootsOf(words)) names.add(root);
  }
  return names;
}

/** Each line's whole statement in one row, as it stands on its own side of the patch. */
function wholeOf(lines: readonly DiffLine[]): Map<DiffLine, string> {
  const out = new Map<DiffLine, string>();
  for (const other of ['added', 'removed'] as const) {
    const side = lines.filter((line) => line.kind !== other);
    const texts = side.map(({ text }) => text);
    side.forEach((line, at) => {
      const { from, to } = statementAround(texts, at);
      out.set(line, texts.slice(from, to + 1).join(' '));
    });
  }
  return out;
}

/** A branch of a table of branches. */
const ARM = /=>|->|^\s*(?:case|when|default)\b/;

/** `total = …`, `cart.lines = …`, `rows[0] = …`. */
const TARGET =
  /^\s*(?:[\w<>[\],.:?*&]+\s+)*?([$@]?[A-Za-z_][\w$]*)(?:(?:\.|->|::|\[)[^=]*)?\s*(?::\s*[^=]{1,60})?(?:[-+*/%|&^?:.]|<<|>>|\|\||&&|\?\?)?=(?![=>~])/;

/** A name of the object that the code belongs to: `this.rest = …`, `@rest = …`. */
const OWN_FIELD = /^\s*(?:this\b|self\b|@|\$this\b)/;

/** True for a line that may give one of these names another value, or end what comes after it. */
function mayAlter(text: string, names: ReadonlySet<string>): boolean {
  if (STEERS.test(text)) return true;
  const target = TARGET.exec(text)?.[1];
  // a statement of its own does something, to whatever it knows
  if (target === undefined) return true;
  return (
    names.has(target) ||
    (OWN_FIELD.test(text) && [...names].some((name) => /^(?:this|self|\$this|@.*)$/.test(name)))
  );
}

/**
 * Nothing but literals within one field of what the line makes differ, and what failed asks for other
 * fields of it: `{ lang, html: cut(60) }` for `known.lang`.
 */
function isOtherField(
  line: DiffLine,
  delta: readonly DiffLine[],
  operations: readonly (readonly string[])[],
): boolean {
  const [made] = assignedIn([line.text]);
  if (made === undefined) return false;
  const [target, words] = made;
  for (const twin of delta) {
    const other = twin.kind === line.kind ? undefined : assignedIn([twin.text]).get(target);
    if (other === undefined || other.length !== words.length) continue;
    const changed = words.flatMap((word, at) => (word === other[at] ? [] : [at]));
    const fields = changed.map((at) => fieldOf(words, at));
    const literal = changed.every(
      (at) => /^["\d]/.test(words[at] ?? '') && /^["\d]/.test(other[at] ?? ''),
    );
    if (changed.length === 0 || !literal || fields.includes(null)) return false;
    return operations.every((each) =>
      each.every(
        (word, at) =>
          word !== target || (each[at + 1] === '.' && !fields.includes(each[at + 2] ?? '')),
      ),
    );
  }
  return false;
}

/** The field of a record that this word is within: the nearest name before it that a colon or an arrow follows. */
function fieldOf(words: readonly string[], at: number): string | null {
  for (let from = at - 1; from > 0; from -= 1) {
    if (words[from] === '{' || words[from] === '}') return null;
    if (
      (words[from] === ':' || words[from] === '=>') &&
      words[from + 1] !== ':' &&
      words[from - 1] !== ':'
    )
      return (words[from - 1] ?? '').replaceAll('"', '');
  }
  return null;
}

/** The lines that share most words with the statement, the likest first. */
function likest(lines: readonly string[], own: readonly DiffLine[], least: number): string[] {
  const words = new Set(wordsOfCode(own.map(({ text }) => text).join('\n')));
  const share = (line: string): number => {
    const each = wordsOfCode(line);
    return each.filter((word) => words.has(word)).length / Math.max(1, each.length);
  };
  return lines
    .map((line) => ({ line, value: share(line) }))
    .filter(({ value }) => value >= least)
    .sort((a, b) => b.value - a.value)
    .map(({ line }) => line);
}
