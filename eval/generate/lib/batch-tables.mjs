/** Reads the tables in which the third set of batches is written, and dresses alerts as other tools do. */
const MINUTE = 60_000;
const units = { m: MINUTE, h: 60 * MINUTE, d: 24 * 60 * MINUTE };
const span = (text) => Number(text.slice(0, -1)) * units[text.at(-1)];

/**
 * One alert to a line: `verdict key | severity | service | monitor | metric op value limit | when | message | why`.
 * Verdicts: T (a ticket), Q (quiet), D (a part of the alert or incident of that key). `when` is
 * `fired[-cleared] [xTimes] [env=…] [host=…] [hist=step:v,v,…]`, fired and cleared counted back from now.
 * Lines of open incidents begin with `I key | id | service | status | opened | monitor; monitor | title`.
 */
export function situations({ now, add, incident }) {
  const number = (text) => (text === '-' ? null : Number(text));
  return {
    table(text) {
      const lines = text
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean)
        .map((line) => line.split(' | '));
      const ids = new Map();
      const waiting = [];
      for (const cells of lines) {
        const [verdict, key] = cells[0].split(' ');
        if (verdict === 'I') {
          const [, id, service, status, opened, monitors, title] = cells;
          incident({
            id,
            title,
            service,
            status,
            opened: now - span(opened),
            monitors: monitors === '-' ? [] : monitors.split('; '),
          });
          ids.set(key, id);
          continue;
        }
        if (cells.length !== 8) throw new Error(`a line of ${cells.length} cells: ${cells[4]}`);
        const [, severity, service, monitor, measure, when, message, why] = cells;
        const [metric, op, value, threshold] = measure.split(' ');
        const [times, ...more] = when.split(' ');
        const [fired, cleared] = times.split('-');
        const extra = Object.fromEntries(
          more.map((word) => (word.includes('=') ? word.split('=') : ['times', word.slice(1)])),
        );
        const alert = {
          monitor,
          service,
          ...(extra.env ? { env: extra.env } : {}),
          ...(extra.host ? { host: extra.host } : {}),
          metric,
          op,
          value: number(value),
          threshold: number(threshold),
          fired: now - span(fired),
          ...(cleared ? { cleared: now - span(cleared) } : {}),
          times: Number(extra.times ?? 1),
          severity,
          message,
        };
        if (extra.hist) {
          const [step, values] = extra.hist.split(':');
          alert.history = values
            .split(',')
            .map(Number)
            .map((one, index, all) => [now - (all.length - 1 - index) * span(step), one]);
        }
        const isReal = verdict === 'T';
        const truth = { actions: isReal ? ['TICKET'] : ['IGNORE', 'MONITOR'], real: isReal, why };
        if (verdict === 'D') {
          truth.duplicateOf = [];
          waiting.push([truth.duplicateOf, key]);
        }
        const id = add(alert, truth);
        if (verdict !== 'D' && key !== '-') ids.set(key, id);
      }
      for (const [list, key] of waiting) {
        if (!ids.has(key)) throw new Error(`no alert ${key}`);
        list.push(ids.get(key));
      }
    },
  };
}

const words = { '>': 'greater than', '<': 'less than', '=': 'equal to' };
const often = (a) => (a.times > 3 ? ` (${a.times} times in the last 24 hours)` : '');
const compared = (a) => (a.value === null ? '' : `${a.value} ${a.op} ${a.threshold}`);

/** What each tool sends; every record keeps the id under which the collector stored it. */
export const shapes = (iso) => ({
  plain: (a) => ({
    id: a.id,
    monitor: a.monitor,
    service: a.service,
    env: a.env,
    metric: a.metric,
    value: a.value,
    comparator: a.op,
    threshold: a.threshold,
    severity: a.severity,
    fired_at: iso(a.fired),
    cleared_at: a.cleared ? iso(a.cleared) : null,
    times_fired_24h: a.times,
    message: a.message,
    ...(a.history ? { history: a.history.map(([ms, value]) => [iso(ms), value]) } : {}),
  }),
  datadog: (a) => ({
    id: a.id,
    title: `[${a.cleared ? 'Recovered' : 'Triggered'}] ${a.monitor}`,
    body: `${a.message}${often(a)}`,
    alert_transition: a.cleared ? 'Recovered' : 'Triggered',
    alert_metric: a.metric,
    alert_query: `avg(last_5m):avg:${a.metric}{service:${a.service}} ${a.op} ${a.threshold}`,
    ...(a.value === null ? {} : { value: a.value }),
    priority: a.severity,
    date: a.fired,
    ...(a.cleared ? { resolved_at: iso(a.cleared) } : {}),
    tags: [
      `service:${a.service}`,
      `env:${a.env}`,
      'source:datadog',
      ...(a.host ? [`host:${a.host}`] : []),
    ],
  }),
  alertmanager: (a) => ({
    id: a.id,
    status: a.cleared ? 'resolved' : 'firing',
    labels: {
      alertname: a.monitor,
      service: a.service,
      severity: a.severity,
      environment: a.env,
      ...(a.host ? { node: a.host } : {}),
    },
    annotations: {
      summary: `${a.message}${often(a)}`,
      ...(a.value === null ? {} : { value: `${a.value}`, threshold: `${a.threshold}` }),
    },
    startsAt: iso(a.fired),
    endsAt: a.cleared ? iso(a.cleared) : '0001-01-01T00:00:00Z',
    generatorURL: `http://prometheus.example/graph?g0.expr=${encodeURIComponent(`${a.metric} ${a.op} ${a.threshold}`)}`,
    ...(a.history ? { history: a.history.map(([ms, value]) => [ms / 1000, value]) } : {}),
  }),
  pagerduty: (a) => ({
    id: a.id,
    type: 'incident',
    title: a.monitor,
    status: a.cleared ? 'resolved' : 'triggered',
    urgency: /1|2/.test(a.severity) ? 'high' : 'low',
    priority: { summary: a.severity },
    created_at: iso(a.fired),
    ...(a.cleared ? { resolved_at: iso(a.cleared) } : {}),
    service: { type: 'service_reference', summary: a.service },
    body: {
      details: {
        env: a.env,
        metric: a.metric,
        ...(a.value === null ? {} : { value: a.value, threshold: a.threshold, comparator: a.op }),
        fired_last_24h: a.times,
        ...(a.host ? { host: a.host } : {}),
        text: a.message,
      },
    },
  }),
  cloudwatch: (a) => ({
    id: a.id,
    AlarmName: a.monitor,
    AlarmDescription: `${a.message}${often(a)}`,
    NewStateValue: a.value === null ? 'INSUFFICIENT_DATA' : a.cleared ? 'OK' : 'ALARM',
    OldStateValue: a.cleared ? 'ALARM' : 'OK',
    NewStateReason:
      a.value === null
        ? 'Insufficient Data: 3 datapoints were unknown.'
        : `Threshold Crossed: 1 datapoint [${a.value}] was ${words[a.op]} the threshold (${a.threshold}).`,
    firedAt: iso(a.fired),
    ...(a.cleared ? { resolvedAt: iso(a.cleared) } : {}),
    Severity: a.severity,
    Trigger: {
      MetricName: a.metric,
      Threshold: a.threshold,
      Dimensions: [
        { name: 'ServiceName', value: a.service },
        { name: 'Environment', value: a.env },
      ],
    },
  }),
  opsgenie: (a) => ({
    id: a.id,
    message: a.monitor,
    description: a.message,
    status: a.cleared ? 'closed' : 'open',
    priority: a.severity,
    count: a.times,
    createdAt: iso(a.fired),
    ...(a.cleared ? { closedAt: iso(a.cleared) } : {}),
    tags: [`service:${a.service}`, `env:${a.env}`],
    details: { metric: a.metric, value: compared(a), times_fired_24h: `${a.times}` },
  }),
  grafana: (a) => ({
    id: a.id,
    status: a.cleared ? 'resolved' : 'firing',
    labels: {
      alertname: a.monitor,
      service: a.service,
      severity: a.severity,
      env: a.env,
      grafana_folder: 'production',
    },
    annotations: { description: `${a.message}${often(a)}` },
    startsAt: iso(a.fired),
    ...(a.cleared ? { endsAt: iso(a.cleared) } : {}),
    ...(a.value === null ? {} : { values: { [a.metric]: a.value } }),
    threshold: a.threshold,
    ...(a.history
      ? { history: a.history.map(([ms, value]) => ({ timestamp: iso(ms), value })) }
      : {}),
  }),
  newrelic: (a) => ({
    issueId: a.id,
    id: a.id,
    title: a.monitor,
    state: a.cleared ? 'CLOSED' : 'ACTIVATED',
    priority: a.severity,
    createdAt: a.fired,
    ...(a.cleared ? { closedAt: a.cleared } : {}),
    impactedEntities: [a.service],
    service: a.service,
    environment: a.env,
    description: [a.message],
    signal: a.metric,
    ...(a.value === null ? {} : { value: a.value, threshold: a.threshold }),
    totalIncidents: a.times,
  }),
  zabbix: (a) => ({
    id: a.id,
    name: a.monitor,
    host: a.host ?? `${a.service}-01`,
    service: a.service,
    severity: a.severity,
    clock: Math.round(a.fired / 1000),
    ...(a.cleared ? { r_clock: Math.round(a.cleared / 1000), cleared_at: iso(a.cleared) } : {}),
    item: a.metric,
    ...(a.value === null ? {} : { lastvalue: a.value, value: a.value, threshold: a.threshold }),
    opdata: compared(a),
    tags: [{ tag: 'env', value: a.env }],
    times_fired_24h: a.times,
    comment: a.message,
    ...(a.history
      ? { history: a.history.map(([ms, value]) => [Math.round(ms / 1000), value]) }
      : {}),
  }),
  azure: (a) => ({
    id: a.id,
    data: {
      essentials: {
        alertRule: a.monitor,
        severity: a.severity,
        monitorCondition: a.cleared ? 'Resolved' : 'Fired',
        firedDateTime: iso(a.fired),
        ...(a.cleared ? { resolvedDateTime: iso(a.cleared) } : {}),
        description: `${a.message}${often(a)}`,
        configurationItems: [a.service],
      },
      alertContext: {
        condition: {
          allOf: [
            {
              metricName: a.metric,
              operator: { '>': 'GreaterThan', '<': 'LessThan', '=': 'Equals' }[a.op],
              threshold: a.threshold,
              metricValue: a.value,
              dimensions: [
                { name: 'service', value: a.service },
                { name: 'environment', value: a.env },
              ],
            },
          ],
        },
      },
    },
  }),
});
