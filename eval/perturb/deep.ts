/** Observations with every text, or every moment, replaced: nothing is forgotten by being listed. */
import type { Observations } from '../../src/domain/observation.ts';
import { toIso, toMs } from '../../src/domain/time.ts';

/** Ids must stay, or the truth would no longer name anything; levels and kinds are closed lists. */
const KEPT = new Set([
  'id',
  'sha',
  'commit',
  'previousCommit',
  'commits',
  'parents',
  'traceId',
  'spanId',
  'parentId',
  'level',
  'severity',
  'result',
  'status',
  'kind',
  'priority',
  'version',
]);

/** @param replace - is given each text that is not an id, a time or a word of a closed list */
export const withTexts = (seen: Observations, replace: (text: string) => string): Observations =>
  walk(seen, (value, key) =>
    // what is guilty is found by its commits' ids; a list of commits is no list of ids
    typeof value === 'string' && !KEPT.has(key) && !isTimeField(key) ? replace(value) : value,
  ) as Observations;

const isTimeField = (key: string): boolean => key.endsWith('At') || key === 'at' || key === 'now';

const ISO = /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?/g;

/** Moves all there is in time by the same span, the times within texts included. */
export function movedBy(seen: Observations, ms: number): Observations {
  const shift = (iso: string): string => {
    const at = toMs(iso);
    return Number.isNaN(at) ? iso : toIso(at + ms);
  };
  const inText = (text: string): string =>
    text.replaceAll(ISO, (match) => {
      const moved = shift(
        /Z|[+-]\d\d:?\d\d$/.test(match)
          ? match.replace(',', '.')
          : `${match.replace(' ', 'T').replace(',', '.')}Z`,
      );
      return match.includes('T') ? moved : moved.replace('T', ' ').replace('Z', '');
    });
  const moved = walk({ ...seen, metrics: [] }, (value, key) =>
    typeof value === 'string' && !KEPT.has(key)
      ? isTimeField(key)
        ? shift(value)
        : inText(value)
      : value,
  ) as Observations;
  return {
    ...moved,
    window:
      seen.window === null ? null : { from: shift(seen.window.from), to: shift(seen.window.to) },
    metrics: seen.metrics.map((each) => ({
      ...each,
      points: each.points.map(([at, value]) => [at + ms, value]),
    })),
  };
}

function walk(value: unknown, visit: (value: unknown, key: string) => unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    // numbers by the thousand: a series' points hold no text
    if (key === 'points') return value;
    return value.map((each) => walk(each, visit, key));
  }
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [name, walk(each, visit, name)]),
    );
  return visit(value, key);
}
