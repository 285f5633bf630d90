/** Rebuilds scenarios: `node scripts/scenarios/build.mjs [name …]`; see README.md for what it needs. */
import { writeScenario } from './lib/write.mjs';

const NAMES = [
  'null-check-removed',
  'pool-halved',
  'certificate-expired',
  'certificate-expiring',
  'flag-flipped',
  'traffic-surge',
];

const wanted = process.argv.slice(2);
for (const name of wanted.length > 0 ? wanted : NAMES) {
  const { generate } = await import(`./${name}/generate.mjs`);
  const scenario = await generate();
  const folder = writeScenario(scenario);
  process.stdout.write(
    `${folder}: ${scenario.logs.length} logs, ${scenario.spans.length} spans, ${scenario.metrics.length} series\n`,
  );
}
