// Moments as a person reads them, and which part of a long timeline is shown.
import { describe, expect, it } from 'vitest';
import { readableTimes, timeInColumn } from '../../../src/domain/prose-time.ts';
import { curateTimeline } from '../../../src/domain/report-timeline.ts';
import type { Report } from '../../../src/domain/report.ts';

const ONSET = '2026-11-20T07:30:00.000Z';

describe('times in sentences', () => {
  it('have the clock on the day of the onset, the date on another, and never milliseconds', () => {
    const text =
      'fails since 2026-11-20T07:30:00.000Z, deployed 2026-11-19T08:45:05Z; v2026-11-19 stays';
    expect(readableTimes(text, ONSET)).toBe(
      'fails since 07:30:00 UTC, deployed 2026-11-19 08:45:05 UTC; v2026-11-19 stays',
    );
    expect(readableTimes(ONSET, null)).toBe('2026-11-20 07:30:00 UTC');
  });

  it('stand in columns with the day where it is another', () => {
    expect(timeInColumn('2026-11-20T06:14:12.515Z', ONSET)).toBe('06:14:12');
    expect(timeInColumn('2026-11-19T23:00:00+01:00', ONSET)).toBe('11-19 22:00:00');
  });
});

describe('a long timeline', () => {
  const entry = (at: string, evidence: string | null) => ({ at, what: at, evidence });
  const report = {
    onsetAt: ONSET,
    alerts: [],
    claims: [{ statement: 's', citations: [{ evidence: 'E2' }], status: 'verified' }],
    timeline: [
      entry('2026-10-24T02:00:00.000Z', 'E1'),
      entry('2026-11-01T02:00:00.000Z', 'E2'),
      entry('2026-11-19T08:00:00.000Z', null),
      entry('2026-11-20T07:30:00.000Z', 'E3'),
    ],
  } as unknown as Report;

  it('shows the day before the onset and what is cited, and counts the rest', () => {
    const { entries, earlier } = curateTimeline(report);
    expect(entries.map(({ at }) => at.slice(5, 10))).toEqual(['11-01', '11-19', '11-20']);
    expect(earlier).toBe(1);
  });
});
