/**
 * Makes the suite's incidents: `node eval/generate/build.mjs [system[/fault] …]`.
 * The same plan gives the same commit ids, times and truth on every machine.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createHash } from 'node:crypto';
import { assembleIncident } from './lib/assemble.mjs';
import { plan } from './plan.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const only = process.argv.slice(2);

/** Says nothing about what is inside, and stays when the plan grows. */
export const idOf = ({ system, fault, serial = 0 }) =>
  createHash('sha256').update(`mira eval 1/${system}/${fault}/${serial}`).digest('hex').slice(0, 8);

const wanted = plan.filter(
  ({ system, fault }) =>
    only.length === 0 || only.includes(system) || only.includes(`${system}/${fault}`),
);
const queue = [...wanted];
const failures = [];
async function worker() {
  for (let entry = queue.shift(); entry; entry = queue.shift()) {
    const { system, fault, half, serial: _, ...variant } = entry;
    const id = idOf(entry);
    try {
      const { system: definition } = await import(`./systems/${system}.mjs`);
      const known = definition.faults[fault];
      if (!known) throw new Error(`no such fault`);
      const { files, truth } = await assembleIncident(definition, known, variant, id);
      const folder = join(ROOT, 'data/incidents', id);
      rmSync(folder, { recursive: true, force: true });
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
      mkdirSync(join(ROOT, 'truth/incidents'), { recursive: true });
      writeFileSync(
        join(ROOT, `truth/incidents/${id}.json`),
        `${JSON.stringify({ half, ...truth }, null, 1)}\n`,
      );
      console.log(`${id} ${half} ${system}/${fault} ${Object.keys(files).length} files`);
    } catch (error) {
      failures.push(`${system}/${fault}: ${error.stack}`);
    }
  }
}
await Promise.all([worker(), worker()]);
if (only.length === 0) {
  const known = new Set(plan.map(idOf));
  for (const [folder, suffix] of [
    ['data/incidents', ''],
    ['truth/incidents', '.json'],
  ]) {
    if (!existsSync(join(ROOT, folder))) continue;
    for (const name of readdirSync(join(ROOT, folder))) {
      if (!known.has(name.slice(0, name.length - suffix.length)))
        rmSync(join(ROOT, folder, name), { recursive: true });
    }
  }
}
for (const failure of failures) console.error(`FAILED ${failure}`);
process.exitCode = failures.length > 0 ? 1 : 0;
