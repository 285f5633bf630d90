import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { findGit } from '../../scripts/setup/git.mjs';

const MAIN = path.resolve('src/cli/main.ts');
const GIT = findGit() ?? 'git';
const Ranked = z.object({
  suspects: z.array(
    z.object({ commit: z.string(), score: z.number(), reasons: z.array(z.string()) }),
  ),
});
let folder: string;
let repo: string;
let cache: string;
const ids: Record<string, string> = {};

const git = (...args: string[]): string =>
  execFileSync(
    GIT,
    [
      '-C',
      repo,
      '-c',
      'user.name=Ann',
      '-c',
      'user.email=ann@example.com',
      '-c',
      'commit.gpgsign=false',
      ...args,
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  ).trim();

let clock = Date.UTC(2026, 0, 1) / 1_000;
function commit(name: string, message: string): void {
  clock += 3_600;
  git('add', '-A');
  process.env['GIT_COMMITTER_DATE'] = process.env['GIT_AUTHOR_DATE'] = `${clock} +0000`;
  git('commit', '-q', '-m', message);
  ids[name] = git('rev-parse', 'HEAD');
}

async function suspects(
  args: readonly string[],
  input = '',
): Promise<{ code: number; stderr: string; list: z.infer<typeof Ranked>['suspects'] }> {
  const { promise, resolve } = Promise.withResolvers<{
    code: number;
    stdout: string;
    stderr: string;
  }>();
  const child = execFile(
    process.execPath,
    [MAIN, 'suspects', '--json', ...args],
    { env: { ...process.env, XDG_CACHE_HOME: cache }, maxBuffer: 64e6 },
    (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
  );
  child.stdin?.end(input);
  const { code, stdout, stderr } = await promise;
  return { code, stderr, list: stdout === '' ? [] : Ranked.parse(JSON.parse(stdout)).suspects };
}

const TRACE = `TypeError: Cannot read properties of null (reading 'rate')
    at rateOf (/app/src/discount.js:4:19)
    at total (/app/src/cart.js:3:10)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)
`;

async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(repo, file)), { recursive: true });
  await writeFile(path.join(repo, file), text);
}

/** Names, sizes and times of everything in a folder: equal when nothing was written. */
async function snapshot(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true });
  return Promise.all(
    entries.toSorted().map(async (entry) => {
      const about = await stat(path.join(root, entry));
      return `${entry} ${about.size} ${about.mtimeMs}`;
    }),
  );
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mira-suspects-'));
  repo = path.join(folder, 'shop');
  cache = path.join(folder, 'cache');
  await mkdir(repo);
  git('init', '-q', '-b', 'main');
  await write('src/add.js', 'export const add = (cart) => cart.items.length;\n');
  await write(
    'src/cart.js',
    'export function total(cart) {\n  const sum = add(cart);\n  return sum;\n}\n',
  );
  commit('first', 'Carts have a total');
  await write('README.md', 'Shop\n');
  commit('readme', 'Explain the total');
  await write(
    'src/discount.js',
    'export function rateOf(customer) {\n  const tier = find(customer);\n  // by tier\n  return tier.rate;\n}\n',
  );
  await write(
    'src/cart.js',
    'export function total(cart) {\n  const sum = add(cart);\n  return sum * (1 - rateOf(cart.customer));\n}\n',
  );
  commit('guilty', 'Discounts by tier');
  git('checkout', '-q', '-b', 'side', ids['readme'] ?? '');
  await write('src/other.js', 'export const other = 1;\n');
  commit('side', 'Something else');
  git('checkout', '-q', 'main');
  await write('src/add.js', 'export const add = (cart) => cart.items.length; // gross\n');
  commit('decoy', 'Say that the sum is gross');
  clock += 3_600;
  process.env['GIT_COMMITTER_DATE'] = process.env['GIT_AUTHOR_DATE'] = `${clock} +0000`;
  git('merge', '-q', '--no-ff', '-m', 'Merge side', 'side');
  ids['merge'] = git('rev-parse', 'HEAD');
  await writeFile(path.join(folder, 'trace.txt'), TRACE);
});
afterAll(async () => {
  delete process.env['GIT_COMMITTER_DATE'];
  delete process.env['GIT_AUTHOR_DATE'];
  await rm(folder, { recursive: true, force: true });
});

describe('mira suspects', () => {
  it('puts the commit that wrote the failing code first, and never writes to the repository', async () => {
    const before = await snapshot(repo);
    const { code, list } = await suspects([
      '--repo',
      repo,
      '--trace',
      path.join(folder, 'trace.txt'),
    ]);
    expect(code).toBe(0);
    expect(list[0]).toMatchObject({ commit: ids['guilty'], score: 1 });
    expect(list[0]?.reasons.join(' ')).toContain('src/discount.js');
    expect(await snapshot(repo)).toEqual(before);
  });

  it('lists every reachable commit with limit 0; a merge that changed nothing itself has no reasons', async () => {
    const { list } = await suspects(['--repo', repo, '--trace', '-', '--limit', '0'], TRACE);
    expect(list.map((entry) => entry.commit).toSorted()).toEqual(Object.values(ids).toSorted());
    expect(list.find((entry) => entry.commit === ids['merge'])?.reasons).toEqual([]);
    expect(list.map((entry) => entry.score)).toEqual(
      list.map((entry) => entry.score).toSorted((a, b) => b - a),
    );
  });

  it('answers the same from its index, from an index that was damaged, and without one', async () => {
    const args = ['--repo', repo, '--trace', path.join(folder, 'trace.txt')];
    const { list: fresh } = await suspects([...args, '--no-index']);
    expect((await suspects(args)).list).toEqual(fresh);
    const [name] = await readdir(path.join(cache, 'mira', 'history'));
    const indexFile = path.join(cache, 'mira', 'history', name ?? '', 'commits.jsonl');
    const whole = await readFile(indexFile, 'utf8');
    for (const damaged of [
      whole.slice(0, -40),
      'nonsense',
      whole.replace(/\["[0-9a-f]{40}"/, '["x",7,['),
    ]) {
      await writeFile(indexFile, damaged);
      expect((await suspects(args)).list).toEqual(fresh);
    }
    expect(await readFile(indexFile, 'utf8')).toHaveLength(whole.length);
  });

  it('follows HEAD, and reads older revisions and bare mirrors', async () => {
    const args = ['--trace', path.join(folder, 'trace.txt'), '--limit', '0'];
    const { list: old } = await suspects(['--repo', repo, '--at', ids['first'] ?? '', ...args]);
    expect(old.map((entry) => entry.commit)).toEqual([ids['first']]);
    const bare = path.join(folder, 'shop.git');
    execFileSync(GIT, ['clone', '-q', '--bare', repo, bare], { stdio: 'ignore' });
    expect((await suspects(['--repo', bare, ...args])).list).toEqual(
      (await suspects(['--repo', repo, ...args])).list,
    );
    await write('src/new.js', 'export const n = 1;\n');
    commit('newest', 'One more');
    const { list } = await suspects(['--repo', repo, ...args]);
    expect(list).toHaveLength(Object.keys(ids).length);
    expect(list[0]?.commit).toBe(ids['guilty']);
  });

  it('ranks a merge for what it changed itself', async () => {
    git('checkout', '-q', '-b', 'fix', 'main');
    await write(
      'src/discount.js',
      'export function rateOf(customer) {\n  const tier = find(customer);\n  // checked by the caller\n  return tier.rate;\n}\n',
    );
    commit('fix', 'Say who checks');
    git('checkout', '-q', 'main');
    await write(
      'src/discount.js',
      'export function rateOf(customer) {\n  const tier = find(customer);\n  // checked in find\n  return tier.rate;\n}\n',
    );
    commit('other', 'Say where it is checked');
    expect(() => git('merge', '-q', '--no-ff', 'fix')).toThrow(/./);
    await write(
      'src/discount.js',
      'export function rateOf(customer) {\n  const tier = lookUp(customer, cache);\n  // checked in find\n  return tier.discount.rate;\n}\n',
    );
    clock += 3_600;
    process.env['GIT_COMMITTER_DATE'] = process.env['GIT_AUTHOR_DATE'] = `${clock} +0000`;
    git('add', '-A');
    git('commit', '-q', '-m', 'Merge fix');
    ids['evil'] = git('rev-parse', 'HEAD');
    const { list } = await suspects(['--repo', repo, '--trace', '-', '--limit', '0'], TRACE);
    const evil = list.find((entry) => entry.commit === ids['evil']);
    expect(evil?.reasons.join(' ')).toContain('src/discount.js');
    expect(evil?.score).toBeGreaterThan(0.2);
  });

  it('finds the code under test when the report shows the test alone', async () => {
    const shop = path.join(folder, 'till');
    const before = repo;
    repo = shop;
    await mkdir(repo);
    git('init', '-q', '-b', 'main');
    const rounding = (mode: string): string =>
      `const cents = (amount) => Math.${mode}(amount * 100);\n\nfunction total(items) {\n  let sum = 0;\n  for (const item of items) sum += item.price;\n  return cents(sum) / 100;\n}\n\nmodule.exports = { total, cents };\n`;
    await write('index.js', "module.exports = require('./lib/money');\n");
    await write('lib/money.js', rounding('round'));
    await write('lib/print.js', 'exports.print = (text) => text;\n');
    await write(
      'test/money.js',
      "const test = require('tape');\nconst till = require('../');\n\ntest('rounds a total', (t) => {\n  t.equal(till.total([{ price: 1.006 }]), 1.01);\n  t.end();\n});\n",
    );
    commit('tillFirst', 'A till');
    await write('lib/print.js', 'exports.print = (text) => `${text}!`;\n');
    commit('tillPrint', 'Print totals louder');
    await write('lib/money.js', rounding('floor'));
    commit('tillGuilty', 'Speed up');
    await write('README.md', 'total(items) rounds a total\n');
    commit('tillReadme', 'Explain how a total is rounded');
    repo = before;
    const { list } = await suspects(
      ['--repo', shop, '--trace', '-', '--limit', '0'],
      `not ok 1 rounds a total
  ---
    operator: equal
    expected: 1.01
    actual:   1
    at: Test.<anonymous> (/ci/till/test/money.js:5:5)
  ...
`,
    );
    // who wrote the function and who changed it are close; the others have nothing to do with it
    const scores = new Map(list.map((entry) => [entry.commit, entry.score]));
    expect(list.slice(0, 2).map((entry) => entry.commit)).toContain(ids['tillGuilty']);
    expect(scores.get(ids['tillGuilty'] ?? '')).toBeGreaterThan(0.3);
    expect(scores.get(ids['tillReadme'] ?? '')).toBeLessThan(0.1);
    expect(scores.get(ids['tillPrint'] ?? '')).toBeLessThan(0.1);
    expect(list.find((entry) => entry.commit === ids['tillGuilty'])?.reasons[0]).toContain(
      'changed cents() in lib/money.js',
    );
    for (const name of ['tillFirst', 'tillPrint', 'tillReadme', 'tillGuilty']) delete ids[name];
  });

  it('says that a shallow clone is not the whole history', async () => {
    const shallow = path.join(folder, 'shallow');
    execFileSync(GIT, ['clone', '-q', '--depth', '1', `file://${repo}`, shallow]);
    const cut = await suspects(['--repo', shallow, '--trace', '-', '--limit', '0'], TRACE);
    expect(cut.code).toBe(0);
    expect(cut.list).toHaveLength(1);
    expect(cut.stderr).toMatch(/shallow clone/);
    const whole = await suspects(['--repo', repo, '--trace', '-', '--limit', '0'], TRACE);
    expect(whole.stderr).not.toMatch(/shallow/);
  });

  it('says what is wrong with its arguments', async () => {
    const trace = path.join(folder, 'trace.txt');
    expect(await suspects(['--repo', folder, '--trace', trace])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('not a git repository'),
    });
    expect(await suspects(['--repo', repo, '--trace', trace, '--at', 'nowhere'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nowhere: no such commit'),
    });
    expect(await suspects(['--repo', repo, '--trace', '-'], '  ')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('it is empty'),
    });
  });
});
