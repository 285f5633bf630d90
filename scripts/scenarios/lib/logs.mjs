/** From the lines that a real process printed to log records of the scenario. */
import { iso } from './clock.mjs';

const STATUS = {
  trace: 'debug',
  debug: 'debug',
  info: 'info',
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  fatal: 'critical',
};

/** What the log pipeline renames before it indexes. */
const RENAMED = {
  status_code: 'http.status_code',
  statusCode: 'http.status_code',
  durationMs: 'duration_ms',
};

/** Splits dotted names (`error.stack`) into the nested attributes that Datadog shows. */
function nest(fields) {
  const nested = {};
  for (const [written, value] of Object.entries(fields)) {
    const name = RENAMED[written] ?? written;
    const path = name.split('.');
    let at = nested;
    for (const part of path.slice(0, -1)) at = at[part] ??= {};
    at[path.at(-1)] = /^(duration|http\.status)/.test(name) ? Number(value) : value;
  }
  return nested;
}

/** A JSON line → `ScenarioLog`; `atMs` is already in the scenario's clock. */
export function toLog(line, atMs, { host }) {
  const { timestamp: _time, level, service, version, message, trace_id: traceId, ...fields } = line;
  return {
    at: iso(atMs),
    service,
    host,
    status: STATUS[level] ?? 'info',
    message,
    attributes: nest({ ...fields, ...(traceId ? { trace_id: traceId } : {}) }),
    tags: [`version:${version}`],
  };
}

export function parseLines(lines) {
  return lines.flatMap(({ atMs, text }) => {
    try {
      return [{ realMs: atMs, line: JSON.parse(text) }];
    } catch {
      return [];
    }
  });
}
