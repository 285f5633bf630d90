#!/usr/bin/env node
/**
 * Gets a checkout ready: dependencies, Node 24, a Redis server; `--browser` and `--git` on request.
 * Downloads go to node_modules and a per-user cache. Nothing is installed into the system.
 */

import { ensureBrowser } from './setup/browser.mjs';
import { ensure, orExplain } from './setup/ensure.mjs';
import { ensureGit } from './setup/git.mjs';
import { cacheDir, localNode, root } from './setup/paths.mjs';
import { findRedisServer } from './setup/redis.mjs';

const usage = `Usage: npm run setup [-- options]

  --browser   also make sure of a Chromium (for the dashboard's tests)
  --git       also make sure of git (for the simulators)
  --no-redis  leave Redis alone
  --quiet     say nothing when nothing was missing
`;

const known = ['--browser', '--git', '--no-redis', '--quiet', '--help', '-h'];
const flags = process.argv.slice(2);
const unknown = flags.filter((flag) => !known.includes(flag));
const has = (flag) => flags.includes(flag);

if (has('--help') || has('-h')) {
  process.stdout.write(usage);
  process.exit(0);
}
if (unknown.length > 0) {
  process.stderr.write(`Unknown option: ${unknown.join(' ')}\n\n${usage}`);
  process.exit(2);
}

/** `redis://user:secret@host:1/2` without its secret. */
function shown(url) {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname}`;
  } catch {
    return 'REDIS_URL';
  }
}

await orExplain(async () => {
  const startedAt = Date.now();
  const redis = !has('--no-redis');
  const changed = await ensure({ redis, browser: has('--browser'), git: has('--git') });
  if (has('--quiet') && !changed) return;

  const lines = [`checkout   ${root}`, `node       ${localNode}`];
  if (redis) {
    const server = process.env.REDIS_URL ? undefined : await findRedisServer();
    lines.push(
      server
        ? `redis      ${server.command} (${server.version})`
        : `redis      ${shown(process.env.REDIS_URL)} (from REDIS_URL)`,
    );
  }
  if (has('--browser')) lines.push(`browser    ${(await ensureBrowser()).command}`);
  if (has('--git')) lines.push(`git        ${await ensureGit()}`);
  lines.push(`cache      ${cacheDir()}`);
  lines.push(`ready in ${Date.now() - startedAt} ms`);
  process.stdout.write(`${lines.join('\n')}\n`);
});
