// The ingress as a process: what it refuses to start with, how fast it is there, how it stops.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import { createProducer } from '../../../src/queue/producer.ts';
import { createStore } from '../../../src/store/store.ts';
import { createSweeper } from '../../../src/store/sweeper.ts';
import { aWebhook } from '../../helpers/ingress.ts';
import { eventually } from '../../helpers/poll.ts';
import { freePort } from '../../helpers/ports.ts';
import { startRedis, useRedis } from '../../helpers/redis.ts';

const db = useRedis({ checkLeaks: false });
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(env: Record<string, string>) {
  const child = spawn(process.execPath, ['src/ingress/main.ts'], {
    cwd: path.resolve(import.meta.dirname, '../../..'),
    env: { PATH: process.env['PATH'], MIRA_HOST: '127.0.0.1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const log = text(child.stderr);
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  return { child, log, ended };
}

describe('without a webhook secret', () => {
  test('it does not start, and says what to do', async () => {
    const { log, ended } = start({ REDIS_URL: db.url, PORT: '0' });
    expect((await ended)[0]).toBe(2);
    expect(await log).toMatch(
      /MIRA_WEBHOOK_SECRET[\s\S]*openssl rand -hex 32[\s\S]*MIRA_INSECURE=1/,
    );
  });

  test('it starts with MIRA_INSECURE=1, and says so loudly', async () => {
    const port = await freePort();
    const { child, log, ended } = start({ REDIS_URL: db.url, PORT: `${port}`, MIRA_INSECURE: '1' });
    await eventually(async () => (await fetch(`http://127.0.0.1:${port}/ready`)).ok);
    child.kill('SIGTERM');
    expect((await ended)[0]).toBe(0);
    expect(await log).toMatch(/"level":"warn".*ANYBODY CAN SEND WEBHOOKS/);
  });
});

test('two names of one setting that differ are an error, and every problem is told at once', async () => {
  const { log, ended } = start({
    MIRA_WEBHOOK_SECRET: 'one-secret',
    WEBHOOK_SECRET: 'other-secret',
    PORT: 'many',
  });
  expect((await ended)[0]).toBe(2);
  expect(await log).toMatch(
    /MIRA_WEBHOOK_SECRET and WEBHOOK_SECRET[\s\S]*PORT|PORT[\s\S]*WEBHOOK_SECRET/,
  );
  expect(await log).not.toContain('other-secret');
});

test('it starts before Redis, takes alerts once that is there, imports the registry, and stops cleanly', async () => {
  await using redis = await startRedis();
  await redis.shutdown();
  const registry = path.join(mkdtempSync(path.join(tmpdir(), 'mira-ingress-')), 'registry.json');
  writeFileSync(registry, JSON.stringify({ 'payment-svc': { repo_name: 'pay' } }));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { child, log, ended } = start({
    REDIS_URL: redis.url,
    PORT: `${port}`,
    WEBHOOK_SECRET: 'a-webhook-secret',
    MIRA_API_TOKEN: 'an-api-token',
    SERVICE_REGISTRY_PATH: registry,
  });
  const send = () =>
    fetch(`${url}/webhook/datadog`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('dd:a-webhook-secret')}` },
      body: JSON.stringify(aWebhook()),
    });
  await eventually(async () => (await fetch(`${url}/health`)).ok);
  expect((await send()).status).toBe(503);
  expect((await fetch(`${url}/ready`)).status).toBe(503);

  await redis.start();
  await eventually(async () => (await send()).status === 202);
  const services = await eventually(async () => {
    const response = await fetch(`${url}/services`, {
      headers: { authorization: 'Bearer an-api-token' },
    });
    const body = (await response.json()) as { services: { name: string }[] };
    return body.services.length > 0 ? body.services : undefined;
  });
  expect(services.map((service) => service.name)).toEqual(['payment-svc']);

  // An open stream does not hold up the stop.
  const stream = await fetch(`${url}/events`, {
    headers: { authorization: 'Bearer an-api-token' },
  });
  expect(stream.status).toBe(200);
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(await log).not.toContain('a-webhook-secret');
  await stream.body?.cancel().catch(() => {});
});

test('killed in the middle of a storm it has lost nothing that it had answered', async () => {
  await using redis = await startRedis({ appendonly: true });
  const port = await freePort();
  const { child, ended } = start({
    REDIS_URL: redis.url,
    PORT: `${port}`,
    WEBHOOK_SECRET: 'a-webhook-secret',
  });
  const url = `http://127.0.0.1:${port}`;
  await eventually(async () => (await fetch(`${url}/ready`)).ok);
  const answered: string[] = [];
  const send = async (service: string): Promise<void> => {
    const response = await fetch(`${url}/webhook/datadog`, {
      method: 'POST',
      headers: { 'x-mira-webhook-secret': 'a-webhook-secret' },
      body: JSON.stringify(aWebhook({ service })),
    });
    if (response.status !== 202) return;
    const answer = (await response.json()) as { investigation_id: string };
    answered.push(answer.investigation_id);
    if (answered.length === 20) child.kill('SIGKILL');
  };
  await Promise.allSettled(Array.from({ length: 200 }, (_, n) => send(`svc-${n}`)));
  await ended;

  // What any other process's sweeper does, at once.
  const client = redis.client();
  const store = createStore({ redis: client, clock: systemClock });
  const producer = createProducer({ redis: client });
  await eventually(() => client.status === 'ready');
  await createSweeper({
    redis: client,
    store,
    producer,
    clock: systemClock,
    logger: pino({ level: 'silent' }),
    graceMs: -1_000,
  }).sweep();
  expect(answered.length).toBeGreaterThanOrEqual(20);
  for (const id of answered) {
    expect(await producer.queues.investigations.getJob(id)).toBeDefined();
  }
  expect(await store.pending.overdue(-1_000)).toEqual([]);
  await producer.close();
});
