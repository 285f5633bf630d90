import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withGit } from '../../../scripts/setup/git.mjs';
import { runGit } from '../../../src/platform/git.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'mira-git-'));
const env = withGit();
const setUp = (...args: string[]): void => {
  execFileSync('git', ['-C', folder, ...args], { env, stdio: 'ignore' });
};
const git = (...args: string[]): Promise<string> =>
  runGit(['--git-dir', path.join(folder, '.git'), ...args], { env });

beforeAll(() => {
  setUp('init', '--initial-branch=main');
  writeFileSync(path.join(folder, 'a.txt'), 'one\n');
  setUp('add', '.');
  setUp('-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', 'commit', '-m', 'first — ünï');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('runGit', () => {
  test('returns what git writes', async () => {
    expect(await git('log', '--format=%s')).toBe('first — ünï\n');
  });

  test('runs no program that the repository names', async () => {
    const trace = path.join(folder, 'ran');
    const program = path.join(folder, 'program.sh');
    writeFileSync(program, `#!/bin/sh\ntouch '${trace}'\n`, { mode: 0o755 });
    for (const setting of ['diff.external', 'core.fsmonitor', 'core.pager'])
      setUp('config', setting, program);
    writeFileSync(path.join(folder, 'a.txt'), 'two\n');
    await git('--work-tree', folder, '--paginate', 'status');
    await git('--paginate', 'log', '--patch');
    await git('--work-tree', folder, 'diff', 'HEAD').catch(() => undefined);
    expect(existsSync(trace)).toBe(false);
  });

  test('is not led elsewhere by the GIT_… of its caller', async () => {
    const run = runGit(['-C', folder, 'rev-parse', '--absolute-git-dir'], {
      env: { ...env, GIT_DIR: '/nowhere' },
    });
    expect((await run).trim()).toMatch(/\.git$/);
  });

  test('gives input, and output in pieces', async () => {
    const pieces: string[] = [];
    await runGit(['--git-dir', path.join(folder, '.git'), 'cat-file', '--batch'], {
      env,
      input: 'HEAD:a.txt\n',
      onOutput: (piece) => pieces.push(piece.toString('utf8')),
    });
    expect(pieces.join('')).toContain('one\n');
  });

  test('fails in words: git’s own, too much output, no git', async () => {
    await expect(git('log', 'nothing-of-that-name')).rejects.toMatchObject({
      code: 'bad_argument',
      message: expect.stringContaining('nothing-of-that-name'),
    });
    const args = ['-C', folder, 'log'];
    await expect(runGit(args, { env, maxBytes: 10 })).rejects.toMatchObject({
      code: 'bad_argument',
      message: expect.stringContaining('more than 10 bytes'),
    });
    await expect(runGit(args, { env, program: '/nowhere/git' })).rejects.toMatchObject({
      code: 'config_invalid',
    });
  });

  test('ends with its signal', async () => {
    const signal = AbortSignal.abort();
    await expect(runGit(['-C', folder, 'log'], { env, signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
