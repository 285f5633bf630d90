import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTime } from '../../../src/bundle/values/time.ts';

const at = (iso: string) => Date.parse(iso);

describe('parseTime', () => {
  it.each([
    ['2026-01-02T10:00:00Z', '2026-01-02T10:00:00Z'],
    ['2026-01-02T10:00:00', '2026-01-02T10:00:00Z'],
    ['2026-01-02 10:00:00,123', '2026-01-02T10:00:00.123Z'],
    ['2026-01-02T10:00:00.123456789+02:00', '2026-01-02T08:00:00.123Z'],
    ['2026/01/02 10:00:00 -0330', '2026-01-02T13:30:00Z'],
    ['2026-01-02 10:00:00 UTC', '2026-01-02T10:00:00Z'],
    ['20260102T100000Z', '2026-01-02T10:00:00Z'],
    ['02/Jan/2026:10:00:00 +0100', '2026-01-02T09:00:00Z'],
    ['Fri, 02 Jan 2026 10:00:00 +0000', '2026-01-02T10:00:00Z'],
    ['Fri Jan  2 10:00:00 2026 +0100', '2026-01-02T09:00:00Z'],
    [1_767_348_000, '2026-01-02T10:00:00Z'],
    ['1767348000.5', '2026-01-02T10:00:00.500Z'],
    [1_767_348_000_000, '2026-01-02T10:00:00Z'],
    [1_767_348_000_000_000, '2026-01-02T10:00:00Z'],
    ['1767348000000000000', '2026-01-02T10:00:00Z'],
    ['1.767348e9', '2026-01-02T10:00:00Z'],
  ])('reads %s', (given, expected) => {
    expect(parseTime(given)).toBe(at(expected));
  });

  it('completes a time without year or day from the reference, to the nearest one', () => {
    const reference = at('2026-01-01T00:10:00Z');
    expect(parseTime('Dec 31 23:59:00', reference)).toBe(at('2025-12-31T23:59:00Z'));
    expect(parseTime('Jan  1 00:05:00', reference)).toBe(at('2026-01-01T00:05:00Z'));
    expect(parseTime('23:59:59', reference)).toBe(at('2025-12-31T23:59:59Z'));
    expect(parseTime('2 hours ago', reference)).toBe(at('2025-12-31T22:10:00Z'));
    expect(parseTime('now-30m', reference)).toBe(at('2025-12-31T23:40:00Z'));
  });

  it('does not invent what is missing', () => {
    for (const text of [
      'Dec 31 23:59:00',
      '23:59:59',
      '2 hours ago',
      'soon',
      '',
      '12',
      '2026-13-01',
    ])
      expect(parseTime(text)).toBeNull();
    for (const value of [0, 12, -5, Number.NaN, Infinity, null, undefined, {}, true])
      expect(parseTime(value)).toBeNull();
  });

  it('never throws, and answers a moment that a date can hold', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double(), fc.anything()), (value) => {
        const ms = parseTime(value, 1_767_348_000_000);
        if (ms !== null) expect(() => new Date(ms).toISOString()).not.toThrow();
      }),
    );
  });

  it('reads back every moment that JavaScript writes', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }),
        (date) => {
          expect(parseTime(date.toISOString())).toBe(date.getTime());
        },
      ),
    );
  });
});
