/** From lines of code to the functions that they call, and on from there. */
import { isTestPath } from '../../stack-trace/classify.ts';
import { definitionsOf, usesIn, type Use } from '../uses.ts';
import { bindingsOf, boundUses } from './bindings.ts';
import { addRegion, point, textOf, type Draft, type Region } from './draft.ts';
import { filesOfType } from './subjects.ts';

/** A function of a line or two holds no fault of its own: what it calls is meant. */
const passedOn = (region: Region, least: number): number =>
  least + (0.9 - least) * Math.exp((region.start + 1 - region.end) / WRAPPER);

/** Lines by which a function stops being a mere wrapper, so to speak. */
const WRAPPER = 5;

/** Adds regions for functions that the given lines use and the known files define. */
export function callsOn(
  draft: Draft,
  path: string,
  text: { lines: string[] },
  from: number,
  to: number,
  weight: number,
  why: string,
): void {
  const body = text.lines
    .slice(from - 1, to)
    .join('\n')
    .slice(0, 20_000);
  const uses = usesIn(body);
  mentions(draft, path, body, weight, why);
  const paths = new Set([path]);
  for (const use of uses) {
    if (use.owner === null || !/^[A-Z]/.test(use.owner)) continue;
    for (const file of filesOfType(draft, use.owner)) {
      point(draft, file, 0.6 * weight);
      paths.add(file);
    }
  }
  for (const each of draft.files.keys()) paths.add(each);
  defineIn(draft, uses, [...paths], weight, why);
  for (const bound of boundUses(draft, uses, bindingsOf(draft, path, text.lines)))
    defineIn(draft, [bound.use], bound.files, weight, why);
}

/** A mention of a table or pattern means less than a call. */
const MENTIONED = 0.7;

/** The file's own constants that its lines speak of. */
function mentions(draft: Draft, path: string, body: string, weight: number, why: string): void {
  const constants = (textOf(draft, path)?.spans ?? []).filter((span) => span.constant === true);
  if (constants.length === 0 || MENTIONED * weight < 0.02) return;
  const names = new Set(body.match(/[A-Za-z_$][\w$]*/g) ?? []);
  for (const span of constants)
    if (names.has(span.name) && span.name.length > 1)
      addRegion(draft, {
        file: path,
        start: span.start,
        end: span.end,
        weight: MENTIONED * weight,
        name: span.name,
        line: null,
        why: `${span.name} is ${why.replace(/^called/, 'used')}`,
      });
}

export function defineIn(
  draft: Draft,
  uses: readonly Use[],
  paths: readonly string[],
  weight: number,
  why: string,
): void {
  for (const path of new Set(paths)) {
    if (isTestPath(path)) continue;
    const text = textOf(draft, path);
    if (text === null) continue;
    for (const { span, share } of definitionsOf(
      uses,
      text.spans,
      path,
      text.lines,
      draft.subjects.has(path),
    )) {
      const value = weight * share;
      if (value < 0.02) continue;
      point(draft, path, value);
      addRegion(draft, {
        file: path,
        start: span.start,
        end: span.end,
        weight: value,
        name: span.name,
        line: null,
        why: `${span.name}() is ${why}`,
      });
    }
  }
}

const MAX_EXPANDED = 120;
/** Fainter regions are not followed. */
const FAINT = 0.03;

/**
 * From the strongest regions on to what they call, and on from there, weaker with every hop.
 *
 * @param hop - what a call keeps of its caller's weight
 */
export function fromCallees(draft: Draft, hop: number): void {
  const expanded = new Set<string>();
  for (let count = 0; count < MAX_EXPANDED; count += 1) {
    let next: Region | null = null;
    for (const [key, region] of draft.regions) {
      if (expanded.has(key)) continue;
      if (next === null || region.weight > next.weight) next = region;
    }
    if (next === null || next.weight < FAINT) return;
    expanded.add(`${next.file}\n${next.start}\n${next.end}`);
    const text = textOf(draft, next.file);
    if (text === null || next.end - next.start > 600) continue;
    callsOn(
      draft,
      next.file,
      text,
      next.end > next.start ? next.start + 1 : next.start,
      next.end,
      passedOn(next, hop) * next.weight,
      `called by ${next.name}()`,
    );
  }
}
