/** Webhook bodies in MIRA's recommended Datadog template. */

/**
 * @param alert `{ monitor, cycle, transition, atMs, text, metric?, priority, tags, eventType, version? }`
 */
export function webhook({
  service,
  env,
  monitor,
  cycle,
  transition,
  atMs,
  text,
  metric = '',
  priority,
  tags = [],
  eventType = 'query_alert_monitor',
  version = '',
  host = '',
  aggregKey,
}) {
  const recovered = transition === 'Recovered';
  const warn = transition === 'Warn';
  const scope = `service:${service},env:${env}`;
  const word = recovered ? 'Recovered' : warn ? 'Warn' : 'Triggered';
  return {
    v: 1,
    alert_id: String(monitor.id),
    cycle_key: cycle,
    aggreg_key: aggregKey ?? cycle.slice(0, 16),
    transition,
    alert_type: recovered ? 'success' : warn ? 'warning' : 'error',
    event_type: eventType,
    event_id: String(7_000_000_000_000_000 + (atMs % 1_000_000_000) * 1000 + (monitor.id % 1000)),
    title: `[${priority}] [${word} on {${scope}}] ${monitor.name}`,
    alert_title: `[${word} on {${scope}}] ${monitor.name}`,
    text,
    query: monitor.query,
    scope,
    status: text.split('\n')[0],
    metric,
    priority,
    tags: [`env:${env}`, `service:${service}`, 'monitor', ...tags].join(','),
    service,
    env,
    version,
    host,
    date: String(atMs),
    link: `https://app.datadoghq.com/monitors/${monitor.id}?group=service%3A${service}&from_ts=${atMs - 900_000}&to_ts=${atMs}`,
    snapshot: '',
    org_id: '301122',
  };
}
