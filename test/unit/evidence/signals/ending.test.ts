/** How long it lasted: until the failing stopped, not until the bundle was written. */
import { describe, expect, it } from 'vitest';
import { analyze } from '../../../../src/evidence/index.ts';
import { at, observe, type Incident } from '../incidents.ts';

const burst = (minutes: readonly number[]): Incident['logs'] =>
  minutes.flatMap((minute) => [
    [minute, 'error', 'berth 7 timed out after 3000 ms', 3, 'ferry'] as const,
    [minute, 'info', 'berth list read', 5, 'ferry'] as const,
  ]);
const quiet = (from: number, to: number): Incident['logs'] =>
  Array.from(
    { length: to - from },
    (_, each) => [from + each, 'info', 'berth list read', 2, 'ferry'] as const,
  );

const incident = (logs: Incident['logs'], until?: number): Incident => ({
  name: 'a pause',
  service: 'ferry',
  alert: 'ferry: errors above 5%',
  firedAt: 3,
  logs: logs ?? [],
  metrics: [['error_rate', 0.1, 22, 0, 'ferry', ...(until === undefined ? [] : [until])] as never],
  truth: { verdict: 'inconclusive' },
});

describe('the length of an incident', () => {
  it('ends with the last failures', () => {
    const over = analyze(
      observe(incident([...(burst([0, 1, 2, 3, 4, 5, 6]) ?? []), ...(quiet(7, 55) ?? [])], 7)),
    );
    expect(over.decision.reason).toMatch(/lasted [67] min/);
    expect(over.timeline.map(({ what }) => what)).toContain('the failures are no longer seen');
    const [calm] = over.timeline.filter(({ what }) => what.includes('no longer seen'));
    expect(Math.abs(Date.parse(calm?.at ?? '') - Date.parse(at(7)))).toBeLessThanOrEqual(120_000);
  });

  it('goes on while they are still seen', () => {
    const going = analyze(
      observe(incident(burst(Array.from({ length: 40 }, (_, minute) => minute)))),
    );
    expect(going.timeline.map(({ what }) => what)).not.toContain('the failures are no longer seen');
    expect(going.decision.action).toBe('TICKET');
  });
});
