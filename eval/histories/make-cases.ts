/** Makes cases: histories of real libraries with one fault put in, and traces of tests that fail by it. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { authorsOf, isSource, repositoryOf, sightOf, writeCase } from './case-parts.ts';
import { createChance, type Case, type Kind, type Library, type Step, type Tree } from './model.ts';
import { mutationsOf } from './mutations.ts';
import { firstFailure, runTest, writeTree } from './run-tests.ts';
import { repairCases } from './repairs.ts';
import { stepsOf } from './steps.ts';
import { withoutTests } from './withhold.ts';

const OWN = ['Simplify', 'Refactor', 'Clean up', 'Speed up', 'Tidy', 'Rewrite', 'Update', 'Fix'];
/** So many spoilt lines are tried for one case: most do not make a test fail. */
const TRIES = 14;

export interface MakeOptions {
  readonly cache: string;
  /** Cases with a fault put in. */
  readonly mutated: number;
  /** Cases of the library's own faults. */
  readonly real: number;
  /** Cases of hunks that repaired a fault. */
  readonly repairs: number;
  /** Adds to each case one in which the failing tests are not in the history. */
  readonly withhold: boolean;
  readonly log: (text: string) => void;
}

export function makeCases(library: Library, options: MakeOptions): Case[] {
  const { cache, log } = options;
  const steps = stepsOf(library.versions, library.name, library.maxCommits);
  const states = createStates(steps);
  const head = states.at(steps.length - 1);
  const modules = path.join(cache, 'node_modules');
  const work = path.join(cache, 'work', library.name);
  if (options.mutated + options.real > 0 && !place(library, work, head, modules)) {
    log(`${library.name}: the newest version does not compile`);
    return [];
  }
  const tests =
    options.mutated === 0
      ? []
      : library.tests(head).filter((test) => runTest(library, work, test) === null);
  log(
    `${library.name}: ${library.versions.length} versions, ${steps.length} commits, ${tests.length} tests that pass`,
  );
  if (tests.length === 0 && options.repairs === 0) return [];
  const chance = createChance(`${library.name} cases`);
  const cases: Case[] = [];
  const sources = [...head]
    .filter(([file]) => isSource(file))
    // larger files get more faults
    .flatMap(([file, text]) => text.split('\n').map((line, at) => ({ file, line, at })));
  const kinds: Kind[] = ['born', 'edit', 'own'];
  const picks = { left: 20_000 };
  for (
    let count = 0, tries = 0;
    count < options.mutated && tries < options.mutated * TRIES;
    tries += 1
  ) {
    const kind = kinds[tries % 3] ?? 'own';
    let found: Spoilt | null = null;
    while (found === null && picks.left-- > 0) found = spoil(steps, sources, head, kind, chance);
    if (found === null) break;
    const spoiltHead = new Map(head).set(found.file, found.text);
    if (!place(library, work, spoiltHead, modules)) continue;
    let output: string | null | undefined = null;
    let failed = '';
    // three tests at most: the likeliest first, so that many tries fit into the time
    for (const test of nearest(tests, found.file, chance.shuffle(tests)).slice(0, 4)) {
      output = runTest(library, work, test);
      failed = test;
      if (typeof output === 'string') break;
    }
    if (typeof output !== 'string') continue;
    const trace = traceOf(library, output);
    if (/SyntaxError|IndentationError/.test(trace) && !/at new|JSON/.test(trace)) continue;
    const id = `${library.name}-${count + 1}`;
    const made = {
      library: library.name,
      half: library.half,
      language: library.language,
      kind,
      sight: sightOf(trace, work, found.file, found.line, spoiltHead),
      mutation: found.mutation,
      file: found.file,
      commits: found.steps.length,
      trace,
    } as const;
    const put = (name: string, history: readonly Step[], withheld: boolean): void => {
      const shas = writeCase(cache, name, history);
      const revision = shas.at(-1) ?? '';
      cases.push({ id: name, ...made, withheld, revision, culprits: [shas[found.at] ?? ''] });
    };
    put(id, found.steps, false);
    const later = options.withhold ? withoutTests(found.steps, failed, trace) : null;
    if (later !== null) put(`${id}-later`, later, true);
    count += 1;
  }
  if (options.repairs > 0) cases.push(...repairCases(library, steps, states, work, options));
  if (options.real > 0) cases.push(...realCases(library, steps, states, work, options));
  rmSync(work, { recursive: true, force: true });
  return cases;
}

/** Writes a tree and makes it ready to run; false when it does not compile. */
function place(library: Library, folder: string, tree: Tree, modules: string): boolean {
  writeTree(folder, tree, modules);
  return library.prepare?.(folder, tree) !== false;
}

const traceOf = (library: Library, output: string): string =>
  library.wholeOutput === true ? output.trim().slice(0, 60_000) : firstFailure(output);

/** The trees after each step, made when asked for. */
function createStates(steps: readonly Step[]): { at(index: number): Tree } {
  return {
    at(index) {
      const tree = new Map<string, string>();
      for (const step of steps.slice(0, index + 1))
        for (const [file, text] of step.edits) {
          if (text === null) tree.delete(file);
          else tree.set(file, text);
        }
      return tree;
    },
  };
}

interface Spoilt {
  readonly steps: Step[];
  readonly at: number;
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly mutation: string;
}

type Chance = ReturnType<typeof createChance>;

/** Picks a line of the newest tree, spoils it from one commit on, and keeps it spoilt to the end. */
function spoil(
  steps: readonly Step[],
  lines: readonly { file: string; line: string; at: number }[],
  head: Tree,
  kind: Kind,
  chance: Chance,
): Spoilt | null {
  const { file, line, at } = chance.pick(lines);
  const ways = mutationsOf(line);
  if (ways.length === 0) return null;
  const { name, line: spoiltLine } = chance.pick(ways);
  const occurs = (text: string): number => text.split('\n').filter((each) => each === line).length;
  if (occurs(head.get(file) ?? '') !== 1) return null;
  const writes = steps.flatMap((step, index) =>
    step.edits.has(file) ? [{ index, text: step.edits.get(file) ?? null }] : [],
  );
  let first = writes.length;
  while (
    first > 0 &&
    writes[first - 1]?.text != null &&
    occurs(writes[first - 1]?.text ?? '') === 1
  )
    first -= 1;
  const born = writes[first];
  if (born === undefined) return null;
  const replaced = (text: string): string => {
    const all = text.split('\n');
    const place = all.indexOf(line);
    if (spoiltLine === '') all.splice(place, 1);
    else all[place] = spoiltLine;
    return all.join('\n');
  };
  let culprit = born.index;
  let inserted = false;
  if (kind === 'edit') {
    const later = writes.slice(first + 1);
    if (later.length === 0) return null;
    culprit = chance.pick(later).index;
  } else if (kind === 'own') {
    if (born.index >= steps.length - 2) return null;
    culprit = born.index + 1 + Math.floor(chance.next() * (steps.length - born.index - 1));
    inserted = true;
  }
  const made: Step[] = [];
  let current: string | null = null;
  steps.forEach((step, index) => {
    if (inserted && index === culprit && current !== null) {
      const word = /\w{4,}/.exec(line)?.[0] ?? path.basename(file);
      made.push({
        subject: `${chance.pick(OWN)} ${chance.next() < 0.5 ? word : path.basename(file)}`,
        edits: new Map([[file, replaced(current)]]),
      });
    }
    const text = step.edits.get(file);
    if (text === undefined) {
      made.push(step);
      return;
    }
    current = text;
    made.push(
      index >= culprit && text !== null && index >= born.index
        ? { ...step, edits: new Map(step.edits).set(file, replaced(text)) }
        : step,
    );
  });
  return {
    steps: made,
    at: culprit,
    file,
    line: at + 1,
    text: replaced(head.get(file) ?? ''),
    mutation: `${name}: ${line.trim()} → ${spoiltLine.trim()}`,
  };
}

/** Tests whose name speaks of the file come first. */
function nearest(tests: readonly string[], file: string, shuffled: readonly string[]): string[] {
  const stem = path
    .basename(file)
    .replace(/\.\w+$/, '')
    .toLowerCase();
  return [
    ...tests.filter((test) => test.toLowerCase().includes(stem)),
    ...shuffled.filter((test) => !test.toLowerCase().includes(stem)),
  ];
}

/** A repair of at most so many lines tells where the fault was. */
const MAX_REPAIR = 14;

/**
 * Faults that the library really had: the next version's tests fail on this version and its repair is
 * small. Culprits are the last authors of the repaired lines, or of their neighbours where the repair
 * only added some: the usual way of finding them, and not always right.
 */
function realCases(
  library: Library,
  steps: readonly Step[],
  states: { at(index: number): Tree },
  work: string,
  { cache, real }: MakeOptions,
): Case[] {
  const cases: Case[] = [];
  const modules = path.join(cache, 'node_modules');
  const ends = steps.flatMap((step, index) => (step.version === undefined ? [] : [index]));
  for (let at = ends.length - 2; at > ends.length / 3 && cases.length < real; at -= 1) {
    const end = ends[at] ?? 0;
    const before = states.at(end);
    const after = states.at(ends[at + 1] ?? 0);
    const changed = [...after].filter(
      ([file, text]) => isSource(file) && before.get(file) !== text,
    );
    if (changed.length === 0 || changed.length > 3) continue;
    const mixed = new Map(before);
    for (const [file, text] of after) if (!isSource(file)) mixed.set(file, text);
    if (!place(library, work, mixed, modules)) continue;
    const failing = library
      .tests(after)
      .filter((test) => before.get(test) !== after.get(test))
      .slice(0, 6)
      .flatMap((test) => {
        const output = runTest(library, work, test);
        return typeof output === 'string' ? [{ test, output }] : [];
      });
    if (failing.length === 0) continue;
    if (!place(library, work, after, modules)) continue;
    const shown = failing.find(({ test }) => runTest(library, work, test) === null);
    if (shown === undefined) continue;
    const id = `${library.name}-real-${cases.length + 1}`;
    const shas = writeCase(cache, id, steps.slice(0, end + 1));
    const blamed = authorsOf(
      repositoryOf(cache, id),
      changed.map(([file]) => file),
      before,
      after,
      MAX_REPAIR,
    );
    if (blamed.length === 0) continue;
    const trace = traceOf(library, shown.output);
    if (/Cannot find module/.test(trace)) continue;
    const file = changed[0]?.[0] ?? '';
    cases.push({
      id,
      library: library.name,
      half: library.half,
      language: library.language,
      kind: 'real',
      sight: sightOf(trace, work, file, 0, before),
      mutation: `repaired in ${steps[ends[at + 1] ?? 0]?.version ?? ''}`,
      file,
      revision: shas.at(-1) ?? '',
      culprits: blamed,
      commits: shas.length,
      trace,
    });
  }
  return cases;
}

export const caseFile = (cache: string): string => path.join(cache, 'cases.json');

export function writeCases(cache: string, cases: readonly Case[]): void {
  mkdirSync(cache, { recursive: true });
  writeFileSync(caseFile(cache), JSON.stringify(cases, null, 1));
}
