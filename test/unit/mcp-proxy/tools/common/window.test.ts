import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMiraError } from '../../../../../src/domain/errors.ts';
import { GetLogsArgs } from '../../../../../src/domain/tools/datadog.ts';
import {
  canonicalMoment,
  resolveWindow,
  scopeWindow,
} from '../../../../../src/mcp-proxy/tools/common/window.ts';

const NOW = Date.parse('2026-11-20T10:00:00.000Z');
const HOUR = 3_600_000;
type Bounds = Parameters<typeof scopeWindow>[1];
const open: Bounds = { notBeforeMs: null, notAfterMs: null };

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'none';
  } catch (error) {
    return isMiraError(error) ? error.code : String(error);
  }
};

describe('canonical moments', () => {
  test('one moment in any writing is one text; relative ones stay', () => {
    const texts = [
      '2026-11-20T10:00:00Z',
      '2026-11-20T11:00:00+01:00',
      NOW,
      String(NOW),
      NOW / 1_000,
      String(NOW / 1_000),
    ];
    expect(new Set(texts.map(canonicalMoment))).toEqual(new Set(['2026-11-20T10:00:00.000Z']));
    expect(canonicalMoment('now-15m')).toBe('now-15m');
  });
});

test('what is no moment is told what one looks like', () => {
  for (const from of ['yesterday', '2026-11-20', '2026-11-20T10:00:00', 'now+1h', '', null, 1.5]) {
    const message = GetLogsArgs.safeParse({ from }).error?.issues[0]?.message;
    expect(message).toMatch(/2026-11-20T10:00:00Z.*now-15m/);
  }
});

describe('resolving', () => {
  const resolve = (from: string, to: string, scope = open, max = 24 * HOUR) =>
    resolveWindow(scopeWindow({ from, to }, scope), NOW, max);

  test('relative moments count from now', () => {
    expect(resolve('now-2h', 'now-30m')).toMatchObject({
      fromMs: NOW - 2 * HOUR,
      toMs: NOW - HOUR / 2,
      notes: [],
    });
  });

  test('a long window keeps its end, and says so', () => {
    const { fromMs, notes } = resolve('now-3d', 'now');
    expect(fromMs).toBe(NOW - 24 * HOUR);
    expect(notes.join()).toContain('24 h');
  });

  test('what is still to come is given up first', () => {
    const late = '2099-01-01T00:00:00Z';
    const { fromMs, toMs, notes } = resolve('now-1h', late);
    expect([fromMs, toMs]).toEqual([NOW - HOUR, NOW]);
    expect(notes).toHaveLength(1);
    expect(resolve('now-3d', late)).toMatchObject({ fromMs: NOW - 24 * HOUR, toMs: NOW });
    // short ones stay as they were asked for
    expect(resolve('now-1h', '2026-11-20T10:30:00Z')).toMatchObject({ toMs: NOW + HOUR / 2 });
  });

  test('the scope’s bounds cut, and refuse what lies outside', () => {
    const scope = { notBeforeMs: NOW - HOUR, notAfterMs: NOW };
    expect(resolve('now-5h', 'now', scope)).toMatchObject({ fromMs: NOW - HOUR });
    expect(codeOf(() => resolve('now-5h', 'now-4h', scope))).toBe('out_of_scope');
    expect(codeOf(() => resolve('now', 'now-1h'))).toBe('bad_argument');
    const empty = { notBeforeMs: NOW - HOUR, notAfterMs: NOW - HOUR };
    expect(codeOf(() => resolve('now-5h', 'now', empty))).toBe('out_of_scope');
  });

  test('never wider than asked, allowed and possible', () => {
    fc.assert(
      fc.property(
        fc.nat(500),
        fc.nat(500),
        fc.nat(500),
        fc.nat(500),
        fc.integer({ min: 1, max: 300 }),
        (a, b, c, d, max) => {
          const scope = {
            notBeforeMs: NOW - Math.max(c, d) * 60_000,
            notAfterMs: NOW - Math.min(c, d) * 60_000,
          };
          try {
            const { fromMs, toMs } = resolve(`now-${a}m`, `now-${b}m`, scope, max * 60_000);
            return (
              fromMs < toMs &&
              fromMs >= Math.max(NOW - a * 60_000, scope.notBeforeMs) &&
              toMs <= Math.min(NOW - b * 60_000, scope.notAfterMs) &&
              toMs - fromMs <= max * 60_000
            );
          } catch (error) {
            return isMiraError(error);
          }
        },
      ),
    );
  });
});
