/** Runs a TypeScript entry point on the checkout's Node 24 and becomes it, as far as one can. */

import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import { withGit } from './git.mjs';
import { localNode } from './paths.mjs';

const forwarded = ['SIGTERM', 'SIGHUP', 'SIGUSR2'];
const typed = ['SIGINT', 'SIGQUIT'];

/** With a terminal, Ctrl-C reaches the child by itself: passing it on would count as a second one. */
function hasTerminal() {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs `node file …args` with this process's stdio, working folder, signals and exit code.
 * @param {string} file
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<never>}
 */
export function execNode(file, args, { env = process.env } = {}) {
  const child = spawn(localNode, [file, ...args], { stdio: 'inherit', env: withGit(env) });
  const terminal = hasTerminal();
  for (const signal of forwarded) process.on(signal, () => child.kill(signal));
  for (const signal of typed) {
    process.on(signal, () => {
      if (!terminal) child.kill(signal);
    });
  }
  return new Promise(() => {
    child.on('error', (error) => {
      process.stderr.write(`${localNode}: ${error.message}\n`);
      process.exit(127);
    });
    child.on('exit', (code, signal) => {
      if (signal === null) process.exit(code ?? 1);
      // End the way the child did, so that a shell or supervisor sees the same.
      for (const name of [...forwarded, ...typed]) process.removeAllListeners(name);
      process.kill(process.pid, signal);
      setTimeout(() => process.exit(128 + (constants.signals[signal] ?? 0)), 200);
    });
  });
}
