#!/usr/bin/env node
/**
 * `npm run fuzz [-- ROUNDS] [path…]`: runs the property tests again and again (10 rounds unless
 * told), each round with other random examples, and names the seed of a round that fails.
 */

import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { ensure, orExplain } from './setup/ensure.mjs';
import { tool } from './test/steps.mjs';

const [first, ...rest] = process.argv.slice(2);
const counted = /^\d+$/.test(first ?? '');
const rounds = counted ? Number(first) : 10;
const asked = counted ? rest : process.argv.slice(2);

await orExplain(() => ensure({ ownRedis: true, git: true }));
const files =
  asked.length > 0
    ? asked
    : execFileSync('git', ['grep', '-l', "from 'fast-check'", '--', 'test/*.test.ts'], {
        encoding: 'utf8',
      })
        .trim()
        .split('\n');

const failed = [];
for (let round = 1; round <= rounds; round++) {
  const seed = randomInt(2 ** 31);
  process.env.MIRA_TEST_SEED = String(seed);
  process.stdout.write(`\nround ${round} of ${rounds}, MIRA_TEST_SEED=${seed}\n`);
  const code = await tool('vitest', ['run', '--reporter=dot', ...files], {
    timeoutMs: 10 * 60 * 1000,
  });
  if (code !== 0) failed.push(seed);
}
process.stdout.write(
  failed.length === 0
    ? `\nok: ${rounds} rounds without a counterexample\n`
    : `\nnot ok: ${failed.length} of ${rounds} rounds failed; MIRA_TEST_SEED=${failed.join(', ')}\n`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
