/** Faults that libraries really had: of everything a next version changed, the few hunks that a failing test needs. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { authorsOf, isSource, repositoryOf, sightOf, writeCase } from './case-parts.ts';
import type { Case, Library, Step, Tree } from './model.ts';
import { runTest, writeTree } from './run-tests.ts';
import { changesBetween, type Change } from './steps.ts';

/** A repair of more lines, or of more places, is no repair but another way of doing it. */
const MAX_LINES = 14;
const MAX_PLACES = 3;
/** What a test of something that was not there yet fails with. */
const NOT_THERE =
  /AttributeError|ImportError|ModuleNotFoundError|NameError|unexpected keyword|positional argument|fixture '|is not a function|Cannot find module|NoSuchMethod|ClassNotFound|undefined: |PermissionError|ConnectionError|No such file|build failed|setup failed/;
const MAX_FILES = 60;
const MAX_RUNS = 60;

export interface RepairOptions {
  readonly cache: string;
  /** Cases of each library at most. */
  readonly repairs: number;
  readonly log: (text: string) => void;
}

/**
 * The next version's tests are run on a version; for each that fails there and passes with the next
 * version's sources the smallest set of hunks that makes it pass is sought. The history ends before it
 * and knows nothing of the test, as when somebody reports an old fault. Culprits are the last authors
 * of the repaired lines, or of their neighbours.
 */
export function repairCases(
  library: Library,
  steps: readonly Step[],
  states: { at(index: number): Tree },
  work: string,
  { cache, repairs, log }: RepairOptions,
): Case[] {
  const cases: Case[] = [];
  const ends = steps.flatMap((step, index) => (step.version === undefined ? [] : [index]));
  const modules = path.join(cache, 'node_modules');
  const perPair = Math.max(2, Math.ceil(repairs / 3));
  for (
    let pair = ends.length - 2;
    pair >= ends.length / 3 - 1 && cases.length < repairs;
    pair -= 1
  ) {
    const before = states.at(ends[pair] ?? 0);
    const after = states.at(ends[pair + 1] ?? 0);
    const mixed = new Map(before);
    for (const [file, text] of after) if (!isSource(file)) mixed.set(file, text);
    writeTree(work, mixed, modules);
    if (library.prepare?.(work, mixed) === false) continue;
    const wanted: { test: string; name: string }[] = [];
    for (const test of library
      .tests(after)
      .filter((each) => before.get(each) !== after.get(each))
      .slice(0, MAX_FILES)) {
      const output = runTest(library, work, test);
      if (typeof output !== 'string') continue;
      const names = library.failures?.(output) ?? [];
      if (names.length > 40) continue;
      wanted.push(...names.slice(0, 8).map((name) => ({ test, name })));
    }
    log(
      `${library.name} ${steps[ends[pair] ?? 0]?.version ?? ''}: ${wanted.length} tests of the next version fail`,
    );
    const seen = new Set<string>();
    let made = 0;
    for (const { test, name } of wanted) {
      if (made >= perPair || cases.length >= repairs) break;
      const put = (tree: Tree, files: readonly string[]): boolean => {
        for (const file of files) {
          mkdirSync(path.dirname(path.join(work, file)), { recursive: true });
          writeFileSync(path.join(work, file), tree.get(file) ?? '');
        }
        return library.prepare?.(work, tree) !== false;
      };
      const output = runOne(library, work, test, name);
      if (typeof output !== 'string') continue;
      const trace = library.runsByName === true ? output : blockOf(output, name);
      if (NOT_THERE.test(trace)) continue;
      const changes = changesBetween(before, after).filter((each) => isSource(each.path));
      let runs = 0;
      const passes = (chosen: readonly Change[]): boolean => {
        runs += 1;
        if (runs > MAX_RUNS) return false;
        const files = [...new Set(chosen.map((each) => each.path))];
        const tree = new Map(mixed);
        for (const file of files)
          tree.set(file, chosen.find((each) => each.path === file)?.apply(new Set(chosen)) ?? '');
        const now = put(tree, files) ? runOne(library, work, test, name) : '';
        put(mixed, files);
        return now === null;
      };
      const least = smallest(changes, passes);
      if (least === null || least.length > MAX_PLACES) continue;
      const key = least.map((each) => `${each.path} ${changes.indexOf(each)}`).join();
      if (seen.has(key)) continue;
      seen.add(key);
      const files = [...new Set(least.map((each) => each.path))];
      const repaired = new Map(before);
      for (const file of files)
        repaired.set(file, least.find((each) => each.path === file)?.apply(new Set(least)) ?? '');
      const id = `${library.name}-repair-${cases.length + 1}`;
      const shas = writeCase(cache, id, steps.slice(0, (ends[pair] ?? 0) + 1));
      const culprits = authorsOf(repositoryOf(cache, id), files, before, repaired, MAX_LINES);
      if (culprits.length === 0) continue;
      cases.push({
        id,
        library: library.name,
        half: library.half,
        language: library.language,
        kind: 'real',
        sight: sightOf(trace, work, files[0] ?? '', 0, mixed),
        mutation: `repaired in ${steps[ends[pair + 1] ?? 0]?.version ?? ''}: ${least.map((each) => each.path + each.at).join(' ')}`,
        withheld: true,
        file: files[0] ?? '',
        revision: shas.at(-1) ?? '',
        culprits,
        commits: shas.length,
        trace: trace.trim().slice(0, 60_000),
      });
      made += 1;
      log(
        `  ${id} ${name}: ${least.length} of ${changes.length} changes, ${culprits.length} culprits, ${runs} runs`,
      );
    }
  }
  return cases;
}

/** What a failing test printed; null when it passed, undefined when it hung. */
function runOne(
  library: Library,
  work: string,
  test: string,
  name: string,
): string | null | undefined {
  const output = runTest(library, work, test, name);
  if (typeof output !== 'string' || library.runsByName === true) return output;
  const ran = output.split('\n').includes(`# ${name}`);
  return ran && library.failures?.(output).includes(name) === false ? null : output;
}

/** TAP from a test's heading to the next: what a person would paste. */
function blockOf(output: string, name: string): string {
  const lines = output.split('\n');
  const from = lines.indexOf(`# ${name}`);
  const next = lines.findIndex((line, at) => at > from && line.startsWith('# '));
  return lines
    .slice(from, next === -1 ? undefined : next)
    .join('\n')
    .slice(0, 8_000);
}

/** The changes without which the test does not pass, found by leaving out ever smaller parts; null when all do not do. */
export function smallest(
  all: readonly Change[],
  passes: (chosen: readonly Change[]) => boolean,
): readonly Change[] | null {
  const byFile = Map.groupBy(all, (each) => each.path);
  let left: readonly Change[] | null = null;
  for (const list of [...byFile.values()].slice(0, 40))
    if (passes(list)) {
      left = list;
      break;
    }
  if (left === null) return null;
  let parts = 2;
  while (left.length > 1) {
    const size: number = Math.ceil(left.length / parts);
    let next: readonly Change[] | null = null;
    for (let from = 0; from < left.length && next === null; from += size) {
      const part = left.slice(from, from + size);
      const rest: readonly Change[] = [...left.slice(0, from), ...left.slice(from + size)];
      if (parts === 2 && passes(part)) next = part;
      else if (parts !== 2 && rest.length > 0 && passes(rest)) next = rest;
    }
    if (next !== null) {
      left = next;
      parts = Math.max(2, parts - 1);
    } else if (size === 1) break;
    else parts = Math.min(left.length, parts * 2);
  }
  return left;
}
