/** A run says what became better or worse than the committed figures. */
import { expect, test } from 'vitest';
import { againstBaseline } from '../../../eval/run/baseline.ts';
import { summarize } from '../../../eval/run/summary.ts';

test('only what differs is told, and nothing without a baseline', () => {
  const summary = summarize(
    { model: 'playbook', half: 'development', seconds: 1 },
    [],
    [],
    [{ id: '1', language: 'go', rank: 2, commits: 9 }],
  );
  const before = { ...summary, histories: { ...summary.histories, meanReciprocalRank: 0.25 } };
  expect(againstBaseline(summary, { development: before })).toEqual([
    '  mean reciprocal rank: 0.250 → 0.500',
  ]);
  expect(againstBaseline(summary, { development: summary })).toEqual([]);
  expect(againstBaseline(summary, {})).toEqual([]);
});
