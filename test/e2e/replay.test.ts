// `mira export` and `mira replay` as a person runs them, against real processes.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startTestStack, type TestStack } from '../helpers/stack.ts';

const run = promisify(execFile);
const MIRA = path.resolve('src/cli/main.ts');

let mira: TestStack;
let folder: string;
let id: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mira-export-'));
  mira = await startTestStack();
  const [webhook] = await mira.load('null-check-removed');
  id = (await mira.accept(webhook)).investigation_id ?? '';
  await mira.settled(id);
});
afterAll(async () => {
  await mira.stop();
  await rm(folder, { recursive: true });
});

const { MIRA_URL: _url, MIRA_TOKEN: _token, ...plain } = process.env;

/** From another folder than the repository's: nothing may depend on where the command is given. */
const cli = async (...args: string[]): Promise<string> =>
  (await run(process.execPath, [MIRA, ...args], { cwd: folder, env: plain })).stdout;

const Analysis = z.looseObject({
  verdict: z.string(),
  suspectChange: z.looseObject({ commit: z.string() }).nullable(),
});
const Comparison = z.looseObject({
  same: z.boolean(),
  notRecorded: z.array(z.unknown()),
  report: z.looseObject({ verdict: z.string() }).nullable(),
});

describe('an exported investigation', () => {
  it('is a bundle that is analysed offline, and runs again to the same result', async () => {
    const { ingress, operatorToken } = mira.stack.addresses;
    await cli('export', id, 'out', '--url', ingress, '--token', operatorToken);
    expect(await readdir(path.join(folder, 'out'))).toEqual(
      expect.arrayContaining([
        'alert.json',
        'commits.json',
        'deployments.json',
        'logs.ndjson',
        'metrics.csv',
        'recording.ndjson',
        'traces.json',
      ]),
    );
    await mira.stop();

    const analysis = Analysis.parse(JSON.parse(await cli('analyze', '--bundle', 'out', '--json')));
    expect(analysis.verdict).toBe('root_cause');
    const again = Comparison.parse(JSON.parse(await cli('replay', 'out', '--json')));
    expect(again).toMatchObject({ same: true, notRecorded: [] });
    expect(again.report?.verdict).toBe('root_cause');
    expect(await cli('replay', 'out', '--model', 'playbook')).toMatch(/^The same result\./);
  });

  it('cannot be replayed from a folder without a recording, and says how to get one', async () => {
    await expect(cli('replay', 'nowhere')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('mira export'),
    });
  });
});
