/** What makes a fault recognisable when it comes back: exceptions, frames and log templates, normalised. */
import type { CauseCategory } from '../domain/analysis.ts';
import type { FaultSignature } from '../domain/memory.ts';
import type { LogRecord, Observations } from '../domain/observation.ts';
import type { StackTrace } from '../domain/stack-frame.ts';
import { toMs } from '../domain/time.ts';
import { mineTemplates } from './log-templates/mine.ts';
import { parseStackTraces } from './stack-trace/parse.ts';

/** Records that are looked at: a fault says the same thing over and over. */
const MAX_RECORDS = 300;
const MAX_FRAMES = 5;
const MAX_EXCEPTIONS = 4;
const MAX_TEMPLATES = 5;
const MAX_WORDS = 16;
/** Trouble this long before the onset may still be its beginning. */
const BEFORE_ONSET_MS = 60_000;

/**
 * @param onsetAt - what was logged before it is everyday noise; null takes everything
 * @returns at most 31 features, the same for the same fault whatever the host, time or line numbers
 */
export function faultSignature(
  observations: Pick<Observations, 'logs' | 'spans'>,
  onsetAt: string | null,
  category: CauseCategory,
): FaultSignature {
  const fromMs = onsetAt === null ? Number.NEGATIVE_INFINITY : toMs(onsetAt) - BEFORE_ONSET_MS;
  const records = observations.logs
    .filter(({ level }) => level === 'error' || level === 'fatal')
    .filter(({ at }) => at === null || toMs(at) >= fromMs)
    .slice(0, MAX_RECORDS);
  const spans = observations.spans
    .filter(({ error, startAt }) => error !== null && toMs(startAt) >= fromMs)
    .slice(0, MAX_RECORDS);
  const traces = [
    ...records.map(({ message, stack }) =>
      stack === undefined ? message : `${message}\n${stack}`,
    ),
    ...spans.flatMap(({ error }) => error?.stack ?? []),
  ].flatMap((text) => parseStackTraces(text));
  const frames = ranked(traces.flatMap(topFrames));
  const exceptions = ranked([
    ...traces.flatMap(exceptionsOf),
    ...spans.flatMap(({ error }) => error?.type ?? []),
  ]);
  const templates = templatesOf(records);
  const features = [
    ...(category === 'unknown' ? [] : [`category:${category}`]),
    ...exceptions.slice(0, MAX_EXCEPTIONS).map((name) => `exception:${lastName(name)}`),
    ...frames.slice(0, MAX_FRAMES).map((name) => `frame:${name}`),
    ...templates.map((template) => `log:${template}`),
    ...words(templates).map((word) => `word:${word}`),
  ];
  return [...new Set(features.map((feature) => feature.toLowerCase().slice(0, 300)))];
}

/** Names of the frames nearest to the fault that are the service's own code, else the nearest ones. */
function topFrames(trace: StackTrace): string[] {
  const own = trace.frames.filter(({ origin }) => origin === 'app');
  return (own.length > 0 ? own : trace.frames).slice(0, 2).flatMap(({ function: name }) =>
    // Generated names (`<Main>b__0`, `lambda$2`) count up with unrelated changes.
    name === null ? [] : [name.replaceAll(/\d+/g, '#')],
  );
}

const exceptionsOf = (trace: StackTrace): string[] => [
  ...(trace.exceptionType === null ? [] : [trace.exceptionType]),
  ...(trace.cause === null ? [] : exceptionsOf(trace.cause)),
];

const lastName = (type: string): string => type.split(/[.:\\]+/).at(-1) ?? type;

/** The most frequent first; the order of appearance decides between equals. */
function ranked(values: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([value]) => value);
}

function templatesOf(records: readonly LogRecord[]): string[] {
  const mined = mineTemplates(
    records.map(({ message, at, level, service }) => ({
      message,
      atMs: at === null ? null : toMs(at),
      level,
      service,
    })),
  );
  return mined
    .toSorted((a, b) => b.count - a.count)
    .slice(0, MAX_TEMPLATES)
    .map(({ template }) =>
      template
        .replaceAll(/<[^>]*>/g, '<>')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    );
}

/** Words let templates meet that were put differently: `timed out acquiring` and `timeout on acquire`. */
const words = (templates: readonly string[]): string[] =>
  ranked(templates.flatMap((template) => template.toLowerCase().match(/[a-z]{4,24}/g) ?? [])).slice(
    0,
    MAX_WORDS,
  );
