/** How long a span took, in whatever unit and field its exporter wrote it. */
import { numberOf, timeOf, type Fields } from '../values/fields.ts';

const END = [
  'endtime',
  'endtimeunixnano',
  'end',
  'endtimestamp',
  'endat',
  'finish',
  'finishtime',
  'endtimemillis',
];
const TO_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
};

/** The unit stands in the field's name, in the text, or follows from the precision of the start. */
export function durationOf(
  fields: Fields,
  start: unknown,
  startMs: number,
  referenceMs: number | null,
): number {
  const inMs = fields.number(
    'durationms',
    'elapsedms',
    'latencyms',
    'durationmillis',
    'durationinms',
    'elapsed',
    'elapsedtime',
  );
  if (inMs !== undefined) return Math.max(0, inMs);
  const inUs = fields.number('durationus', 'durationmicros', 'durationmicroseconds');
  if (inUs !== undefined) return Math.max(0, inUs / 1_000);
  const inNs = fields.number(
    'durationns',
    'durationnano',
    'durationnanos',
    'customduration',
    'durationnanoseconds',
  );
  if (inNs !== undefined) return Math.max(0, inNs / 1e6);
  const inSeconds = fields.number('durations', 'durationseconds', 'durationsec');
  if (inSeconds !== undefined) return Math.max(0, inSeconds * 1_000);
  const duration = fields.first('duration', 'latency');
  const text =
    typeof duration === 'string'
      ? /^(\d+(?:\.\d+)?)\s*(ns|us|µs|ms|s|m)$/.exec(duration.trim())
      : null;
  if (text) return Number(text[1]) * (TO_MS[text[2] ?? ''] ?? 1);
  const number = numberOf(duration);
  if (number !== undefined) return Math.max(0, number * unitOfStart(start));
  for (const name of END) {
    const end = timeOf(fields.first(name), referenceMs);
    if (end !== null)
      return Math.max(0, preciseMs(fields.first(name), end) - preciseMs(start, startMs));
  }
  return 0;
}

/** Jaeger and Zipkin count both in microseconds, Datadog both in nanoseconds. */
function unitOfStart(start: unknown): number {
  const size = numberOf(start) ?? 0;
  if (size >= 1e17) return 1e-6;
  return size >= 1e14 ? 1e-3 : 1;
}

/** Milliseconds with their fraction: most spans are shorter than a millisecond's rounding. */
function preciseMs(value: unknown, fallbackMs: number): number {
  const size = numberOf(value);
  if (size === undefined || size < 1e14) return fallbackMs;
  return size >= 1e17 ? size / 1e6 : size / 1e3;
}
