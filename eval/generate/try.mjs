// tries one incident: node try.mjs system fault '{"noise":2}'
import { assembleIncident } from './lib/assemble.mjs';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
const [system, fault, variant = '{}', out = '/tmp/et/out'] = process.argv.slice(2);
const { system: sys } = await import(`./systems/${system}.mjs`);
for (const key of fault === 'all' ? Object.keys(sys.faults) : [fault]) {
  const begun = Date.now();
  const { files, truth } = await assembleIncident(
    sys,
    sys.faults[key],
    JSON.parse(variant),
    `try-${key}`,
  );
  const folder = join(out, key);
  rmSync(folder, { recursive: true, force: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  console.log(
    key,
    Date.now() - begun,
    'ms',
    Object.entries(files)
      .map(([n, t]) => `${n}:${Math.round(t.length / 1024)}k`)
      .join(' '),
  );
  console.log(JSON.stringify(truth));
}
