#!/usr/bin/env node
/**
 * `npm test [-- path…]`: setup, format, types, lint, then every tier of tests.
 * The last line printed is the true total over all vitest runs; anything wrong exits non-zero.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensure } from './setup/ensure.mjs';
import { say } from './setup/say.mjs';
import { scopeOf } from './test/scope.mjs';
import { hasFiles, staticChecks, timed, tool } from './test/steps.mjs';
import { line, sum, totalsOf } from './test/totals.mjs';

/** A run that takes longer than this hangs. */
const runTimeoutMs = 20 * 60 * 1000;

/** Each group is one vitest run: the slow tier comes last, under its own name. */
const groups = [
  { title: 'tests', tiers: ['unit', 'integration', 'e2e'] },
  { title: 'browser tests', tiers: ['browser'] },
  { title: 'slow tests', tiers: ['slow'] },
];

function present(tiers) {
  return tiers.filter((tier) => hasFiles(`test/${tier}`, '.test.ts'));
}

/** Runs one group of tiers and returns its totals. */
async function runTests(title, tiers, { options, filters }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'mira-test-'));
  const report = path.join(folder, 'report.json');
  try {
    let totals = sum([]);
    await timed(`${title} (${tiers.join(', ')})`, async () => {
      const code = await tool(
        'vitest',
        [
          'run',
          ...tiers.map((tier) => `--project=${tier}`),
          '--reporter=default',
          '--reporter=json',
          `--outputFile.json=${report}`,
          // With a filter, a tier may well hold nothing that matches it.
          ...(filters.length > 0 ? ['--passWithNoTests'] : []),
          ...options,
          ...filters,
        ],
        { timeoutMs: runTimeoutMs },
      );
      totals = totalsOf(readReport(report), code);
      process.stdout.write(`  ${line(totals)}\n`);
      return totals.failed === 0;
    });
    return totals;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

const scope = scopeOf(process.argv.slice(2));
const ready = await timed('setup', async () => {
  try {
    await ensure({ ownRedis: true, git: true, browser: present(['browser']).length > 0 });
    return true;
  } catch (error) {
    say(error?.name === 'SetupError' ? error.message : String(error?.stack ?? error));
    return false;
  }
});
if (!ready) {
  process.stdout.write(`\nnot ok: setup failed, so nothing was run\n`);
  process.stdout.write(`${line({ passed: 0, failed: 1, skipped: 0 })}\n`);
  process.exit(1);
}
const notClean = await staticChecks(scope.paths);
const all = [];
for (const { title, tiers } of groups) {
  const existing = present(tiers);
  if (existing.length > 0) all.push(await runTests(title, existing, scope));
}
const totals = sum(all);

const problems = notClean.map((title) => `${title} is not clean`);
if (totals.failed > 0) problems.push(`${totals.failed} failed`);
if (totals.passed + totals.failed + totals.skipped === 0) problems.push('no test matched');
process.stdout.write(problems.length > 0 ? `\nnot ok: ${problems.join(', ')}\n` : '\nok\n');
process.stdout.write(`${line(totals)}\n`);
process.exitCode = problems.length > 0 ? 1 : 0;
