/** Finds a Redis server to run, or unpacks one into the per-user cache. */

import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { createApt, hasApt, libraryFolders, missingLibraries } from './debian.mjs';
import { withLock } from './lock.mjs';
import { cacheDir, onPath } from './paths.mjs';
import { run } from './run.mjs';
import { notUnpacked, SetupError, step } from './say.mjs';

/** RESP3 and the stream commands in use need this version. */
export const minimumVersion = '6.2';

/** Debian names a library's package after its file: libjemalloc.so.2 → libjemalloc2. */
export function packageOfLibrary(library) {
  const match = /^(.+?)\.so(?:\.(\d+))?/.exec(library);
  if (!match) return undefined;
  const name = match[1].toLowerCase().replaceAll('_', '-');
  const separator = /\d$/.test(name) ? '-' : '';
  return match[2] === undefined ? name : `${name}${separator}${match[2]}`;
}

/** `Redis server v=7.0.15 sha=…` → `7.0.15`. */
export function versionOf(text) {
  return /\bv=(\d+(?:\.\d+)*)/.exec(text)?.[1];
}

/** Whether one dotted version is at least another. */
export function atLeast(version, minimum) {
  const [a, b] = [version, minimum].map((text) => text.split('.').map(Number));
  for (let index = 0; index < b.length; index++) {
    const difference = (a[index] ?? 0) - b[index];
    if (difference !== 0) return difference > 0;
  }
  return true;
}

async function tryServer(command, extraEnv, source) {
  const env = { ...process.env, ...extraEnv };
  const { code, stdout } = await run(command, ['--version'], { env, timeoutMs: 5000 });
  const version = code === 0 ? versionOf(stdout) : undefined;
  if (!version || !atLeast(version, minimumVersion)) return undefined;
  return { command, args: [], env: extraEnv, version, source };
}

const recordFile = (env) => path.join(cacheDir(env), 'redis-server.json');

/** The server found last time, as long as its binary is still there. */
function recorded(env) {
  try {
    const record = JSON.parse(readFileSync(recordFile(env), 'utf8'));
    const usable = typeof record.command === 'string' && existsSync(record.command);
    return usable ? record : undefined;
  } catch {
    return undefined;
  }
}

function remember(server, env) {
  const file = recordFile(env);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(server, null, 2)}\n`);
  renameSync(`${file}.${process.pid}`, file);
  return server;
}

/**
 * The Redis server this machine can run: one on PATH, else the one in the per-user cache.
 * It downloads nothing; `ensureRedisServer` does.
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function findRedisServer(env = process.env) {
  const known = recorded(env);
  const command = onPath(['redis-server', 'valkey-server'], env);
  if (command) {
    if (known?.command === command) return known;
    const server = await tryServer(command, {}, 'path');
    if (server) return remember(server, env);
  }
  return known?.source === 'cache' ? known : undefined;
}

/** Debian's redis-tools holds the server's binary; under the name redis-server it is the server. */
async function download(env) {
  const target = path.join(cacheDir(env), 'redis');
  const work = `${target}.${process.pid}`;
  const apt = createApt(path.join(cacheDir(env), 'apt'));
  rmSync(work, { recursive: true, force: true });
  try {
    await apt.update();
    await apt.unpack(['redis-tools'], work);
    mkdirSync(path.join(work, 'bin'), { recursive: true });
    symlinkSync('../usr/bin/redis-check-rdb', path.join(work, 'bin', 'redis-server'));
    const binary = path.join(work, 'bin', 'redis-server');
    const withLibraries = (folder) => ({ LD_LIBRARY_PATH: libraryFolders(folder).join(':') });

    // A library may itself need another: ask again until nothing is missing.
    for (let round = 0; round < 4; round++) {
      const missing = await missingLibraries(binary, { ...env, ...withLibraries(work) });
      if (missing.length === 0) break;
      await apt.unpack([...new Set(missing.map(packageOfLibrary).filter(Boolean))], work);
    }
    rmSync(target, { recursive: true, force: true });
    renameSync(work, target);
    const command = path.join(target, 'bin', 'redis-server');
    const server = await tryServer(command, withLibraries(target), 'cache');
    if (server) return remember(server, env);
    const { output } = await run(command, ['--version'], {
      env: { ...env, ...withLibraries(target) },
    });
    throw new Error(output.trim() || 'it does not start');
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * A Redis server to spawn, downloaded into the cache when the machine has none.
 * @throws {SetupError} when there is no way to get one here
 */
export async function ensureRedisServer(env = process.env) {
  const found = await findRedisServer(env);
  if (found) return found;
  const advice = {
    what: `No Redis server (${minimumVersion} or newer) was found.`,
    why: 'MIRA keeps its queues, incidents and limits in Redis; tests and `mira dev` start their own',
    fix: 'install one (`apt-get install redis-server`, `brew install redis`), or start one and set REDIS_URL',
  };
  if (!hasApt(env)) throw new SetupError(advice);
  try {
    return await withLock(path.join(cacheDir(env), 'locks', 'redis'), async () => {
      const other = await findRedisServer(env);
      if (other) return other;
      return await step('unpacking a Redis server into the cache (nothing is installed)', () =>
        download(env),
      );
    });
  } catch (error) {
    throw notUnpacked(advice, error);
  }
}
