import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cacheKey } from '../../../../src/mcp-proxy/cache/key.ts';

/** The same value with the members of its objects in another order. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, shuffled(member)]),
  );
}

test('the order of members does not matter, everything else does', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      expect(cacheKey('t', shuffled(a))).toBe(cacheKey('t', a));
      const same = JSON.stringify(a) === JSON.stringify(b) || equal(a, b);
      expect(cacheKey('t', a) === cacheKey('t', b)).toBe(same);
      expect(cacheKey('t', a)).not.toBe(cacheKey('u', a));
    }),
  );
});

function equal(a: unknown, b: unknown): boolean {
  try {
    expect(JSON.parse(JSON.stringify(a))).toEqual(JSON.parse(JSON.stringify(b)));
    return true;
  } catch {
    return false;
  }
}
