import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBucket } from '../../../src/config/buckets.ts';
import {
  ALONE_SHARE,
  createMemoryLimiter,
} from '../../../src/mcp-proxy/rate-limit/memory-limiter.ts';

function clockAt(startMs: number) {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    sleep: () => Promise.resolve(),
    advance: (ms: number) => void (nowMs += ms),
  };
}

const NEWS = { blockMs: 0, afterBlock: 'full', limit: null, remaining: null, name: null } as const;

describe('the buckets of a process without Redis', () => {
  test('never let more through than their share of the curve, however calls arrive', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            gapMs: fc.oneof(
              { weight: 8, arbitrary: fc.constant(0) },
              { weight: 4, arbitrary: fc.nat(60) },
              { weight: 1, arbitrary: fc.nat(3_000) },
            ),
            patienceMs: fc.nat(5_000),
          }),
          {
            minLength: 40,
            maxLength: 120,
          },
        ),
        async (calls) => {
          const clock = clockAt(1_000_000);
          const limit = parseBucket('rate=8/s burst=40');
          const limiter = createMemoryLimiter({ clock });
          const starts: number[] = [];
          for (const { gapMs, patienceMs } of calls) {
            clock.advance(gapMs);
            const answer = await limiter.reserve('b', limit, patienceMs);
            if (answer.granted) starts.push(clock.now() + answer.waitMs);
          }
          starts.sort((a, b) => a - b);
          for (let i = 0; i < starts.length; i += 1) {
            for (let j = i; j < starts.length; j += 1) {
              const spanMs = (starts[j] ?? 0) - (starts[i] ?? 0);
              const allowed = (limit.burst + limit.ratePerMs * spanMs) * ALONE_SHARE;
              expect(j - i + 1).toBeLessThanOrEqual(allowed + 1e-6);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('rest as long as the upstream says', async () => {
    const clock = clockAt(0);
    const limiter = createMemoryLimiter({ clock });
    const limit = parseBucket('rate=100/s burst=100');
    expect(await limiter.reserve('b', limit, 0)).toMatchObject({ granted: true, grant: 1 });
    await limiter.learn('b', limit, { ...NEWS, blockMs: 4_000 }, 1);
    expect(await limiter.reserve('b', limit, 3_999)).toEqual({
      granted: false,
      waitMs: 4_000,
      why: 'quota',
    });
    expect(await limiter.reserve('b', limit, 4_000)).toMatchObject({
      granted: true,
      waitMs: 4_000,
    });
    expect(await limiter.inspect('b', limit)).toMatchObject({ blockedMs: 4_000, granted: 2 });
  });

  test('stop at what the upstream says is left', async () => {
    const clock = clockAt(0);
    const limiter = createMemoryLimiter({ clock });
    const limit = parseBucket('rate=100/s burst=100');
    await limiter.reserve('b', limit, 0);
    await limiter.learn('b', limit, { ...NEWS, remaining: { count: 2, resetMs: 60_000 } }, 1);
    expect(await limiter.reserve('b', limit, 0)).toMatchObject({ granted: true });
    expect(await limiter.reserve('b', limit, 0)).toMatchObject({ granted: true });
    expect(await limiter.reserve('b', limit, 0)).toMatchObject({ granted: false, why: 'quota' });
    clock.advance(60_000);
    expect(await limiter.reserve('b', limit, 0)).toMatchObject({ granted: true });
  });
});
