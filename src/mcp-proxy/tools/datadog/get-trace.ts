/** get_trace: one request across services. */
import { MiraError } from '../../../domain/errors.ts';
import type { Span } from '../../../domain/observation.ts';
import { ANY } from '../../../domain/scope.ts';
import { DAY_MS } from '../../../domain/time.ts';
import { GetTraceArgs, GetTraceResult } from '../../../domain/tools/datadog-analysis.ts';
import { defineTool, PINNED } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import type { TelemetrySource } from './source.ts';
import { cut, lines, number, oneLine, plural } from '../common/text.ts';
import { scopeWindow, resolveWindow } from '../common/window.ts';
import { fieldIs } from './query/search-ast.ts';
import { narrowScope, requireService, scopeSearch } from './query/scope-search.ts';
import { shortened } from './search-traces.ts';

const MAX_SPANS = 1_000;
const SEARCHED_MS = 15 * DAY_MS;

export const createGetTrace = (source: TelemetrySource): Tool =>
  defineTool({
    name: 'get_trace',
    title: 'One trace across services',
    description:
      'All spans of one trace as a tree with times and failures: which call of which service failed first or took the time. The trace must pass through the investigated service. ' +
      'Of other services’ spans the operation, time, status and type of error are shown, not their messages and stacks. Trace ids come from search_traces and get_logs.',
    toolset: 'datadog',
    access: 'read',
    args: GetTraceArgs,
    result: GetTraceResult,
    cache: PINNED,
    buckets: ['datadog_traces', 'datadog_spans'],
    applyScope(args, given) {
      const scope = narrowScope(given, args);
      requireService(scope);
      const traceId = args.trace_id.toLowerCase();
      return {
        traceId,
        service: scope.service,
        // for installations that do not serve traces by id; env alone, the trace is the point
        query: scopeSearch('', { service: ANY, env: scope.env }, [fieldIs('trace_id', traceId)]),
        window: scopeWindow({ from: 'now-15d', to: 'now' }, scope),
      };
    },
    async run({ traceId, service, query, window: asked }, { clock }) {
      const { fromMs, toMs } = resolveWindow(asked, clock.now(), SEARCHED_MS);
      const whole = await source.getTrace(traceId);
      const searched =
        whole === null ? await source.searchSpans({ query, fromMs, toMs, limit: MAX_SPANS }) : null;
      const spans = whole?.spans ?? searched?.spans ?? [];
      if (spans.length === 0) {
        throw new MiraError(
          'no_match',
          `no spans of trace ${traceId} are kept: traces are sampled, and kept for some days only`,
        );
      }
      if (service !== ANY && !spans.some((span) => span.service === service)) {
        throw new MiraError(
          'out_of_scope',
          `trace ${traceId} does not pass through service:${service}, which is all that this investigation may see`,
        );
      }
      const shown = spans.map((span) =>
        service === ANY || span.service === service ? shortened(span) : outline(span),
      );
      const truncated = whole?.truncated ?? searched?.more ?? false;
      return {
        result: { traceId, spans: shown.slice(0, MAX_SPANS) },
        truncated: truncated || shown.length > MAX_SPANS,
        partial: searched?.partial ?? false,
        notes: [
          ...(whole === null
            ? ['Only the spans that Datadog indexed could be read: the trace may have more.']
            : []),
          ...(truncated
            ? ['The trace is longer than Datadog returns; later spans are missing.']
            : []),
        ],
      };
    },
    render: ({ traceId, spans }) =>
      [
        `Trace ${traceId}, ${plural(spans.length, 'span')} of ${plural(new Set(spans.map((span) => span.service)).size, 'service')}:`,
        ...lines(tree(spans), 120, 'spans'),
      ].join('\n'),
  });

/** What another service's span tells about the call, without what is its own. */
const outline = (span: Span): Span => ({
  ...span,
  error: span.error === null ? null : span.error.type ? { type: span.error.type } : {},
});

function tree(spans: readonly Span[]): string[] {
  const byParent = new Map<string | null, Span[]>();
  const known = new Set(spans.map((span) => span.spanId));
  for (const span of spans) {
    const parent = span.parentId !== null && known.has(span.parentId) ? span.parentId : null;
    byParent.set(parent, [...(byParent.get(parent) ?? []), span]);
  }
  const startMs = Math.min(...spans.map((span) => Date.parse(span.startAt)));
  const rows: string[] = [];
  const seen = new Set<string>();
  const walk = (parent: string | null, depth: number): void => {
    const children = [...(byParent.get(parent) ?? [])].sort((a, b) =>
      a.startAt < b.startAt ? -1 : 1,
    );
    for (const span of children) {
      // ids that repeat would make a circle
      if (seen.has(span.spanId)) continue;
      seen.add(span.spanId);
      const failed =
        span.error === null
          ? ''
          : `  FAILED ${[span.error.type, oneLine(span.error.message ?? '', 200)].filter(Boolean).join(': ')}`.trimEnd();
      const status = span.statusCode === undefined ? '' : ` HTTP ${span.statusCode}`;
      const peer = span.peerService ? ` → ${span.peerService}` : '';
      rows.push(
        `${'  '.repeat(Math.min(depth, 20))}+${number(Date.parse(span.startAt) - startMs)} ms ${number(span.durationMs)} ms  ${span.service} ${span.kind} ${cut(span.resource, 100)}${peer}${status}${failed}`,
      );
      walk(span.spanId, depth + 1);
    }
  };
  walk(null, 0);
  return rows;
}
