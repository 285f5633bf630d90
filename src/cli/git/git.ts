/** Runs git for reading only: never writes to the repository, never obeys its configuration. */
import { spawn } from 'node:child_process';
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { findGit } from '../../../scripts/setup/git.mjs';
import { MiraError, messageOf } from '../../domain/errors.ts';

export interface GitRun {
  /** Given to git's stdin; then closed. */
  readonly input?: string;
  /** Called with each piece of stdout. Without it stdout is returned as text. */
  readonly onOutput?: (piece: Buffer) => void;
}

export interface Git {
  /** The repository's own folder (`.git`, or the bare repository), with symbolic links resolved. */
  readonly dir: string;
  /** @throws MiraError `bad_argument` with git's own words when it fails */
  run(args: readonly string[], options?: GitRun): Promise<string>;
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

/** Nothing of the caller's GIT_… may point git elsewhere. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
  };
}

/**
 * Opens the repository that `folder` is or lies in.
 *
 * @param options - `exact`: only the folder itself counts, not one above it (for bundles, which may
 *   lie inside a checkout)
 * @throws MiraError `bad_argument` when there is none, `config_invalid` when git is missing
 */
export async function openGit(
  folder: string,
  options: { readonly exact?: boolean; readonly signal?: AbortSignal } = {},
): Promise<Git> {
  const program = findGit();
  if (program === undefined)
    throw new MiraError(
      'config_invalid',
      'git was not found on PATH: it is needed to read a repository',
    );
  const about = await stat(folder).catch(() => undefined);
  if (!about?.isDirectory()) throw new MiraError('bad_argument', `${folder}: no such folder`);
  const real = await realpath(folder);
  const where = options.exact
    ? [
        '--git-dir',
        (await stat(path.join(real, '.git')).catch(() => undefined))
          ? path.join(real, '.git')
          : real,
      ]
    : ['-C', real];
  const found = await execute(
    program,
    [...SAFE, ...where, 'rev-parse', '--absolute-git-dir'],
    {},
    options.signal,
  ).catch((error: unknown) => {
    throw new MiraError('bad_argument', `${folder}: not a git repository (${messageOf(error)})`);
  });
  const dir = await realpath(found.trim());
  return {
    dir,
    run: (args, run = {}) =>
      execute(program, [...SAFE, '--no-pager', '--git-dir', dir, ...args], run, options.signal),
  };
}

function execute(
  program: string,
  args: readonly string[],
  { input, onOutput }: GitRun,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = spawn(program, args, {
    env: environment(),
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(signal === undefined ? {} : { signal }),
  });
  const out: Buffer[] = [];
  let complaint = '';
  let failed: unknown;
  child.stdout.on('data', (piece: Buffer) => {
    if (onOutput === undefined) {
      out.push(piece);
      return;
    }
    try {
      onOutput(piece);
    } catch (error) {
      failed ??= error;
      child.kill();
    }
  });
  child.stderr.on('data', (piece: Buffer) => {
    if (complaint.length < 4_000) complaint += piece.toString('utf8');
  });
  // git may end before it has read everything: that is not an error of ours
  child.stdin.on('error', () => undefined);
  child.on('error', (error) => reject(error));
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
  child.stdin.end(input);
  return promise;
}

/**
 * The full id of the commit that a revision names.
 * @throws MiraError `bad_argument` when it names none
 */
export async function resolveRevision(git: Git, revision: string): Promise<string> {
  const text = await git
    .run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`])
    .catch(() => '');
  const sha = text.trim();
  if (!/^[0-9a-f]{40,64}$/.test(sha))
    throw new MiraError('bad_argument', `${revision}: no such commit in ${git.dir}`);
  return sha;
}

/** Every path of a commit's tree. */
export async function filesAt(git: Git, sha: string): Promise<string[]> {
  const text = await git.run(['ls-tree', '-r', '-z', '--name-only', sha]);
  return text.split('\0').filter(Boolean);
}

/** Longer files are not read: generated or data. */
const MAX_CONTENT = 2_000_000;

/** The texts of paths at a commit; null for one that is not there, too large, or binary. */
export async function contentsAt(
  git: Git,
  sha: string,
  paths: readonly string[],
): Promise<Map<string, string | null>> {
  const found = new Map<string, string | null>(paths.map((each) => [each, null]));
  const asked = paths.filter((each) => !each.includes('\n'));
  if (asked.length === 0) return found;
  const pieces: Buffer[] = [];
  await git.run(['cat-file', '--batch'], {
    input: asked.map((each) => `${sha}:${each}\n`).join(''),
    onOutput: (piece) => pieces.push(piece),
  });
  const bytes = Buffer.concat(pieces);
  let at = 0;
  for (const each of asked) {
    const end = bytes.indexOf(10, at);
    if (end === -1) break;
    const header = bytes.toString('utf8', at, end);
    at = end + 1;
    const size = /^[0-9a-f]+ (\w+) (\d+)$/.exec(header);
    if (!size) continue;
    const length = Number(size[2]);
    const body = bytes.subarray(at, at + length);
    at += length + 1;
    if (size[1] === 'blob' && length <= MAX_CONTENT && !body.subarray(0, 8_000).includes(0))
      found.set(each, body.toString('utf8'));
  }
  return found;
}
