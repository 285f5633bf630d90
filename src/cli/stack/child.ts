/** One child process of the local stack: its log in a file, its last words kept, its end awaited. */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

export interface Child {
  readonly name: string;
  readonly pid: number;
  /** Resolves with the exit code, or the signal's name, when the process has ended. */
  readonly ended: Promise<number | string>;
  /** The first line of its standard output. @throws Error with its last words when it ends before */
  readonly firstLine: Promise<string>;
  hasEnded(): boolean;
  lastWords(): string;
  /** SIGTERM, and SIGKILL when it takes longer than `graceMs`. */
  stop(graceMs?: number): Promise<void>;
}

export interface ChildOptions {
  readonly name: string;
  /** Module below `src/`, for example `ingress/main.ts`. */
  readonly module: string;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logFolder: string;
  /** Gets each line that the process logs. */
  readonly onLog?: (name: string, line: string) => void;
}

const SOURCE = fileURLToPath(new URL('../../', import.meta.url));
const LAST_LINES = 30;

export function startChild({
  name,
  module,
  args = [],
  env,
  logFolder,
  onLog,
}: ChildOptions): Child {
  // Its own process group: Ctrl-C reaches the parent alone, which then stops children in order.
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', path.join(SOURCE, module), ...args],
    {
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const log = createWriteStream(path.join(logFolder, `${name}.log`));
  const last: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    log.write(`${line}\n`);
    last.push(line);
    if (last.length > LAST_LINES) last.shift();
    onLog?.(name, line);
  });
  const lastWords = (): string => last.join('\n');

  const end = Promise.withResolvers<number | string>();
  child.once('exit', (code, signal) => end.resolve(code ?? signal ?? 'unknown'));
  child.once('error', (error) => end.resolve(error.message));

  const first = Promise.withResolvers<string>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    log.write(`${line}\n`);
    first.resolve(line);
  });
  void end.promise.then((code) =>
    first.reject(new Error(`${name} ended (${code}) before it was ready:\n${lastWords()}`)),
  );
  // Not every caller waits for it.
  first.promise.catch(() => undefined);

  let hasEnded = false;
  void end.promise.then(() => {
    hasEnded = true;
    log.end();
  });
  return {
    name,
    pid: child.pid ?? 0,
    ended: end.promise,
    firstLine: first.promise,
    hasEnded: () => hasEnded,
    lastWords,
    stop: async (graceMs = 12_000) => {
      if (hasEnded) return;
      child.kill('SIGTERM');
      const hard = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await end.promise;
      clearTimeout(hard);
    },
  };
}
