import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numbersIn, type ToldNumbers } from '../../../../../src/evidence/triage/reading/numbers.ts';

const HOUR_MS = 3_600_000;

describe('numbersIn', () => {
  it.each<[string, Partial<ToldNumbers>]>([
    ['error ratio 88% > 5%', { value: 88, threshold: 5, side: 'above' }],
    ['5xx share is 55% (threshold 1%)', { value: 55, threshold: 1 }],
    ['http_5xx_pct > 1 (current 55)', { value: 55, threshold: 1, side: 'above' }],
    [
      '3 out of the last 3 datapoints were greater than the threshold (5.0). Most recent: 34.',
      { value: 34, threshold: 5 },
    ],
    ['p99 1.02s (SLO 1s)', { value: 1.02, threshold: 1 }],
    [
      'at 10.0.3.4:9100 only 2.31% of space left, less than 3%',
      { value: 2.31, threshold: 3, side: 'below' },
    ],
    ['free storage 2.1e9 of 20e9', { value: 10.5 }],
    ['Disk 95%, +3% per hour', { value: 95, isDrifting: true }],
    ['volume is full in 9h', { endsInMs: 9 * HOUR_MS }],
    ['all of it will be suspended in 48 hours', { endsInMs: 48 * HOUR_MS }],
    ['has been between 61% and 62% for a month', { held: [61, 62], percentPerDay: null }],
    ['grows 3% a day', { percentPerDay: 3 }],
    ['grew by 2% over the last 8 weeks', { percentPerDay: 2 / 56, endsInMs: null }],
    ['seats in use: 12, 19, 31, 44 over the last 5 days', { levels: [12, 19, 31, 44] }],
    ['last four runs: 3 min, 4 min, 9 min, 21 min', { levels: [3, 4, 9, 21] }],
    ['12% → 19% → 31% → 44%', { levels: [12, 19, 31, 44] }],
    ['answers 500, 502, 503, 504', { levels: [] }],
    ['usual 55, now 250', { usual: [55, 55] }],
    ['typical for Sunday 04:00 is 0-2', { usual: [0, 2] }],
    ['fails for 90 minutes', { lastedMs: 1.5 * HOUR_MS }],
    ['fired 26 times today', { timesFired: 26 }],
    ['orders are 60% below last week', { threshold: null }],
  ])('reads %s', (text, told) => {
    expect(numbersIn(text, '')).toMatchObject(told);
  });

  it.each<[string, ToldNumbers['part']]>([
    ['8/8 locations failing', { failed: 8, total: 8, of: 'places' }],
    ['health check 0/6 healthy', { failed: 6, total: 6, of: 'places' }],
    ['0 of 61 logins succeeded', { failed: 61, total: 61, of: 'calls' }],
    ['1 of 3 deliveries failed', { failed: 1, total: 3, of: 'calls' }],
    ['attempt 1/3 failed', null],
    ['step 3/9', null],
    ['since 12/01/2026', null],
  ])('reads how much of it fails: %s', (text, part) => {
    expect(numbersIn(text, '').part).toEqual(part);
  });

  it('knows how few calls a share is of', () => {
    expect(numbersIn('p95 over 3 requests', '').calls).toBe(3);
    expect(numbersIn('2,940 of 24,500 requests fail', '').calls).toBe(24_500);
    expect(numbersIn('3 users, one export', '').calls).toBe(3);
    expect(numbersIn('4,100 users affected', '').calls).toBeNull();
  });

  it('reads any text without an end or a number that is none', () => {
    const words = fc.constantFrom(
      '5%',
      '>',
      '<',
      'of',
      '/',
      '3',
      '1e9',
      'for',
      'min',
      'in',
      'is',
      '-',
      '.',
      'GB',
      'x',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 40 }), (parts) => {
        const told = numbersIn(parts.join(' '), '');
        for (const value of [told.value, told.threshold, told.lastedMs, told.endsInMs, told.calls])
          expect(value === null || Number.isFinite(value)).toBe(true);
      }),
    );
  });
});
