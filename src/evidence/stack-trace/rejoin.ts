/** Puts stack traces back together that a log shipper cut into one record per line. */
import type { LogRecord } from '../../domain/observation.ts';
import { beginsCrash } from './crash.ts';

/** Lines that only ever continue an earlier one. */
const CONTINUES =
  /^(?:\s+at |\t+at |at [\w.$<>/]+\(|\s*\.\.\. \d+ (?:more|common)|Caused by: |\s+Suppressed: |\s* ---> |\s*--- End of |Traceback \(most recent|\s+File "|During handling of the above|The above exception was|\s+\^+\s*$|goroutine \d+ \[|\t\S+\.go:\d+|\s+from \S+:\d+:in |#\d+ |stack backtrace:|\s+\d+: \S|\[signal SIG|\s{2,}\S)/;
/** What debuggers and sanitizers print around the frames of native code. */
const AROUND_NATIVE =
  /^(?:\[(?:Thread debugging|New (?:LWP|Thread)|Switching to|Inferior \d)|Using host libthread_db|0x[\da-f]+ in .{1,400} at \S|\d{1,6}\t|={20,}$|==\d+==(?!ERROR)|(?:READ|WRITE) of size \d|(?:freed|previously allocated|allocated) by thread|0x[\da-f]+ is located |SUMMARY: \w+Sanitizer|Shadow byte|=>0x[\da-f]+:)/;
/** After `Traceback`, the line that names the exception is not indented. */
const PYTHON_END =
  /^(?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*(?:Error|Exception|Warning|Exit|Interrupt)(?:: |$)/;
/** Go prints functions without indent between indented places. */
const GO_CALL = /^[\w./~%-]+\.[\w.()*[\]…·-]+\(.*\)$/;

/** One trace is never longer than this. */
const MAX_JOINED = 400;
/** Records further apart than this are not one print. */
const MAX_GAP_MS = 2_000;

/**
 * Records with continuation lines folded into the record that they continue (as its `stack`).
 * Records of different services or hosts are never mixed, however they interleave. Linear.
 */
export function rejoinRecords(records: readonly LogRecord[]): LogRecord[] {
  const out: LogRecord[] = [];
  /** Per source: where its last record went, and how much was folded into it. */
  const last = new Map<
    string,
    { at: number; lines: string[]; ms: number; go: boolean; python: boolean; calm: boolean }
  >();
  const flush = (state: { at: number; lines: string[] }): void => {
    const record = out[state.at];
    if (record === undefined || state.lines.length === 0) return;
    const own = record.stack === undefined ? [] : [record.stack];
    out[state.at] = { ...record, stack: [...own, ...state.lines].join('\n') };
  };
  for (const record of records) {
    const key = `${record.service ?? ''}\n${record.host ?? ''}`;
    const state = last.get(key);
    const ms = record.at === null ? 0 : Date.parse(record.at);
    const line = record.message;
    const single = !line.includes('\n');
    const near =
      state !== undefined &&
      Math.abs(ms - state.ms) <= MAX_GAP_MS &&
      state.lines.length < MAX_JOINED;
    const continues =
      near &&
      single &&
      !(state.calm && beginsCrash(line)) &&
      (CONTINUES.test(line) ||
        AROUND_NATIVE.test(line) ||
        (state.python && PYTHON_END.test(line)) ||
        (state.go && GO_CALL.test(line)));
    if (!continues || state === undefined) {
      if (state !== undefined) flush(state);
      last.set(key, {
        at: out.length,
        lines: [],
        ms,
        go: line.startsWith('goroutine '),
        python: line.startsWith('Traceback '),
        calm: record.level === 'info' || record.level === 'debug' || record.level === 'trace',
      });
      out.push(record);
      continue;
    }
    state.lines.push(line);
    state.ms = ms;
    if (line.startsWith('Traceback ') || line.includes('File "')) state.python = true;
    else if (PYTHON_END.test(line)) state.python = false;
    if (line.startsWith('goroutine ')) state.go = true;
  }
  for (const state of last.values()) flush(state);
  return out;
}
