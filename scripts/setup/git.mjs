/** The simulators keep real repositories, and analysis reads real histories: both need git. */

import { onPath } from './paths.mjs';
import { SetupError } from './say.mjs';

/**
 * @returns {string} git's path
 * @throws {SetupError} when git is not on PATH
 */
export function requireGit(env = process.env) {
  const git = onPath(['git'], env);
  if (git) return git;
  throw new SetupError({
    what: 'git was not found on PATH.',
    why: "the simulated Azure DevOps serves real git repositories, and a bundle's history is read with git",
    fix: '`apt-get install git`, `brew install git`, or https://git-scm.com/downloads',
  });
}
