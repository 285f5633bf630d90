/** A git repository that the local tools read from, and the commits its revisions name. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { getDefaultEnvironment } from '@modelcontextprotocol/sdk/client/stdio.js';
import { isMiraError, MiraError } from '../../domain/errors.ts';
import { runGit } from '../../platform/git.ts';

const MAX_OUTPUT = 64 * 1024 * 1024;

export interface Git {
  /** What the repository is called: its folder's name. */
  readonly name: string;
  /** @throws MiraError `no_match` with git's own words when it fails, `config_invalid` without git */
  run(args: readonly string[], signal?: AbortSignal): Promise<string>;
}

/** @param folder - a work tree, a `.git` folder or a bare repository; nothing above it counts */
export async function openGit(folder: string): Promise<Git> {
  const full = path.resolve(folder);
  const inner = path.join(full, '.git');
  const dir = (await stat(inner).catch(() => undefined)) ? inner : full;
  return {
    name: path.basename(full === '' ? folder : full).replace(/\.git$/, '') || 'repository',
    run: (args, signal) => run([`--git-dir=${dir}`, ...args], signal),
  };
}

async function run(args: readonly string[], signal: AbortSignal | undefined): Promise<string> {
  try {
    return await runGit(args, {
      env: { ...getDefaultEnvironment(), LC_ALL: 'C.UTF-8' },
      signal,
      maxBytes: MAX_OUTPUT,
    });
  } catch (error) {
    if (!isMiraError(error) || error.code !== 'bad_argument') throw error;
    throw new MiraError('no_match', `git: ${error.message.slice(0, 300)}`);
  }
}

/**
 * The full id of the commit that a revision names.
 * @throws MiraError `no_match` when it names none, or several
 */
export async function resolveCommit(git: Git, revision: string): Promise<string> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const sha = (await git.run(args).catch(() => '')).trim();
  if (/^[0-9a-f]{40,64}$/.test(sha)) return sha;
  throw new MiraError('no_match', `${git.name} has no commit ${revision.slice(0, 80)}`);
}
