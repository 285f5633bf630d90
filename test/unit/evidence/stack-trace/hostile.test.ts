// No text may make a parser throw, or take more than linear time.
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseStackTraces } from '../../../../src/evidence/index.ts';

const folder = new URL('../../../fixtures/traces/', import.meta.url);
const corpus = readdirSync(folder)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));
const lines = corpus.flatMap((text) => text.split('\n'));

describe('parseStackTraces on anything', () => {
  it('never throws on random text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        expect(Array.isArray(parseStackTraces(text))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('never throws on shuffled lines of real traces, and its frames are well-formed', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...lines), { maxLength: 60 }), (some) => {
        for (const trace of parseStackTraces(some.join('\n'))) {
          for (const frame of trace.frames) {
            expect(frame.raw.length).toBeGreaterThan(0);
            expect(frame.line === null || (Number.isInteger(frame.line) && frame.line > 0)).toBe(
              true,
            );
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('finds a trace wherever other log lines stand around it', () => {
    const trace =
      'java.lang.IllegalStateException: boom\n\tat com.acme.A.b(A.java:3)\n\tat com.acme.C.d(C.java:9)';
    const noise = fc.array(
      fc.constantFrom('2026-01-01 INFO started', '', 'GET /health 200', '{"a":1}'),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(noise, noise, (before, after) => {
        const found = parseStackTraces([...before, trace, ...after].join('\n'));
        expect(found).toHaveLength(1);
        expect(found[0]).toMatchObject({
          exceptionType: 'java.lang.IllegalStateException',
          message: 'boom',
        });
        expect(found[0]?.frames).toHaveLength(2);
      }),
    );
  });

  const mega = 1_000_000;
  const hostile: Record<string, string> = {
    'one line of letters': 'a'.repeat(mega),
    'one line of spaces': ' '.repeat(mega),
    'dots without end': `at ${'a.'.repeat(mega / 2)}`,
    'open brackets': `    at ${'('.repeat(mega)}`,
    colons: 'Error: '.repeat(mega / 7),
    'a million empty lines': '\n'.repeat(mega),
    'headlines without frames': 'java.lang.Error: x\n'.repeat(mega / 19),
    'half frames': '\tat a.b.c(\n'.repeat(mega / 11),
    'File without line': '  File "x\n'.repeat(mega / 10),
    'Traceback over and over': 'Traceback (most recent call last):\n'.repeat(mega / 35),
    'E lines of pytest': 'E   x\n'.repeat(mega / 6),
    'pytest places': `${'E   x\n'.repeat(60)}a.py:1: in x\n`.repeat(2_500),
    'goroutines without frames': 'goroutine 1 [running]:\n'.repeat(mega / 23),
    'causes without frames': `\tat a.B.c(B.java:1)\n${'Caused by: x.Y: z\n'.repeat(mega / 18)}`,
    'numbered frames': '#0 x\n'.repeat(mega / 5),
    'escaped line breaks': '\\n\\tat '.repeat(mega / 8),
    'carets and bars': '  | + | '.repeat(mega / 8),
    'angle brackets': `   at ${'<'.repeat(1_000)}${'>'.repeat(900)}() in x\n`.repeat(500),
    'long symbol': `    #0 0x1 in ${'a<'.repeat(900)} x.c:1\n`.repeat(500),
  };
  it.each(Object.keys(hostile))('is quick on 1 MB of %s', (name) => {
    // this thread's own CPU time: a busy machine must not fail it
    const before = process.threadCpuUsage();
    parseStackTraces(hostile[name] ?? '');
    const used = process.threadCpuUsage(before);
    expect((used.user + used.system) / 1_000).toBeLessThan(2_000);
  });
});
