/** Writes a scenario's folder in the layout that the simulators load. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TARGET = join(dirname(fileURLToPath(import.meta.url)), '../../../src/simulators/scenarios');

const lines = (records) => records.map((record) => JSON.stringify(record)).join('\n') + '\n';

/** @param scenario a whole `Scenario`, with each repository's `fastExport` in place */
export function writeScenario(scenario) {
  const folder = join(TARGET, scenario.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'repos'), { recursive: true });
  const { logs, spans, metrics, repositories, ...rest } = scenario;
  const byTime = (a, b) => Date.parse(a.at) - Date.parse(b.at);
  writeFileSync(join(folder, 'logs.ndjson'), lines([...logs].sort(byTime)));
  writeFileSync(join(folder, 'spans.ndjson'), lines([...spans].sort(byTime)));
  writeFileSync(
    join(folder, 'metrics.json'),
    `[\n${metrics.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`,
  );
  for (const { name, fastExport } of repositories) {
    writeFileSync(join(folder, 'repos', `${name}.fast-export`), fastExport);
  }
  const head = {
    ...rest,
    events: [...rest.events].sort(byTime),
    repositories: repositories.map(({ fastExport: _stream, ...repository }) => repository),
  };
  writeFileSync(join(folder, 'scenario.json'), `${JSON.stringify(head, null, 2)}\n`);
  return folder;
}
