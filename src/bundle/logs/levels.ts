/** Severity in whatever scale a logger uses → the levels of a {@link LogRecord}. */
import type { LogRecord } from '../../domain/observation.ts';

export type Level = LogRecord['level'];

const WORDS: Readonly<Record<string, Level>> = {
  trace: 'trace',
  trc: 'trace',
  verbose: 'trace',
  vrb: 'trace',
  finest: 'trace',
  finer: 'trace',
  silly: 'trace',
  debug: 'debug',
  dbg: 'debug',
  dbug: 'debug',
  trce: 'trace',
  fine: 'debug',
  config: 'debug',
  d: 'debug',
  info: 'info',
  inf: 'info',
  information: 'info',
  informational: 'info',
  notice: 'info',
  default: 'info',
  log: 'info',
  ok: 'info',
  success: 'info',
  http: 'info',
  i: 'info',
  normal: 'info',
  warn: 'warn',
  warning: 'warn',
  wrn: 'warn',
  w: 'warn',
  error: 'error',
  err: 'error',
  eror: 'error',
  severe: 'error',
  fail: 'error',
  failed: 'error',
  failure: 'error',
  e: 'error',
  fatal: 'fatal',
  ftl: 'fatal',
  critical: 'fatal',
  crit: 'fatal',
  alert: 'fatal',
  emerg: 'fatal',
  emergency: 'fatal',
  panic: 'fatal',
  dpanic: 'fatal',
  f: 'fatal',
  c: 'fatal',
};

const SYSLOG: readonly Level[] = [
  'fatal',
  'fatal',
  'fatal',
  'error',
  'warn',
  'info',
  'info',
  'debug',
];

/** Undefined when the word is no severity. */
export const levelFromWord = (word: string): Level | undefined => {
  const key = word.trim().toLowerCase();
  return Object.hasOwn(WORDS, key) ? WORDS[key] : undefined;
};

/** 0 (emergency) to 7 (debug), as in syslog, GELF and journald. */
export const levelFromSyslog = (severity: number): Level => SYSLOG[severity] ?? 'unknown';

/** OpenTelemetry's severity number, 1 to 24: four per level. */
export const levelFromOtel = (severity: number): Level =>
  severity < 1 || severity > 24
    ? 'unknown'
    : ((['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const)[
        Math.floor((severity - 1) / 4)
      ] ?? 'unknown');

/** `levelno` of Python's logging. */
export const levelFromPython = (severity: number): Level =>
  severity >= 50
    ? 'fatal'
    : severity >= 40
      ? 'error'
      : severity >= 30
        ? 'warn'
        : severity >= 20
          ? 'info'
          : 'debug';

/**
 * A numeric `level`: syslog's up to 7, pino's and bunyan's (10 trace … 60 fatal) up to 60,
 * logback's `level_value` (5000 … 40000) above.
 */
export function levelFromNumber(severity: number): Level {
  if (!(severity >= 0)) return 'unknown';
  if (severity < 8) return levelFromSyslog(Math.floor(severity));
  if (severity >= 1_000) {
    if (severity >= 40_000) return severity >= 50_000 ? 'fatal' : 'error';
    return severity >= 30_000 ? 'warn' : severity >= 20_000 ? 'info' : 'debug';
  }
  return (
    (['trace', 'trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const)[
      Math.min(6, Math.floor(severity / 10))
    ] ?? 'unknown'
  );
}

/** An answer's HTTP status as a severity: 5xx is an error, 4xx a warning. */
export const levelFromHttpStatus = (status: number): Level =>
  status >= 500 ? 'error' : status >= 400 ? 'warn' : status >= 100 ? 'info' : 'unknown';
