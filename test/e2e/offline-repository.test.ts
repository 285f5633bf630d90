import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findGit } from '../../scripts/setup/git.mjs';
import { Analysis } from '../../src/domain/analysis.ts';

const MAIN = path.resolve('src/cli/main.ts');
const GIT = findGit() ?? 'git';
let folder: string;
let repo: string;
let guilty: string;

const git = (at: number, ...args: string[]): string =>
  execFileSync(
    GIT,
    ['-C', repo, '-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', ...args],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, GIT_AUTHOR_DATE: `${at} +0000`, GIT_COMMITTER_DATE: `${at} +0000` },
    },
  ).trim();

function mira(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { promise, resolve } = Promise.withResolvers<{
    code: number;
    stdout: string;
    stderr: string;
  }>();
  execFile(process.execPath, [MAIN, ...args], { maxBuffer: 64e6 }, (error, stdout, stderr) =>
    resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
  );
  return promise;
}

const ALERT_MS = Date.UTC(2026, 0, 20, 10, 0);
const before = (minutes: number) => Math.round(ALERT_MS / 1_000) - minutes * 60;
const PRICE = (guard: string) =>
  `class Price {\n  static int of(Order order) {\n    Discount discount = order.discount();\n${guard}    return order.sum() - discount.amount();\n  }\n}\n`;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mira-repository-'));
  repo = path.join(folder, 'bundle', 'shop.git-checkout');
  await mkdir(path.join(repo, 'src'), { recursive: true });
  git(before(9_000), 'init', '-q', '-b', 'main');
  await writeFile(
    path.join(repo, 'src', 'Price.java'),
    PRICE('    if (discount == null) return order.sum();\n'),
  );
  await writeFile(path.join(repo, 'README.md'), 'Shop\n');
  git(before(9_000), 'add', '-A');
  git(before(9_000), 'commit', '-q', '-m', 'Prices with discounts');
  const first = git(0, 'rev-parse', 'HEAD');
  await writeFile(path.join(repo, 'src', 'Price.java'), PRICE(''));
  git(before(90), 'commit', '-q', '-a', '-m', 'Simplify prices');
  guilty = git(0, 'rev-parse', 'HEAD');
  await writeFile(path.join(repo, 'README.md'), 'The shop\n');
  git(before(60), 'commit', '-q', '-a', '-m', 'Say more');
  const head = git(0, 'rev-parse', 'HEAD');

  const bundle = path.join(folder, 'bundle');
  const iso = (ms: number) => new Date(ms).toISOString();
  await writeFile(
    path.join(bundle, 'alert.json'),
    JSON.stringify({
      title: 'shop: errors',
      service: 'shop',
      fired_at: iso(ALERT_MS),
      now: iso(ALERT_MS + 1_200_000),
    }),
  );
  await writeFile(
    path.join(bundle, 'deployments.json'),
    JSON.stringify([
      {
        id: 'd1',
        service: 'shop',
        commit: first,
        deployed_at: iso(ALERT_MS - 86_400_000),
        status: 'success',
      },
      {
        id: 'd2',
        service: 'shop',
        commit: head,
        deployed_at: iso(ALERT_MS - 600_000),
        status: 'success',
      },
    ]),
  );
  const logs = Array.from({ length: 40 }, (_, n) => {
    const at = iso(ALERT_MS - 400_000 + n * 20_000);
    return `${at} ERROR [http] shop.Api - request failed\njava.lang.NullPointerException: Cannot invoke "Discount.amount()" because "discount" is null\n\tat Price.of(Price.java:4)\n\tat Api.post(Api.java:12)`;
  });
  await writeFile(path.join(bundle, 'shop.log'), logs.join('\n'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('mira analyze with a repository', () => {
  it('finds the guilty commit in the bundle’s own history', async () => {
    const { code, stdout } = await mira([
      'analyze',
      '--bundle',
      path.join(folder, 'bundle'),
      '--json',
    ]);
    expect(code).toBe(0);
    expect(Analysis.parse(JSON.parse(stdout))).toMatchObject({
      verdict: 'root_cause',
      suspectChange: { commit: guilty, file: 'src/Price.java' },
    });
  });

  it('finds it from loose files and --repo', async () => {
    const { stdout } = await mira([
      'analyze',
      'NullPointerException in shop',
      '--logs',
      path.join(folder, 'bundle', 'shop.log'),
      '--deployments',
      path.join(folder, 'bundle', 'deployments.json'),
      '--repo',
      repo,
    ]);
    expect(stdout).toContain('Reading the history of');
    expect(stdout).toContain('ROOT CAUSE FOUND');
    expect(stdout).toContain(guilty.slice(0, 12));
  });

  it('runs nothing that the repository’s settings name', async () => {
    const trap = path.join(folder, 'trap.sh');
    const sprung = path.join(folder, 'sprung');
    await writeFile(trap, `#!/bin/sh\ntouch '${sprung}'\ncat\n`);
    await chmod(trap, 0o755);
    await appendFile(
      path.join(repo, '.git', 'config'),
      `[core]\n\tfsmonitor = ${trap}\n\tpager = ${trap}\n[diff]\n\texternal = ${trap}\n[diff "java"]\n\ttextconv = ${trap}\n\tcommand = ${trap}\n[log]\n\tshowSignature = true\n[gpg]\n\tprogram = ${trap}\n`,
    );
    await mkdir(path.join(repo, '.git', 'info'), { recursive: true });
    await writeFile(path.join(repo, '.git', 'info', 'attributes'), '*.java diff=java\n');
    const trace = path.join(folder, 'bundle', 'shop.log');
    expect((await mira(['analyze', '--bundle', path.join(folder, 'bundle'), '--json'])).code).toBe(
      0,
    );
    expect((await mira(['suspects', '--repo', repo, '--trace', trace, '--no-index'])).code).toBe(0);
    expect(existsSync(sprung)).toBe(false);
  });
});
