/** Where things are: the checkout, its Node 24, and the per-user cache. */

import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout, found from this file: the command works from any folder and through links. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Downloads live here, shared by every checkout of this user. */
export function cacheDir(env = process.env) {
  return path.join(env.XDG_CACHE_HOME || path.join(env.HOME || homedir(), '.cache'), 'mira');
}

/** The Node 24 that npm installed beside the other dependencies. */
export const localNode = path.join(root, 'node_modules', '.bin', 'node');

/** The environment without node_modules/.bin on PATH: what the machine itself offers. */
export function hostEnv(env = process.env) {
  const entries = (env.PATH ?? '').split(path.delimiter);
  const own = path.join('node_modules', '.bin');
  return { ...env, PATH: entries.filter((entry) => !entry.endsWith(own)).join(path.delimiter) };
}

/**
 * The first of these commands found on PATH.
 * @param {string[]} names
 * @returns {string | undefined} its full path
 */
export function onPath(names, env = process.env) {
  for (const name of names) {
    for (const folder of (env.PATH ?? '').split(path.delimiter)) {
      const file = path.join(folder, name);
      if (folder && existsSync(file)) return file;
    }
  }
  return undefined;
}
