// Recording and replay: an investigation through the real loop, run again from its recording alone.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBundle } from '../../../src/bundle/read-bundle.ts';
import { writeBundle } from '../../../src/bundle/write-bundle.ts';
import {
  parseRecording,
  RECORDING_VERSION,
  type Recording,
} from '../../../src/domain/recording.ts';
import { Observations } from '../../../src/domain/observation.ts';
import { analyze } from '../../../src/evidence/index.ts';
import { Report } from '../../../src/domain/report.ts';
import { loadAgentConfig } from '../../../src/workers/agents/definitions.ts';
import { compare, renderComparison } from '../../../src/workers/replay/compare.ts';
import { startRecording } from '../../../src/workers/replay/recorder.ts';
import { replay } from '../../../src/workers/replay/replay.ts';
import { startWorkerStack, type WorkerStack } from '../../helpers/worker-stack.ts';

let stack: WorkerStack;
let recording: Recording;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mira-replay-'));
  stack = await startWorkerStack({ gemini: true });
  await stack.work();
  recording = await record('null-check-removed');
});
afterAll(async () => {
  await stack.stop();
  await rm(folder, { recursive: true });
});

/** As `GET /investigations/:id/recording` puts it together. */
async function record(scenario: string, mood: object = { behaviour: 'good' }): Promise<Recording> {
  await stack.simulate('gemini', 'gemini', mood);
  const id = await stack.accept(scenario);
  const investigation = await stack.settled(id, 30_000);
  const outputs = await stack.store.investigations.outputs(id);
  const lines = await stack.store.recordings.read(id);
  const head = {
    type: 'head',
    version: RECORDING_VERSION,
    investigation,
    report: Report.parse((outputs.investigation_report as { report: unknown }).report),
    decision: investigation.decision,
    observations: Observations.parse((outputs.evidence as { observations: unknown }).observations),
  };
  return parseRecording([head, ...lines].map((line) => JSON.stringify(line)).join('\n'));
}

const again = (
  models: Parameters<typeof replay>[0]['models'] = null,
  agents = stack.deps.agents,
  what = recording,
) =>
  replay({
    recording: what,
    agents,
    catalog: stack.deps.catalog,
    limits: stack.deps.limits,
    models,
    signal: AbortSignal.timeout(20_000),
    logger: stack.deps.logger,
  });

const ask = async (upstream: 'datadog' | 'azureDevOps' | 'slack') =>
  (await stack.requests(upstream)).length;

describe('a replay', () => {
  it('comes to the same result and cost, and asks nobody', async () => {
    const asked = [await ask('datadog'), await ask('azureDevOps'), await ask('slack')];
    const replayed = await again();
    const comparison = compare(recording.head, replayed, []);
    expect(comparison.rows.filter(({ before, after }) => before !== after)).toEqual([]);
    expect(comparison).toMatchObject({ same: true, evidence: { gone: [], added: [] } });
    expect(replayed.notRecorded).toEqual([]);
    expect(replayed.report?.verdict).toBe('root_cause');
    expect(replayed.usage.costUsd).toBeGreaterThan(0);
    expect([await ask('datadog'), await ask('azureDevOps'), await ask('slack')]).toEqual(asked);
  });

  it('counts failed requests and their tokens as the original did', async () => {
    const script = [
      { status: 503 },
      { behaviour: 'good' },
      ...Array(3).fill({ finishReason: 'MALFORMED_FUNCTION_CALL' }),
    ];
    const failing = await record('null-check-removed', { behaviour: 'script', script });
    const { rows } = compare(failing.head, await again(null, stack.deps.agents, failing), []);
    expect(rows.filter(({ before, after }) => before !== after)).toEqual([]);
    expect(failing.head.investigation.usage.modelCalls).toBeGreaterThan(5);
  });

  it('with the playbook says what another model changes', async () => {
    const playbook = { routes: { defaultRef: null, lightRef: null }, all: new Map() };
    const replayed = await again(playbook);
    const comparison = compare(recording.head, replayed, []);
    expect(replayed.report?.verdict).toBe('root_cause');
    expect(comparison.rows.find(({ what }) => what === 'cost')).toMatchObject({ after: '$0.0000' });
    expect(renderComparison(comparison)).toContain('≠ model');
  });

  it('with other instructions and a real model prints the difference', async () => {
    // without the engine's ranking this model does not know whom to blame
    const text = await readFile('config/instructions/investigator.md', 'utf8');
    await writeFile(
      path.join(folder, 'investigator.md'),
      text.replace('{hypotheses}', '').replace('{evidence}', ''),
    );
    const agents = await loadAgentConfig('config/agents.json', folder);
    await stack.simulate('gemini', 'gemini', { behaviour: 'lazy' });
    const models = { routes: stack.deps.routes, all: stack.deps.models };
    const replayed = await again(models, agents);
    const comparison = compare(recording.head, replayed, ['investigator']);
    expect(comparison.same).toBe(false);
    const shown = renderComparison(comparison);
    expect(shown).toContain('The result differs.');
    // Such a model gives up at once: what the engine can show is not lost by it.
    expect(shown).toMatch(/→ rules, because the report of \S+ says nothing that stands/);
    expect(replayed.report?.verdict).toBe('root_cause');
    expect(shown).toMatch(/Other instructions.*\n {2}- investigator/);
  });

  it('answers a question that was never asked with that, and goes on', async () => {
    const start = recording.lines.filter(({ type }) => type !== 'call');
    const replayed = await replay({
      recording: { ...recording, lines: start },
      agents: stack.deps.agents,
      catalog: stack.deps.catalog,
      limits: stack.deps.limits,
      models: { routes: { defaultRef: null, lightRef: null }, all: new Map() },
      signal: AbortSignal.timeout(20_000),
      logger: stack.deps.logger,
    });
    expect(replayed.notRecorded.length).toBeGreaterThan(5);
    expect(replayed.report?.verdict).toBe('inconclusive');
  });

  it('has a bound, and says when it was reached', async () => {
    const id = '01KAGQ0000000000000000000Z';
    const start = recording.lines.find(({ type }) => type === 'start');
    if (start?.type !== 'start') throw new Error('no start');
    const recorder = startRecording(
      stack.deps,
      {
        state: 'claimed',
        claim: 1,
        investigation: { ...start.investigation, id },
        incident: start.incident,
        alerts: start.alerts,
        outputs: {},
        takeovers: 0,
        parks: { count: 0, totalMs: 0 },
      },
      null,
      10,
    );
    await recorder.deps.runbooks.load();
    await recorder.flush();
    const kept = await stack.store.recordings.read(id);
    expect(kept.map(({ type }) => type)).toEqual(['start', 'cut']);
  });

  it('holds no secret of the upstreams, and no thought signature', () => {
    const text = JSON.stringify(recording);
    expect(text).not.toContain('thoughtSignature');
    expect(text).not.toContain('simulated-pat');
  });
});

describe('the bundle of an investigation', () => {
  it('is read back without a problem and analysed to the same verdict', async () => {
    const target = path.join(folder, 'bundle');
    const seen = recording.head.observations;
    if (seen === null) throw new Error('nothing was seen');
    const files = await writeBundle(target, seen);
    await writeFile(path.join(target, 'recording.ndjson'), '{}\n');
    expect(files).toContain('commits.json');
    const { observations } = await readBundle(target);
    expect(observations.inputProblems).toEqual([]);
    expect(observations.logs).toHaveLength(seen.logs.length);
    expect(observations.spans).toHaveLength(seen.spans.length);
    expect(observations.commits).toHaveLength(seen.commits.length);
    expect(observations.deployments).toHaveLength(seen.deployments.length);
    expect(observations.now).toBe(seen.now);
    const analysis = analyze(observations);
    expect(analysis.verdict).toBe('root_cause');
    expect(analysis.suspectChange?.commit).toBe(recording.head.report?.suspectChange?.commit);
  });
});
