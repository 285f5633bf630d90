/** The shapes in which teams export what they have: commits, deployments, metrics, traces, alerts. */

const iso = (ms) => new Date(ms).toISOString().replace('.000Z', 'Z');
const csvCell = (value) =>
  /[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value);
const csv = (rows) => `${rows.map((row) => row.map(csvCell).join(',')).join('\n')}\n`;
const round = (value) =>
  Math.abs(value) >= 100 ? Math.round(value * 10) / 10 : Number(value.toPrecision(4));

/** `a/path` and its hunks out of a whole diff. */
function filesOf(diff) {
  return diff
    .split(/^(?=diff --git )/m)
    .filter((part) => part.startsWith('diff --git'))
    .map((part) => {
      const [, from, to] = /^diff --git a\/(.+?) b\/(.+)$/m.exec(part);
      const at = part.indexOf('\n@@');
      return {
        path: to,
        from,
        status: /^new file/m.test(part)
          ? 'added'
          : /^deleted file/m.test(part)
            ? 'removed'
            : from === to
              ? 'modified'
              : 'renamed',
        patch: at < 0 ? '' : part.slice(at + 1).trimEnd(),
      };
    });
}

/** commit: `{ id, repository, name, email, atMs, message, diff, service?, bare? }` (`bare`: without diff) */
export const commitStyles = {
  github: (commits) =>
    commits.map((c) => ({
      sha: c.id,
      repository: c.repository,
      commit: { author: { name: c.name, email: c.email, date: iso(c.atMs) }, message: c.message },
      files: filesOf(c.diff).map((f) => ({
        filename: f.path,
        status: f.status,
        ...(f.status === 'renamed' ? { previous_filename: f.from } : {}),
        ...(c.bare ? {} : { patch: f.patch }),
      })),
    })),
  flat: (commits) => ({
    commits: commits.map((c) => ({
      hash: c.id,
      repo: c.repository,
      author: c.name,
      date: iso(c.atMs),
      message: c.message,
      files_changed: filesOf(c.diff).map((f) => f.path),
      ...(c.bare ? {} : { diff: c.diff }),
    })),
  }),
  gitlab: (commits) =>
    commits.map((c) => ({
      id: c.id,
      short_id: c.id.slice(0, 8),
      project: c.repository,
      title: c.message.split('\n')[0],
      message: c.message,
      author_name: c.name,
      author_email: c.email,
      committed_date: iso(c.atMs),
      diffs: filesOf(c.diff).map((f) => ({
        old_path: f.from,
        new_path: f.path,
        new_file: f.status === 'added',
        deleted_file: f.status === 'removed',
        ...(c.bare ? {} : { diff: f.patch }),
      })),
    })),
  azure: (commits) => ({
    count: commits.length,
    value: commits.map((c) => ({
      commitId: c.id,
      repository: c.repository,
      author: { name: c.name, email: c.email, date: iso(c.atMs) },
      comment: c.message,
      changes: filesOf(c.diff).map((f) => ({
        item: { path: `/${f.path}` },
        changeType: { added: 'add', removed: 'delete', renamed: 'rename' }[f.status] ?? 'edit',
        ...(c.bare ? {} : { diff: f.patch }),
      })),
    })),
  }),
  gitlog: (commits) =>
    commits.map((c) => ({
      commit: c.id,
      repository: c.repository,
      author: `${c.name} <${c.email}>`,
      timestamp: iso(c.atMs),
      subject: c.message.split('\n')[0],
      message: c.message,
      files: filesOf(c.diff).map((f) => f.path),
      ...(c.bare ? {} : { diff: c.diff }),
    })),
};

/** deployment: `{ id, service, version, atMs, startMs, commit, env, commits, by }` */
export const deploymentStyles = {
  plain: (list) =>
    list.map((d) => ({
      service: d.service,
      version: d.version,
      commit: d.commit,
      deployed_at: iso(d.atMs),
      env: d.env,
      status: 'success',
    })),
  pipeline: (list) => ({
    deployments: list.map((d) => ({
      id: d.id,
      service: d.service,
      environment: d.env,
      version: d.version,
      started_at: iso(d.startMs),
      finished_at: iso(d.atMs),
      sha: d.commit,
      commits: d.commits,
      result: 'succeeded',
      triggered_by: d.by,
    })),
  }),
  releases: (list) =>
    list.map((d) => ({
      deployId: d.id,
      app: d.service,
      imageTag: `${d.version}-${d.commit.slice(0, 7)}`,
      gitSha: d.commit,
      finishedAt: iso(d.atMs),
      stage: d.env,
    })),
};

/** series: `[{ service, metric, points: [[ms, value|null]] }]` */
export const metricStyles = {
  long: (series) => ({
    'metrics.csv': csv([
      ['timestamp', 'service', 'metric', 'value'],
      ...series.flatMap((s) =>
        s.points
          .filter(([, v]) => v !== null)
          .map(([at, v]) => [iso(at), s.service, s.metric, round(v)]),
      ),
    ]),
  }),
  wide: (series) => {
    const times = [...new Set(series.flatMap((s) => s.points.map(([at]) => at)))].sort(
      (a, b) => a - b,
    );
    const columns = series.map((s) => new Map(s.points));
    return {
      'metrics.csv': csv([
        ['time', ...series.map((s) => `${s.service}.${s.metric}`)],
        ...times.map((at) => [
          iso(at),
          ...columns.map((c) =>
            c.get(at) === null || c.get(at) === undefined ? '' : round(c.get(at)),
          ),
        ]),
      ]),
    };
  },
  records: (series) => ({
    'metrics.json': `${JSON.stringify({
      metrics: series.map((s) => ({
        service: s.service,
        metric: s.metric,
        points: s.points.map(([at, v]) => [at / 1000, v === null ? null : round(v)]),
      })),
    })}\n`,
  }),
  perService: (series) => {
    const services = [...new Set(series.map((s) => s.service))];
    return Object.fromEntries(
      services.map((service) => {
        const own = series.filter((s) => s.service === service);
        const times = [...new Set(own.flatMap((s) => s.points.map(([at]) => at)))].sort(
          (a, b) => a - b,
        );
        const columns = own.map((s) => new Map(s.points));
        return [
          `metrics/${service}.csv`,
          csv([
            ['timestamp', ...own.map((s) => s.metric)],
            ...times.map((at) => [
              at / 1000,
              ...columns.map((c) =>
                c.get(at) === null || c.get(at) === undefined ? '' : round(c.get(at)),
              ),
            ]),
          ]),
        ];
      }),
    );
  },
};

/** span: `{ traceId, spanId, parentId, service, resource, kind, startMs, ms, error?: {type,message}, status? }` */
export const traceStyles = {
  otel: (spans) =>
    spans.map((s) => ({
      traceId: s.traceId,
      spanId: s.spanId,
      parentSpanId: s.parentId ?? '',
      name: s.resource,
      kind: s.kind.toUpperCase(),
      serviceName: s.service,
      startTimeUnixNano: `${Math.round(s.startMs)}000000`,
      endTimeUnixNano: `${Math.round((s.startMs + s.ms) * 1000)}000`,
      status: { code: s.error ? 'ERROR' : 'OK', ...(s.error ? { message: s.error.message } : {}) },
      attributes: {
        ...(s.status ? { 'http.status_code': s.status } : {}),
        ...(s.error?.type
          ? { 'exception.type': s.error.type, 'exception.message': s.error.message }
          : {}),
      },
    })),
  jaeger: (spans) => {
    const traces = new Map();
    for (const s of spans) traces.set(s.traceId, [...(traces.get(s.traceId) ?? []), s]);
    return {
      data: [...traces].map(([traceID, list]) => {
        const services = [...new Set(list.map((s) => s.service))];
        return {
          traceID,
          spans: list.map((s) => ({
            traceID,
            spanID: s.spanId,
            operationName: s.resource,
            references: s.parentId ? [{ refType: 'CHILD_OF', traceID, spanID: s.parentId }] : [],
            startTime: Math.round(s.startMs * 1000),
            duration: Math.round(s.ms * 1000),
            tags: [
              { key: 'span.kind', type: 'string', value: s.kind },
              ...(s.status ? [{ key: 'http.status_code', type: 'int64', value: s.status }] : []),
              ...(s.error
                ? [
                    { key: 'error', type: 'bool', value: true },
                    { key: 'error.message', type: 'string', value: s.error.message },
                  ]
                : []),
            ],
            processID: `p${services.indexOf(s.service) + 1}`,
          })),
          processes: Object.fromEntries(
            services.map((name, at) => [`p${at + 1}`, { serviceName: name, tags: [] }]),
          ),
        };
      }),
    };
  },
  datadog: (spans) =>
    spans.map((s) => ({
      trace_id: s.traceId,
      span_id: s.spanId,
      parent_id: s.parentId ?? '0',
      service: s.service,
      name: s.kind === 'server' ? 'http.request' : 'http.client.request',
      resource: s.resource,
      start: Math.round(s.startMs * 1000) * 1000,
      duration: Math.round(s.ms * 1000) * 1000,
      error: s.error ? 1 : 0,
      meta: {
        'span.kind': s.kind,
        ...(s.status ? { 'http.status_code': String(s.status) } : {}),
        ...(s.error
          ? { 'error.type': s.error.type ?? 'Error', 'error.message': s.error.message }
          : {}),
      },
    })),
};

/** alert: `{ id, title, body, service, env, metric, value, threshold, priority, firedMs, recoveredMs, nowMs }` */
export const alertStyles = {
  simple: (a) => ({
    id: a.id,
    title: a.title,
    message: a.body,
    service: a.service,
    env: a.env,
    priority: a.priority,
    metric: a.metric,
    value: a.value,
    threshold: a.threshold,
    fired_at: iso(a.firedMs),
    ...(a.recoveredMs ? { recovered_at: iso(a.recoveredMs) } : {}),
    now: iso(a.nowMs),
  }),
  datadog: (a) => ({
    alert_id: a.id,
    title: `[${a.priority}] [${a.recoveredMs ? 'Recovered' : 'Triggered'} on {service:${a.service},env:${a.env}}] ${a.title}`,
    body: a.body,
    query: `avg(last_5m):avg:${a.metric}{service:${a.service},env:${a.env}} > ${a.threshold}`,
    tags: [`service:${a.service}`, `env:${a.env}`, 'monitor'],
    priority: a.priority,
    date: a.firedMs,
    ...(a.recoveredMs ? { recovered_at: iso(a.recoveredMs) } : {}),
    now: iso(a.nowMs),
  }),
  prometheus: (a) => ({
    status: a.recoveredMs ? 'resolved' : 'firing',
    labels: {
      alertname: a.title,
      service: a.service,
      env: a.env,
      severity:
        { P1: 'critical', P2: 'critical', P3: 'warning', P4: 'info' }[a.priority] ?? 'warning',
    },
    annotations: { summary: a.title, description: a.body },
    startsAt: iso(a.firedMs),
    endsAt: a.recoveredMs ? iso(a.recoveredMs) : '0001-01-01T00:00:00Z',
    fingerprint: a.id,
    now: iso(a.nowMs),
  }),
};

/** Names of the four golden series, in the conventions of different metric systems. */
export const metricNames = {
  datadog: {
    hits: 'trace.http.request.hits',
    errors: 'trace.http.request.errors',
    p95: 'trace.http.request.duration.p95',
    cpu: 'kubernetes.cpu.usage.total',
    memory: 'kubernetes.memory.usage',
    scale: { errors: 'count', p95: 1e-3, cpu: 1e9 / 100, memory: 1048576 },
  },
  prometheus: {
    hits: 'http_requests_per_second',
    errors: 'http_request_errors_per_second',
    p95: 'http_request_duration_seconds_p99',
    cpu: 'process_cpu_seconds_rate',
    memory: 'process_resident_memory_bytes',
    scale: { errors: 'count', p95: 1e-3, cpu: 0.01, memory: 1048576 },
  },
  plain: {
    hits: 'requests_per_sec',
    errors: 'error_rate',
    p95: 'latency_p95_ms',
    cpu: 'cpu_percent',
    memory: 'memory_mb',
    scale: { errors: 'share', p95: 1, cpu: 1, memory: 1 },
  },
  otel: {
    hits: 'http.server.request.rate',
    errors: 'http.server.error.ratio',
    p95: 'http.server.request.duration.p95',
    cpu: 'process.cpu.utilization',
    memory: 'process.memory.usage',
    scale: { errors: 'share', p95: 1, cpu: 0.01, memory: 1048576 },
  },
  azure: {
    hits: 'Requests/Rate',
    errors: 'Requests/FailedPercentage',
    p95: 'Requests/Duration',
    cpu: 'Percentage CPU',
    memory: 'Private Bytes',
    scale: { errors: 'percent', p95: 1, cpu: 1, memory: 1048576 },
  },
};

export { iso };
