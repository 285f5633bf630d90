/**
 * Makes library histories for `mira suspects`: `node eval/generate/histories.mjs`.
 * A small library grows over some hundred commits; one of them changes a function for the worse. The
 * trace is what the language's own test runner prints at the end of the history.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRandom } from '../../scripts/scenarios/lib/random.mjs';
import * as more from './lib/history-languages-more.mjs';
import { languages } from './lib/history-languages.mjs';
import { plans } from './lib/history-plans.mjs';
import * as third from './lib/history-third.mjs';
import { messageStyles, workingHour } from './lib/history.mjs';
import { buildRepository, writeTree } from './lib/repository.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const DAY = 86_400_000;
const NOUNS = [
  'tariff',
  'zone',
  'shelf',
  'badge',
  'parcel',
  'ticket',
  'sensor',
  'voucher',
  'invoice',
  'roster',
  'gauge',
  'depot',
  'locker',
  'berth',
  'pallet',
  'permit',
  'meter',
  'reel',
  'quota',
  'batch',
  'lane',
  'crew',
  'slot',
  'token',
];
const MORE_NOUNS = [
  'anchor',
  'barge',
  'buoy',
  'canal',
  'cargo',
  'crane',
  'dredge',
  'ferry',
  'fender',
  'hatch',
  'hull',
  'jetty',
  'keel',
  'lock',
  'mast',
  'mooring',
  'pilot',
  'rudder',
  'sluice',
  'tanker',
  'tide',
  'towline',
  'wharf',
  'winch',
];
const TEMPLATES = ['table', 'window', 'pair', 'first', 'average', 'nested'];

/** What the sets differ in; the first is the oldest. */
const sets = {
  1: {
    templates: TEMPLATES,
    languages,
    nouns: NOUNS,
    names: ['Ada Brandt', 'Luca Conti', 'Wen Zhao', 'Fatou Diop'],
  },
  2: {
    templates: more.templates,
    languages: more.languages,
    nouns: MORE_NOUNS,
    names: ['Maud Visser', 'Tariq Aziz', 'Solveig Dahl', 'Bruno Reis', 'Kemi Adu'],
  },
  3: {
    templates: third.templates,
    languages: third.languages,
    nouns: third.NOUNS,
    names: ['Ines Prado', 'Owen Birch', 'Yuki Mori', 'Samir Haddad', 'Greta Lund', 'Pavel Kos'],
  },
};

function makeHistory({ seed, language, commits, bug, at, style, set = 1, sweep = false }) {
  const isFirst = set === 1;
  const { templates: allTemplates, names, ...own } = sets[set];
  const random = createRandom(`history ${seed}`);
  const lang = own.languages[language];
  const team = names.map((name) => ({
    name,
    email: `${name.toLowerCase().replace(' ', '.')}@lib.example`,
  }));
  const say = (m) => messageStyles[style](m, { random, scope: 'core', project: 'LIB' });
  const nouns = own.nouns
    .map((noun) => [random.next(), noun])
    .sort((a, b) => a[0] - b[0])
    .map(([, noun]) => noun);
  const modules = Array.from({ length: 6 }, (_, index) => ({ name: nouns[index], units: [] }));
  const files = new Map(Object.entries(lang.base));
  const steps = [];
  let clock = Date.UTC(2024, 1, 5) + random.int(0, 60) * DAY;
  const total = commits;
  const commit = (m, edits) => {
    if (edits.some((edit) => edit === null)) return null;
    clock += random.int(1, 3) * DAY * (random.chance(0.6) ? 1 : 0) + random.int(5, 90) * 60_000;
    const step = {
      message: say(m),
      who: random.pick(team),
      atMs: Math.max(clock, workingHour(random, clock)),
      edits,
    };
    clock = step.atMs;
    steps.push(step);
    return step;
  };
  const put = (path, text) => {
    if (files.get(path) === text) return null;
    files.set(path, text);
    return { f: path, add: text };
  };
  const fileOf = (module) => put(lang.path(module.name), lang.module(module, modules));
  const doc = () =>
    random.pick([
      '',
      'Used by the nightly run.',
      'Kept simple on purpose.',
      'See the notes of the data team.',
      'Callers rely on the order.',
      'Cheap enough to be called often.',
    ]);
  const unitOf = (template, module, number) => ({
    template,
    name: `${template}_${module.name}_${nouns[6 + (number % 16)]}`,
    constants: [random.int(2, 9), random.int(10, 90), random.int(100, 900)],
    doc: doc(),
    local: random.int(0, 2),
    split: random.chance(0.5),
    bug: false,
    uses: null,
  });

  const rewritten = (unit) =>
    random.pick([
      `Shorter ${lang.title(unit)}`,
      `Fewer branches in ${lang.title(unit)}`,
      `${lang.title(unit)} in the house style`,
      `Review of ${lang.title(unit)}`,
    ]);
  commit(
    'Initial layout',
    [...files].map(([f, add]) => ({ f, add })),
  );
  for (const module of modules) {
    module.units.push(unitOf(random.pick(allTemplates), module, 0));
    const index = lang.index?.(modules.slice(0, modules.indexOf(module) + 1));
    commit(`Add ${module.name}`, [
      fileOf(module),
      ...(index === undefined ? [] : [put(index.path, index.text)]),
    ]);
  }
  // the function that breaks lives in the second module and is called from the fourth
  const victim = unitOf(bug, modules[1], 3);
  const bugAt = Math.floor(total * at);
  let guilty = null;
  let counter = 0;
  const units = () => modules.flatMap((module) => module.units.map((unit) => [module, unit]));
  while (steps.length < total - 2) {
    counter += 1;
    if (steps.length === 14) {
      modules[1].units.push(victim);
      commit(`${modules[1].name}: ${lang.title(victim)}`, [fileOf(modules[1])]);
      continue;
    }
    if (steps.length === 22) {
      modules[3].units.push({
        ...unitOf('consumer', modules[3], 5),
        uses: { module: modules[1], unit: victim },
      });
      commit(`${modules[3].name}: report uses ${modules[1].name}`, [fileOf(modules[3])]);
      continue;
    }
    if (steps.length >= bugAt && guilty === null) {
      victim.bug = true;
      victim.split = !victim.split;
      // some go over the whole file while they are at it
      if (sweep)
        for (const unit of modules[1].units)
          if (unit !== victim && !unit.uses) unit.split = !unit.split;
      guilty = commit(
        !isFirst
          ? rewritten(victim)
          : random.pick([
              `Simplify ${lang.title(victim)}`,
              `${modules[1].name}: less code`,
              `Tidy ${modules[1].name} a little`,
            ]),
        [fileOf(modules[1])],
      );
      continue;
    }
    const luck = random.next();
    const [module, unit] = random.pick(units());
    if (luck < 0.2 && units().length < 60) {
      const target = random.pick(modules);
      const next = unitOf(random.pick(allTemplates), target, counter);
      if (target.units.some((one) => one.name === next.name)) continue;
      target.units.push(next);
      commit(`${target.name}: ${lang.title(next)}`, [fileOf(target)]);
    } else if (luck < 0.4) {
      const position = random.int(0, 2);
      unit.constants[position] += random.int(1, 5);
      commit(`Tune ${lang.title(unit)}`, [fileOf(module)]);
    } else if (luck < 0.58) {
      const before = unit.doc;
      unit.doc = doc();
      if (unit.doc === before) continue;
      commit(`Document ${lang.title(unit)}`, [fileOf(module)]);
    } else if (luck < 0.72) {
      unit.local = (unit.local + 1) % 3;
      if (!lang.showsLocal(unit)) continue;
      commit(`Better names in ${lang.title(unit)}`, [fileOf(module)]);
    } else if (luck < 0.84) {
      // since the third set the victim has seen innocent rewrites as well
      if (unit.template === 'consumer') continue;
      if (unit === victim && (set < 3 || victim.bug)) continue;
      unit.split = !unit.split;
      commit(!isFirst ? rewritten(unit) : `Rewrite ${lang.title(unit)} without changing it`, [
        fileOf(module),
      ]);
    } else {
      const path = random.pick(['README.md', 'CHANGELOG.md', 'docs/notes.md']);
      const text = `${files.get(path) ?? '# Notes\n'}\n- ${random.pick(['release', 'note', 'fix', 'thanks'])} ${counter}: ${random.pick(nouns)} and ${random.pick(nouns)}\n`;
      commit(random.pick(['Update notes', 'Changelog', 'Readme: another example']), [
        put(path, text),
      ]);
    }
  }
  const test = lang.test(modules[3], modules[1], victim);
  commit(`Test ${modules[3].name} with odd input`, [put(test.path, test.text)]);
  commit('Changelog', [
    put(
      'CHANGELOG.md',
      `${files.get('CHANGELOG.md') ?? '# Changelog\n'}\n- last entry before the release\n`,
    ),
  ]);
  return { steps, guilty, lang };
}

const only = process.argv.slice(2);
for (const plan of plans.filter(({ seed }) => only.length === 0 || only.includes(seed))) {
  const id = createHash('sha256')
    .update(`mira eval history 1/${plan.seed}`)
    .digest('hex')
    .slice(0, 8);
  const { steps, guilty, lang } = makeHistory(plan);
  const repository = buildRepository(steps);
  const commit = repository.ids[steps.indexOf(guilty)];
  const run = (index) => {
    const folder = mkdtempSync(join(tmpdir(), 'eval-history-'));
    writeTree(repository.treeAt(index), folder);
    // the test of today on the code of any day
    const [path, text] = [...repository.treeAt(steps.length - 1)].find(([file]) =>
      lang.isTest(file),
    );
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    const result = spawnSync(lang.command[0], lang.command.slice(1), {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, GOFLAGS: '-trimpath', NO_COLOR: '1' },
    });
    rmSync(folder, { recursive: true, force: true });
    return {
      failed: result.status !== 0,
      text: `${result.stdout}${result.stderr}`
        .replaceAll(folder, '/build/lib')
        .replaceAll(/\/[\w./-]*\/\.pyenv\/versions\/[\d.]+\//g, '/usr/local/'),
    };
  };
  const head = run(steps.length - 1);
  if (!head.failed) throw new Error(`${plan.seed}: the test passes at the end`);
  const before = run(steps.indexOf(guilty) - 1);
  if (before.failed)
    throw new Error(`${plan.seed}: the test fails before the guilty commit:\n${before.text}`);
  const at = run(steps.indexOf(guilty));
  if (!at.failed) throw new Error(`${plan.seed}: the test passes at the guilty commit`);
  mkdirSync(join(ROOT, 'data/histories'), { recursive: true });
  mkdirSync(join(ROOT, 'truth/histories'), { recursive: true });
  writeFileSync(join(ROOT, `data/histories/${id}.fast-export`), repository.fastExport());
  writeFileSync(join(ROOT, `data/histories/${id}.trace.txt`), head.text);
  writeFileSync(
    join(ROOT, `truth/histories/${id}.json`),
    `${JSON.stringify({ half: plan.half, id, language: plan.language, kind: plan.bug, commits: steps.length, commit, story: guilty.message.split('\n')[0] }, null, 1)}\n`,
  );
  repository.remove();
  console.log(
    `${id} ${plan.half} ${plan.language} ${steps.length} commits, guilty ${commit.slice(0, 8)} at ${steps.indexOf(guilty)}`,
  );
}
