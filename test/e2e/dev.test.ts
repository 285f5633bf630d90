// `mira dev --json` as an outside program meets it: one line when ready, nothing left behind.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { eventually } from '../helpers/poll.ts';

const root = path.resolve(import.meta.dirname, '../..');
const Addresses = z.strictObject({
  ingress: z.url(),
  mcpProxy: z.array(z.url()),
  mcpToken: z.string().min(1),
  redis: z.strictObject({ url: z.string(), pid: z.number(), restart: z.array(z.string()).min(1) }),
  datadog: z.url(),
  azureDevOps: z.url(),
  slack: z.url(),
  gemini: z.url(),
  webhookSecret: z.string().min(1),
  apiToken: z.string().min(1),
  operatorToken: z.string().min(1),
  pids: z.strictObject({
    ingress: z.number(),
    workers: z.array(z.number()),
    proxies: z.array(z.number()),
    simulators: z.number(),
  }),
});

let dev: ChildProcess | undefined;
afterEach(() => dev?.kill('SIGKILL'));

/** Starts `mira dev` as a child of its own and returns its one line. */
async function start(
  ...args: string[]
): Promise<{ addresses: z.infer<typeof Addresses>; stdout: string[] }> {
  const child = spawn(
    process.execPath,
    [path.join(root, 'src/cli/main.ts'), 'dev', '--json', '--quiet', ...args],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  dev = child;
  const stdout: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => stdout.push(line));
  const line = await eventually(() => stdout[0], {
    timeoutMs: 60_000,
    what: 'the line of mira dev',
  });
  return { addresses: Addresses.parse(JSON.parse(line)), stdout };
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const allPids = ({ pids, redis }: z.infer<typeof Addresses>): number[] => [
  pids.ingress,
  ...pids.workers,
  ...pids.proxies,
  pids.simulators,
  redis.pid,
];

it('prints one line, serves what it names, and takes everything along when it is killed', async () => {
  const { addresses, stdout } = await start('--workers', '1', '--proxies', '2');
  expect(addresses.pids.workers).toHaveLength(1);
  expect(addresses.mcpProxy).toHaveLength(2);
  expect((await fetch(`${addresses.ingress}/ready`)).status).toBe(200);
  const services = await fetch(`${addresses.ingress}/services`, {
    headers: { authorization: `Bearer ${addresses.apiToken}` },
  });
  expect(services.status).toBe(200);

  // Killed children neither end it nor come back.
  const [proxy = 0] = addresses.pids.proxies;
  process.kill(proxy, 'SIGKILL');
  await eventually(() => !isAlive(proxy), { what: 'the end of a proxy' });
  expect((await fetch(`${addresses.ingress}/ready`)).status).toBe(200);

  const pids = allPids(addresses);
  dev?.kill('SIGKILL');
  await eventually(() => pids.every((pid) => !isAlive(pid)), { what: 'the end of every child' });
  expect(stdout).toHaveLength(1);
});

it('uses another port when its own is taken, and ends in good order on SIGTERM', async () => {
  const blocker = createServer();
  const port = await new Promise<number>((resolve) => {
    blocker.listen(0, '127.0.0.1', () => {
      const address = blocker.address();
      resolve(typeof address === 'object' ? (address?.port ?? 0) : 0);
    });
  });
  const { addresses } = await start('--port', String(port), '--workers', '1');
  blocker.close();
  expect(new URL(addresses.ingress).port).not.toBe(String(port));
  const folder = path.dirname(addresses.redis.restart.at(-1) ?? '');
  const pids = allPids(addresses);
  const code = new Promise((resolve) => dev?.once('exit', resolve));
  dev?.kill('SIGTERM');
  expect(await code).toBe(0);
  expect(pids.filter(isAlive)).toEqual([]);
  await eventually(() => !existsSync(folder), { what: 'the removal of the run’s folder' });
});

it('says which setting is wrong and no more, and leaves nothing behind', async () => {
  const child = spawn(
    process.execPath,
    [path.join(root, 'src/cli/main.ts'), 'dev', '--json', '--quiet'],
    {
      cwd: root,
      env: { ...process.env, MIRA_MAX_MODEL_CALLS: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  dev = child;
  let said = '';
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect(code).toBe(2);
  expect(said).toMatch(
    /^mira: worker-\d ended before it was ready:\n.*\n {2}MIRA_MAX_MODEL_CALLS: /,
  );
  expect(said).not.toMatch(/^ {4}at /m);
});
