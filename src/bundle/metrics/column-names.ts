/** Splits the columns of a wide table into service and metric: `cartservice_cpu`, `db.latency.p99`. */
import { isMeasureWord } from './measure-words.ts';

export interface ColumnName {
  readonly service: string | null;
  readonly metric: string;
}

/** A metric needs this many different services before its column counts as split by service. */
const MIN_SERVICES = 3;
/** How much each thing says about a cut, against the logarithms of two counts. */
const KNOWN = 4;
const MEASURES = 2.5;
const DASHED = -0.7;
/** Labels that name who is measured, best first. */
const OWNERS =
  'service|service_name|destination_service_name|destination_service|destination_workload|app|job|deployment|workload|container|pod';
const LABELLED = /^([\w.:/-]+)\{(.*)\}$/;
const OWNER = new RegExp(`(?:^|,)\\s*(?:${OWNERS})\\s*=\\s*"?([^",}]+)`);

/** One way to part a column: service first, or metric first. */
interface Cut {
  readonly service: string;
  readonly metric: string;
  readonly plain: number;
  readonly front: boolean;
}

/**
 * Says for every column whose metric it is. A table of services and metrics is a grid: of all ways
 * to part a column, at any separator and in either order, the best is the one whose service has the
 * most metrics and whose metric has the most services, in the sense of the shortest description
 * (Rissanen 1978) of all names. A known service's name and a metric that begins with a measuring word count more. No
 * service where fewer than three share the metric, and none of measuring words alone.
 */
export function splitColumns(
  columns: readonly string[],
  services: ReadonlySet<string>,
): Map<string, ColumnName> {
  const out = new Map<string, ColumnName>();
  const known = new Map([...services].map((each) => [each.toLowerCase(), each]));
  const open = new Map<string, Cut[]>();
  for (const column of columns) {
    const labelled = LABELLED.exec(column);
    if (labelled === null) open.set(column, cutsOf(column, known));
    else {
      const service = OWNER.exec(labelled[2] ?? '')?.[1] ?? null;
      out.set(column, { service, metric: labelled[1] ?? column });
    }
  }
  const grid = countGrid([...open.values()].flat());
  const bests = [true, false].map((front) => {
    const found = new Map<string, Scored>();
    for (const [column, cuts] of open) {
      const best = bestOf(
        cuts.filter((each) => each.front === front),
        grid,
        known,
      );
      if (best !== null) found.set(column, best);
    }
    return found;
  });
  // one table names the service first or last, not now so, now so
  const [first, last] = bests.sort((a, b) => total(b) - total(a));
  for (const column of open.keys()) {
    const best = (first?.get(column) ?? last?.get(column))?.cut ?? null;
    out.set(
      column,
      best === null
        ? { service: null, metric: column }
        : { service: known.get(best.service.toLowerCase()) ?? best.service, metric: best.metric },
    );
  }
  return out;
}

interface Scored {
  readonly cut: Cut;
  readonly score: number;
}

const total = (found: ReadonlyMap<string, Scored>): number =>
  [...found.values()].reduce((sum, each) => sum + Math.max(0, each.score), 0);

function bestOf(
  cuts: readonly Cut[],
  grid: Grid,
  known: ReadonlyMap<string, string>,
): Scored | null {
  let best: Scored | null = null;
  for (const cut of cuts) {
    const score = scoreOf(cut, grid, known);
    if (score !== null && (best === null || score > best.score)) best = { cut, score };
  }
  return best;
}

interface Grid {
  readonly metricsOf: ReadonlyMap<string, ReadonlySet<string>>;
  readonly servicesOf: ReadonlyMap<string, ReadonlySet<string>>;
  /** Services that some metric shares with enough others. */
  readonly shared: ReadonlySet<string>;
}

const sideOf = (cut: Cut, name: string): string => `${cut.front ? '>' : '<'}${name}`;

function countGrid(cuts: readonly Cut[]): Grid {
  const metricsOf = new Map<string, Set<string>>();
  const servicesOf = new Map<string, Set<string>>();
  const add = (into: Map<string, Set<string>>, key: string, value: string): void => {
    const set = into.get(key);
    if (set === undefined) into.set(key, new Set([value]));
    else set.add(value);
  };
  for (const cut of cuts) {
    add(metricsOf, sideOf(cut, cut.service), cut.metric);
    add(servicesOf, sideOf(cut, cut.metric), cut.service);
  }
  const shared = new Set<string>();
  for (const [metric, set] of servicesOf)
    if (set.size >= MIN_SERVICES)
      for (const service of set) shared.add(`${metric[0] ?? ''}${service}`);
  return { metricsOf, servicesOf, shared };
}

/** Null where nothing shows that the service is one. */
function scoreOf(cut: Cut, grid: Grid, known: ReadonlyMap<string, string>): number | null {
  const isKnown = known.has(cut.service.toLowerCase());
  const words = wordsOf(cut.service);
  const measures = isMeasureWord(wordsOf(cut.metric)[0] ?? '');
  if (!isKnown) {
    if (!grid.shared.has(sideOf(cut, cut.service))) return null;
    const first = cut.service.split(/[._:/|@ ]/)[0] ?? '';
    if (isMeasureWord(first) || isMeasureWord(cut.service)) return null;
    // what comes first is a metric only where it says so
    if (!cut.front && !measures) return null;
  }
  // `frontend-external` next to a known `frontend` is somebody else
  if (isKnown && cut.plain < 0 && !measures) return null;
  return (
    Math.log(grid.metricsOf.get(sideOf(cut, cut.service))?.size ?? 1) +
    Math.log(grid.servicesOf.get(sideOf(cut, cut.metric))?.size ?? 1) +
    (isKnown ? KNOWN : 0) +
    (measures ? MEASURES : 0) -
    (isKnown
      ? 0
      : MEASURES * words.filter((each) => isMeasureWord(each) && !STORE.test(each)).length) +
    cut.plain
  );
}

/** Measuring words that services are called by as well. */
const STORE = /^(?:db|database|redis|cache|queue|sql|node|http|api|rpc|grpc)$/i;

const wordsOf = (name: string): string[] =>
  name.split(/[^A-Za-z\d]+/).filter((each) => each !== '');

/** Endings that only say in what is measured: `errors_per_min` is no metric `min`. */
const ONLY_A_UNIT =
  /^(?:per_)?(?:min|minute|sec|second|hour|s|ms|us|ns|pct|percent|[kmg]i?b|bytes|seconds|millis)$/i;

/** All ways to cut a column in two at its separators. */
function cutsOf(column: string, known: ReadonlyMap<string, string>): Cut[] {
  const out: Cut[] = [];
  for (const match of column.matchAll(/[._:/|@ -]+/g)) {
    const before = column.slice(0, match.index);
    const after = column.slice(match.index + match[0].length);
    if (before === '' || after === '' || ONLY_A_UNIT.test(after)) continue;
    const plain = match[0] === '-' ? DASHED : 0;
    if (/[a-z]/i.test(after)) {
      out.push({ service: before, metric: after, plain, front: true });
      if (/[a-z]/i.test(before)) out.push({ service: after, metric: before, plain, front: false });
    }
  }
  // a bare known name with nothing behind it measures nothing
  return out.filter((each) => !known.has(each.metric.toLowerCase()) || isMeasureWord(each.metric));
}
