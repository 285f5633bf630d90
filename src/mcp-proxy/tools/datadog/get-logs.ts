/** get_logs: the service's log lines in a window, folded to patterns. */
import { sha256 } from '../../../domain/hash.ts';
import { MiraError } from '../../../domain/errors.ts';
import type { LogRecord } from '../../../domain/observation.ts';
import { DAY_MS, TimeWindow } from '../../../domain/time.ts';
import { GetLogsArgs, GetLogsResult } from '../../../domain/tools/datadog.ts';
import { defineTool, LIVE } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import type { TelemetrySource } from './source.ts';
import { cut } from '../common/text.ts';
import { resolveWindow, scopeWindow } from '../common/window.ts';
import { foldLogs, fullLines, logCount, patternLines, withMasked } from './log-text.ts';
import { fieldIs, or } from './query/search-ast.ts';
import type { Search } from './query/search-ast.ts';
import { narrowScope, scopeSearch } from './query/scope-search.ts';

const MAX_SPAN_MS = 7 * DAY_MS;
/** Of one line in the structured result; stacks are rarely longer. */
const MAX_VALUE = 8_000;
/** Of all lines; what comes after is cut to {@link SHORT_VALUE}. */
const MAX_TOTAL = 600_000;
const SHORT_VALUE = 500;

/** A level of ours can be several of Datadog's statuses. */
const STATUSES: Readonly<Record<string, readonly string[]>> = {
  debug: ['debug'],
  info: ['info', 'notice', 'ok'],
  warn: ['warn'],
  error: ['error'],
  critical: ['critical', 'alert', 'emergency'],
};

export function statusFilter(statuses: readonly string[]): Search[] {
  const wanted = [...new Set(statuses.flatMap((status) => STATUSES[status] ?? [status]))].sort();
  return wanted.length === 0 ? [] : [or(wanted.map((status) => fieldIs('status', status)))];
}

export const createGetLogs = (source: TelemetrySource): Tool =>
  defineTool({
    name: 'get_logs',
    aliases: ['read_logs', 'search_logs'],
    title: 'Logs of the service',
    description:
      'Log lines of the investigated service in a window, folded to patterns with counts and first and last time, worst first, with one full example (and its stack) of each of the worst. ' +
      'The service and env filters are added for you. query takes Datadog log search syntax: words, "phrases", @attribute:value, @http.status_code:>=500, wildcards, AND OR NOT, parentheses. ' +
      'Start with status ["error","critical"] around the onset; then read the same query for a window before it to see what is new. ' +
      'At most 500 lines a call and 7 days; pass cursor to continue. No lines means that the window was searched and held none; errors are said as errors.',
    toolset: 'datadog',
    access: 'read',
    args: GetLogsArgs,
    result: GetLogsResult,
    cache: LIVE,
    buckets: ['datadog_logs'],
    applyScope(args, given) {
      const scope = narrowScope(given, args);
      const query = scopeSearch(args.query, scope, statusFilter(args.status));
      return {
        query,
        window: scopeWindow(args, scope),
        limit: args.limit,
        sort: args.sort,
        cursor: args.cursor === undefined ? null : openCursor(args.cursor, query, args.sort),
      };
    },
    async run(args, { clock, mask }) {
      // a cursor comes from the caller: its window is held to the scope like any other
      const asked = args.cursor ? { ...args.window, ...args.cursor.window } : args.window;
      const { fromMs, toMs, window, notes } = resolveWindow(asked, clock.now(), MAX_SPAN_MS);
      const page = await source.searchLogs({
        query: args.query,
        fromMs,
        toMs,
        limit: args.limit,
        sort: args.sort,
        cursor: args.cursor?.after,
      });
      const whole = page.logs.map((log) => shortened(withMasked(log, mask), MAX_VALUE));
      const { logs, cutShort } = withinTotal(whole);
      const more = page.cursor !== null && page.logs.length >= args.limit;
      const cursor =
        more && page.cursor !== null
          ? sealCursor(args.query, args.sort, page.cursor, fromMs, toMs)
          : null;
      return {
        result: { logs, patterns: foldLogs(whole), cursor, window },
        window,
        truncated: more || cutShort,
        partial: page.partial,
        notes: [
          ...notes,
          ...(page.partial
            ? [
                'Datadog timed out and returned only part of the matching lines: what is missing is not known. Narrow the window.',
              ]
            : []),
          ...(cutShort
            ? [
                `The lines are long: those after the first ${MAX_TOTAL / 1_000} kB hold their beginnings only. Ask with a smaller limit to have them whole.`,
              ]
            : []),
          ...(cursor === null
            ? []
            : [
                `There are more lines than the ${args.limit} read (the ${args.sort} ones). Call again with cursor "${cursor}", or narrow the query.`,
              ]),
        ],
      };
    },
    render({ logs, patterns, window }) {
      if (logs.length === 0) return `No log lines match in ${window.from} to ${window.to}.`;
      return [
        `${logCount(logs, patterns)}, ${window.from} to ${window.to}:`,
        ...patternLines(patterns, window.to),
        '',
        'One full line of each of the worst:',
        ...fullLines(logs, patterns, window.to),
      ].join('\n');
    },
  });

/** Whole lines while there is room, then what tells them apart: 500 stacks can be megabytes. */
function withinTotal(records: readonly LogRecord[]): {
  readonly logs: LogRecord[];
  readonly cutShort: boolean;
} {
  let room = MAX_TOTAL;
  let cutShort = false;
  const logs = records.map((whole) => {
    const size = whole.message.length + (whole.stack?.length ?? 0);
    const fits = size <= room || size <= 2 * SHORT_VALUE;
    if (!fits) cutShort = true;
    const log = fits ? whole : shortened(whole, SHORT_VALUE);
    room -= log.message.length + (log.stack?.length ?? 0);
    return log;
  });
  return { logs, cutShort };
}

const shortened = (log: LogRecord, max: number): LogRecord => ({
  ...log,
  message: cut(log.message, max),
  ...(log.stack ? { stack: cut(log.stack, max) } : {}),
});

interface Cursor {
  readonly after: string;
  readonly window: TimeWindow;
}

/** Datadog's cursor with the window it belongs to, bound to the query it continues. */
function sealCursor(
  query: string,
  sort: string,
  after: string,
  fromMs: number,
  toMs: number,
): string {
  return Buffer.from(JSON.stringify([bindingOf(query, sort), fromMs, toMs, after])).toString(
    'base64url',
  );
}

function openCursor(text: string, query: string, sort: string): Cursor {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (Array.isArray(parts) && parts[0] === bindingOf(query, sort)) {
      const [, fromMs, toMs, after] = parts as unknown[];
      const window = TimeWindow.safeParse({ from: isoOf(fromMs), to: isoOf(toMs) });
      if (window.success && typeof after === 'string') return { after, window: window.data };
    }
  } catch {
    // told below
  }
  throw new MiraError(
    'bad_argument',
    'cursor does not belong to this query: repeat the query, status and sort of the call that returned it, or leave it out',
  );
}

const bindingOf = (query: string, sort: string): string => sha256(`${sort}\n${query}`).slice(0, 16);

/** Undefined for what is no moment. */
function isoOf(ms: unknown): string | undefined {
  const date = new Date(typeof ms === 'number' ? ms : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
