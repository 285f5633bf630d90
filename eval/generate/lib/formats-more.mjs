/** More shapes of commits, deployments, metrics, traces, maps, events and alerts, by the tools that export them. */
import { iso } from './formats.mjs';

const round = (value) =>
  Math.abs(value) >= 100 ? Math.round(value * 10) / 10 : Number(value.toPrecision(4));
const text = (key, value) => ({ key, value: { stringValue: value } });

/** A style that writes files of its own names returns them as a map. */
const asFiles = (entries) => new Map(entries);

const gitDate = (ms) => {
  const [day, date, month, year, time] = new Date(ms).toUTCString().replace(',', '').split(' ');
  return `${day} ${month} ${Number(date)} ${time} ${year} +0000`;
};
const pathsOf = (diff) =>
  [...diff.matchAll(/^diff --git a\/(.+?) b\/(.+)$/gm)].map(([, , to]) => to);

export const moreCommitStyles = {
  /** What `git log -p` prints; of one repository. */
  log: (commits) =>
    asFiles([
      [
        'git_log.txt',
        commits
          .map(
            (c) =>
              `commit ${c.id}\nAuthor: ${c.name} <${c.email}>\nDate:   ${gitDate(c.atMs)}\n\n${c.message
                .split('\n')
                .map((line) => `    ${line}`)
                .join('\n')}\n${c.bare ? '' : `\n${c.diff.trimEnd()}\n`}`,
          )
          .join('\n'),
      ],
    ]),
  /** `git format-patch`, one file for each commit. */
  patches: (commits) =>
    asFiles(
      commits
        .toReversed()
        .map((c, at) => [
          `patches/${String(at + 1).padStart(4, '0')}-${c.id.slice(0, 8)}.patch`,
          `From ${c.id} Mon Sep 17 00:00:00 2001\nFrom: ${c.name} <${c.email}>\nDate: ${new Date(c.atMs).toUTCString().replace('GMT', '+0000')}\nSubject: [PATCH] ${c.message.split('\n')[0]}\n\n---\n${c.diff.trimEnd()}\n-- \n2.39.5\n`,
        ]),
    ),
  /** Lists by repository. */
  byRepo: (commits) =>
    asFiles([
      [
        'recent_commits.json',
        `${JSON.stringify(
          Object.fromEntries(
            [...new Set(commits.map((c) => c.repository))].map((name) => [
              name,
              commits
                .filter((c) => c.repository === name)
                .map((c) => ({
                  commitHash: c.id,
                  author: { name: c.name, email: c.email },
                  authoredAt: iso(c.atMs),
                  subject: c.message.split('\n')[0],
                  body: c.message.split('\n').slice(1).join('\n').trim(),
                  files_changed: pathsOf(c.diff),
                  ...(c.bare ? {} : { diff: c.diff }),
                })),
            ]),
          ),
          null,
          1,
        )}\n`,
      ],
    ]),
};

export const moreDeploymentStyles = {
  dora: (list) => ({
    data: list.map((d) => ({
      id: d.id,
      type: 'dora_deployment',
      attributes: {
        service: d.service,
        env: d.env,
        version: d.version,
        started_at: d.startMs * 1_000_000,
        finished_at: d.atMs * 1_000_000,
        git: { commit_sha: d.commit, repository_url: `https://git.internal/${d.service}` },
      },
    })),
  }),
  /** With the commit that was live before. */
  rollout: (list) =>
    list.map((d) => ({
      serviceName: d.service,
      revision: d.version,
      commit: d.commit,
      previous_commit: d.previous,
      commits: d.commits,
      completedAt: iso(d.atMs),
      environment: d.env,
      outcome: 'succeeded',
      initiatedBy: d.by,
    })),
};

export const moreMetricStyles = {
  queryRange: (series) => ({
    'metrics.json': `${JSON.stringify({
      status: 'success',
      data: {
        resultType: 'matrix',
        result: series.map((s) => ({
          metric: { __name__: s.metric, service: s.service },
          values: s.points
            .filter(([, v]) => v !== null)
            .map(([at, v]) => [at / 1000, String(round(v))]),
        })),
      },
    })}\n`,
  }),
  influx: (series) => ({
    'metrics.json': `${JSON.stringify({
      results: [
        {
          statement_id: 0,
          series: series.map((s) => ({
            name: s.metric,
            tags: { service: s.service },
            columns: ['time', 'value'],
            values: s.points
              .filter(([, v]) => v !== null)
              .map(([at, v]) => [at * 1_000_000, round(v)]),
          })),
        },
      ],
    })}\n`,
  }),
  datadogQuery: (series) => ({
    'metrics.json': `${JSON.stringify({
      status: 'ok',
      series: series.map((s) => ({
        metric: s.metric,
        scope: `service:${s.service}`,
        tag_set: [`service:${s.service}`],
        pointlist: s.points.map(([at, v]) => [at, v === null ? null : round(v)]),
      })),
    })}\n`,
  }),
  /** One object for each moment. */
  moments: (series) => {
    const times = [...new Set(series.flatMap((s) => s.points.map(([at]) => at)))].sort(
      (a, b) => a - b,
    );
    const columns = series.map((s) => [`${s.service}_${s.metric}`, new Map(s.points)]);
    return {
      'metrics.json': `[\n${times
        .map((at) =>
          JSON.stringify({
            timestamp: iso(at),
            ...Object.fromEntries(
              columns
                .map(([name, values]) => [name, values.get(at)])
                .filter(([, v]) => v !== null && v !== undefined)
                .map(([name, v]) => [name, round(v)]),
            ),
          }),
        )
        .join(',\n')}\n]\n`,
    };
  },
  otlp: (series) => ({
    'metrics.json': `${JSON.stringify({
      resourceMetrics: [...new Set(series.map((s) => s.service))].map((service) => ({
        resource: { attributes: [text('service.name', service)] },
        scopeMetrics: [
          {
            scope: { name: 'meter' },
            metrics: series
              .filter((s) => s.service === service)
              .map((s) => ({
                name: s.metric,
                gauge: {
                  dataPoints: s.points
                    .filter(([, v]) => v !== null)
                    .map(([at, v]) => ({ timeUnixNano: `${at}000000`, asDouble: round(v) })),
                },
              })),
          },
        ],
      })),
    })}\n`,
  }),
};

const nanos = (ms) => `${Math.round(ms * 1000)}000`;

export const moreTraceStyles = {
  otlp: (spans) => ({
    resourceSpans: [...new Set(spans.map((s) => s.service))].map((service) => ({
      resource: { attributes: [text('service.name', service)] },
      scopeSpans: [
        {
          scope: { name: 'http' },
          spans: spans
            .filter((s) => s.service === service)
            .map((s) => ({
              traceId: s.traceId,
              spanId: s.spanId,
              ...(s.parentId ? { parentSpanId: s.parentId } : {}),
              name: s.resource,
              kind: { server: 2, client: 3 }[s.kind],
              startTimeUnixNano: nanos(s.startMs),
              endTimeUnixNano: nanos(s.startMs + s.ms),
              attributes: s.status
                ? [{ key: 'http.response.status_code', value: { intValue: String(s.status) } }]
                : [],
              status: s.error ? { code: 2, message: s.error.message } : {},
              ...(s.error?.type
                ? {
                    events: [
                      {
                        name: 'exception',
                        timeUnixNano: nanos(s.startMs + s.ms),
                        attributes: [
                          text('exception.type', s.error.type),
                          text('exception.message', s.error.message),
                        ],
                      },
                    ],
                  }
                : {}),
            })),
        },
      ],
    })),
  }),
  zipkin: (spans) =>
    spans.map((s) => ({
      traceId: s.traceId,
      id: s.spanId,
      ...(s.parentId ? { parentId: s.parentId } : {}),
      name: s.resource.toLowerCase(),
      kind: s.kind.toUpperCase(),
      timestamp: Math.round(s.startMs * 1000),
      duration: Math.round(s.ms * 1000),
      localEndpoint: { serviceName: s.service },
      tags: {
        ...(s.status ? { 'http.status_code': String(s.status) } : {}),
        ...(s.error ? { error: s.error.message } : {}),
      },
    })),
  csv: (spans) =>
    asFiles([
      [
        'spans.csv',
        `trace_id,span_id,parent_span_id,service,operation,start_time,duration_ms,status_code,error_message\n${spans
          .map((s) =>
            [
              s.traceId,
              s.spanId,
              s.parentId ?? '',
              s.service,
              s.resource,
              new Date(Math.round(s.startMs)).toISOString(),
              round(s.ms),
              s.error ? 'ERROR' : 'OK',
              s.error ? `"${s.error.message.replaceAll('"', '""')}"` : '',
            ].join(','),
          )
          .join('\n')}\n`,
      ],
    ]),
};

export const moreAlertStyles = {
  /** An incident as a paging service hands it on. */
  pager: (a) => ({
    incident: {
      id: `Q${a.id}`,
      title: a.title,
      description: a.body,
      urgency: a.priority === 'P1' || a.priority === 'P2' ? 'high' : 'low',
      priority: { summary: a.priority },
      service: { summary: a.service },
      status: a.recoveredMs ? 'resolved' : 'triggered',
      created_at: iso(a.firedMs),
      ...(a.recoveredMs ? { resolved_at: iso(a.recoveredMs) } : {}),
    },
    env: a.env,
    now: iso(a.nowMs),
  }),
  alertmanager: (a) => ({
    version: '4',
    receiver: 'oncall',
    status: a.recoveredMs ? 'resolved' : 'firing',
    groupLabels: { alertname: a.title },
    alerts: [
      {
        status: a.recoveredMs ? 'resolved' : 'firing',
        labels: {
          alertname: a.title,
          service: a.service,
          env: a.env,
          severity: { P1: 'page', P2: 'critical', P3: 'warning' }[a.priority] ?? 'info',
        },
        annotations: { summary: a.title, description: a.body },
        startsAt: iso(a.firedMs),
        endsAt: a.recoveredMs ? iso(a.recoveredMs) : '0001-01-01T00:00:00Z',
        fingerprint: a.id,
      },
    ],
    now: iso(a.nowMs),
  }),
  /** What whoever was called wrote down. */
  words: (a) =>
    asFiles([
      [
        'alert.txt',
        `${a.title}\n\nservice: ${a.service} (${a.env})\npriority: ${a.priority}\nfired at ${iso(a.firedMs)}${a.recoveredMs ? `, recovered at ${iso(a.recoveredMs)}` : ''}\n\n${a.body}\n`,
      ],
      ['meta.json', `${JSON.stringify({ now: iso(a.nowMs), env: a.env })}\n`],
    ]),
};

export const mapStyles = {
  /** `{service: [what it calls]}` */
  lists: (system) =>
    Object.fromEntries(
      system.services.map(({ name, calls = [] }) => [name, calls.map(({ to }) => to)]),
    ),
  arrows: (system) =>
    system.services.flatMap(({ name, calls = [] }) => calls.map(({ to }) => `${name} -> ${to}`)),
  pairs: (system) =>
    system.services.flatMap(({ name, calls = [] }) => calls.map(({ to }) => [name, to])),
  graph: (system) => ({
    nodes: system.services.map(({ name, node, store }) => ({
      id: name,
      ...(store ? { type: 'store' } : {}),
      ...(node ? { host: node } : {}),
    })),
    edges: system.services.flatMap(({ name, calls = [] }) =>
      calls.map(({ to }) => ({ source: name, target: to })),
    ),
  }),
};

export const eventStyles = {
  /** `kubectl get events -o json` */
  kubectl: (events) => ({
    apiVersion: 'v1',
    kind: 'List',
    items: events.map(({ atMs, type, reason, message, pod, service, node }) => ({
      apiVersion: 'v1',
      kind: 'Event',
      type,
      reason,
      message,
      firstTimestamp: iso(atMs),
      lastTimestamp: iso(atMs),
      count: 1,
      involvedObject:
        pod && !(node && reason.startsWith('Node'))
          ? { kind: 'Pod', name: pod, namespace: 'prod', labels: { app: service } }
          : { kind: 'Node', name: node ?? 'node' },
      source: { component: 'kubelet', ...(node ? { host: node } : {}) },
    })),
  }),
};

/** Names of the golden series in two more conventions. */
export const moreMetricNames = {
  micrometer: {
    hits: 'http_server_requests_rate',
    errors: 'http_server_requests_failed_ratio',
    p95: 'http_server_requests_p99_seconds',
    cpu: 'system_cpu_usage',
    memory: 'jvm_memory_used_bytes',
    scale: { errors: 'share', p95: 1e-3, cpu: 0.01, memory: 1048576 },
  },
  statsd: {
    hits: 'req.count',
    errors: 'req.failed',
    p95: 'req.time.upper_95',
    cpu: 'host.cpu.pct',
    memory: 'proc.rss_mb',
    scale: { errors: 'count', p95: 1, cpu: 1, memory: 1 },
  },
};
