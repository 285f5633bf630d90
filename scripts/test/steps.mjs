/** The steps of a check, run one after the other, each shown with its time. */

import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { withGit } from '../setup/git.mjs';
import { localNode, root } from '../setup/paths.mjs';

const local = (name) => path.join(root, 'node_modules', '.bin', name);

/** The environment in which every tool finds Node 24 first, and git somewhere. */
function toolEnv() {
  const env = withGit();
  const color = process.stdout.isTTY || env.FORCE_COLOR ? {} : { NO_COLOR: '1' };
  const PATH = [path.dirname(localNode), env.PATH].filter(Boolean).join(path.delimiter);
  return { ...env, ...color, PATH };
}

/**
 * Runs one tool of node_modules to its end, with its output shown.
 * @param {{ timeoutMs?: number }} [options]
 * @returns {Promise<number>} its exit code; a signal or a timeout gives 1
 */
export function tool(name, args, { timeoutMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(local(name), args, {
      cwd: root,
      env: toolEnv(),
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    child.on('error', (error) => {
      process.stdout.write(`${name}: ${error.message}\n`);
      resolve(127);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** Prints a heading, runs the step, and prints how it went and how long it took. */
export async function timed(title, run) {
  process.stdout.write(`\n▶ ${title}\n`);
  const startedAt = performance.now();
  const ok = await run();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`${ok ? '✓' : '✗'} ${title} (${seconds} s)\n`);
  return ok;
}

/** Whether any file below `folder` ends with `ending`. */
export function hasFiles(folder, ending) {
  const full = path.join(root, folder);
  if (!existsSync(full)) return false;
  return readdirSync(full, { recursive: true }).some((name) => String(name).endsWith(ending));
}

/**
 * Format, generated files, types and lint.
 * @param {string[]} [paths] limits format and lint; types are always checked as a whole
 * @returns {Promise<string[]>} the names of the steps that failed
 */
export async function staticChecks(paths = []) {
  const files = paths.filter((file) => existsSync(path.join(root, file)));
  const where = files.length > 0 ? files : ['.'];
  const format = ['--check', '--cache', '--ignore-unknown', '--log-level=warn'];
  const steps = [
    ['format', () => tool('prettier', [...format, '--no-error-on-unmatched-pattern', ...where])],
    ['types', () => tool('tsc', ['--noEmit'])],
    ['lint', () => tool('oxlint', ['--no-error-on-unmatched-pattern', ...where])],
  ];
  if (files.length === 0 && hasFiles('scripts/gen', '.ts')) {
    steps.push(['generated files', () => tool('node', ['scripts/gen.ts', '--check'])]);
  }
  const failed = [];
  for (const [title, run] of steps) {
    if (!(await timed(title, async () => (await run()) === 0))) failed.push(title);
  }
  return failed;
}
