/**
 * The simulators keep real repositories, and analysis reads real histories: both need git.
 * Finds it, or unpacks Debian's into the per-user cache behind a wrapper that tells it where it is.
 */

import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createApt, hasApt, libraryFolders } from './debian.mjs';
import { withLock } from './lock.mjs';
import { cacheDir, onPath } from './paths.mjs';
import { run } from './run.mjs';
import { notUnpacked, SetupError, step } from './say.mjs';

/** The folder that holds the cached git's wrapper. */
const cachedBin = (env) => path.join(cacheDir(env), 'git', 'bin');

/**
 * git on PATH, else the one in the per-user cache; downloads nothing.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined} its full path
 */
export function findGit(env = process.env) {
  const cached = path.join(cachedBin(env), 'git');
  return onPath(['git'], env) ?? (existsSync(cached) ? cached : undefined);
}

/** The environment in which `git` on PATH is the one that `findGit` names. */
export function withGit(env = process.env) {
  const git = findGit(env);
  if (!git || onPath(['git'], env)) return env;
  return { ...env, PATH: [path.dirname(git), env.PATH].filter(Boolean).join(path.delimiter) };
}

/** git looks for its parts below /usr: the wrapper points it to where they really are. */
export function wrapper(target) {
  const settings = {
    GIT_EXEC_PATH: path.join(target, 'usr/lib/git-core'),
    GIT_TEMPLATE_DIR: path.join(target, 'usr/share/git-core/templates'),
    LD_LIBRARY_PATH: libraryFolders(target).join(':'),
  };
  const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const lines = Object.entries(settings).map(([name, value]) => `export ${name}=${quote(value)}`);
  const binary = quote(path.join(target, 'usr/bin/git'));
  return ['#!/bin/sh', ...lines, `exec ${binary} "$@"`, ''].join('\n');
}

async function download(env) {
  const target = path.join(cacheDir(env), 'git');
  const work = `${target}.${process.pid}`;
  const apt = createApt(path.join(cacheDir(env), 'apt'));
  rmSync(work, { recursive: true, force: true });
  try {
    await apt.update();
    await apt.unpack(await apt.missing(['git']), work);
    rmSync(target, { recursive: true, force: true });
    renameSync(work, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  // Under another name until it has run once: a broken git must not be found.
  const file = path.join(cachedBin(env), 'git');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, wrapper(target));
  chmodSync(`${file}.new`, 0o755);
  const result = await run(`${file}.new`, ['--version'], { env, timeoutMs: 10_000 });
  if (result.code !== 0) throw new Error(result.output.trim() || 'it does not start');
  renameSync(`${file}.new`, file);
  return file;
}

/**
 * A git to run, downloaded into the cache when the machine has none.
 * @returns {Promise<string>} its full path
 * @throws {SetupError} when there is no way to get one here
 */
export async function ensureGit(env = process.env) {
  const found = findGit(env);
  if (found) return found;
  const advice = {
    what: 'git was not found on PATH.',
    why: "the simulated Azure DevOps serves real git repositories, and a bundle's history is read with git",
    fix: '`apt-get install git`, `brew install git`, or https://git-scm.com/downloads',
  };
  if (!hasApt(env)) throw new SetupError(advice);
  try {
    return await withLock(path.join(cacheDir(env), 'locks', 'git'), async () => {
      const other = findGit(env);
      if (other) return other;
      return await step('unpacking git into the cache (nothing is installed)', () => download(env));
    });
  } catch (error) {
    throw notUnpacked(advice, error);
  }
}
