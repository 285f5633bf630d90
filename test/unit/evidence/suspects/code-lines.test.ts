// Lines that can't be at fault must not make anyone a suspect.
import { describe, expect, it } from 'vitest';
import { codeLines, guardsLost, sameCode } from '../../../../src/evidence/suspects/code-lines.ts';

describe('codeLines', () => {
  it('leaves out comments over several lines and docstrings', () => {
    const script = ['/**', ' * total', ' two words', ' */', 'let a = 1; // one', '', '});'];
    expect(codeLines(script, 'a.js')).toEqual([false, false, false, false, true, false, false]);
    const python = [
      'def f():',
      '    """What it does',
      '    and how.',
      '    """',
      '    return 1',
      "    '''one'''",
    ];
    expect(codeLines(python, 'a.py')).toEqual([true, false, false, false, true, false]);
  });
});

describe('sameCode', () => {
  it.each([
    ['a.js', '  return total;', '  return total; // gross'],
    ['a.py', '    x = 1', '    x = 1  # one'],
    ['a.js', "const a = 'x'", 'const a = "x";'],
    ['a.js', 'call(a, b)', 'call(\n  a,\n  b,\n)'],
  ])('%s: %s is as %s', (path, before, after) => {
    expect(sameCode(before.split('\n'), after.split('\n'), path)).toBe(true);
  });

  it.each([
    ['a.js', 'if (a && b) {', 'if (a || b) {'],
    ['a.js', 'fetch("http://a.b/c")', 'fetch("http://a.b/d")'],
    ['a.py', 'x = 1', 'x = 2'],
  ])('%s: %s is not %s', (path, before, after) => {
    expect(sameCode([before], [after], path)).toBe(false);
  });
});

describe('guardsLost', () => {
  it('counts checks that went without replacement', () => {
    expect(guardsLost(['  if (tier === null) return 0;', '  log(tier);'], [])).toBe(1);
    expect(guardsLost(['  if (a) b();'], ['  if (a && c) b();'])).toBe(0);
    expect(guardsLost(['  // if it is null'], [])).toBe(0);
  });
});
