import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  atLeast,
  ensureRedisServer,
  findRedisServer,
  packageOfLibrary,
  versionOf,
} from '../../../../scripts/setup/redis.mjs';

test.each([
  ['libjemalloc.so.2', 'libjemalloc2'],
  ['liblzf.so.1', 'liblzf1'],
  ['libatomic.so.1', 'libatomic1'],
  ['liblua5.1.so.0', 'liblua5.1-0'],
  ['libsystemd.so.0', 'libsystemd0'],
  ['libhiredis.so.0.14', 'libhiredis0'],
])('%s is in the package %s', (library, name) => {
  expect(packageOfLibrary(library)).toBe(name);
});

test('versions are compared by number', () => {
  expect(versionOf('Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc')).toBe('7.0.15');
  expect(versionOf('nonsense')).toBeUndefined();
  expect(atLeast('6.2', '6.2')).toBe(true);
  expect(atLeast('6.10.1', '6.2')).toBe(true);
  expect(atLeast('6.0.16', '6.2')).toBe(false);
  expect(atLeast('7', '6.2')).toBe(true);
});

describe('finding a server', () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'mira-find-'));
    env = { PATH: path.join(folder, 'bin'), XDG_CACHE_HOME: path.join(folder, 'cache') };
    mkdirSync(path.join(folder, 'bin'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function install(name: string, version: string): string {
    const file = path.join(folder, 'bin', name);
    writeFileSync(file, `#!/bin/sh\necho "Redis server v=${version} sha=0"\n`);
    chmodSync(file, 0o755);
    return file;
  }

  test('takes the one on PATH', async () => {
    const command = install('redis-server', '7.2.4');
    const server = await findRedisServer(env);
    expect(server).toEqual({ command, args: [], env: {}, version: '7.2.4', source: 'path' });
  });

  test('takes valkey as well', async () => {
    const command = install('valkey-server', '8.0.1');
    expect(await findRedisServer(env)).toMatchObject({ command, version: '8.0.1' });
  });

  test('does not take one that is too old', async () => {
    install('redis-server', '6.0.16');
    expect(await findRedisServer(env)).toBeUndefined();
  });

  test('forgets one that is gone', async () => {
    const command = install('redis-server', '7.2.4');
    await findRedisServer(env);
    rmSync(command);
    expect(await findRedisServer(env)).toBeUndefined();
  });

  test('without a server and without apt it says what would fix it', async () => {
    await expect(ensureRedisServer(env)).rejects.toThrow(/No Redis[\s\S]*why:[\s\S]*fix:.*install/);
  });
});
