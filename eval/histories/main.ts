/**
 * `npm run eval:histories -- [--make] [--half training|held-out|all] [--python PROGRAM…]`: how well
 * `mira suspects` finds the culprit in whole histories of real libraries. See docs/suspects.md.
 */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { Command, Option } from 'commander';
import { openGit } from '../../src/cli/git/git.ts';
import { createHistoryIndex } from '../../src/cli/git/history-index.ts';
import { rankSuspects } from '../../src/cli/git/rank-suspects.ts';
import { librariesIn } from './libraries.ts';
import { archivedLibraries } from './archived-libraries.ts';
import { repositoryOf } from './case-parts.ts';
import { caseFile, makeCases, writeCases } from './make-cases.ts';
import type { Case, Library } from './model.ts';

const options = new Command('npm run eval:histories --')
  .option(
    '--cache <folder>',
    'where versions and cases are kept',
    path.join(homedir(), '.cache', 'mira', 'histories'),
  )
  .option('--make', 'make the cases anew')
  .option('--mutated <count>', 'faults put into each library', (text) => Number(text), 9)
  .option('--real <count>', 'own faults of each library at most', (text) => Number(text), 4)
  .option(
    '--repairs <count>',
    'faults that a few hunks of a next version repaired',
    (text) => Number(text),
    0,
  )
  .option(
    '--python <program...>',
    'interpreters of several versions, oldest first: their standard libraries join',
    [],
  )
  .option('--withhold', 'add to each case one whose failing tests are not in the history')
  .option(
    '--archives',
    'libraries of more languages from source packages of Debian and Ubuntu join',
  )
  .option('--only <name...>', 'these libraries alone', [])
  .addOption(new Option('--half <half>').choices(['training', 'held-out', 'all']).default('all'))
  .option('--list', 'print every case')
  .parse()
  .opts<{
    cache: string;
    make?: boolean;
    mutated: number;
    real: number;
    repairs: number;
    python: string[];
    withhold?: boolean;
    archives?: boolean;
    only: string[];
    half: string;
    list?: boolean;
  }>();

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function* libraries(): AsyncGenerator<Library> {
  const { cache, python, only, archives } = options;
  yield* librariesIn(cache, python, only);
  if (archives === true) yield* archivedLibraries(cache, python.at(-1) ?? 'python3', only);
}

if (options.make || !existsSync(caseFile(options.cache))) {
  let cases: Case[] =
    options.only.length > 0 && existsSync(caseFile(options.cache))
      ? (JSON.parse(readFileSync(caseFile(options.cache), 'utf8')) as Case[])
      : [];
  for await (const library of libraries()) {
    cases = cases.filter((each) => each.library !== library.name);
    cases.push(
      ...makeCases(library, {
        cache: options.cache,
        mutated: options.mutated,
        real: options.real,
        repairs: options.repairs,
        withhold: options.withhold === true,
        log: say,
      }),
    );
    writeCases(options.cache, cases);
  }
}

const cases = (JSON.parse(readFileSync(caseFile(options.cache), 'utf8')) as Case[]).filter(
  (each) =>
    (options.half === 'all' || each.half === options.half) &&
    (options.only.length === 0 || options.only.includes(each.library)),
);
const results: { one: Case; rank: number }[] = [];
for (const one of cases) {
  const git = await openGit(repositoryOf(options.cache, one.id), { exact: true });
  const index = createHistoryIndex(git, {
    useCache: true,
    cacheFolder: path.join(options.cache, 'index'),
  });
  const { suspects } = await rankSuspects(git, index, {
    traceText: one.trace,
    revision: one.revision,
    limit: 0,
  });
  const rank = 1 + suspects.findIndex((suspect) => one.culprits.includes(suspect.commit));
  results.push({ one, rank: rank === 0 ? Infinity : rank });
  if (options.list)
    say(
      `${String(rank).padStart(5)} of ${String(one.commits).padEnd(5)} ${one.id.padEnd(22)} ${one.kind.padEnd(5)} ${one.sight.padEnd(15)} ${one.file} ${one.mutation.slice(0, 90)}`,
    );
}

const show = (name: string, list: typeof results): void => {
  if (list.length === 0) return;
  const share = (top: number): string =>
    `${Math.round((100 * list.filter((each) => each.rank <= top).length) / list.length)}%`.padStart(
      5,
    );
  const mrr = list.reduce((sum, each) => sum + 1 / each.rank, 0) / list.length;
  say(
    `${name.padEnd(26)} ${String(list.length).padStart(4)}   ${mrr.toFixed(3)}  ${share(1)} ${share(5)} ${share(10)}`,
  );
};
say(`\n${''.padEnd(26)} cases   MRR   top 1 top 5 top 10`);
for (const half of ['training', 'held-out'] as const) {
  const list = results.filter(({ one }) => one.half === half);
  show(half, list);
  for (const key of ['kind', 'sight', 'language'] as const)
    for (const value of [...new Set(list.map(({ one }) => one[key]))].toSorted())
      show(
        `  ${value}`,
        list.filter(({ one }) => one[key] === value),
      );
}
