/** Alerts of one batch, decided together. */
import { batchAlertOf, openIncidentOf } from '../../../../src/bundle/read-batch.ts';
import { nothingObserved, type Observations } from '../../../../src/domain/observation.ts';
import { triageBatch } from '../../../../src/evidence/triage/triage.ts';
import { NOW, NOW_MS } from './alone.ts';

export type JsonRecord = Readonly<Record<string, unknown>>;
/** Letters of the actions that are right, or `D:` and the id of what it is a part of; `|` is or. */
export type Entry = readonly [wanted: string, record: JsonRecord];

interface Around extends Partial<Pick<Observations, 'logs' | 'metrics'>> {
  readonly calls?: readonly (readonly [string, string])[];
  readonly incidents?: readonly JsonRecord[];
}

/** What was decided otherwise than wanted, by entry. */
export function wrongOf(entries: readonly Entry[], around: Around = {}): string[] {
  const { calls = [], incidents = [], logs = [], metrics = [] } = around;
  const answers = triageBatch({
    alerts: entries.map(([, record], at) =>
      batchAlertOf({ env: 'prod', ...record }, NOW_MS, at + 1),
    ),
    openIncidents: incidents.map((record, at) => openIncidentOf(record, NOW_MS, at + 1)),
    observations: {
      ...nothingObserved(NOW),
      serviceMap: { calls: calls.map(([from, to]) => ({ from, to })), runsOn: [] },
      logs,
      metrics,
    },
  });
  return entries.flatMap(([wanted], at) => {
    const answer = answers[at];
    const isRight = wanted
      .split('|')
      .some((one) =>
        one.startsWith('D:')
          ? answer?.duplicateOf === one.slice(2)
          : answer?.duplicateOf === null && one.includes(answer.action.charAt(0)),
      );
    return isRight ? [] : [`${wanted}, not ${JSON.stringify(answer)}`];
  });
}
