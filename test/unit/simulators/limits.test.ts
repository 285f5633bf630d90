import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLimits } from '../../../src/simulators/common/limits.ts';
import { createRecorder } from '../../../src/simulators/common/recorder.ts';

describe('quotas', () => {
  it('never allow more than the limit in one calendar-aligned period, and all of it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.integer({ min: 0, max: 4_000 }), { maxLength: 60 }),
        (limit, steps) => {
          let now = 1_700_000_003_000;
          const limits = createLimits(() => now, { limit, periodSeconds: 10 });
          const asked = new Map<number, number>();
          const allowed = new Map<number, number>();
          for (const step of steps) {
            now += step;
            const period = Math.floor(now / 10_000);
            asked.set(period, (asked.get(period) ?? 0) + 1);
            const state = limits.take('x');
            if (state.allowed) allowed.set(period, (allowed.get(period) ?? 0) + 1);
            expect(state.remaining).toBe(limit - (allowed.get(period) ?? 0));
            expect(state.resetSeconds).toBeGreaterThan(0);
            expect(state.resetSeconds).toBeLessThanOrEqual(10);
          }
          for (const [period, count] of asked) {
            expect(allowed.get(period) ?? 0).toBe(Math.min(count, limit));
          }
        },
      ),
    );
  });

  it('are set by name, or for all names at once', () => {
    const limits = createLimits(() => 0, { limit: 5, periodSeconds: 60 });
    limits.set({ name: 'a', limit: 1, periodSeconds: 1 });
    limits.set({ name: '*', limit: 2, periodSeconds: 1 });
    expect([limits.take('a').limit, limits.take('b').limit]).toEqual([1, 2]);
  });
});

describe('the recorder', () => {
  it('keeps the newest requests, bounded in number and size', () => {
    const recorder = createRecorder(() => 0);
    const url = new URL('http://x/path?a=1&a=2&b=3');
    for (let index = 0; index < 20_001; index += 1)
      recorder.record('POST', url, `${index}`, 'text/plain');
    const kept = recorder.list();
    expect(kept.length).toBeLessThanOrEqual(20_000);
    expect(kept.at(-1)).toMatchObject({
      path: '/path',
      query: { a: ['1', '2'], b: '3' },
      body: 20_000,
      status: null,
    });
    for (let index = 0; index < 2_000; index += 1)
      recorder.record('POST', url, 'x'.repeat(1_000_000), '');
    const total = recorder.list().reduce((sum, { body }) => sum + String(body).length, 0);
    expect(total).toBeLessThan(70 * 1024 * 1024);
  });
});
