/** The suite itself: data that parses, truth that is in it, halves that stay, nothing that tells. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  batchFolder,
  historyFile,
  importHistory,
  incidentFolder,
} from '../../../eval/run/tasks.ts';
import {
  EVAL_ROOT,
  readBatchTruths,
  readHistoryTruths,
  readIncidentTruths,
} from '../../../eval/run/truth.ts';
import { readBatch } from '../../../src/bundle/read-batch.ts';
import { readBundle } from '../../../src/bundle/read-bundle.ts';
import { openGit } from '../../../src/cli/git/git.ts';

const incidents = readIncidentTruths();
const batches = readBatchTruths();
const histories = readHistoryTruths();

const textsBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const bytes = readFileSync(path.join(entry.parentPath, entry.name));
      return (entry.name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    });

describe('the suite as a whole', () => {
  test('is as large and as varied as it promises', () => {
    expect(incidents.length).toBeGreaterThanOrEqual(60);
    expect(batches.length).toBeGreaterThanOrEqual(10);
    expect(histories.length).toBeGreaterThanOrEqual(8);
    expect(new Set(incidents.map((one) => one.language)).size).toBeGreaterThanOrEqual(5);
    expect(new Set(incidents.map((one) => one.noise))).toEqual(new Set([1, 2, 3]));
    const withoutCommit = incidents.filter((one) => one.commit === null).length;
    expect(withoutCommit / incidents.length).toBeGreaterThan(0.3);
    const tempting = incidents.filter(
      (one) => one.decoys.commits.length + one.decoys.changes.length > 0,
    ).length;
    expect(tempting / incidents.length).toBeGreaterThan(1 / 3);
  });

  test('asks for as much in the sealed half alone', () => {
    const sealed = incidents.filter((one) => one.half === 'sealed');
    expect(sealed.length).toBeGreaterThanOrEqual(36);
    expect(batches.filter((one) => one.half === 'sealed').length).toBeGreaterThanOrEqual(12);
    expect(histories.filter((one) => one.half === 'sealed').length).toBeGreaterThanOrEqual(6);
    expect(new Set(sealed.map((one) => one.language)).size).toBeGreaterThanOrEqual(6);
    const developed = new Set(
      incidents.filter((one) => one.half === 'development').map((one) => one.system),
    );
    expect(sealed.filter((one) => developed.has(one.system))).toEqual([]);
    expect(
      sealed.filter((one) => one.verdict === 'no_code_change').length / sealed.length,
    ).toBeGreaterThan(0.2);
    expect(
      sealed.filter((one) => one.decoys.commits.length + one.decoys.changes.length > 0).length,
    ).toBeGreaterThan(sealed.length / 2);
    for (const source of ['diffs', 'traces', 'metrics', 'logs'])
      expect(sealed.filter((one) => one.missing.includes(source)).length).toBeGreaterThanOrEqual(3);
  });

  test('keeps its halves: what was sealed once is never tuned on', () => {
    const split = JSON.parse(readFileSync(path.join(EVAL_ROOT, 'split.json'), 'utf8')) as Record<
      string,
      string
    >;
    const now = Object.fromEntries(
      [...incidents, ...batches, ...histories].map(({ id, half }) => [id, half]),
    );
    expect(now).toEqual(split);
  });

  test('has truth for all data and data for all truth', () => {
    const namesIn = (folder: string): string[] =>
      readdirSync(path.join(EVAL_ROOT, 'data', folder)).toSorted();
    expect(namesIn('incidents')).toEqual(incidents.map((one) => one.id));
    expect(namesIn('batches')).toEqual(batches.map((one) => one.id));
    expect(namesIn('histories')).toEqual(
      histories.flatMap(({ id }) => [`${id}.fast-export`, `${id}.trace.txt`]).toSorted(),
    );
  });
});

describe.each(incidents)('incident $id', (truth) => {
  test('is read without a problem and holds what is true of it', async () => {
    const { observations } = await readBundle(incidentFolder(truth.id));
    expect(observations.inputProblems).toEqual([]);
    expect(observations.alerts).toHaveLength(1);
    // where only templates are left of the lines, each stands for many
    expect(observations.logs.length).toBeGreaterThan(truth.missing.includes('logs') ? 10 : 100);
    expect(observations.logs.every((record) => record.at !== null)).toBe(true);
    const commits = new Set(observations.commits.map((one) => one.sha));
    const changes = new Set(observations.configChanges.map((one) => one.id));
    if (truth.commit !== null) expect(commits).toContain(truth.commit);
    if (truth.change !== null) expect(changes).toContain(truth.change);
    for (const id of truth.decoys.commits) expect(commits).toContain(id);
    for (const id of truth.decoys.changes) expect(changes).toContain(id);
    expect(truth.decoys.commits).not.toContain(truth.commit);
    expect((truth.commit ?? truth.change) === null).toBe(truth.verdict === 'no_code_change');
    expect(Date.parse(observations.now)).toBeGreaterThan(Date.parse(truth.onsetAt));
  });

  test('does not tell its answer', () => {
    const told = textsBelow(incidentFolder(truth.id)).join('\n');
    expect(told).not.toMatch(/culprit|guilty|decoy|ground.?truth/i);
    // nor where it was made: programs run in folders of the machine that made the data
    expect(told).not.toMatch(/\/tmp\/|\/root\/|eval-run|\.invalid\b/);
    if (truth.kind.includes('_') && truth.kind !== 'feature_flag')
      expect(told).not.toContain(truth.kind);
  });
});

test.each(batches)('batch $id has one truth for every alert, in order', async (truth) => {
  const { alerts, openIncidents, observations } = await readBatch(batchFolder(truth.id));
  expect(observations.inputProblems).toEqual([]);
  expect(alerts.map((one) => one.id)).toEqual(truth.alerts.map((one) => one.id));
  const known = new Set([...alerts.map((one) => one.id), ...openIncidents.map((one) => one.id)]);
  for (const { id, duplicateOf } of truth.alerts) {
    expect(duplicateOf).not.toContain(id);
    for (const root of duplicateOf) expect(known).toContain(root);
  }
});

test.each(histories)('history $id reaches its guilty commit', async (truth) => {
  const git = await openGit(importHistory(truth.id));
  const reachable = (await git.run(['rev-list', 'HEAD'])).split('\n').filter(Boolean);
  expect(reachable).toHaveLength(truth.commits);
  expect(reachable).toContain(truth.commit);
  const trace = readFileSync(historyFile(truth.id, 'trace.txt'), 'utf8');
  expect(trace).not.toContain(truth.commit.slice(0, 7));
  expect(trace).toMatch(/\.(?:py|js|rb|go|php|java|rs|cs)[:(]?/);
});
