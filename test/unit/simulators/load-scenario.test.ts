import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  listScenarios,
  loadBuiltIn,
  loadScenarioFolder,
} from '../../../src/simulators/load-scenario.ts';

const MAIN = {
  title: 'T',
  description: 'D',
  alertAt: '2026-03-02T10:00:00.000Z',
  service: 's',
  env: 'prod',
  registry: { s: {} },
  webhooks: [{ alert_id: '1' }],
  logs: [{ at: '2026-03-02T09:00:00.000Z', service: 's', status: 'info', message: 'inline' }],
  repositories: [{ name: 'repo', project: 'P' }],
  truth: { verdict: 'inconclusive', commit: null, category: 'noise' },
};

let root: string;
let folder: string;
const write = (name: string, text: string) => writeFile(join(folder, name), text);
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'mira-scenarios-'));
  folder = join(root, 'some-incident');
  await mkdir(join(folder, 'repos'), { recursive: true });
  await write('scenario.json', JSON.stringify(MAIN));
  await write('repos/repo.fast-export', 'stream');
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('a scenario folder', () => {
  it('merges its files, and is named after itself', async () => {
    await write(
      'logs.ndjson',
      '{"at":"2026-03-02T09:30:00.000Z","service":"s","status":"error","message":"from the file"}\n\n',
    );
    await write('metrics.json', '[{"metric":"m","tags":[],"points":[[1,2],[2,null]]}]');
    const scenario = await loadScenarioFolder(folder);
    expect(scenario.name).toBe('some-incident');
    expect(scenario.logs.map(({ message }) => message)).toEqual(['inline', 'from the file']);
    expect(scenario.metrics[0]?.points).toEqual([
      [1, 2],
      [2, null],
    ]);
    expect(scenario.repositories[0]?.fastExport).toBe('stream');
    expect(await listScenarios(root)).toEqual(['some-incident']);
  });

  it('says which file, line and field is wrong', async () => {
    await write('logs.ndjson', '{}\nnot json\n');
    await expect(loadScenarioFolder(folder)).rejects.toThrow(/logs\.ndjson:2: not JSON/);
    await write('logs.ndjson', '{"message":"x"}\n');
    await expect(loadScenarioFolder(folder)).rejects.toThrow(/logs\.1\.at/);
    await write('logs.ndjson', '');
    await rm(join(folder, 'repos/repo.fast-export'));
    await expect(loadScenarioFolder(folder)).rejects.toThrow(/repo\.fast-export: missing/);
    await expect(loadBuiltIn('nothing', root)).rejects.toThrow(/there are: some-incident/);
    await expect(loadBuiltIn('../some-incident', root)).rejects.toThrow(/no scenario/);
  });
});
