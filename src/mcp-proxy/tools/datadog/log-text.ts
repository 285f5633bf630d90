/** Log lines as a model should read them: templates with counts, then a few lines in full. */
import type { z } from 'zod';
import { mineTemplates } from '../../../evidence/log-templates/mine.ts';
import type { LogRecord } from '../../../domain/observation.ts';
import { toIso, toMs } from '../../../domain/time.ts';
import type { LogPattern } from '../../../domain/tools/datadog.ts';
import { cut, lines, oneLine, plural, shortTime } from '../common/text.ts';

type Pattern = z.infer<typeof LogPattern>;

/** Worst first: what a reader should see before the list is cut. */
const SEVERITY: Readonly<Record<string, number>> = {
  fatal: 0,
  error: 1,
  warn: 2,
  unknown: 3,
  info: 4,
  debug: 5,
  trace: 6,
};

const severity = (level: string): number => SEVERITY[level] ?? 3;

const MAX_EXAMPLE = 600;

/** Before folding: a template has wildcards where a secret's digits were, and shows the rest of it. */
export const withMasked = (log: LogRecord, mask: (text: string) => string): LogRecord => ({
  ...log,
  message: mask(log.message),
  ...(log.stack ? { stack: mask(log.stack) } : {}),
});

/** Folds lines to templates, most severe and most frequent first. */
export function foldLogs(logs: readonly LogRecord[]): Pattern[] {
  const templates = mineTemplates(
    logs.map((log) => ({
      // a stack below the message would make every message its own template
      message: oneLine(log.message, 2_000),
      atMs: log.at === null ? null : toMs(log.at),
      level: log.level,
      service: log.service,
    })),
  );
  return templates
    .map((template) => ({
      template: cut(template.template, 400),
      count: template.count,
      firstAt: template.firstMs === null ? null : toIso(template.firstMs),
      lastAt: template.lastMs === null ? null : toIso(template.lastMs),
      level: worstLevel(template.levels),
      example: cut(template.sample, MAX_EXAMPLE),
    }))
    .sort((a, b) => severity(a.level) - severity(b.level) || b.count - a.count);
}

/** The most severe of the levels that a template was logged with. */
export function worstLevel(levels: Readonly<Record<string, number>>): string {
  return Object.keys(levels).sort((a, b) => severity(a) - severity(b))[0] ?? 'unknown';
}

const MAX_PATTERNS = 40;
const MAX_FULL = 6;
const MAX_MESSAGE = 700;
const MAX_STACK = 2_500;

/** One line a pattern: level, count, when, template. */
export function patternLines(patterns: readonly Pattern[], day: string): string[] {
  const rows = patterns.map((one) => {
    const when =
      one.firstAt === one.lastAt
        ? shortTime(one.firstAt, day)
        : `${shortTime(one.firstAt, day)}–${shortTime(one.lastAt, day)}`;
    return `${one.level.toUpperCase().padEnd(5)} ${String(one.count).padStart(4)}× ${when}  ${one.template}`;
  });
  return lines(rows, MAX_PATTERNS, 'patterns; narrow the query or the status to see them');
}

/** One full line for each of the worst patterns, with its stack: one is enough to know them all. */
export function fullLines(
  logs: readonly LogRecord[],
  patterns: readonly Pattern[],
  day: string,
): string[] {
  const examples: LogRecord[] = [];
  const bad = patterns.filter((pattern) => severity(pattern.level) <= 3);
  const shown = bad.length > 0 ? bad.slice(0, MAX_FULL) : patterns.slice(0, 2);
  for (const pattern of shown) {
    const same = logs.filter(
      (log) => cut(oneLine(log.message, 2_000), MAX_EXAMPLE) === pattern.example,
    );
    // the one with a stack tells more
    const best = same.find((log) => log.stack) ?? same[0];
    if (best) examples.push(best);
  }
  const several = new Set(logs.map(({ service }) => service)).size > 1;
  return examples.map((log) => {
    const where = [
      several && log.service,
      log.host,
      log.version && `version ${log.version}`,
      log.traceId && `trace ${log.traceId}`,
    ]
      .filter(Boolean)
      .join(', ');
    return `[${shortTime(log.at, day)} ${log.level}${where ? ` ${where}` : ''}] ${withStack(log)}`;
  });
}

/** Many stacks begin with the message: it is not said twice. */
function withStack({ message, stack }: LogRecord): string {
  if (!stack || message.includes(stack)) return cut(message, MAX_STACK);
  if (stack.startsWith(message)) return cut(stack, MAX_STACK);
  return `${cut(message, MAX_MESSAGE)}\n${cut(stack, MAX_STACK)}`;
}

export const logCount = (logs: readonly LogRecord[], patterns: readonly Pattern[]): string =>
  `${plural(logs.length, 'log line')} in ${plural(patterns.length, 'pattern')}`;
