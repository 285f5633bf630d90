import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ensureGit, wrapper } from '../../../../scripts/setup/git.mjs';
import { withLock } from '../../../../scripts/setup/lock.mjs';
import { cacheDir, hostEnv, onPath } from '../../../../scripts/setup/paths.mjs';

test('the cache follows XDG_CACHE_HOME, then HOME', () => {
  expect(cacheDir({ XDG_CACHE_HOME: '/x', HOME: '/h' })).toBe('/x/mira');
  expect(cacheDir({ HOME: '/h' })).toBe('/h/.cache/mira');
});

test('the host’s environment has no node_modules/.bin on PATH', () => {
  const PATH = ['/a/node_modules/.bin', '/usr/bin', '/b/node_modules/.bin'].join(path.delimiter);
  expect(hostEnv({ PATH, LANG: 'C' })).toEqual({ PATH: '/usr/bin', LANG: 'C' });
});

test('onPath takes the first name that exists anywhere', () => {
  expect(onPath(['surely-not-there', 'sh'])).toMatch(/\/sh$/);
  expect(onPath(['surely-not-there'])).toBeUndefined();
  expect(onPath(['sh'], {})).toBeUndefined();
});

test('without git and without apt, setup says why and what to do', async () => {
  const env = { PATH: '', XDG_CACHE_HOME: '/nowhere' };
  await expect(ensureGit(env)).rejects.toThrow(/git was not found[\s\S]*why:[\s\S]*fix:/);
});

test('an unpacked git is told where its parts are, whatever the folder is called', () => {
  const text = wrapper("/c/it's here");
  expect(text).toContain(`export GIT_EXEC_PATH='/c/it'\\''s here/usr/lib/git-core'`);
  expect(text).toContain(`exec '/c/it'\\''s here/usr/bin/git' "$@"`);
});

test('a lock lets one through at a time, and again after a failure', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mira-lock-'));
  const file = path.join(folder, 'deep', 'lock');
  let inside = 0;
  let most = 0;
  const body = async () => {
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inside--;
  };
  await expect(withLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await Promise.all([withLock(file, body), withLock(file, body)]);
  expect(most).toBe(1);
  rmSync(folder, { recursive: true });
});
