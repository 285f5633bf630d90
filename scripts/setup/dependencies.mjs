/** node_modules as package-lock.json says, and the Node 24 in it. */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withLock } from './lock.mjs';
import { cacheDir, hostEnv, localNode, root } from './paths.mjs';
import { run } from './run.mjs';
import { say, SetupError, step } from './say.mjs';

const nodeMajor = 24;

/** The dependencies' identity: the lock file, and the machine they were built for. */
export function fingerprint(lockText, machine = `${process.platform}-${process.arch}`) {
  return createHash('sha256').update(`${machine}\n${lockText}`).digest('hex');
}

/**
 * Whether npm's own record of what it installed covers the lock file: true after a plain `npm ci`
 * or `npm install`, which know nothing of our stamp.
 * @param {string} lockText package-lock.json
 * @param {string} hiddenText node_modules/.package-lock.json
 */
export function installedMatches(lockText, hiddenText) {
  const wanted = JSON.parse(lockText).packages ?? {};
  const installed = JSON.parse(hiddenText).packages ?? {};
  return Object.entries(wanted).every(([name, entry]) => {
    if (name === '') return true;
    const found = installed[name];
    if (!found) return Boolean(entry.optional || entry.devOptional);
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

function read(file) {
  try {
    return readFileSync(path.join(root, file), 'utf8');
  } catch {
    return undefined;
  }
}

async function nodeWorks() {
  if (!existsSync(localNode)) return false;
  const { code, stdout } = await run(localNode, ['--version'], { timeoutMs: 10_000 });
  return code === 0 && Number(/^v(\d+)/.exec(stdout)?.[1]) === nodeMajor;
}

const npm = (args) =>
  new Promise((resolve) => {
    // npm must run on the machine's own node: the one in node_modules is about to be replaced.
    const child = spawn('npm', args, { cwd: root, env: hostEnv(), stdio: ['ignore', 2, 2] });
    const startedAt = Date.now();
    const timer = setInterval(
      () => say(`  still working after ${Math.round((Date.now() - startedAt) / 1000)} s …`),
      10_000,
    );
    const done = (code) => {
      clearInterval(timer);
      resolve(code ?? 1);
    };
    child.on('error', () => done(127));
    child.on('close', done);
  });

async function install(stampFile, stamp) {
  const installed = read('node_modules/.package-lock.json');
  const lock = read('package-lock.json');
  if (!installed || !installedMatches(lock, installed)) {
    const code = await step('installing the dependencies (npm ci)', () =>
      npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']),
    );
    if (code !== 0) {
      throw new SetupError({
        what: `\`npm ci\` failed (exit ${code}).`,
        why: 'MIRA runs on the exact packages that package-lock.json names',
        fix: 'see what npm printed above. `npm ping` tells whether it reaches its registry (`npm config get registry`, `npm config get proxy`); then run `npm run setup` again',
      });
    }
  }
  if (!(await nodeWorks())) {
    // A machine that skips install scripts leaves the package without its binary.
    await step(`fetching Node ${nodeMajor}`, () =>
      npm(['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error']),
    );
    if (!(await nodeWorks())) {
      throw new SetupError({
        what: `Node ${nodeMajor} in node_modules does not run.`,
        why: `the sources are TypeScript that only Node ${nodeMajor} runs as it is`,
        fix: `run \`npm ci\`; it must be allowed to run the install script of the package "node"`,
      });
    }
  }
  writeFileSync(stampFile, `${stamp}\n`);
}

/**
 * Installs what package-lock.json names when node_modules is not that already.
 * @returns {Promise<boolean>} whether anything had to be done
 */
export async function ensureDependencies() {
  const lock = read('package-lock.json');
  if (lock === undefined) {
    throw new SetupError({
      what: `There is no package-lock.json in ${root}.`,
      why: 'it names the exact packages to install',
      fix: 'run this inside a whole checkout of MIRA',
    });
  }
  const stamp = fingerprint(lock);
  const stampFile = path.join(root, 'node_modules', '.mira-setup');
  const fresh = () => read('node_modules/.mira-setup')?.trim() === stamp && existsSync(localNode);
  if (fresh()) return false;

  const checkout = createHash('sha256').update(root).digest('hex').slice(0, 16);
  return withLock(path.join(cacheDir(), 'locks', `install-${checkout}`), async () => {
    if (fresh()) return false;
    await install(stampFile, stamp);
    return true;
  });
}
