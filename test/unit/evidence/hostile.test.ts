// Lines that make naive patterns backtrack must cost every reader next to nothing.
import { describe, expect, it } from 'vitest';
import {
  diffFacts,
  mineTemplates,
  parseUnifiedDiff,
  planSuspects,
} from '../../../src/evidence/index.ts';
import { faultKindsOf } from '../../../src/evidence/faults/fault-kinds.ts';
import { functionsIn } from '../../../src/evidence/suspects/functions-in.ts';

const hostile: Record<string, string> = {
  spaces: ' '.repeat(4_000),
  letters: 'a'.repeat(4_000),
  brackets: '('.repeat(4_000),
  dots: 'a.'.repeat(2_000),
  quotes: '"'.repeat(4_000),
  'half of a phrase': 'connection pool token certificate '.repeat(120),
  commas: 'a, b, '.repeat(700),
  assignments: 'a=b='.repeat(1_000),
  digits: '1234567890'.repeat(400),
  'angle brackets': '<'.repeat(4_000),
  slashes: '/a'.repeat(2_000),
  colons: 'a:b:'.repeat(1_000),
  underscores: 'a_b_'.repeat(1_000),
};

const cost = (work: () => unknown): number => {
  const before = process.threadCpuUsage();
  work();
  return process.threadCpuUsage(before).user / 1_000;
};

describe.each(Object.keys(hostile))('a text of %s', (name) => {
  const text = hostile[name] ?? '';
  const line = text.slice(0, 390);
  const patch = `@@ -1,100 +1,100 @@\n${`-${line}\n+${line}x\n`.repeat(100)}`;

  it.each([
    ['faultKindsOf', () => faultKindsOf(text)],
    ['diffFacts of code', () => diffFacts([{ path: 'src/a.ts', status: 'modified', patch }])],
    [
      'diffFacts of settings',
      () => diffFacts([{ path: 'config/a.yaml', status: 'modified', patch }]),
    ],
    ['parseUnifiedDiff', () => parseUnifiedDiff(text.repeat(100))],
    [
      'functionsIn',
      () =>
        ['a.ts', 'a.py', 'a.rs'].map((path) =>
          functionsIn(`${text.slice(0, 1_900)}\n`.repeat(200), path),
        ),
    ],
    [
      'mineTemplates',
      () =>
        mineTemplates(
          Array.from({ length: 200 }, (_, index) => ({
            message: `${text}${index}`,
            atMs: index,
            level: 'info',
            service: null,
          })),
        ),
    ],
    [
      'planSuspects',
      () =>
        planSuspects({ traceText: `${text}\n`.repeat(100), files: ['a.ts'], contents: new Map() }),
    ],
  ] as const)('is quick for %s', (_reader, work) => {
    expect(cost(work)).toBeLessThan(1_500);
  });
});
