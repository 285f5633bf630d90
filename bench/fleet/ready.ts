/** From the start of a process to the first `/ready` that says yes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually } from '../../test/helpers/poll.ts';
import { freePort } from '../../test/helpers/ports.ts';
import { startRedis } from '../../test/helpers/redis-server.ts';
import { median, type Row } from '../row.ts';

const STARTS = 5;
const SECRET = 'bench-ready-secret-bench-ready-secret';

export async function* readyRows(): AsyncIterable<Row> {
  await using redis = await startRedis();
  yield await readyRow('ingress', 'ingress/main.ts', 1, (port) => ({
    REDIS_URL: redis.url,
    PORT: String(port),
    MIRA_HOST: '127.0.0.1',
    MIRA_WEBHOOK_SECRET: SECRET,
  }));
  yield await readyRow('mcp-proxy', 'mcp-proxy/main.ts', 2.5, (port) => ({
    REDIS_URL: redis.url,
    MIRA_PROXY_HOST: '127.0.0.1',
    MIRA_PROXY_PORT: String(port),
    MIRA_TOKEN_SECRET: SECRET,
    DD_API_KEY: 'bench-api-key',
    DD_APP_KEY: 'bench-app-key',
    AZURE_DEVOPS_ORGANIZATION: 'https://dev.azure.com/acme',
    AZURE_DEVOPS_PAT: 'bench-pat-bench-pat-bench-pat',
  }));
}

async function readyRow(
  name: string,
  module: string,
  atMost: number,
  settings: (port: number) => Record<string, string>,
): Promise<Row> {
  const seconds: number[] = [];
  for (let start = 0; start < STARTS; start++) seconds.push(await secondsToReady(module, settings));
  const middle = median(seconds);
  return {
    what: `${name} ready after its start, median of ${STARTS}`,
    value: `${middle.toFixed(2)} s`,
    target: `≤ ${atMost} s`,
    ok: middle <= atMost,
  };
}

async function secondsToReady(
  module: string,
  settings: (port: number) => Record<string, string>,
): Promise<number> {
  const port = await freePort();
  const begun = performance.now();
  const child = spawn(
    process.execPath,
    ['--no-warnings', fileURLToPath(new URL(`../../src/${module}`, import.meta.url))],
    { stdio: 'ignore', env: { PATH: process.env['PATH'], ...settings(port) } },
  );
  try {
    await eventually(
      async () => {
        if (child.exitCode !== null) throw new Error(`${module} ended with ${child.exitCode}`);
        return (await fetch(`http://127.0.0.1:${port}/ready`)).ok;
      },
      { timeoutMs: 20_000, what: `${module} to be ready` },
    );
    return (performance.now() - begun) / 1_000;
  } finally {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    if (child.exitCode === null) await ended;
  }
}
