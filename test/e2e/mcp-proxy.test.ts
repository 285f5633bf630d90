// The proxy as a process: starts, serves, stops; says what is wrong with its settings.
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { eventually } from '../helpers/poll.ts';
import { mintToken, TOKEN_SECRET } from '../helpers/proxy.ts';
import { startRedis, useRedis } from '../helpers/redis.ts';

const db = useRedis();
const MAIN = fileURLToPath(new URL('../../src/mcp-proxy/main.ts', import.meta.url));

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(settings: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env['PATH'],
      MIRA_PROXY_PORT: '0',
      MIRA_PROXY_HOST: '127.0.0.1',
      ...settings,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  children.push(child);
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => void lines.push(line));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, lines, ended };
}

const settings = (): Record<string, string> => ({
  REDIS_URL: db.url,
  MIRA_TOKEN_SECRET: TOKEN_SECRET,
  DD_API_KEY: 'a'.repeat(32),
  DD_APP_KEY: 'b'.repeat(40),
});

const urlIn = (lines: readonly string[]): string | undefined =>
  /"url":"([^"]+)"/.exec(lines.find((line) => line.includes('serving MCP')) ?? '')?.[1];

test('it serves the tools of the upstreams that are configured, and stops in good order', async () => {
  const proxy = start(settings());
  const url = await eventually(() => urlIn(proxy.lines), { timeoutMs: 45_000 });
  const base = url.replace('/mcp', '');
  await eventually(async () => (await fetch(`${base}/ready`)).ok);
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${await mintToken({ toolsets: ['datadog', 'azure_devops', 'slack'] })}`,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  });
  const { result } = (await response.json()) as { result: { tools: { name: string }[] } };
  const names = result.tools.map(({ name }) => name);
  expect(names).toContain('get_logs');
  expect(names).not.toContain('post_message');
  proxy.child.kill('SIGTERM');
  expect(await proxy.ended).toBe(0);
  expect(proxy.lines.at(-1)).toContain('stopped');
  expect(proxy.lines.join('\n')).not.toContain('a'.repeat(32));
});

test('it starts before Redis does, and is ready when Redis is', async () => {
  await using server = await startRedis();
  await server.shutdown();
  const proxy = start({ ...settings(), REDIS_URL: server.url });
  const url = await eventually(() => urlIn(proxy.lines), { timeoutMs: 45_000 });
  const ready = url.replace('/mcp', '/ready');
  expect((await fetch(ready)).status).toBe(503);
  await server.start();
  await eventually(async () => (await fetch(ready)).ok);
  proxy.child.kill('SIGTERM');
  expect(await proxy.ended).toBe(0);
});

test('without any upstream it says that it has nothing to offer', async () => {
  const { REDIS_URL, MIRA_TOKEN_SECRET } = settings();
  const proxy = start({ REDIS_URL: REDIS_URL!, MIRA_TOKEN_SECRET: MIRA_TOKEN_SECRET! });
  await eventually(() => proxy.lines.some((line) => line.includes('no tool can be offered')), {
    timeoutMs: 45_000,
  });
});

test('every problem of its settings is named at once', async () => {
  const proxy = start({
    MIRA_TOKEN_SECRET: 'short',
    MIRA_BUCKET_SLACK: 'fast',
    MIRA_PROXY_PORT: 'x',
  });
  expect(await proxy.ended).toBe(2);
  const text = proxy.lines.join('\n');
  for (const name of ['MIRA_TOKEN_SECRET', 'MIRA_BUCKET_SLACK', 'MIRA_PROXY_PORT']) {
    expect(text).toContain(name);
  }
  expect(text).not.toContain('    at ');
});
