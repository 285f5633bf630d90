// Real Redis servers for tests and benchmarks: a fresh one per call, stopped with its owner. They
// never touch a server named by REDIS_URL: what tests flush is theirs alone.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis, type RedisOptions } from 'ioredis';
import { ensureRedisServer } from '../../scripts/setup/redis.mjs';
import { eventually } from './poll.ts';
import { freePort } from './ports.ts';
import { type RedisReply, redisCommand } from './redis-command.ts';

export interface StartRedisOptions {
  /** Keep the data across `restart()` and `kill()` + `start()`. @defaultValue false */
  appendonly?: boolean;
  /** @defaultValue a free one */
  port?: number;
  /** More of redis-server's own options, as `['--maxmemory', '10mb']`. */
  args?: string[];
}

export interface TestRedis {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** `redis://127.0.0.1:PORT`: the same one for the server's whole life, restarts included. */
  readonly url: string;
  readonly pid: number | undefined;
  /** One command over its own socket; it does not count as a client afterwards. */
  command(...args: string[]): Promise<RedisReply>;
  /** A client that `stop()` disconnects. */
  client(options?: RedisOptions): Redis;
  /** The connections other than the asking one. */
  connectedClients(): Promise<number>;
  flush(): Promise<void>;
  /** Starts the server again on the same port after `shutdown()` or `kill()`. */
  start(): Promise<void>;
  /** Ends the server in good order; its data stays for `start()` when `appendonly` is set. */
  shutdown(): Promise<void>;
  /** Ends the server as a power cut would. */
  kill(): Promise<void>;
  /** `shutdown()`, then `start()`. */
  restart(): Promise<void>;
  /** Stops the server's clock: connections stay open and nothing answers. */
  pause(): void;
  resume(): void;
  /** Ends the server, its clients, and its data. Further calls do nothing. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a Redis server of its own (about 20 ms). Stop it, or use `await using`.
 *
 * @example
 * await using redis = await startRedis({ appendonly: true });
 * await redis.client().set('a', '1');
 */
export async function startRedis(options: StartRedisOptions = {}): Promise<TestRedis> {
  const binary = await ensureRedisServer();
  const dir = mkdtempSync(path.join(tmpdir(), 'mira-redis-'));
  const clients = new Set<Redis>();
  let port = options.port ?? (await freePort());
  let server: Server | undefined;
  let stopped = false;

  async function start(): Promise<void> {
    if (server?.alive()) return;
    for (let attempt = 1; ; attempt++) {
      server = spawnServer(binary.command, [...binary.args, ...serverArgs()], binary.env);
      try {
        await ready(server, port);
        return;
      } catch (error) {
        await server.end('SIGKILL');
        // Another process may have taken the port between asking for it and binding it.
        const taken = /Address already in use/i.test(server.output());
        if (!taken || options.port !== undefined || attempt === 5 || clients.size > 0) throw error;
        port = await freePort();
      }
    }
  }

  function serverArgs(): string[] {
    const fixed = { port, bind: '127.0.0.1', dir, save: '', 'maxmemory-policy': 'noeviction' };
    const flags = Object.entries(fixed).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const aof = options.appendonly ? ['--appendonly', 'yes', '--appendfsync', 'always'] : [];
    return [...flags, ...aof, ...(options.args ?? [])];
  }

  const redis: TestRedis = {
    host: '127.0.0.1',
    get port() {
      return port;
    },
    get url() {
      return `redis://127.0.0.1:${port}`;
    },
    get pid() {
      return server?.pid;
    },
    command: (...args) => redisCommand(port, args),
    client(clientOptions = {}) {
      const client = new Redis({ host: '127.0.0.1', port, ...clientOptions });
      // Without a listener ioredis prints every lost connection, also those a test means to lose.
      client.on('error', () => {});
      clients.add(client);
      return client;
    },
    async connectedClients() {
      const info = String(await redisCommand(port, ['INFO', 'clients']));
      return Number(/connected_clients:(\d+)/.exec(info)?.[1] ?? Number.NaN) - 1;
    },
    async flush() {
      await redisCommand(port, ['FLUSHALL']);
    },
    start,
    async shutdown() {
      await server?.end('SIGTERM');
    },
    async kill() {
      await server?.end('SIGKILL');
    },
    async restart() {
      await redis.shutdown();
      await start();
    },
    pause: () => server?.signal('SIGSTOP'),
    resume: () => server?.signal('SIGCONT'),
    async stop() {
      if (stopped) return;
      stopped = true;
      for (const client of clients) client.disconnect();
      await server?.end('SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    },
    [Symbol.asyncDispose]: () => redis.stop(),
  };

  try {
    await start();
  } catch (error) {
    await redis.stop();
    throw error;
  }
  return redis;
}

/** Starts a Redis server, runs `body` with it, and stops it whatever happens. */
export async function withRedis<T>(
  body: (redis: TestRedis) => T | Promise<T>,
  options: StartRedisOptions = {},
): Promise<T> {
  await using redis = await startRedis(options);
  return await body(redis);
}

/**
 * Waits for the number of connections to fall back to `baseline`.
 *
 * @throws naming the connections that stayed open
 */
export async function assertNoLeakedClients(
  redis: TestRedis,
  baseline = 0,
  { timeoutMs = 10_000 }: { timeoutMs?: number } = {},
): Promise<void> {
  try {
    await eventually(async () => (await redis.connectedClients()) <= baseline, { timeoutMs });
  } catch (error) {
    const list = String(await redis.command('CLIENT', 'LIST'));
    const open = list.split('\n').filter((line) => line && !line.includes('cmd=client'));
    throw new Error(
      `Redis connections left open: ${open.length}, expected ${baseline}\n${open.join('\n')}`,
      { cause: error },
    );
  }
}

interface Server {
  readonly pid: number | undefined;
  alive(): boolean;
  output(): string;
  signal(signal: NodeJS.Signals): void;
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

function spawnServer(command: string, args: string[], env: Record<string, string>): Server {
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-8000);
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  child.on('error', (error) => collect(Buffer.from(error.message)));
  const guard = child.pid === undefined ? undefined : startGuard(child.pid);
  const ended = new Promise<void>((resolve) => {
    const done = () => {
      guard?.kill('SIGKILL');
      resolve();
    };
    child.once('exit', done);
    child.once('error', done);
  });
  const alive = () =>
    child.pid !== undefined && child.exitCode === null && child.signalCode === null;

  return {
    pid: child.pid,
    alive,
    output: () => output,
    signal: (signal) => void child.kill(signal),
    async end(signal) {
      if (!alive()) return;
      // A paused server takes no signal but these two.
      if (signal === 'SIGTERM') child.kill('SIGCONT');
      child.kill(signal);
      await ended;
    },
  };
}

/**
 * A shell that kills the server when this process is gone, however it went: the shell's input is a
 * pipe from here, and the kernel closes it. `process.on('exit')` would miss a SIGKILL.
 */
function startGuard(pid: number): ChildProcess {
  const guard = spawn('sh', ['-c', `read _; kill -9 ${pid}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => {});
  guard.unref();
  return guard;
}

async function ready(server: Server, port: number): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    if (!server.alive()) throw new Error(`redis-server ended at once:\n${server.output()}`);
    try {
      const info = String(await redisCommand(port, ['INFO'], { timeoutMs: 2_000 }));
      // Another server on this port would answer too: only the process id tells them apart. INFO is
      // answered while the data is still being read from disk, other commands are not. The line
      // break keeps `async_loading:0`, which is said all the time, from passing for the answer.
      const isOurs = info.includes(`\nprocess_id:${server.pid}\r`);
      if (isOurs && info.includes('\nloading:0\r')) return;
    } catch (error) {
      if (performance.now() > deadline) {
        throw new Error(`redis-server did not answer:\n${server.output()}`, { cause: error });
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
