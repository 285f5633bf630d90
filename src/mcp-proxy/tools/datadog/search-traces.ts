/** search_traces: the service's spans in a window. */
import type { Span } from '../../../domain/observation.ts';
import { DAY_MS } from '../../../domain/time.ts';
import { SearchTracesArgs, SearchTracesResult } from '../../../domain/tools/datadog.ts';
import { defineTool, LIVE } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import type { TelemetrySource } from './source.ts';
import { cut, lines, number, oneLine, plural, shortTime } from '../common/text.ts';
import { resolveWindow, scopeWindow } from '../common/window.ts';
import { fieldIs } from './query/search-ast.ts';
import { narrowScope, scopeSearch } from './query/scope-search.ts';

const MAX_SPAN_MS = 3 * DAY_MS;
const MAX_STACK = 6_000;

export const createSearchTraces = (source: TelemetrySource): Tool =>
  defineTool({
    name: 'search_traces',
    title: 'Spans of the service',
    description:
      'Spans of the investigated service in a window, newest first: which operations are slow or fail, how, and which service or database they call (peer). ' +
      'The service and env filters are added for you. query takes Datadog span search syntax (resource_name:"POST /pay", @http.status_code:500, @duration:>1s, AND OR NOT). ' +
      'errors_only keeps failed spans. At most 500 spans a call and 3 days. get_trace shows one whole trace across services.',
    toolset: 'datadog',
    access: 'read',
    args: SearchTracesArgs,
    result: SearchTracesResult,
    cache: LIVE,
    buckets: ['datadog_spans'],
    applyScope(args, given) {
      const scope = narrowScope(given, args);
      return {
        query: scopeSearch(args.query, scope, args.errors_only ? [fieldIs('status', 'error')] : []),
        window: scopeWindow(args, scope),
        limit: args.limit,
      };
    },
    async run(args, { clock }) {
      const { fromMs, toMs, window, notes } = resolveWindow(args.window, clock.now(), MAX_SPAN_MS);
      const page = await source.searchSpans({
        query: args.query,
        fromMs,
        toMs,
        limit: args.limit,
      });
      return {
        result: { spans: page.spans.map(shortened), window },
        window,
        truncated: page.more,
        partial: page.partial,
        notes: [
          ...notes,
          ...(page.partial
            ? ['Datadog timed out and returned only part of the spans. Narrow the window.']
            : []),
          ...(page.more
            ? [
                `Only the newest ${args.limit} spans were read; narrow the query or the window for the others.`,
              ]
            : []),
        ],
      };
    },
    render({ spans, window }) {
      if (spans.length === 0) return `No spans match in ${window.from} to ${window.to}.`;
      return [
        `${plural(spans.length, 'span')}, ${window.from} to ${window.to}:`,
        ...operationLines(spans),
        ...failureLines(spans, window.to),
      ].join('\n');
    },
  });

export const shortened = (span: Span): Span =>
  span.error?.stack
    ? { ...span, error: { ...span.error, stack: cut(span.error.stack, MAX_STACK) } }
    : span;

/** One line for each operation: how many, how slow, how many failed. */
export function operationLines(spans: readonly Span[]): string[] {
  const groups = new Map<string, Span[]>();
  for (const span of spans) {
    const peer = span.peerService ? ` → ${span.peerService}` : '';
    const key = `${span.service} ${span.kind} ${span.resource}${peer}`;
    groups.set(key, [...(groups.get(key) ?? []), span]);
  }
  const rows = [...groups].map(([key, group]) => {
    const durations = group.map((span) => span.durationMs).sort((a, b) => a - b);
    const failed = group.filter((span) => span.error !== null).length;
    return { key, group, failed, durations };
  });
  rows.sort((a, b) => b.failed - a.failed || b.group.length - a.group.length);
  return lines(
    rows.map(
      ({ key, group, failed, durations }) =>
        `${String(group.length).padStart(4)}× ${failed > 0 ? `${failed} failed ` : ''}p50 ${number(quantile(durations, 0.5))} ms, max ${number(durations.at(-1) ?? 0)} ms  ${cut(key, 160)}`,
    ),
    25,
    'operations; narrow the query',
  );
}

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;

/** What failed spans say, each distinct failure once. */
export function failureLines(spans: readonly Span[], day: string): string[] {
  const failures = new Map<string, { span: Span; count: number }>();
  for (const span of spans) {
    if (!span.error) continue;
    const said = oneLine(span.error.message ?? '', 200);
    const key = `${span.service} ${span.error.type ?? ''} ${said.replace(/\d+/g, '#')} ${span.statusCode ?? ''}`;
    const known = failures.get(key);
    if (known) known.count += 1;
    else failures.set(key, { span, count: 1 });
  }
  if (failures.size === 0) return [];
  const rows = [...failures.values()]
    .sort((a, b) => b.count - a.count)
    .map(({ span, count }) => {
      const { type, message, stack } = span.error ?? {};
      const words = [
        // loggers often put the type in front of the message already
        type && !message?.startsWith(type) && type,
        message && oneLine(message, 300),
        span.statusCode && `HTTP ${span.statusCode}`,
      ];
      const what = [...new Set(words)].filter(Boolean).join(': ');
      const head = `${count}× ${what || 'failed'} in ${cut(span.resource, 100)} (${shortTime(span.startAt, day)}, trace ${span.traceId})`;
      return stack ? `${head}\n${cut(stack, 1_200)}` : head;
    });
  return ['', 'Failures:', ...lines(rows, 8, 'kinds of failure; narrow the query')];
}
