import { describe, expect, it } from 'vitest';
import { batchAlertOf, openIncidentOf } from '../../../../src/bundle/read-batch.ts';
import { triageBatch } from '../../../../src/evidence/triage/triage.ts';
import type { TriagedAlert } from '../../../../src/evidence/triage/types.ts';
import type { Observations } from '../../../../src/domain/observation.ts';
import { FOURTH_BATCHES, FOURTH_NOW } from './fourth-batches.ts';
import { NOW, ON_CALL_BATCHES, type OnCallBatch } from './on-call-batches.ts';
import { SECOND_BATCHES, SECOND_NOW } from './second-batches.ts';
import { THIRD_BATCHES, THIRD_NOW } from './third-batches.ts';

function decide({ alerts, calls = [], incidents = [] }: OnCallBatch, now: string): TriagedAlert[] {
  const nowMs = Date.parse(now);
  const observations: Observations = {
    now,
    window: null,
    service: null,
    env: null,
    alerts: [],
    logs: [],
    metrics: [],
    spans: [],
    commits: [],
    deployments: [],
    configChanges: [],
    infraEvents: [],
    monitors: [],
    serviceMap: { calls: calls.map(([from, to]) => ({ from, to })), runsOn: [] },
    repositoryFiles: null,
    pathRules: [],
    notChecked: [],
    inputProblems: [],
  };
  return triageBatch({
    alerts: alerts.map(({ record }, n) => batchAlertOf(record, nowMs, n + 1)),
    openIncidents: incidents.map((record, n) => openIncidentOf(record, nowMs, n + 1)),
    observations,
  });
}

/** What is wrong with the answer, by alert; a part may also be worked on by itself. */
function wrong(
  batch: OnCallBatch,
  now: string,
): { missed: string[]; paged: string[]; strayed: string[] } {
  const out = decide(batch, now);
  const said = (at: number): string =>
    `${out[at]?.id}: ${out[at]?.action} ${out[at]?.duplicateOf ?? ''} (${out[at]?.reason})`;
  const missed: string[] = [];
  const paged: string[] = [];
  const strayed: string[] = [];
  batch.alerts.forEach(({ is }, at) => {
    const one = out[at];
    if (is === 'ticket' && one?.action !== 'TICKET') missed.push(said(at));
    if (is === 'quiet' && one?.action === 'TICKET') paged.push(said(at));
    if (is !== 'ticket' && is !== 'quiet' && one?.duplicateOf !== is) strayed.push(said(at));
  });
  return { missed, paged, strayed };
}

describe('triageBatch in on-call life', () => {
  it.each(ON_CALL_BATCHES.map((batch) => [batch.name, batch] as const))('%s', (_name, batch) => {
    expect(wrong(batch, NOW)).toEqual({ missed: [], paged: [], strayed: [] });
  });

  it.each(SECOND_BATCHES.map((batch) => [batch.name, batch] as const))('%s', (_name, batch) => {
    expect(wrong(batch, SECOND_NOW)).toEqual({ missed: [], paged: [], strayed: [] });
  });

  it.each(THIRD_BATCHES.map((batch) => [batch.name, batch] as const))('%s', (_name, batch) => {
    expect(wrong(batch, THIRD_NOW)).toEqual({ missed: [], paged: [], strayed: [] });
  });

  it.each(FOURTH_BATCHES.map((batch) => [batch.name, batch] as const))('%s', (_name, batch) => {
    expect(wrong(batch, FOURTH_NOW)).toEqual({ missed: [], paged: [], strayed: [] });
  });
});
