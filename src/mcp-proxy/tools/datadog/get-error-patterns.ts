/** get_error_patterns: what the logs say after a moment that they did not say before. */
import { compareTemplates } from '../../../evidence/log-templates/compare.ts';
import type { TemplateChange } from '../../../evidence/log-templates/compare.ts';
import type { LogRecord } from '../../../domain/observation.ts';
import { MINUTE_MS, toIso, toMs as msOf } from '../../../domain/time.ts';
import {
  GetErrorPatternsArgs,
  GetErrorPatternsResult,
} from '../../../domain/tools/datadog-analysis.ts';
import { defineTool, LIVE } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import type { TelemetrySource } from './source.ts';
import { cut, lines, number, oneLine, shortTime } from '../common/text.ts';
import { pointInTime, resolveWindow, scopeWindow } from '../common/window.ts';
import { statusFilter } from './get-logs.ts';
import { withMasked, worstLevel } from './log-text.ts';
import { narrowScope, scopeSearch } from './query/scope-search.ts';

/** Of either side: one page of Datadog's. */
const MAX_LINES = 1_000;
const MAX_PATTERNS = 60;

export const createGetErrorPatterns = (source: TelemetrySource): Tool =>
  defineTool({
    name: 'get_error_patterns',
    title: 'Log patterns before and after a moment',
    description:
      'Compares the service’s warning and error lines before and after a moment (the onset): which patterns are new, grown, unchanged, shrunk or vanished, with lines a minute on either side, most surprising first. ' +
      'The quickest way to tell the incident’s own errors from the noise that was always there. Reads at most 1,000 lines on either side, those nearest to the moment.',
    toolset: 'datadog',
    access: 'read',
    args: GetErrorPatternsArgs,
    result: GetErrorPatternsResult,
    cache: LIVE,
    buckets: ['datadog_logs'],
    applyScope(args, given) {
      const scope = narrowScope(given, args);
      return {
        query: scopeSearch(args.query, scope, statusFilter(args.status)),
        window: scopeWindow({ from: args.at, to: args.at }, scope),
        beforeMs: args.before_minutes * MINUTE_MS,
        afterMs: args.after_minutes * MINUTE_MS,
      };
    },
    async run({ query, window: asked, beforeMs, afterMs }, { clock, mask }) {
      const nowMs = clock.now();
      const atMs = pointInTime(asked, nowMs);
      const span = {
        ...asked,
        from: toIso(atMs - beforeMs),
        to: toIso(Math.max(atMs + 1, Math.min(atMs + afterMs, nowMs))),
      };
      const { fromMs, toMs, window, notes } = resolveWindow(span, nowMs, Infinity);
      const [before, after] = await Promise.all([
        fromMs < atMs
          ? source.searchLogs({ query, fromMs, toMs: atMs, limit: MAX_LINES, sort: 'newest' })
          : { logs: [], cursor: null, partial: false },
        atMs < toMs
          ? source.searchLogs({ query, fromMs: atMs, toMs, limit: MAX_LINES, sort: 'oldest' })
          : { logs: [], cursor: null, partial: false },
      ]);
      const changes = compareTemplates(
        [...before.logs, ...after.logs].map((log) => lineOf(withMasked(log, mask))),
        atMs,
      );
      const sampled = {
        before: before.logs.length >= MAX_LINES,
        after: after.logs.length >= MAX_LINES,
      };
      return {
        result: {
          at: toIso(atMs),
          patterns: changes.slice(0, MAX_PATTERNS).map(toPattern),
          linesBefore: before.logs.length,
          linesAfter: after.logs.length,
          sampled,
          window,
        },
        window,
        truncated: sampled.before || sampled.after || changes.length > MAX_PATTERNS,
        partial: before.partial || after.partial,
        notes: [
          ...notes,
          ...(before.partial || after.partial
            ? ['Datadog timed out and returned only part of the lines: counts are too low.']
            : []),
          ...(sampled.before || sampled.after
            ? [
                `More than ${MAX_LINES} lines match ${sampled.before ? 'before' : ''}${sampled.before && sampled.after ? ' and ' : ''}${sampled.after ? 'after' : ''}: only those nearest to the moment were read, rates are over their span.`,
              ]
            : []),
        ],
      };
    },
    render({ at, patterns, linesBefore, linesAfter, window }) {
      if (patterns.length === 0) return `No such lines from ${window.from} to ${window.to}.`;
      const rows = patterns.map(
        (one) =>
          `${one.kind.padEnd(8)} ${one.level.toUpperCase().padEnd(5)} ${one.before} → ${one.after} lines (${number(one.perMinuteBefore)} → ${number(one.perMinuteAfter)} a minute, first ${shortTime(one.firstAt, at)})  ${one.template}`,
      );
      return [
        `Patterns before (${linesBefore} lines) and after (${linesAfter} lines) ${at}:`,
        ...lines(rows, 30, 'patterns; narrow the query'),
        '',
        ...patterns
          .filter((one) => one.kind === 'new' || one.kind === 'grown')
          .slice(0, 3)
          .map((one) => `Example: ${one.example}`),
      ].join('\n');
    },
  });

const lineOf = (log: LogRecord) => ({
  message: oneLine(log.message, 2_000),
  atMs: log.at === null ? null : msOf(log.at),
  level: log.level,
  service: log.service,
});

const toPattern = ({ template, kind, before, after, rateBefore, rateAfter }: TemplateChange) => ({
  template: cut(template.template, 400),
  count: template.count,
  firstAt: template.firstMs === null ? null : toIso(template.firstMs),
  lastAt: template.lastMs === null ? null : toIso(template.lastMs),
  level: worstLevel(template.levels),
  example: cut(template.sample, 600),
  kind,
  before,
  after,
  perMinuteBefore: rateBefore,
  perMinuteAfter: rateAfter,
});
