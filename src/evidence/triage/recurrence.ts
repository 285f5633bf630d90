/** Firings of one monitor that worsen each time: a trend that no single one of them shows. */
import { MINUTE_MS } from '../../domain/time.ts';
import type { AlertFacts } from './facts.ts';
import { nameKey } from './relations/repeats.ts';

const MIN_FIRINGS = 3;
/** From so many firings on a strict order is no chance any more. */
const MANY_FIRINGS = 4;
/** Of values, from the first firing to the last. */
const MIN_DRIFT = 1.03;
/** Of values of what is no resource, which vary more. */
const MIN_FELT_DRIFT = { few: 1.25, many: 1.1 };
/** Of how long each lasted. */
const MIN_LONGER = { few: 2, many: 1.4 };
const MIN_LASTED_MS = 5 * MINUTE_MS;

/** The same facts, with the newest firing of what worsens marked as such. */
export function withRecurrence(facts: readonly AlertFacts[]): AlertFacts[] {
  const worse = new Set<AlertFacts>();
  const series = Map.groupBy(
    facts.filter((each) => each.firedMs !== null && nameKey(each) !== ''),
    (each) =>
      [each.alert.service, each.alert.env, each.alert.host, nameKey(each), each.alert.metric].join(
        '\n',
      ),
  );
  for (const list of series.values()) {
    if (list.length < MIN_FIRINGS) continue;
    const ordered = list.toSorted((a, b) => (a.firedMs ?? 0) - (b.firedMs ?? 0));
    const newest = ordered.at(-1);
    if (newest !== undefined && (climbs(ordered) || lastsLonger(ordered))) worse.add(newest);
  }
  return facts.map((each) =>
    worse.has(each) ? { ...each, trend: 'worse', isRecurring: true } : each,
  );
}

function climbs(ordered: readonly AlertFacts[]): boolean {
  const values = ordered.map(({ alert, lowIsBad }) =>
    alert.value === null ? null : alert.value * (lowIsBad ? -1 : 1),
  );
  if (!values.every((value) => value !== null) || !rises(values)) return false;
  const [first, last] = [Math.abs(values[0] ?? 0), Math.abs(values.at(-1) ?? 0)];
  const drift = Math.max(first, last) / Math.max(1e-9, Math.min(first, last));
  return (
    drift >= (ordered.at(-1)?.subject === 'resource' ? MIN_DRIFT : MIN_FELT_DRIFT[howMany(ordered)])
  );
}

/** The newest may still be on: it has lasted at least so long. */
function lastsLonger(ordered: readonly AlertFacts[]): boolean {
  const spans = ordered.map(({ durationMs }) => durationMs ?? 0);
  const [first, last] = [spans[0] ?? 0, spans.at(-1) ?? 0];
  return (
    rises(spans) &&
    first > 0 &&
    last >= MIN_LONGER[howMany(ordered)] * first &&
    last >= MIN_LASTED_MS
  );
}

const howMany = (ordered: readonly AlertFacts[]): 'few' | 'many' =>
  ordered.length >= MANY_FIRINGS ? 'many' : 'few';

const rises = (values: readonly number[]): boolean =>
  values.every((value, at) => at === 0 || value > (values[at - 1] ?? 0));
