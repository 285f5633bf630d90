/**
 * The embedded Redis of `mira dev` and `mira demo`: configured as production should be (AOF,
 * noeviction), restartable by anyone who has its state file.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

/** What it takes to run the server again on the same port with the same data. */
export const RedisServerState = z.object({
  command: z.string(),
  args: z.array(z.string()),
  env: z.record(z.string(), z.string()),
  port: z.number(),
  folder: z.string(),
  pidFile: z.string(),
});
export type RedisServerState = z.infer<typeof RedisServerState>;

const READY_WITHIN_MS = 10_000;

/** Starts the server in the background and resolves with its pid once it answers PING. */
export async function startRedisServer(state: RedisServerState): Promise<number> {
  const options = {
    port: String(state.port),
    bind: '127.0.0.1',
    dir: state.folder,
    pidfile: state.pidFile,
    logfile: `${state.folder}/redis.log`,
    appendonly: 'yes',
    save: '',
    'maxmemory-policy': 'noeviction',
    daemonize: 'yes',
  };
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(state.command, [...state.args, ...flags], {
    env: { ...process.env, ...state.env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.once('error', reject);
  child.once('exit', (code) =>
    code === 0
      ? resolve()
      : reject(new Error(`redis-server ended with code ${code}: see ${options.logfile}`)),
  );
  await promise;
  await until(
    () => answersPing(state.port),
    `Redis on port ${state.port} did not become ready: see ${options.logfile}`,
  );
  return pidOf(state) ?? 0;
}

/** Ends the running server, if there is one, and waits until its port is free. */
export async function stopRedisServer(state: RedisServerState): Promise<void> {
  const pid = pidOf(state);
  if (pid === undefined || !isAlive(pid)) return;
  process.kill(pid, 'SIGTERM');
  await until(() => Promise.resolve(!isAlive(pid)), `Redis (pid ${pid}) did not end`);
}

function pidOf(state: RedisServerState): number | undefined {
  try {
    return Number(readFileSync(state.pidFile, 'utf8').trim());
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(condition: () => Promise<boolean>, otherwise: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(otherwise);
    await delay(10);
  }
}

function answersPing(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, '127.0.0.1', () => void socket.write('PING\r\n'));
  socket.once('data', (data) => resolve(data.toString().startsWith('+PONG')));
  socket.once('error', () => resolve(false));
  socket.setTimeout(500, () => resolve(false));
  return promise.finally(() => socket.destroy());
}
