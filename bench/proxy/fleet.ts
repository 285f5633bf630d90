/** Child processes of a benchmark: started together, told apart by name, ended with their owner. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ReplicaSettings } from './replica.ts';

const SCRIPT = fileURLToPath(new URL('./replica.ts', import.meta.url));

export interface Replica extends AsyncDisposable {
  readonly name: string;
  readonly url: string;
  readonly child: ChildProcess;
  onMessage(listener: (message: Record<string, unknown>) => void): void;
  ask(message: string): Promise<Record<string, unknown>>;
}

export async function startReplica(
  role: 'echo' | 'proxy' | 'limiter',
  settings: Partial<ReplicaSettings> = {},
): Promise<Replica> {
  const name = settings.name ?? role;
  const child = fork(SCRIPT, [role, JSON.stringify({ ...settings, name })], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: ['--expose-gc', '--no-warnings'],
  });
  const next = (): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      child.once('message', (message) => resolve(message as Record<string, unknown>));
      child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
    });
  const ready = await next();
  return {
    name,
    url: String(ready['url']),
    child,
    onMessage: (listener) =>
      void child.on('message', (message) => listener(message as Record<string, unknown>)),
    ask(message) {
      const answer = next();
      child.send(message);
      return answer;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
}
