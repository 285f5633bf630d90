import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { eventually } from '../../helpers/poll.ts';
import { freePort } from '../../helpers/ports.ts';
import { assertNoLeakedClients, startRedis, useRedis, withRedis } from '../../helpers/redis.ts';

/** Whether the process still runs: one that ended and was not collected by its parent does not. */
function running(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return process.platform !== 'linux';
  }
}

describe('useRedis', () => {
  const db = useRedis();
  const prefixes = new Set<string>();

  test.each([1, 2])('starts test %i with an empty server and a new prefix', async () => {
    expect(await db.redis.dbsize()).toBe(0);
    expect(prefixes.has(db.prefix)).toBe(false);
    prefixes.add(db.prefix);
    await db.redis.set(`${db.prefix}left`, 'behind');
  });
});

describe('startRedis', () => {
  test('is the noeviction server that BullMQ needs, on the port it says', async () => {
    await withRedis(async (redis) => {
      expect(await redis.command('CONFIG', 'GET', 'maxmemory-policy')).toEqual([
        'maxmemory-policy',
        'noeviction',
      ]);
      expect(redis.url).toBe(`redis://127.0.0.1:${redis.port}`);
    });
  });

  test('keeps the data of a killed server when appendonly is set', async () => {
    await using redis = await startRedis({ appendonly: true });
    await redis.command('SET', 'kept', 'yes');
    await redis.kill();
    await expect(redis.command('PING')).rejects.toThrow();
    await redis.start();
    expect(await redis.command('GET', 'kept')).toBe('yes');
  });

  test('is started only when its data is read back', async () => {
    await using redis = await startRedis({ appendonly: true });
    const fill = "for i = 1, 100000 do redis.call('SET', 'key:' .. i, i) end";
    await redis.command('EVAL', fill, '0');
    await redis.kill();
    await redis.start();
    expect(await redis.command('DBSIZE')).toBe(100_000);
  });

  test('comes back empty on the same port without it', async () => {
    await using redis = await startRedis();
    const { port } = redis;
    await redis.command('SET', 'gone', 'yes');
    await redis.restart();
    expect(redis.port).toBe(port);
    expect(await redis.command('GET', 'gone')).toBe(null);
  });

  test('a paused server holds its answer until it is resumed', async () => {
    await using redis = await startRedis();
    const client = redis.client();
    await client.ping();
    redis.pause();
    let answered = false;
    const pong = client.ping().then(() => (answered = true));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(answered).toBe(false);
    redis.resume();
    await pong;
    expect(answered).toBe(true);
  });

  test('stop ends the process, also while it is paused', async () => {
    const redis = await startRedis();
    const pid = redis.pid!;
    redis.pause();
    await redis.stop();
    await redis.stop();
    expect(running(pid)).toBe(false);
  });

  test('says why when the port is taken', async () => {
    await using first = await startRedis();
    const taken = first.port;
    // The port answers PING, so only the server's own exit can tell.
    const second = startRedis({ port: taken }).then((redis) => redis.stop());
    await expect(second).rejects.toThrow(/Address already in use/);
  });

  test('leaves no server behind when its owner is killed', async () => {
    const port = await freePort();
    const helper = path.resolve(import.meta.dirname, '../../helpers/redis.ts');
    const script = `
      import { startRedis } from ${JSON.stringify(helper)};
      const redis = await startRedis({ port: ${port} });
      console.log(redis.pid);
      setInterval(() => {}, 1000);`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, VITEST: undefined },
    });
    const [line] = (await once(owner.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect(running(pid)).toBe(true);
    owner.kill('SIGKILL');
    await eventually(() => !running(pid), { what: 'the end of the orphan' });
  });
});

describe('assertNoLeakedClients', () => {
  test('passes once the connections are closed', async () => {
    await using redis = await startRedis();
    const client = redis.client();
    await client.ping();
    setTimeout(() => client.disconnect(), 30);
    await assertNoLeakedClients(redis);
  });

  test('names the connection that stayed open', async () => {
    await using redis = await startRedis();
    const client = redis.client({ connectionName: 'the-leak' });
    await client.ping();
    await expect(assertNoLeakedClients(redis, 0, { timeoutMs: 50 })).rejects.toThrow(
      /left open: 1, expected 0[\s\S]*name=the-leak/,
    );
  });
});
