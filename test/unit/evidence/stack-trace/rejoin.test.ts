import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../../../../src/domain/observation.ts';
import { parseStackTraces, rejoinRecords } from '../../../../src/evidence/index.ts';
import { outline } from './outline.ts';

const record = (message: string, index: number, service = 'checkout'): LogRecord => ({
  id: `${service}-${index}`,
  at: new Date(Date.UTC(2026, 0, 1, 10, 0, 0, index)).toISOString(),
  service,
  level: 'unknown',
  message,
});
const fixture = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/traces/${name}.txt`, import.meta.url), 'utf8').trimEnd();

describe('rejoinRecords', () => {
  it.each(['java-logback', 'python-context', 'go-nil'])(
    'puts %s together from one record per line',
    (name) => {
      const text = fixture(name);
      const lines = text.split('\n').filter((line) => line.trim() !== '');
      const joined = rejoinRecords(lines.map((line, index) => record(line, index)));
      const found = joined.flatMap((each) =>
        each.stack === undefined ? [] : parseStackTraces(`${each.message}\n${each.stack}`),
      );
      const whole = parseStackTraces(lines.join('\n'));
      expect(found.map((each) => each.frames.length)).toEqual(
        whole.map((each) => each.frames.length),
      );
      expect(outline(found.slice(0, 1))).toBe(outline(whole.slice(0, 1)));
    },
  );

  it('keeps interleaved services apart', () => {
    const joined = rejoinRecords([
      record('java.lang.Error: a', 0, 'a'),
      record('java.lang.Error: b', 1, 'b'),
      record('\tat com.acme.A.x(A.java:1)', 2, 'a'),
      record('\tat com.acme.B.x(B.java:1)', 3, 'b'),
    ]);
    expect(joined.map((each) => [each.service, each.stack])).toEqual([
      ['a', '\tat com.acme.A.x(A.java:1)'],
      ['b', '\tat com.acme.B.x(B.java:1)'],
    ]);
  });

  it('does not fold a crash into a line that says that all is well', () => {
    const calm = { ...record('GET /seats 200', 0), level: 'info' as const };
    const joined = rejoinRecords([
      calm,
      record('Traceback (most recent call last):', 1),
      record('  File "seats.py", line 3, in pick', 2),
      record("KeyError: 'row'", 3),
    ]);
    expect(joined.map((each) => each.stack?.includes('KeyError'))).toEqual([undefined, true]);
  });

  it('does not fold a line that comes much later', () => {
    const late = { ...record('\tat com.acme.A.x(A.java:1)', 1), at: '2026-01-01T11:00:00.000Z' };
    expect(rejoinRecords([record('java.lang.Error: a', 0), late])).toHaveLength(2);
  });

  it('loses no text, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            '\tat a.B.c(B.java:1)',
            'hello',
            'Caused by: x.Y',
            '  File "a", line 1',
            '',
          ),
          { maxLength: 40 },
        ),
        (messages) => {
          const joined = rejoinRecords(messages.map((message, index) => record(message, index)));
          const lines = joined.flatMap((each) => [
            each.message,
            ...(each.stack === undefined ? [] : each.stack.split('\n')),
          ]);
          expect(lines.sort()).toEqual([...messages].sort());
        },
      ),
    );
  });
});
