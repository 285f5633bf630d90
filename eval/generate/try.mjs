/**
 * Makes incidents outside of the suite, for whoever writes a system:
 * `node eval/generate/try.mjs SYSTEM FAULT|all ['{"noise":2,"decoys":["latest"]}' [FOLDER]]`.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { assembleIncident } from './lib/assemble.mjs';

const [name, fault, variant = '{}', target = join(tmpdir(), 'mira-eval-try')] =
  process.argv.slice(2);
const { system } = await import(`./systems/${name}.mjs`);
for (const key of fault === 'all' ? Object.keys(system.faults) : [fault]) {
  const { files, truth } = await assembleIncident(
    system,
    system.faults[key],
    JSON.parse(variant),
    `try-${key}`,
  );
  const folder = join(target, key);
  rmSync(folder, { recursive: true, force: true });
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  console.log(folder);
  console.log(JSON.stringify(truth, null, 1));
}
