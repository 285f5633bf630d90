/** Runs git, a few at a time. */
import { spawn } from 'node:child_process';

/** A git command that failed. */
export class GitError extends Error {
  override readonly name = 'GitError';
}

/** A storm of requests must not become a storm of processes. */
const AT_ONCE = 6;
let running = 0;
const waiting: (() => void)[] = [];

async function slot(): Promise<void> {
  if (running < AT_ONCE) {
    running += 1;
    return;
  }
  await new Promise<void>((resolve) => waiting.push(resolve));
}

function release(): void {
  const next = waiting.shift();
  if (next === undefined) running -= 1;
  else next();
}

/** What a person's own configuration could change about the output. */
const SETTINGS = [
  'core.quotePath=false',
  'diff.renames=true',
  'gc.auto=0',
  'log.showSignature=false',
];

function run(
  directory: string,
  args: readonly string[],
  input: string | undefined,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const settings = SETTINGS.flatMap((setting) => ['-c', setting]);
    const child = spawn('git', ['--git-dir', directory, ...settings, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    // git may refuse its input before it has read all of it
    child.stdin.on('error', () => undefined);
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(out));
      else reject(new GitError(`git ${args[0]}: ${Buffer.concat(err).toString().trim()}`));
    });
    child.stdin.end(input);
  });
}

/** @throws GitError with what git said */
export async function gitBytes(
  directory: string,
  args: readonly string[],
  input?: string,
): Promise<Buffer> {
  await slot();
  try {
    return await run(directory, args, input);
  } finally {
    release();
  }
}

/** As {@link gitBytes}, as text. */
export const git = async (
  directory: string,
  args: readonly string[],
  input?: string,
): Promise<string> => (await gitBytes(directory, args, input)).toString('utf8');

/** Answers of one repository, kept up to this many bytes. */
const KEEP_BYTES = 32 * 1024 * 1024;

/** Reads from one repository. */
export type GitReader = (args: readonly string[], input?: string) => Promise<Buffer>;

/**
 * A repository does not change once it is imported: the same question has the same answer, and
 * asking git again would only cost a process. Failures are not kept.
 */
export function createGitReader(directory: string): GitReader {
  const answers = new Map<string, { answer: Promise<Buffer>; size: number }>();
  let total = 0;
  function forget(key: string): void {
    total -= answers.get(key)?.size ?? 0;
    answers.delete(key);
  }
  return (args, input = '') => {
    const key = [...args, input].join('\0');
    const kept = answers.get(key);
    if (kept !== undefined) return kept.answer;
    const entry = { answer: gitBytes(directory, args, input), size: 0 };
    answers.set(key, entry);
    entry.answer.then(
      ({ length }) => {
        if (answers.get(key) !== entry) return;
        entry.size = length + key.length;
        total += entry.size;
        for (const oldest of answers.keys()) {
          if (total <= KEEP_BYTES) break;
          forget(oldest);
        }
      },
      () => answers.delete(key),
    );
    return entry.answer;
  };
}
