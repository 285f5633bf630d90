import { describe, expect, it } from 'vitest';
import type { FileChange } from '../../../../src/domain/observation.ts';
import { faultKindsOf } from '../../../../src/evidence/faults/fault-kinds.ts';
import type { Context } from '../../../../src/evidence/hypotheses/context.ts';
import { PITFALLS } from '../../../../src/evidence/pitfalls/index.ts';
import { pitfallOf, pitfallsIn } from '../../../../src/evidence/hypotheses/known-pitfalls.ts';
import { parseStackTraces } from '../../../../src/evidence/stack-trace/parse.ts';
import { DATA_STORES_EXAMPLES } from './data-stores.examples.ts';
import { DOTNET_EXAMPLES } from './dotnet.examples.ts';
import { GO_EXAMPLES } from './go.examples.ts';
import { JAVASCRIPT_EXAMPLES } from './javascript.examples.ts';
import { JVM_EXAMPLES } from './jvm.examples.ts';
import { NATIVE_EXAMPLES } from './native.examples.ts';
import { NUMBERS_AND_TEXTS_EXAMPLES } from './numbers-and-texts.examples.ts';
import { PHP_EXAMPLES } from './php.examples.ts';
import { PLATFORM_EXAMPLES } from './platform.examples.ts';
import { PYTHON_EXAMPLES } from './python.examples.ts';
import { RUBY_EXAMPLES } from './ruby.examples.ts';

const EXAMPLES = [
  ...JVM_EXAMPLES,
  ...DOTNET_EXAMPLES,
  ...NATIVE_EXAMPLES,
  ...JAVASCRIPT_EXAMPLES,
  ...PYTHON_EXAMPLES,
  ...GO_EXAMPLES,
  ...RUBY_EXAMPLES,
  ...PHP_EXAMPLES,
  ...DATA_STORES_EXAMPLES,
  ...PLATFORM_EXAMPLES,
  ...NUMBERS_AND_TEXTS_EXAMPLES,
];

const fileOf = (path: string, patch: string): FileChange => ({
  path,
  status: 'modified',
  patch: `@@ -10,12 +10,12 @@\n${patch.replace(/^\n/, '')}\n`,
});

/** One fault that says this and nothing else. */
const contextOf = (text: string): Pick<Context, 'faults' | 'kinds'> => ({
  faults: [
    {
      fault: {
        sample: text,
        template: text,
        service: 'shop',
        level: 'error',
        source: 'log',
        kinds: faultKindsOf(text),
        count: 10,
        firstMs: null,
        lastMs: null,
        traces: parseStackTraces(text),
        hosts: new Set(),
        ids: ['log-1'],
        perMinute: new Map(),
        steadyNumbers: [],
      },
      weight: 1,
      evidence: 'log-1',
      fresh: true,
    },
  ],
  kinds: new Map([...faultKindsOf(text)].map((kind) => [kind, 1])),
});

describe('known pitfalls', () => {
  it('have names of their own, and an example each', () => {
    const names = PITFALLS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(EXAMPLES.map(({ name }) => name))).toEqual(new Set(names));
  });

  it.each(EXAMPLES)('$name: $path', ({ name, path, patch, failure, harmless }) => {
    const guilty = [fileOf(path, patch)];
    expect(pitfallsIn(guilty).map(({ pitfall }) => pitfall.name)).toContain(name);
    expect(pitfallOf(guilty, contextOf(failure))?.weight).toBeGreaterThan(0.15);
    expect(pitfallsIn([fileOf(path, harmless)]).map(({ pitfall }) => pitfall.name)).not.toContain(
      name,
    );
  });

  it('explain nothing that the failure does not speak of', () => {
    for (const { path, patch } of EXAMPLES)
      expect(pitfallOf([fileOf(path, patch)], contextOf('the till is closed'))).toBeNull();
  });

  it('are not looked for in tests', () => {
    for (const { path, patch } of EXAMPLES.slice(0, 3))
      expect(pitfallsIn([fileOf(`test/${path}`, patch)])).toEqual([]);
  });

  describe('count', () => {
    const weightOf = (
      failure: string,
      file: FileChange,
      rivals: readonly (readonly FileChange[])[] = [],
    ): number => pitfallOf([file], contextOf(failure), rivals)?.weight ?? 0;
    const awaited = fileOf(
      'src/plan.js',
      '-  for (const id of ids) await book(id);\n+  await Promise.all(ids.map((id) => book(id)));',
    );
    const named = 'Error: remaining connection slots are reserved';

    it('in full where the failure names them, half where it is felt, hardly where it is of a kind', () => {
      const full = weightOf(named, awaited);
      const felt = weightOf('memory usage is at 97 percent', awaited);
      const stripped = fileOf(
        'shop/plan.py',
        "-    return name.removeprefix('v1/')\n+    return name.lstrip('v1/')",
      );
      const kind = weightOf('totals do not match: wrong amount', stripped);
      expect(full).toBeGreaterThan(0.7);
      expect(felt).toBeGreaterThan(0.3 * full);
      expect(felt).toBeLessThan(0.6 * full);
      expect(kind).toBeGreaterThan(0);
      expect(kind).toBeLessThan(0.3 * full);
    });

    it('less where other candidates did the same, and where all of a file is new', () => {
      const alone = weightOf(named, awaited);
      const own: readonly FileChange[] = [awaited];
      const others = [own, [{ ...awaited, path: 'src/other.js' }], [{ ...awaited }]];
      expect(pitfallOf(own, contextOf(named), others)?.weight).toBeLessThan(0.6 * alone);
      expect(pitfallOf(own, contextOf(named), [own])?.weight).toBe(alone);
      const fresh = fileOf('shop/plan.py', '+def plan(stops, seen=[]):\n+    return 5');
      const mixed = 'order shows lines of another order: duplicate, belongs to another';
      expect(weightOf(mixed, { ...fresh, status: 'added' })).toBeLessThan(
        0.6 * weightOf(mixed, fresh),
      );
    });
  });
});
