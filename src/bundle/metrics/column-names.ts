/** Splits the columns of a wide table into service and metric: `cartservice_cpu`, `db.latency.p99`. */

export interface ColumnName {
  readonly service: string | null;
  readonly metric: string;
}

/** Beginnings that say how or what is measured, never who: `p99_latency`, `cpu_usage`, `avg_…`. */
const NOT_A_SERVICE =
  /^(?:p\d{2,3}(?:_\d)?|avg|average|mean|min|max|median|sum|total|count|rate|num|active|open|used|free|idle|failed|success|successful|error|errors|http|https|grpc|tcp|cpu|mem|memory|heap|gc|jvm|disk|net|network|io|db|database|sql|cache|redis|queue|pool|thread|threads|conn|connection|connections|request|requests|response|latency|throughput|system|process|host|node|container|pod|trace|\d+xx|[45]\d\d|rx|tx|read|write|in|out|inbound|outbound|upstream|downstream|time|value)$/i;
/** Endings that only say in what is measured: `errors_per_min` is no metric `min`. */
const ONLY_A_UNIT =
  /^(?:per_)?(?:min|minute|sec|second|hour|s|ms|us|ns|pct|percent|[kmg]i?b|bytes|seconds|millis)$/i;
/** A column needs this many different beginnings before its ending to count as split by service. */
const MIN_SERVICES = 3;

/**
 * Says for every column whose metric it is. A known service's name in front is always believed;
 * otherwise an ending that stands behind at least three different beginnings (none of which is a
 * measuring word) is taken for a metric and its beginnings for services.
 */
export function splitColumns(
  columns: readonly string[],
  services: ReadonlySet<string>,
): Map<string, ColumnName> {
  const out = new Map<string, ColumnName>();
  const known = [...services].sort((a, b) => b.length - a.length);
  const open: string[] = [];
  for (const column of columns) {
    const labelled = /^(?:(\w[\w.:]*)\{(.*)\})$/.exec(column);
    if (labelled) {
      const service = /(?:^|,)\s*(?:service|service_name|app|job)\s*=\s*"?([^",}]+)/.exec(
        labelled[2] ?? '',
      )?.[1];
      out.set(column, { service: service ?? null, metric: labelled[1] ?? column });
      continue;
    }
    // `frontend-external_cpu` is no metric of frontend: a dash parts them only where nothing else does
    const boundary = /[._:/|@]/.test(column) ? /[._:/|@ ]/ : /[ -]/;
    const owner = known.find(
      (service) =>
        column.length > service.length + 1 &&
        column.toLowerCase().startsWith(service.toLowerCase()) &&
        boundary.test(column[service.length] ?? ''),
    );
    if (owner !== undefined)
      out.set(column, {
        service: owner,
        metric: column.slice(owner.length).replace(/^[._:/|@ -]+/, ''),
      });
    else open.push(column);
  }
  const beginnings = new Map<string, Set<string>>();
  for (const column of open) {
    for (const { service, metric } of candidates(column)) {
      const set = beginnings.get(metric) ?? new Set<string>();
      set.add(service);
      beginnings.set(metric, set);
    }
  }
  // whoever was found as a service through one metric is one for all its other columns
  const found = new Set<string>();
  for (const set of beginnings.values())
    if (set.size >= MIN_SERVICES) for (const service of set) found.add(service);
  for (const column of open) {
    const owner = candidates(column).find(({ service }) => found.has(service));
    out.set(column, owner ?? { service: null, metric: column });
  }
  return out;
}

/** The ways to cut a column in two, longest service first. */
function candidates(column: string): { service: string; metric: string }[] {
  const out: { service: string; metric: string }[] = [];
  for (let at = column.length - 2; at > 0; at -= 1) {
    if (!/[._:/|@]/.test(column[at] ?? '')) continue;
    const service = column.slice(0, at);
    const metric = column.slice(at + 1);
    if (ONLY_A_UNIT.test(metric)) continue;
    if (metric === '' || /^[._:/|@]/.test(metric) || !/[a-z]/i.test(metric)) continue;
    const first = service.split(/[._:/|@]/)[0] ?? '';
    if (NOT_A_SERVICE.test(service) || NOT_A_SERVICE.test(first)) continue;
    out.push({ service, metric });
  }
  return out;
}
