import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketFields, bucketLimitsOf, parseBucket } from '../../../src/config/buckets.ts';
import { load } from '../../../src/config/load.ts';

describe('a bucket', () => {
  test('refills with what the limit leaves beside the burst', () => {
    expect(parseBucket('limit=300/1h burst=30')).toEqual({
      burst: 30,
      ratePerMs: 270 / 3_600_000,
      limit: 300,
      periodMs: 3_600_000,
      fixed: true,
    });
  });

  test('may be given by its rate alone', () => {
    expect(parseBucket('rate=20/s, burst=40')).toMatchObject({
      burst: 40,
      ratePerMs: 0.02,
      limit: null,
    });
  });

  test('whatever its limit, no period can hold more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 100_000 }),
        fc.integer({ min: 1, max: 3_600 }),
        fc.option(fc.integer({ min: 1, max: 1_000 }), { nil: undefined }),
        (limit, period, burst) => {
          const text = `limit=${limit}/${period}s${burst === undefined ? '' : ` burst=${burst}`}`;
          fc.pre(burst === undefined || burst < limit);
          const bucket = parseBucket(text);
          expect(bucket.burst + bucket.ratePerMs * period * 1_000).toBeLessThanOrEqual(
            limit + 1e-6,
          );
        },
      ),
    );
  });

  test.each([
    ['limit=300/1h burst=30 rate=1/s', /3630 calls .* allows 300/],
    ['limit=10/1m burst=10', /never refills/],
    ['burst=10', /needs a limit or a rate/],
    ['rate=20 burst=1', /cannot read `20`/],
    ['rate=20/fortnight', /cannot read/],
    ['rate=0/s', /cannot read/],
    ['rate=1/s burst=0', /whole burst of 1 or more/],
    ['rate=1/s burst=1.5', /whole burst/],
    ['speed=1/s', /does not know `speed=1\/s`/],
  ])('%s is refused', (text, message) => {
    expect(() => parseBucket(text)).toThrow(message);
  });
});

describe('settings', () => {
  test('every default keeps within its own limit and may be raised by what upstreams say', () => {
    for (const [name, limit] of bucketLimitsOf(load(bucketFields, {}))) {
      expect(limit.fixed, name).toBe(false);
      expect(limit.ratePerMs, name).toBeGreaterThan(0);
    }
  });

  test('the environment overrides one, and that is final', () => {
    const limits = bucketLimitsOf(
      load(bucketFields, { MIRA_BUCKET_DATADOG_LOGS: 'rate=20/s burst=40' }),
    );
    expect(limits.get('datadog_logs')).toMatchObject({ burst: 40, fixed: true });
    expect(limits.get('datadog_spans')).toMatchObject({ fixed: false });
  });

  test('a mistake names the variable', () => {
    expect(() => load(bucketFields, { MIRA_BUCKET_SLACK: 'fast' })).toThrow(
      /MIRA_BUCKET_SLACK.*fast/,
    );
  });
});
