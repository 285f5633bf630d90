/** An ingress, or the bare route, as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually } from '../../test/helpers/poll.ts';
import { freePort } from '../../test/helpers/ports.ts';

export const SECRET = 'bench-webhook-secret';

export interface Server extends AsyncDisposable {
  readonly url: string;
}

export async function startServer(script: string, redisUrl: string): Promise<Server> {
  const port = await freePort();
  const child: ChildProcess = spawn(
    process.execPath,
    ['--no-warnings', fileURLToPath(new URL(script, import.meta.url))],
    {
      stdio: 'ignore',
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'production',
        REDIS_URL: redisUrl,
        PORT: String(port),
        MIRA_HOST: '127.0.0.1',
        MIRA_WEBHOOK_SECRET: SECRET,
        MIRA_ACCEPT_QUEUE_LIMIT: '10000000',
      },
    },
  );
  const url = `http://127.0.0.1:${port}`;
  await eventually(async () => (await fetch(`${url}/ready`)).ok, { timeoutMs: 10_000 });
  return {
    url,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
