/** Runs git for reading only: never writes to the repository, never obeys its configuration. */
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { getDefaultEnvironment } from '@modelcontextprotocol/sdk/client/stdio.js';
import { MiraError, messageOf } from '../../domain/errors.ts';

const MAX_OUTPUT = 64 * 1024 * 1024;

/** A repository may come from anywhere: what its settings would run or reach stays off. */
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
  'log.showSignature=false',
  'log.mailmap=false',
  'blame.ignoreRevsFile=',
  'color.ui=false',
  'gc.auto=0',
  'protocol.allow=never',
  'safe.directory=*',
].flatMap((setting) => ['-c', setting]);

const ENVIRONMENT = {
  LC_ALL: 'C.UTF-8',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
};

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
    run: (args, signal) => execute(['--no-pager', `--git-dir=${dir}`, ...args], signal),
  };
}

function execute(args: readonly string[], signal: AbortSignal | undefined): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  execFile(
    'git',
    [...SAFE, ...args],
    {
      env: { ...getDefaultEnvironment(), ...ENVIRONMENT },
      maxBuffer: MAX_OUTPUT,
      encoding: 'utf8',
      ...(signal ? { signal } : {}),
    },
    (error, stdout, stderr) => {
      if (!error) resolve(stdout);
      else if (signal?.aborted) reject(error);
      else if (error.code === 'ENOENT') {
        reject(
          new MiraError(
            'config_invalid',
            'git was not found on PATH: it is needed to read a repository',
          ),
        );
      } else {
        const words = stderr.trim().split('\n').slice(0, 2).join('; ') || messageOf(error);
        reject(new MiraError('no_match', `git: ${words.slice(0, 300)}`));
      }
    },
  );
  return promise;
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
