/** Runs git for reading only: never writes to the repository, never obeys its configuration. */
import { spawn } from 'node:child_process';
import { MiraError, messageOf } from '../domain/errors.ts';

export interface GitRun {
  /** @defaultValue `git`, found on the environment's PATH */
  readonly program?: string;
  /** What git may see of the caller's environment; its GIT_… never reach it. */
  readonly env: NodeJS.ProcessEnv;
  /** Given to git's stdin; then closed. */
  readonly input?: string | undefined;
  /** Called with each piece of stdout. Without it stdout is returned as text. */
  readonly onOutput?: ((piece: Buffer) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Longer output is a failure. @defaultValue none */
  readonly maxBytes?: number;
}

/**
 * A repository may come from anywhere, also out of a bundle: settings in it that name programs
 * (fsmonitor, pagers, external diffs, text converters) or reach the network must not be obeyed.
 */
const SAFE = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.pager=cat',
  'core.quotePath=false',
  'core.attributesFile=/dev/null',
  'diff.external=',
  'diff.noprefix=false',
  'diff.mnemonicPrefix=false',
  'diff.orderFile=/dev/null',
  'diff.renames=true',
  'diff.algorithm=myers',
  'log.showSignature=false',
  'log.mailmap=false',
  'blame.ignoreRevsFile=',
  'color.ui=false',
  'gc.auto=0',
  'i18n.logOutputEncoding=UTF-8',
  'protocol.allow=never',
  'safe.directory=*',
].flatMap((setting) => ['-c', setting]);

const ENVIRONMENT = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
};

/** Nothing of the caller's GIT_… may point git elsewhere. */
function environment(given: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(given).filter(([name]) => !name.startsWith('GIT_'));
  return { ...Object.fromEntries(kept), ...ENVIRONMENT };
}

/**
 * Runs git once.
 * @param args - the repository (`--git-dir` or `-C`), then the command
 * @returns its stdout as UTF-8
 * @throws MiraError `bad_argument` with git's own words when it fails, `config_invalid` without git;
 *   the signal's AbortError
 */
export function runGit(args: readonly string[], run: GitRun): Promise<string> {
  const { onOutput, signal, maxBytes = Infinity } = run;
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = spawn(run.program ?? 'git', [...SAFE, '--no-pager', ...args], {
    env: environment(run.env),
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(signal === undefined ? {} : { signal }),
  });
  const out: Buffer[] = [];
  let bytes = 0;
  let complaint = '';
  let failed: unknown;
  const stop = (error: unknown): void => {
    failed ??= error;
    child.kill();
  };
  child.stdout.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > maxBytes) {
      stop(new MiraError('bad_argument', `git wrote more than ${maxBytes} bytes`));
      return;
    }
    if (onOutput === undefined) {
      out.push(piece);
      return;
    }
    try {
      onOutput(piece);
    } catch (error) {
      stop(error);
    }
  });
  child.stderr.on('data', (piece: Buffer) => {
    if (complaint.length < 4_000) complaint += piece.toString('utf8');
  });
  // git may end before it has read everything: that is not an error of ours
  child.stdin.on('error', () => undefined);
  child.on('error', (error) =>
    reject('code' in error && error.code === 'ENOENT' ? noGit() : error),
  );
  child.on('close', (code) => {
    if (failed !== undefined)
      reject(failed instanceof Error ? failed : new Error(messageOf(failed)));
    else if (code === 0) resolve(Buffer.concat(out).toString('utf8'));
    else
      reject(
        new MiraError(
          'bad_argument',
          complaint.trim().split('\n').slice(0, 3).join('; ') || `git ended with ${code}`,
        ),
      );
  });
  child.stdin.end(run.input);
  return promise;
}

/** What to say where there is no git to run. */
export const noGit = (): MiraError =>
  new MiraError('config_invalid', 'git was not found on PATH: it is needed to read a repository');
