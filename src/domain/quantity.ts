/** Numbers with units, as people and tools write them, made comparable. */

export interface Quantity {
  readonly number: number;
  /** As written, in lower case; empty when there is none. */
  readonly unit: string;
}

type Dimension = 'time' | 'bytes' | 'share' | 'count';

/** What one of a unit is, in the smallest common measure of its dimension (seconds, bytes, percent). */
const UNITS: Readonly<Record<string, readonly [Dimension, number]>> = {
  ns: ['time', 1e-9],
  us: ['time', 1e-6],
  µs: ['time', 1e-6],
  ms: ['time', 1e-3],
  msec: ['time', 1e-3],
  millis: ['time', 1e-3],
  milliseconds: ['time', 1e-3],
  s: ['time', 1],
  sec: ['time', 1],
  secs: ['time', 1],
  second: ['time', 1],
  seconds: ['time', 1],
  min: ['time', 60],
  mins: ['time', 60],
  minute: ['time', 60],
  minutes: ['time', 60],
  h: ['time', 3_600],
  hr: ['time', 3_600],
  hrs: ['time', 3_600],
  hour: ['time', 3_600],
  hours: ['time', 3_600],
  d: ['time', 86_400],
  day: ['time', 86_400],
  days: ['time', 86_400],
  b: ['bytes', 1],
  byte: ['bytes', 1],
  bytes: ['bytes', 1],
  kb: ['bytes', 1e3],
  mb: ['bytes', 1e6],
  gb: ['bytes', 1e9],
  tb: ['bytes', 1e12],
  kib: ['bytes', 1_024],
  mib: ['bytes', 1_024 ** 2],
  gib: ['bytes', 1_024 ** 3],
  tib: ['bytes', 1_024 ** 4],
  '%': ['share', 1],
  pct: ['share', 1],
  percent: ['share', 1],
  ratio: ['share', 100],
  k: ['count', 1e3],
  m: ['count', 1e6],
  mio: ['count', 1e6],
  bn: ['count', 1e9],
};

const QUANTITY =
  /^\s*(?:[<>≥≤=~≈]=?)?\s*[$€£]?\s*([-+]?(?:\d[\d,_' ]*)?\.?\d+(?:e[+-]?\d+)?)\s*(%|[a-zµ]*)/i;

/** The number that a text begins with, and its unit; null when it begins with none. */
export function parseQuantity(text: string): Quantity | null {
  const span = spanOf(text.trim());
  if (span !== null) return { number: span, unit: 's' };
  const match = QUANTITY.exec(text.slice(0, 80));
  if (!match) return null;
  const number = numberFrom(match[1] ?? '');
  return Number.isFinite(number) ? { number, unit: (match[2] ?? '').toLowerCase() } : null;
}

/** `1h 20m`, `1d 2h`, `00:45:00` and `PT2H30M` in seconds; null for anything else. */
function spanOf(text: string): number | null {
  const clock = /^(\d{1,3}):([0-5]\d):([0-5]\d)$/.exec(text);
  if (clock) return Number(clock[1]) * 3_600 + Number(clock[2]) * 60 + Number(clock[3]);
  const parts =
    /^(?:P(?=[\dT]))?(?:(\d+)\s*d\s*)?T?(?:(\d+)\s*h\s*)?(?:(\d+)\s*m(?:in)?\s*)?(?:(\d+)\s*s)?$/i.exec(
      text,
    );
  if (
    !parts ||
    (!/^P/i.test(text) && parts.slice(1).filter((part) => part !== undefined).length < 2)
  )
    return null;
  const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  return (days ?? 0) * 86_400 + (hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0);
}

/** `2,940` and `2 940` are thousands, `2,5` is two and a half, `1,204.50` is English. */
function numberFrom(text: string): number {
  const plain = text.replace(/[_' ]/g, '');
  if (/^[-+]?\d+,\d{1,2}$/.test(plain)) return Number(plain.replace(',', '.'));
  return Number(plain.replaceAll(',', ''));
}

/**
 * Two quantities in one measure: `1.2s` and `800ms` are 1.2 and 0.8. Where only one has a unit the
 * other takes the one that `name` tells (`latency_seconds`, `free_gb`), else both stay as written. A
 * share written as a fraction becomes percent beside one that is written in percent.
 */
export function inOneMeasure(
  a: Quantity,
  b: Quantity,
  name = '',
): { readonly a: number; readonly b: number } {
  const told = unitOfName(name);
  const units = [a.unit, b.unit].map((unit) => UNITS[unit]);
  const [x, y] = [units[0] ?? shared(a, b, told), units[1] ?? shared(b, a, told)];
  if (x !== undefined && y !== undefined && x[0] === y[0] && (units[0] ?? units[1]) !== undefined)
    return { a: a.number * x[1], b: b.number * y[1] };
  if (/ratio|fraction|in_?use|utili[sz]ation/i.test(name)) {
    // one of them was entered as a fraction, the other in percent
    if (a.number > 0 && a.number <= 1 && b.number > 1 && b.number <= 100)
      return { a: a.number * 100, b: b.number };
    if (b.number > 0 && b.number < 1 && a.number > 1 && a.number <= 100)
      return { a: a.number, b: b.number * 100 };
  }
  return { a: a.number, b: b.number };
}

/** The measure of a bare number beside one that has a unit. */
function shared(
  bare: Quantity,
  other: Quantity,
  told: readonly [Dimension, number] | undefined,
): readonly [Dimension, number] | undefined {
  const unit = UNITS[other.unit];
  if (unit === undefined || bare.unit !== '') return undefined;
  if (unit[0] === 'share') return bare.number > 0 && bare.number <= 1 ? ['share', 100] : unit;
  return told !== undefined && told[0] === unit[0] ? told : undefined;
}

const NAME_UNIT =
  /(?:^|[._\- ])(ns|us|ms|millis|milliseconds|s|sec|secs|seconds|min|minutes|hours|days|bytes|kb|mb|gb|tb|kib|mib|gib|tib)(?:$|[._\- ])/i;

function unitOfName(name: string): readonly [Dimension, number] | undefined {
  const match = NAME_UNIT.exec(name.replace(/([a-z\d])([A-Z])/g, '$1_$2'));
  return match ? UNITS[(match[1] ?? '').toLowerCase()] : undefined;
}
