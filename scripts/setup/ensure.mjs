/** Everything a command may need, checked in order; each part does nothing when it is there. */

import { ensureBrowser } from './browser.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { ensureGit, findGit } from './git.mjs';
import { ensureRedisServer, findRedisServer } from './redis.mjs';
import { say } from './say.mjs';

/**
 * @param {{ redis?: boolean, ownRedis?: boolean, browser?: boolean, git?: boolean }} [wanted]
 *   `redis` is satisfied by REDIS_URL, `ownRedis` only by a server that can be spawned
 * @returns {Promise<boolean>} whether anything had to be done
 * @throws {SetupError} when something is missing and cannot be provided here
 */
export async function ensure({ redis, ownRedis, browser, git } = {}, env = process.env) {
  let changed = await ensureDependencies();
  if (git) {
    changed = !findGit(env) || changed;
    await ensureGit(env);
  }
  if (ownRedis || (redis && !env.REDIS_URL)) {
    changed = !(await findRedisServer(env)) || changed;
    await ensureRedisServer(env);
  }
  if (browser) await ensureBrowser(env);
  return changed;
}

/** Runs `body`; a SetupError is printed as the advice it is, and the process ends with 1. */
export async function orExplain(body) {
  try {
    return await body();
  } catch (error) {
    if (error?.name !== 'SetupError') throw error;
    say(error.message);
    process.exit(1);
  }
}
