/** Joins the lines of a plain-text log into records: a stack trace belongs to the line above it. */
import { toIso } from '../../domain/time.ts';
import { beginsCrash } from '../../evidence/stack-trace/crash.ts';
import { plainHead, splitPrefix, type PlainHead } from './plain.ts';
import { structuredLog, type NewLogRecord } from './structured.ts';
import { isRecord } from '../values/fields.ts';

/** A record that grows beyond this is cut: dumps of whole heaps stand in logs. */
const MAX_JOINED_LINES = 2_000;
const MAX_JOINED_LENGTH = 200_000;

/** Lines that go on with what stands above them, whatever the language. */
const CONTINUES =
  /^(?:\s+\S|\s*$|at |Caused by: |Suppressed: |Traceback \(most recent|During handling of|The above exception|goroutine \d+ |created by |[\w$.]+(?:Exception|Error)(?:: |$)|\.{3} \d+ (?:more|common)|---> |--- End of|stack backtrace:|#\d+ |thread '|[})\]]+[;,]?$|exit status \d+|\[signal )/;
const PYTHON = /^Traceback \(most recent call last\):/;
const PANIC = /^(?:panic: |fatal error: |thread '|goroutine \d+ )/;
/** `main.(*Server).handle(0xc000, …)`: Go's frames are not indented. */
const GO_FRAME = /^[\w./*()-]{1,200}\(.*\)$/;

interface Open {
  readonly head: PlainHead;
  /** True where the head's time is that of the line above. */
  readonly undated?: boolean;
  readonly line: number;
  readonly service: string | undefined;
  readonly host: string | undefined;
  rest: string[];
  length: number;
  /** Inside a trace some of whose lines are not indented: Python's last one, Go's frames. */
  trace: 'python' | 'panic' | null;
}

export interface LineJoiner {
  line(text: string, line: number): void;
  /** Hands over what is still open. */
  end(): void;
}

/**
 * @param onRecord - called with each joined record and the line it began at, in order of their ends
 * @param reference - completes times without a year or day; asked anew for every line
 */
export function createLineJoiner(
  onRecord: (record: NewLogRecord, line: number) => void,
  reference: () => number | null,
): LineJoiner {
  // one open record per container: compose interleaves the lines of several
  const open = new Map<string, Open>();
  let sawTimes = false;

  const close = (key: string, nextMs: number | null = null): void => {
    const record = open.get(key);
    if (!record) return;
    open.delete(key);
    // a crash is printed without a time, right before somebody tells of it
    const { head, undated = false } = record;
    const atMs = undated ? (nextMs ?? head.atMs) : head.atMs;
    onRecord(toRecord({ ...record, head: { ...head, atMs } }), record.line);
  };

  return {
    line: (given, line) => {
      const { text, service, host } = splitPrefix(given);
      const key = service ?? '';
      const current = open.get(key);
      const trimmed = text.trimStart();
      if (trimmed.startsWith('{')) {
        const entry = jsonOf(trimmed);
        if (entry) {
          close(key);
          const record = structuredLog(entry, reference());
          if (record) {
            onRecord({ ...record, service: record.service ?? service ?? null }, line);
            return;
          }
        }
      }
      const indented = text.length > 0 && (text.charCodeAt(0) === 32 || text.charCodeAt(0) === 9);
      const head = indented && current ? null : plainHead(text, reference());
      if (head) {
        if (head.atMs !== null) sawTimes = true;
        // `ERROR: …` under a dated line is a part of it (PostgreSQL's DETAIL, tools' own output)
        if (head.atMs === null && sawTimes && current) {
          extend(current, text);
          return;
        }
        close(key, head.atMs);
        open.set(key, {
          head,
          line,
          service,
          host,
          rest: [],
          length: 0,
          trace: traceOf(head.message),
        });
        return;
      }
      // a process that crashes while all is well has not written on behind its last line
      if (current && CALM.has(current.head.level) && beginsCrash(text)) {
        close(key);
        open.set(key, {
          head: {
            ...ownerOf(current.head),
            atMs: current.head.atMs,
            level: 'error',
            message: text,
          },
          undated: true,
          line,
          service,
          host,
          rest: [],
          length: 0,
          trace: traceOf(text),
        });
        return;
      }
      if (current && (sawTimes || CONTINUES.test(text) || goesOn(current, text))) {
        const begins = traceOf(text);
        // the line with the exception ends a Python traceback
        if (begins !== null) current.trace = begins;
        else if (current.trace === 'python' && !indented && text !== '') current.trace = null;
        extend(current, text);
        return;
      }
      if (text.trim() === '') return;
      close(key);
      open.set(key, {
        head: { atMs: null, level: 'unknown', message: text },
        line,
        service,
        host,
        rest: [],
        length: 0,
        trace: traceOf(text),
      });
    },
    end: () => {
      for (const key of open.keys()) close(key);
    },
  };
}

/** Levels at which nothing has failed yet. */
const CALM: ReadonlySet<PlainHead['level']> = new Set(['trace', 'debug', 'info']);

const ownerOf = ({ service, host }: PlainHead): Pick<PlainHead, 'service' | 'host'> => ({
  ...(service === undefined ? {} : { service }),
  ...(host === undefined ? {} : { host }),
});

const traceOf = (text: string): Open['trace'] =>
  PYTHON.test(text) ? 'python' : PANIC.test(text) ? 'panic' : null;

const goesOn = ({ trace }: Open, text: string): boolean =>
  trace === 'python' || (trace === 'panic' && GO_FRAME.test(text));

function jsonOf(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function extend(record: Open, text: string): void {
  if (record.rest.length >= MAX_JOINED_LINES || record.length > MAX_JOINED_LENGTH) return;
  record.rest.push(text);
  record.length += text.length;
}

function toRecord({ head, rest, service, host }: Open): NewLogRecord {
  while (rest.length > 0 && rest.at(-1)?.trim() === '') rest.pop();
  // some loggers give the level a line of its own and say what happened on the next
  const message = head.message === '' ? (rest.shift() ?? '').trim() : head.message;
  const owner = head.service ?? service;
  const machine = head.host ?? host;
  const level =
    head.level === 'unknown' && rest.some((line) => /^\s+at |Traceback|^\s+File "/.test(line))
      ? 'error'
      : head.level;
  return {
    at: head.atMs === null ? null : toIso(head.atMs),
    service: owner ?? null,
    level,
    message,
    ...(machine === undefined ? {} : { host: machine }),
    ...(rest.length === 0 ? {} : { stack: [message, ...rest].join('\n') }),
    ...(head.traceId === undefined ? {} : { traceId: head.traceId }),
    ...(head.attributes === undefined ? {} : { attributes: head.attributes }),
  };
}
