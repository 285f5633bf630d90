/** A git repository on this machine, opened for reading, and the texts it holds at a commit. */
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { findGit } from '../../../scripts/setup/git.mjs';
import { MiraError, messageOf } from '../../domain/errors.ts';
import { noGit, runGit, type GitRun } from '../../platform/git.ts';

export interface Git {
  /** The repository's own folder (`.git`, or the bare repository), with symbolic links resolved. */
  readonly dir: string;
  /** @throws MiraError `bad_argument` with git's own words when it fails */
  run(args: readonly string[], options?: Pick<GitRun, 'input' | 'onOutput'>): Promise<string>;
}

/** In git's own locale: messages are not translated. */
const environment = (): NodeJS.ProcessEnv => ({ ...process.env, LC_ALL: 'C' });

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
  if (program === undefined) throw noGit();
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
  const shared = { program, env: environment(), signal: options.signal };
  const found = await runGit([...where, 'rev-parse', '--absolute-git-dir'], shared).catch(
    (error: unknown) => {
      throw new MiraError('bad_argument', `${folder}: not a git repository (${messageOf(error)})`);
    },
  );
  const dir = await realpath(found.trim());
  return {
    dir,
    run: (args, run = {}) => runGit(['--git-dir', dir, ...args], { ...run, ...shared }),
  };
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
