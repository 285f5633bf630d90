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
  return Boolean(onPath(['apt-get'], env) && onPath(['dpkg'], env) && onPath(['ldd'], env));
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
      fix: `check the network and /etc/apt/sources.list*, then run \`npm run setup\` again. apt said:\n${output.trim().split('\n').slice(-5).join('\n')}`,
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
    const downloads = path.join(archives, `download-${process.pid}`);
    mkdirSync(downloads, { recursive: true });
    mkdirSync(target, { recursive: true });
    try {
      const download = () =>
        run('apt-get', [...options, '-q', 'download', ...packages], { cwd: downloads });
      let result = await download();
      if (result.code !== 0) {
        // Lists that outlived their packages: once more with new ones.
        await update({ force: true });
        result = await download();
      }
      if (result.code !== 0) throw fail(`Could not download ${packages.join(', ')}.`, result);
      for (const name of readdirSync(downloads).filter((file) => file.endsWith('.deb'))) {
        const unpacked = await run('dpkg', ['-x', path.join(downloads, name), target]);
        if (unpacked.code !== 0) throw fail(`Could not unpack ${name}.`, unpacked);
      }
    } finally {
      rmSync(downloads, { recursive: true, force: true });
    }
  }

  /**
   * These packages and what they need that the machine does not have.
   * @param {string[]} packages
   */
  async function missing(packages) {
    const result = await run('apt-get', [
      ...options,
      '-o',
      'Debug::NoLocking=1',
      '-q',
      '--print-uris',
      '--no-install-recommends',
      'install',
      ...packages,
    ]);
    if (result.code !== 0) throw fail(`Could not resolve ${packages.join(', ')}.`, result);
    // Each line: 'uri' name_version_architecture.deb size hash
    const files = [...result.stdout.matchAll(/^'[^']*' (\S+\.deb) /gm)];
    return [...new Set([...packages, ...files.map((match) => match[1].split('_')[0])])];
  }

  return { update, unpack, missing };
}

/** The folders below an unpacked tree that hold shared libraries. */
export function libraryFolders(target) {
  const found = [];
  function visit(folder, depth) {
    if (!existsSync(folder)) return;
    const entries = readdirSync(folder, { withFileTypes: true });
    if (entries.some((entry) => /^lib.*\.so(\.|$)/.test(entry.name))) found.push(folder);
    if (depth === 0) return;
    for (const entry of entries) {
      // lib/x86_64-linux-gnu, and one below it: some packages keep their private libraries there.
      const wanted = depth === 1 || entry.name.includes('-linux-');
      if (entry.isDirectory() && wanted) visit(path.join(folder, entry.name), depth - 1);
    }
  }
  for (const base of ['lib', 'usr/lib']) visit(path.join(target, base), 2);
  return found;
}

/** Names of the shared libraries a binary asks for and the loader cannot find. */
export async function missingLibraries(binary, env) {
  const { stdout } = await run('ldd', [binary], { env });
  return [...stdout.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
}
