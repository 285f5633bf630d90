// Following lines back through patches must find who really wrote them.
import { createTwoFilesPatch } from 'diff';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUnifiedDiff } from '../../../../src/evidence/index.ts';
import { createFileHistory } from '../../../../src/evidence/suspects/line-history.ts';

type Edit = {
  readonly kind: 'insert' | 'delete' | 'replace';
  readonly at: number;
  readonly count: number;
};

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom('insert', 'delete', 'replace'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  count: fc.integer({ min: 1, max: 4 }),
});

/** Versions oldest first; every line is unique and names the commit that wrote it. */
function history(edits: readonly (readonly Edit[])[]): string[][] {
  let serial = 0;
  const make = (commit: number, count: number): string[] =>
    Array.from({ length: count }, () => `call(${serial++}, "c${commit}");`);
  const versions = [make(0, 12)];
  edits.forEach((some, index) => {
    const lines = [...(versions.at(-1) ?? [])];
    for (const each of some) {
      const at = Math.floor(each.at * lines.length);
      if (each.kind === 'insert') lines.splice(at, 0, ...make(index + 1, each.count));
      else if (each.kind === 'delete') lines.splice(at, each.count);
      else
        lines.splice(at, each.count, ...make(index + 1, Math.min(each.count, lines.length - at)));
    }
    versions.push(lines);
  });
  return versions;
}

const never = (): never => {
  throw new Error('no diff');
};

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

describe('createFileHistory', () => {
  it.each([0, 3])(
    'names the author of a line, with %d lines of context in the patches',
    (context) => {
      fc.assert(
        fc.property(
          fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 }),
          (edits) => {
            const versions = history(edits);
            const newest = versions.at(-1) ?? [];
            newest.forEach((line, index) => {
              const truth = Number(/"c(\d+)"/.exec(line)?.[1]);
              const region = {
                file: 'a.ts',
                start: index + 1,
                end: index + 1,
                weight: 1,
                name: 'f',
                line: index + 1,
                why: '',
              };
              const followed = createFileHistory('a.ts', [region], newest);
              let author: number | null = null;
              for (let at = versions.length - 1; at >= 1 && author === null; at -= 1) {
                const patch = createTwoFilesPatch(
                  'a/a.ts',
                  'b/a.ts',
                  text(versions[at - 1] ?? []),
                  text(versions[at] ?? []),
                  '',
                  '',
                  { context },
                );
                const diff = parseUnifiedDiff(patch)[0];
                if (diff === undefined) continue;
                if (followed.apply(diff).some((touch) => touch.failingLine)) author = at;
              }
              expect(author ?? 0).toBe(truth);
            });
          },
        ),
        { numRuns: 150 },
      );
    },
  );

  const region = { file: 'a.ts', start: 2, end: 4, weight: 1, name: 'f', line: 3, why: '' };
  const apply = (patch: string) =>
    createFileHistory('a.ts', [region], null).apply(
      parseUnifiedDiff(patch, 'a.ts')[0] ??
        ((): never => {
          throw new Error('no diff');
        })(),
    );

  it('does not credit a change of white space', () => {
    expect(apply('@@ -3 +3 @@\n-  return a+b;\n+    return a + b;\n')).toEqual([]);
  });

  it('credits a pure removal inside the region, not one above it', () => {
    expect(apply('@@ -3,1 +2,0 @@\n-  if (x) return;\n')).toMatchObject([
      { removedOnly: true, depth: 0 },
    ]);
    expect(apply('@@ -1,1 +0,0 @@\n-import x;\n')).toEqual([]);
  });

  it('ends at the commit that added the file', () => {
    const followed = createFileHistory('a.ts', [region], null);
    const diff = parseUnifiedDiff(
      '--- /dev/null\n+++ b/a.ts\n@@ -0,0 +1,5 @@\n+1\n+2\n+3\n+4\n+5\n',
    )[0];
    expect(diff === undefined ? [] : followed.apply(diff)).toMatchObject([
      { born: true, lines: 1 },
    ]);
    expect(followed.alive()).toBe(false);
  });

  it('keeps a region whose end lies inside a longer insertion', () => {
    const lines = Array.from({ length: 40 }, (_, at) => `call(${at});`);
    const wide = { ...region, start: 2, end: 10, line: 4 };
    const followed = createFileHistory('a.ts', [wide], lines);
    const grown = lines
      .slice(8, 38)
      .map((line) => `+${line}`)
      .join('\n');
    const apply_ = (patch: string) => followed.apply(parseUnifiedDiff(patch, 'a.ts')[0] ?? never());
    expect(apply_(`@@ -8,0 +9,30 @@\n${grown}\n`)).toMatchObject([{ born: false }]);
    expect(apply_('@@ -4 +4 @@\n-old();\n+call(3);\n')).toMatchObject([{ failingLine: true }]);
  });

  it('recognises lines by their text where branches shifted the numbers', () => {
    const lines = [
      'begin();',
      'const rate = tiers.get(customer).rate;',
      'return rate * 100;',
      'end();',
    ];
    const followed = createFileHistory('a.ts', [{ ...region, start: 1, end: 4, line: 2 }], lines, {
      branches: true,
    });
    const other = parseUnifiedDiff(
      '@@ -2 +2 @@\n-const a = first(one);\n+const a = second(one);\n',
      'a.ts',
    )[0];
    expect(followed.apply(other ?? never()).some((touch) => touch.failingLine)).toBe(false);
    const own = parseUnifiedDiff(
      '@@ -11,0 +12 @@\n+const rate = tiers.get(customer).rate;\n',
      'a.ts',
    )[0];
    expect(followed.apply(own ?? never())).toMatchObject([{ failingLine: true }]);
  });

  it('tells of checks that were taken out', () => {
    expect(apply('@@ -3,1 +2,0 @@\n-  if (x) return;\n')).toMatchObject([
      { guardsLost: 1, nearFailing: true },
    ]);
  });
});
