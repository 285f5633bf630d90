/**
 * Debian packages unpacked into a folder of our own: no root, nothing installed, nothing started.
 * apt works on private lists, so the machine's own package state is neither needed nor touched.
 */

import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { cacheDir, onPath } from './paths.mjs';
import { run } from './run.mjs';
import { SetupError } from './say.mjs';

const listsMaxAgeMs = 24 * 60 * 60 * 1000;

/** Whether this machine can download Debian packages at all. */
export function hasApt(env = process.env) {
  return Boolean(onPath(['apt-get'], env) && onPath(['apt-cache'], env) && onPath(['dpkg'], env));
}

/** apt, pointed at lists and an archive of our own. */
export function createApt(folder = path.join(cacheDir(), 'apt')) {
  const lists = path.join(folder, 'lists');
  const archives = path.join(folder, 'archives');
  const options = [
    `Dir::State::Lists=${lists}`,
    `Dir::Cache=${folder}`,
    `Dir::Cache::Archives=${archives}`,
    'Acquire::Languages=none',
    // Root's apt drops to a user that could not write to a home folder.
    'APT::Sandbox::User=root',
    'Acquire::Retries=3',
    'Acquire::http::Timeout=30',
  ].flatMap((option) => ['-o', option]);

  function fail(what, { output }) {
    return new SetupError({
      what,
      why: 'the package is unpacked into the cache instead of being installed',
      fix: `check the network and /etc/apt/sources.list*, then retry. apt said:\n${output.trim().split('\n').slice(-5).join('\n')}`,
    });
  }

  /** Fetches the package lists unless they are fresh. */
  async function update({ force = false } = {}) {
    mkdirSync(path.join(lists, 'partial'), { recursive: true });
    mkdirSync(path.join(archives, 'partial'), { recursive: true });
    const stamp = path.join(lists, 'lock');
    const names = readdirSync(lists).filter((name) => /_Packages/.test(name));
    const fresh = existsSync(stamp) && Date.now() - statSync(stamp).mtimeMs < listsMaxAgeMs;
    if (!force && names.length > 0 && fresh) return;
    const result = await run('apt-get', [...options, '-q', 'update']);
    // apt-get exits 0 when a list could not be fetched: the lists themselves tell.
    if (!readdirSync(lists).some((name) => /_Packages/.test(name))) {
      throw fail('The list of Debian packages could not be downloaded.', result);
    }
  }

  /**
   * Downloads packages and unpacks them, side by side, below `target`.
   * @param {string[]} packages
   */
  async function unpack(packages, target) {
    const before = path.join(archives, `download-${process.pid}`);
    mkdirSync(before, { recursive: true });
    mkdirSync(target, { recursive: true });
    try {
      const download = () =>
        run('apt-get', [...options, '-q', 'download', ...packages], { cwd: before });
      let result = await download();
      if (result.code !== 0) {
        // Lists that outlived their packages: once more with new ones.
        await update({ force: true });
        result = await download();
      }
      if (result.code !== 0) throw fail(`Could not download ${packages.join(', ')}.`, result);
      for (const name of readdirSync(before).filter((file) => file.endsWith('.deb'))) {
        const unpacked = await run('dpkg', ['-x', path.join(before, name), target]);
        if (unpacked.code !== 0) throw fail(`Could not unpack ${name}.`, unpacked);
      }
    } finally {
      rmSync(before, { recursive: true, force: true });
    }
  }

  /**
   * The packages these need, themselves included, without what every Debian already has.
   * @param {string[]} packages
   */
  async function closure(packages) {
    const kinds = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'];
    const result = await run('apt-cache', [
      ...options,
      'depends',
      '--recurse',
      ...kinds.map((kind) => `--no-${kind}`),
      ...packages,
    ]);
    if (result.code !== 0) throw fail(`Could not resolve ${packages.join(', ')}.`, result);
    const names = result.stdout.split('\n').filter((line) => /^[a-z0-9]/.test(line));
    return [...new Set(names.map((line) => line.trim()))].filter((name) => !name.includes(':'));
  }

  return { update, unpack, closure };
}

/** The folders below an unpacked tree that hold shared libraries. */
export function libraryFolders(target) {
  const found = [];
  for (const base of ['lib', 'usr/lib']) {
    const folder = path.join(target, base);
    if (!existsSync(folder)) continue;
    found.push(folder);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory() && entry.name.includes('-linux-')) {
        found.push(path.join(folder, entry.name));
      }
    }
  }
  return found;
}

/** Names of the shared libraries a binary asks for and the loader cannot find. */
export async function missingLibraries(binary, env) {
  const { stdout } = await run('ldd', [binary], { env });
  return [...stdout.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
}
