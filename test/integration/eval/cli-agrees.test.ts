/** What the suite measures is what a user gets: the command answers as the engine does. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { answer, batchFolder, incidentFolder } from '../../../eval/run/tasks.ts';
import { readBatchTruths, readIncidentTruths } from '../../../eval/run/truth.ts';

const MAIN = path.join(import.meta.dirname, '../../../src/cli/main.ts');

async function mira(args: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...args, '--json'], {
    maxBuffer: 1 << 26,
  });
  return JSON.parse(stdout);
}

test('mira analyze', async () => {
  const id = readIncidentTruths()[0]?.id ?? '';
  const said = await answer({ kind: 'incident', id });
  expect(said.kind === 'incident' && said.analysis).toEqual(
    await mira(['analyze', '--bundle', incidentFolder(id)]),
  );
});

test('mira triage', async () => {
  const id = readBatchTruths()[0]?.id ?? '';
  const said = await answer({ kind: 'batch', id });
  expect(await mira(['triage', '--bundle', batchFolder(id)])).toMatchObject({
    alerts: said.kind === 'batch' ? said.alerts : [],
  });
});
