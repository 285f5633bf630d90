/** Finds a Chromium for the browser tests, or unpacks Debian's into the per-user cache. */

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createApt, hasApt, libraryFolders } from './debian.mjs';
import { withLock } from './lock.mjs';
import { cacheDir, onPath } from './paths.mjs';
import { run } from './run.mjs';
import { notUnpacked, SetupError, step } from './say.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const recordFile = (env) => path.join(cacheDir(env), 'chromium.json');

/**
 * The browser on PATH, else the one in the per-user cache; downloads nothing.
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function findBrowser(env = process.env) {
  const command = onPath(names, env);
  if (command) return { command, args: [], env: {}, source: 'path' };
  try {
    const record = JSON.parse(readFileSync(recordFile(env), 'utf8'));
    return existsSync(record.command) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Fonts come with the unpacked tree: the machine may have none, and text would be boxes. */
function writeFontConfig(target) {
  const file = path.join(target, 'fonts.conf');
  const folders = [path.join(target, 'usr/share/fonts'), '/usr/share/fonts'];
  const dirs = folders.map((folder) => `  <dir>${folder}</dir>`).join('\n');
  writeFileSync(
    file,
    `<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n${dirs}\n  <cachedir>${path.join(target, 'font-cache')}</cachedir>\n</fontconfig>\n`,
  );
  return file;
}

async function download(env) {
  const target = path.join(cacheDir(env), 'chromium');
  const work = `${target}.${process.pid}`;
  const apt = createApt(path.join(cacheDir(env), 'apt'));
  rmSync(work, { recursive: true, force: true });
  try {
    await apt.update();
    await apt.unpack(await apt.missing(['chromium', 'fonts-dejavu-core']), work);
    rmSync(target, { recursive: true, force: true });
    mkdirSync(path.dirname(target), { recursive: true });
    renameSync(work, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const browser = {
    command: path.join(target, 'usr/lib/chromium/chromium'),
    args: [],
    env: {
      LD_LIBRARY_PATH: libraryFolders(target).join(':'),
      FONTCONFIG_FILE: writeFontConfig(target),
    },
    source: 'cache',
  };
  const result = await run(browser.command, ['--version', '--no-sandbox'], {
    env: { ...env, ...browser.env },
    timeoutMs: 30_000,
  });
  if (result.code !== 0) throw new Error(result.output.trim() || 'it does not start');
  writeFileSync(recordFile(env), `${JSON.stringify(browser, null, 2)}\n`);
  return browser;
}

/**
 * A browser to drive, downloaded into the cache when the machine has none.
 * @throws {SetupError} when there is no way to get one here
 */
export async function ensureBrowser(env = process.env) {
  const found = await findBrowser(env);
  if (found) return found;
  const advice = {
    what: 'No Chromium was found.',
    why: 'the dashboard is tested in a real browser',
    fix: 'install one: `apt-get install chromium`, or Google Chrome',
  };
  if (!hasApt(env)) throw new SetupError(advice);
  try {
    return await withLock(path.join(cacheDir(env), 'locks', 'chromium'), async () => {
      const other = await findBrowser(env);
      if (other) return other;
      return await step('unpacking Chromium into the cache (nothing is installed)', () =>
        download(env),
      );
    });
  } catch (error) {
    throw notUnpacked(advice, error);
  }
}
