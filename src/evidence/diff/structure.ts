/** What a diff does to the structure around lines that stay: conditions taken away, lines moved out of locks. */
import type { Block, DiffFact, FactKind } from './facts.ts';
import { cut } from './cut.ts';
import { isInert } from './line-facts.ts';
import type { DiffLine, Hunk } from './parse.ts';
import { fileRole } from './file-role.ts';

const CONDITION =
  /^(?:\}?\s*(?:else\s+)?if|elif|unless|when|guard|while)\b|\b(?:if|unless)\s[^{]*$/;
const HANDLER = /^(?:try|catch|except|rescue|finally|ensure|begin)\b|^\}\s*(?:catch|finally)\b/;
const LOCK =
  /\b(?:synchronized|lock|mutex|semaphore|transaction|with_lock|atomically)\b|\.(?:lock|Lock|acquire|synchronize)\(|_lock\b|\block\s*\(|FOR UPDATE/i;
/** Locks that the language gives back at the end of the block. */
const TO_THE_END =
  /\bdefer\b.*\b(?:Unlock|RUnlock|release|Release)\(|\bsynchronized\b|\block\s*\(|\bwith\b[^:\n]*\block\b|lock_guard|unique_lock|scoped_lock/;
const LOOP = /^(?:for|while|foreach|loop)\b|\.(?:each|forEach|map)\b/;
const CLOSING = /^(?:[}\])]+[;,]?|end|else:?|\}\s*else\s*\{|fi|done|begin)$/;
const LEAVES = /\b(?:return|throw|raise|continue|break|panic|abort|exit|reject\w*)\b/;

const squash = (text: string): string => cut(text).replace(/\s+/g, '').replace(/;$/, '');
const indentOf = (text: string): number => /^\s*/.exec(text)?.[0].length ?? 0;

/**
 * Conditions, handlers and locks that went while what they held stayed, and the other way round;
 * also a check that only left early.
 */
export function wrapFacts(block: Block): DiffFact[] {
  if (block.role !== 'source') return [];
  const removed = block.removed.filter(
    (each) => !isInert(each.text) || CLOSING.test(each.text.trim()),
  );
  const added = block.added.filter((each) => !isInert(each.text) || CLOSING.test(each.text.trim()));
  const gone = without(removed, added);
  const come = without(added, removed);
  const out: DiffFact[] = [];
  const kept = removed.filter((each) => !CLOSING.test(each.text.trim())).length - gone.length;
  const wraps = (lines: readonly DiffLine[], pattern: RegExp): DiffLine | undefined =>
    lines.find((each) => pattern.test(each.text.trim()));
  const only = (lines: readonly DiffLine[], pattern: RegExp): boolean =>
    lines.length > 0 && lines.every((each) => pattern.test(each.text.trim()));
  const base = { file: block.file, role: block.role, function: block.function, name: null };
  const push = (
    kind: FactKind,
    line: DiffLine,
    direction: 'added' | 'removed',
    what: string,
    weight: number,
  ): void => {
    out.push({
      ...base,
      kind,
      line: line.newLine ?? line.oldLine,
      before: direction === 'removed' ? cut(line.text.trim()) : null,
      after: direction === 'added' ? cut(line.text.trim()) : null,
      direction,
      summary: `${what} ${direction}${block.function === null ? '' : ` in ${block.function}`}: ${cut(line.text.trim()).slice(0, 80)}`,
      weight,
    });
  };
  const toTheEnd = removed.find((each) => TO_THE_END.test(each.text));
  if (toTheEnd !== undefined && !added.some((each) => TO_THE_END.test(each.text)))
    push('locking_removed', toTheEnd, 'removed', 'a lock held to the end', 1);
  if (kept > 0 || (added.length === 0 && removed.length > 0)) {
    const condition = wraps(gone, CONDITION);
    const leaving = gone.every(
      (each) =>
        CONDITION.test(each.text.trim()) ||
        LEAVES.test(each.text) ||
        CLOSING.test(each.text.trim()),
    );
    if (condition !== undefined && gone.length <= 4 && leaving && come.length === 0) {
      const rejects = gone.some((each) =>
        /\b(?:throw|raise|panic|abort|reject\w*)\b/.test(each.text),
      );
      push(
        rejects ? 'validation_removed' : 'guard_removed',
        condition,
        'removed',
        rejects ? 'a check that refused' : 'a condition',
        1,
      );
      if (rejects) push('guard_removed', condition, 'removed', 'a condition', 0.8);
    }
    const handler = wraps(gone, HANDLER);
    if (
      kept > 0 &&
      handler !== undefined &&
      only(gone, new RegExp(`${HANDLER.source}|${LEAVES.source}|\\w`))
    )
      push('error_handling_removed', handler, 'removed', 'error handling', 0.9);
    const lock = wraps(gone, LOCK);
    if (kept > 0 && lock !== undefined && gone.length <= 3)
      push('locking_removed', lock, 'removed', 'a lock or transaction', 1);
  }
  return out;
}

/** Lines of `list` whose text is not among `other`'s. */
function without(list: readonly DiffLine[], other: readonly DiffLine[]): DiffLine[] {
  const counts = new Map<string, number>();
  for (const each of other) {
    const key = squash(each.text);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return list.filter((each) => {
    if (CLOSING.test(each.text.trim())) return false;
    const key = squash(each.text);
    const left = counts.get(key) ?? 0;
    if (left === 0) return true;
    counts.set(key, left - 1);
    return false;
  });
}

/** The same line removed here and added there: what stands between decides what that means. */
export function moveFacts(file: string, hunk: Hunk, functionName: string | null): DiffFact[] {
  const role = fileRole(file);
  if (role !== 'source') return [];
  const { lines } = hunk;
  const places = new Map<string, number>();
  lines.forEach((line, at) => {
    if (line.kind === 'removed' && !isInert(line.text) && line.text.trim().length >= 6)
      places.set(squash(line.text), at);
  });
  const out: DiffFact[] = [];
  lines.forEach((line, at) => {
    if (line.kind !== 'added' || out.length >= 3) return;
    const from = places.get(squash(line.text));
    const old = from === undefined ? undefined : lines[from];
    if (from === undefined || old === undefined) return;
    const between = lines
      .slice(Math.min(from, at) + 1, Math.max(from, at))
      .filter((each) => each.kind === 'context' && each.text.trim() !== '');
    if (between.length === 0) return;
    const passed = (pattern: RegExp): DiffLine | undefined =>
      between.find((each) => pattern.test(each.text.trim()));
    const outwards = indentOf(line.text) < indentOf(old.text);
    const lock = passed(LOCK);
    const [kind, what, weight] =
      lock !== undefined
        ? ([
            'locking_removed',
            outwards ? 'moved out of a lock' : 'moved past a lock',
            outwards ? 1 : 0.8,
          ] as const)
        : passed(HANDLER) !== undefined
          ? (['error_handling_removed', 'moved past error handling', outwards ? 0.8 : 0.5] as const)
          : passed(CONDITION) !== undefined && outwards
            ? (['guard_removed', 'moved out of a condition', 0.8] as const)
            : passed(LOOP) !== undefined && !outwards
              ? (['query_in_loop', 'moved into a loop', 0.6] as const)
              : (['condition_changed', 'done in another order', 0.6] as const);
    out.push({
      kind,
      file,
      role,
      function: functionName,
      line: line.newLine,
      name: null,
      before: null,
      after: cut(line.text.trim()),
      direction: 'changed',
      summary: `${what}${functionName === null ? '' : ` in ${functionName}`}: ${cut(line.text.trim()).slice(0, 80)}`,
      weight,
    });
  });
  return out;
}
