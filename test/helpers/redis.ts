// Redis in tests: `useRedis()` gives a file its own server, `startRedis()` and `withRedis()` one
// that a test may restart, kill and pause.
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import {
  assertNoLeakedClients,
  startRedis,
  type StartRedisOptions,
  type TestRedis,
} from './redis-server.ts';

export * from './redis-server.ts';

/** What `useRedis()` gives: the test file's server, and a prefix no other test has. */
export interface RedisForTest {
  readonly server: TestRedis;
  readonly url: string;
  readonly port: number;
  /** A connected client, the same one for the whole file. */
  readonly redis: Redis;
  /** Differs in every test, as `t7:`. */
  readonly prefix: string;
}

/**
 * Gives a test file (or a `describe`) its own Redis: started before its tests, emptied before each
 * of them, stopped at the end. A test that leaves a connection open fails.
 *
 * @example
 * const db = useRedis();
 * test('…', async () => { await db.redis.set('a', '1'); });
 */
export function useRedis(
  options: StartRedisOptions & { /** @defaultValue true */ checkLeaks?: boolean } = {},
): RedisForTest {
  let server: TestRedis | undefined;
  let client: Redis | undefined;
  let tests = 0;
  let baseline = 0;
  const started = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('useRedis() is ready inside tests and hooks only');
    return value;
  };

  beforeAll(async () => {
    server = await startRedis(options);
    client = server.client();
    await client.ping();
  });
  beforeEach(async () => {
    tests++;
    await started(server).flush();
    baseline = await started(server).connectedClients();
  });
  afterEach(async () => {
    if (options.checkLeaks !== false) await assertNoLeakedClients(started(server), baseline);
  });
  afterAll(async () => {
    await server?.stop();
  });

  return {
    get server() {
      return started(server);
    },
    get url() {
      return started(server).url;
    },
    get port() {
      return started(server).port;
    },
    get redis() {
      return started(client);
    },
    get prefix() {
      return `t${tests}:`;
    },
  };
}
