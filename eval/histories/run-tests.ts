/** Runs single test files of a tree and cuts the first failure out of what they print. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Library, Tree } from './model.ts';

const TIMEOUT_MS = 40_000;

export function writeTree(folder: string, tree: Tree, modules: string): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [file, text] of tree) {
    const target = path.join(folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  if (existsSync(modules) && !existsSync(path.join(folder, 'node_modules')))
    symlinkSync(modules, path.join(folder, 'node_modules'));
}

/** What a failing run printed; null when it passed, undefined when it hung. */
export function runTest(
  library: Library,
  folder: string,
  test: string,
  name?: string,
): string | null | undefined {
  const { program, args, env } = library.command(folder, test, name);
  const run = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
    maxBuffer: 2e7,
    env: { ...process.env, ...env, NODE_OPTIONS: '', FORCE_COLOR: '0' },
  });
  if (run.error !== undefined || run.signal !== null) return undefined;
  return run.status === 0 ? null : `${run.stdout}\n${run.stderr}`;
}

const BEGINS: readonly RegExp[] = [
  /^not ok \d+/m, // tap
  /^ {2}1\) /m, // mocha
  /^(?:FAIL|ERROR): /m, // unittest
];
const ENDS: readonly RegExp[] = [
  /\n(?:ok \d|not ok \d|# )/,
  /\n {2}2\) /,
  /\n(?:={20,}|-{20,}\nRan )/,
];

/** The first failing test's part of the output: one trace, as a person would paste it. */
export function firstFailure(output: string): string {
  for (const [at, begin] of BEGINS.entries()) {
    const from = output.search(begin);
    if (from === -1) continue;
    const rest = output.slice(from);
    const skip = 10;
    const to = rest.slice(skip).search(ENDS[at] ?? /$^/);
    return rest.slice(0, to === -1 ? 8_000 : to + skip).slice(0, 8_000);
  }
  return output.trim().slice(-4_000);
}
