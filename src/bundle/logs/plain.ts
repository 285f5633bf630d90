/** One line of a plain-text log → its time, level, source and message; null when it has no head. */
import { parseTime } from '../values/time.ts';
import { numberOf } from '../values/fields.ts';
import { workloadOf } from '../values/names.ts';
import { levelFromHttpStatus, levelFromSyslog, levelFromWord, type Level } from './levels.ts';

export interface PlainHead {
  readonly atMs: number | null;
  readonly level: Level;
  readonly message: string;
  readonly service?: string;
  readonly host?: string;
  readonly traceId?: string;
  readonly attributes?: Record<string, unknown>;
}

const LEVEL_WORD =
  'TRACE|VERBOSE|DEBUG|INFO|INFORMATION|NOTICE|WARN|WARNING|ERROR|ERR|SEVERE|CRITICAL|CRIT|FATAL|ALERT|EMERG|PANIC|LOG|FINE|FINER|FINEST|CONFIG|STATEMENT|DETAIL|HINT|TRC|DBG|INF|WRN|FTL|VRB|DBUG|FAIL';
/** The level within the first few tokens: `ERROR`, `[error]`, `<Error>`, `ERROR:`, `|ERROR|`. */
const LEVEL_TOKEN = new RegExp(`(?:^|[\\s[(<|:"])(${LEVEL_WORD})(?=$|[\\s\\])>|:,/"-])`, 'i');
const ISO_START =
  /^\[?(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[T _]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:\s?(?:Z|UTC|GMT)\b|\s?[+-]\d{2}:?\d{2}(?!\d))?)\]?[\s:|,-]*/;
const OTHER_START: readonly RegExp[] = [
  /^\[?(\d{1,2}[/ -][A-Za-z]{3}[/ -]\d{4}[: ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:\s?[+-]\d{4})?)\]?[\s:|-]*/,
  /^\[?([A-Za-z]{3},? [A-Za-z]{3} +\d{1,2} \d{2}:\d{2}:\d{2}(?:\.\d{1,9})? (?:UTC |GMT )?\d{4})\]?[\s:|-]*/,
  /^([A-Za-z]{3} +\d{1,2} \d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)\s+/,
  /^(\d{8}[T ]\d{2}:?\d{2}:?\d{2}(?:[.,]\d{1,9})?Z?)[\s:|-]+/,
  /^\[?(1[0-9]{9}(?:\.\d{1,9}|\d{3}|\d{6}|\d{9})?)\]?[\s:|-]+/,
  /^\[?(\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?)\]?[\s:|-]+/,
];
const CRI = /^(\d{4}-\d\d-\d\dT[\d:.]{8,20}(?:Z|[+-]\d\d:\d\d)) (?:stdout|stderr) [FP] (.*)$/s;
const COMPOSE = /^([A-Za-z][\w.-]{0,60}?)(?:[-_]\d{1,3})? {1,20}\| (.*)$/s;
const KUBECTL = /^\[(?:pod\/)?([\w.-]{1,80})(?:\/([\w.-]{1,80}))?\] (.*)$/s;
const SYSLOG5424 =
  /^<(\d{1,3})>1 (\S{1,40}) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) (?:-|(?:\[[^\]]{0,2000}\]){1,20}) ?(.*)$/s;
const SYSLOG3164 =
  /^(?:<(\d{1,3})>)?([A-Za-z]{3} +\d{1,2} \d{2}:\d{2}:\d{2}(?:\.\d{1,6})?|\d{4}-\d\d-\d\dT[\d:.]{8,15}(?:Z|[+-]\d\d:\d\d)) ([\w.-]{1,80}) ([\w./@-]{1,64})(?:\[(\d{1,10})\])?: (.*)$/s;
const ACCESS =
  /^(\S{1,64}) \S{1,64} (\S{1,64}) \[([^\]]{10,40})\] "([A-Z]{3,10}) (\S{1,4000})(?: HTTP\/[\d.]+)?" (\d{3}) (\d+|-)(.*)$/s;
const KLOG = /^([IWEF])(\d{4} \d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)\s+\d+ ([\w./-]{1,100}:\d+)\] (.*)$/s;
const RUBY = /^([DIWEFA]), \[([^\]#]{10,32})(?: #\d+)?\]\s+(\w+) -- ([^:]{0,80}): (.*)$/s;
const PYTHON_BASIC = new RegExp(`^(${LEVEL_WORD}):([\\w.]{1,80}):(.*)$`, 's');
/** .NET's console: `fail: Acme.Quotes.Client[100]`, the message behind it or on the next line. */
const DOTNET = /^(trce|dbug|info|warn|fail|crit): ([\w.+`$<>-]{1,200})\[(\d{1,9})\](?:\s+(.*))?$/s;
const KEY_VALUE = /([A-Za-z_@][\w.@/-]{0,60})=(?:"((?:[^"\\]|\\.)*)"|(\S*))/g;

/**
 * Reads the head of a line. Container prefixes (CRI, docker compose, `kubectl logs --prefix`) are
 * taken off first; they name the service or host.
 */
export function plainHead(line: string, referenceMs: number | null): PlainHead | null {
  const cri = CRI.exec(line);
  if (cri) {
    const inner = plainHead(cri[2] ?? '', referenceMs);
    const atMs = inner?.atMs ?? parseTime(cri[1], referenceMs);
    return { level: 'unknown', message: cri[2] ?? '', ...inner, atMs };
  }
  return (
    syslog(line, referenceMs) ??
    access(line, referenceMs) ??
    klog(line, referenceMs) ??
    ruby(line, referenceMs) ??
    logfmt(line, referenceMs) ??
    dated(line, referenceMs) ??
    dotnet(line, null) ??
    levelFirst(line, referenceMs)
  );
}

/** `web-1  | …` and `[pod/web-7d9b5c-x2k4q/web] …` → who wrote it, and the line without it. */
export function splitPrefix(line: string): {
  readonly text: string;
  readonly service?: string;
  readonly host?: string;
} {
  const first = line.charCodeAt(0);
  if (first === 91 /* [ */ && line.startsWith('[pod/')) {
    const match = KUBECTL.exec(line);
    if (match)
      return {
        text: match[3] ?? '',
        host: match[1] ?? '',
        service: match[2] ?? workloadOf(match[1] ?? ''),
      };
  }
  const bar = line.indexOf('| ');
  if (bar > 0 && bar < 80) {
    const match = COMPOSE.exec(line);
    if (match && levelFromWord(match[1] ?? '') === undefined)
      return { text: match[2] ?? '', service: match[1] ?? '' };
  }
  return { text: line };
}

function syslog(line: string, referenceMs: number | null): PlainHead | null {
  const modern = line.startsWith('<') ? SYSLOG5424.exec(line) : null;
  if (modern) {
    const [, priority, time, host, app, , , message] = modern;
    return {
      atMs: parseTime(time, referenceMs),
      level: levelFromSyslog(Number(priority) % 8),
      message: (message ?? '').replace(/^\uFEFF/, ''),
      ...(host === '-' ? {} : { host: host ?? '' }),
      ...(app === '-' ? {} : { service: app ?? '' }),
    };
  }
  const old = SYSLOG3164.exec(line);
  if (!old) return null;
  const [, priority, time, host, app, , message] = old;
  const inner = message ?? '';
  return {
    atMs: parseTime(time, referenceMs),
    level: priority === undefined ? levelIn(inner) : levelFromSyslog(Number(priority) % 8),
    message: inner,
    host: host ?? '',
    service: app ?? '',
  };
}

function access(line: string, referenceMs: number | null): PlainHead | null {
  const match = line.includes('] "') ? ACCESS.exec(line) : null;
  if (!match) return null;
  const [, client, , time, method, path, status, size, rest] = match;
  const code = Number(status);
  return {
    atMs: parseTime(time, referenceMs),
    level: levelFromHttpStatus(code),
    message: `${method} ${path} ${status}${(rest ?? '').slice(0, 500)}`,
    attributes: {
      http: { method, path, status_code: code, bytes: numberOf(size) ?? 0 },
      client,
    },
  };
}

function klog(line: string, referenceMs: number | null): PlainHead | null {
  const match = KLOG.exec(line);
  if (!match) return null;
  return {
    atMs: parseTime(match[2], referenceMs),
    level: levelFromWord(match[1] ?? '') ?? 'unknown',
    message: match[4] ?? '',
    attributes: { caller: match[3] },
  };
}

function ruby(line: string, referenceMs: number | null): PlainHead | null {
  const match = RUBY.exec(line);
  if (!match) return null;
  return {
    atMs: parseTime((match[2] ?? '').trim(), referenceMs),
    level: levelFromWord(match[3] ?? '') ?? 'unknown',
    message: match[5] ?? '',
  };
}

/** `time=… level=error msg="…"`, keys in any order. */
function logfmt(line: string, referenceMs: number | null): PlainHead | null {
  if (!/^[A-Za-z_@][\w.@/-]{0,60}=/.test(line)) return null;
  const values = new Map<string, string>();
  for (const [, key, quoted, bare] of line.slice(0, 20_000).matchAll(KEY_VALUE)) {
    if (key === undefined || values.size >= 100) continue;
    values.set(
      key.toLowerCase(),
      quoted === undefined
        ? (bare ?? '')
        : quoted.replace(/\\n/g, '\n').replace(/\\(["\\])/g, '$1'),
    );
  }
  const pick = (...keys: string[]): string | undefined => {
    for (const key of keys) {
      const value = values.get(key);
      values.delete(key);
      if (value !== undefined && value !== '') return value;
    }
    return undefined;
  };
  const time = pick('time', 'ts', 'timestamp', 't', '@timestamp', 'at_time');
  const level = pick('level', 'lvl', 'severity', 'at');
  const message = pick('msg', 'message', 'event');
  if (message === undefined && time === undefined && level === undefined) return null;
  const service = pick('service', 'app', 'component', 'service.name');
  const host = pick('host', 'hostname', 'pod');
  const traceId = pick('trace_id', 'traceid', 'trace');
  const error = values.get('err') ?? values.get('error');
  const head = message ?? line;
  return {
    atMs: parseTime(time, referenceMs),
    level: levelFromWord(level ?? '') ?? (error === undefined ? 'unknown' : 'error'),
    message: error === undefined || head.includes(error) ? head : `${head}: ${error}`,
    ...(service === undefined ? {} : { service }),
    ...(host === undefined ? {} : { host }),
    ...(traceId === undefined ? {} : { traceId }),
    ...(values.size === 0 ? {} : { attributes: Object.fromEntries(values) }),
  };
}

/** A time, then within the next tokens a level, then the message. */
function dated(line: string, referenceMs: number | null): PlainHead | null {
  let match = ISO_START.exec(line);
  for (let at = 0; match === null && at < OTHER_START.length; at += 1)
    match = (OTHER_START[at] as RegExp).exec(line);
  if (!match) return null;
  const atMs = parseTime((match[1] ?? '').trim(), referenceMs);
  const rest = line.slice(match[0].length);
  return dotnet(rest, atMs) ?? { atMs, ...afterTime(rest) };
}

function dotnet(line: string, atMs: number | null): PlainHead | null {
  const match = DOTNET.exec(line);
  if (!match) return null;
  return {
    atMs,
    level: levelFromWord(match[1] ?? '') ?? 'unknown',
    message: match[4] ?? '',
    attributes: { logger: match[2] },
  };
}

/** `ERROR 2026-01-02 10:00:00 msg`, `[ERROR] [2026-…] msg`, `ERROR:root:msg`, `ERROR: msg`. */
function levelFirst(line: string, referenceMs: number | null): PlainHead | null {
  const python = PYTHON_BASIC.exec(line);
  if (python)
    return {
      atMs: null,
      level: levelFromWord(python[1] ?? '') ?? 'unknown',
      message: python[3] ?? '',
      attributes: { logger: python[2] },
    };
  const match = new RegExp(`^[\\[<(]?(${LEVEL_WORD})[\\]>)]?(?:\\s*[:|-])?\\s+`, 'i').exec(line);
  // a sentence may begin with "error" in small letters: a level stands in capitals or in brackets
  if (!match || !/^(?:[[<(]|[A-Z]{3,})/.test(line)) return null;
  const level = levelFromWord(match[1] ?? '') ?? 'unknown';
  const rest = line.slice(match[0].length);
  const inner = dated(rest, referenceMs);
  return inner === null
    ? { atMs: null, level, message: rest }
    : { ...inner, level: inner.level === 'unknown' ? level : inner.level };
}

function afterTime(rest: string): Omit<PlainHead, 'atMs'> {
  const head = rest.slice(0, 160);
  const match = LEVEL_TOKEN.exec(head);
  if (!match) return { level: 'unknown', message: rest };
  const word = match[1] ?? '';
  const at = match.index + match[0].length;
  // a lower-case word is a level only in brackets or at the very front: `failed with error …` is prose
  const capitals = word === word.toUpperCase();
  const bracketed = /[[<(|]$/.test(rest.slice(0, at - word.length)) || match.index === 0;
  if (!capitals && !bracketed) return { level: 'unknown', message: rest };
  const level = levelFromWord(word) ?? 'info';
  const before = rest.slice(0, at - word.length).replace(/[\s[(<|:]+$/, '');
  const after = rest.slice(at).replace(/^[\])>|:,-]*\s*/, '');
  const origin = originOf(after);
  const message = after.slice(origin.length);
  const context = [before, origin.trim()].filter(Boolean).join(' ').slice(0, 200);
  return {
    level,
    message: message === '' ? rest : message,
    ...(context === '' ? {} : { attributes: { context } }),
  };
}

/**
 * What a layout puts between level and message: `[http-1] com.acme.Checkout - `,
 * `1 --- [main] c.a.Checkout : `. An exception's name with a colon is the message's own.
 */
const ORIGIN =
  /^(?:\d{1,7} --- )?(?:\[[^\]]{0,120}\]:?\s*){0,3}(?:(?<=\]\s*)[-–]\s+|[\w.$/#-]{2,120}(?:\[[^\]]{0,60}\])?(?:\(\))?\s+[-–:]\s+|[a-z][\w$]{0,60}(?:\.[\w$]{1,60}){1,12}(?::\d{1,6})?:\s+)?/;

function originOf(text: string): string {
  const origin = ORIGIN.exec(text)?.[0] ?? '';
  return /(?:Exception|Error|Throwable|Panic):\s+$/.test(origin) ? '' : origin;
}

/** The level that a message itself names in its first words. */
function levelIn(message: string): Level {
  const match = LEVEL_TOKEN.exec(message.slice(0, 80));
  if (match === null) return 'unknown';
  const word = match[1] ?? '';
  const bracketed = /[[(<]$/.test(message.slice(0, match.index + match[0].length - word.length));
  return bracketed || word === word.toUpperCase() ? (levelFromWord(word) ?? 'unknown') : 'unknown';
}
