/** Metrics, spans, events and the alert, drawn from the model of the system. */
import { moreMetricNames } from './formats-more.mjs';
import { metricNames as firstNames } from './formats.mjs';
import { pathTo } from './graph.mjs';
import { dayShape } from './model.mjs';

const metricNames = { ...firstNames, ...moreMetricNames };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Moments at which a request is followed through the system; denser where it matters. */
export function drawFlows({
  random,
  startMs,
  nowMs,
  onsetMs,
  strength,
  fault,
  isSlow,
  own,
  core,
  counts,
}) {
  const flows = [];
  const put = (from, to, count) => {
    for (let n = 0; n < count; n += 1) flows.push({ atMs: Math.floor(random.between(from, to)) });
  };
  const [calm, hurt] = counts ?? [70, isSlow ? 80 : 60];
  put(startMs, onsetMs, calm);
  put(onsetMs, nowMs, hurt);
  flows.sort((a, b) => a.atMs - b.atMs);
  const rate = Math.max(
    own(core, onsetMs + 3 * MINUTE).err,
    fault.badShare ?? 0,
    fault.impact?.[0]?.err ?? 0.4,
  );
  flows.forEach((flow, index) => {
    flow.index = index;
    flow.trace = random.hex(32);
    flow.bad =
      !fault.noBad &&
      (fault.badAlways
        ? flow.atMs >= onsetMs
        : random.chance(strength(flow.atMs) * Math.max(0.25, rate)));
    flow.ms = random.int(8, 90);
  });
  // the first of them all is early: that is where the story begins
  return flows;
}

/** The golden signals of every service, and its own gauges. */
export function drawSeries({
  system,
  fault,
  style,
  random,
  startMs,
  nowMs,
  strength,
  propagate,
  noise,
}) {
  const names = metricNames[style.metricNames];
  const step =
    nowMs - startMs > 3 * HOUR ? 3 * MINUTE : nowMs - startMs > 100 * MINUTE ? 2 * MINUTE : MINUTE;
  const times = [];
  for (let at = Math.ceil(startMs / step) * step; at <= nowMs; at += step) times.push(at);
  const jitter = [0, 0.03, 0.07, 0.14][noise];
  const series = [];
  const surge = (at) => 1 + ((fault.traffic ?? 1) - 1) * strength(at);
  const states = times.map((at) => propagate(at));
  for (const service of system.services) {
    if (service.unseen) continue;
    const wobble = (mean) => Math.max(0, random.normal(mean, Math.abs(mean) * jitter));
    const phase = random.between(-2 * HOUR, 2 * HOUR);
    const column = (metric, valueAt) =>
      series.push({
        service: service.name,
        metric,
        points: times.map((at, index) => [
          at,
          random.chance(noise === 3 ? 0.015 : 0) ? null : valueAt(at, index),
        ]),
      });
    const hits = times.map((at) =>
      wobble(
        service.rps *
          dayShape(at + phase) *
          (fault.trafficOn === undefined || fault.trafficOn.includes(service.name) ? surge(at) : 1),
      ),
    );
    column(names.hits, (_, index) => hits[index]);
    column(names.errors, (_, index) => {
      const share = Math.max(
        0,
        random.normal(
          states[index].get(service.name).err,
          0.0012 + states[index].get(service.name).err * jitter,
        ),
      );
      return names.scale.errors === 'share'
        ? share
        : names.scale.errors === 'percent'
          ? share * 100
          : share * hits[index];
    });
    column(
      names.p95,
      (_, index) => wobble(states[index].get(service.name).ms * 2.1) * names.scale.p95,
    );
    column(
      names.cpu,
      (at, index) =>
        Math.min(
          99,
          wobble(
            (service.cpu ?? 30) *
              (0.6 + (0.4 * hits[index]) / service.rps) *
              (1 + ((fault.cpu?.[service.name] ?? 1) - 1) * strength(at)),
          ),
        ) * names.scale.cpu,
    );
    column(
      names.memory,
      (at) =>
        wobble(
          (service.memory ?? 380) * (1 + ((fault.memory?.[service.name] ?? 1) - 1) * strength(at)),
        ) * names.scale.memory,
    );
    for (const extra of [
      ...(service.extras ?? []),
      ...(fault.extras ?? []).filter((one) => one.service === service.name),
    ]) {
      const changed = (fault.gauges ?? []).find(
        (one) => one.service === service.name && one.metric === extra.metric,
      );
      column(extra.metric, (at) => {
        const s = strength(at);
        const value = changed
          ? extra.base + (changed.to - extra.base) * s
          : extra.to !== undefined
            ? extra.base + (extra.to - extra.base) * s
            : extra.base;
        return extra.whole ? Math.round(wobble(value)) : wobble(value);
      });
    }
  }
  return series;
}

/** Some of the requests as traces. */
export function drawSpans({ system, fault, core, random, flows, propagate }) {
  const spans = [];
  const chosen = [
    ...flows.filter((flow) => !flow.bad).filter((_, at) => at % 5 === 0),
    ...flows.filter((flow) => flow.bad).filter((_, at) => at % 2 === 0),
  ];
  const byName = new Map(system.services.map((service) => [service.name, service]));
  for (const flow of chosen.slice(
    0,
    Math.min(system.traces ?? 44, Math.floor(260 / system.services.length)),
  )) {
    const state = propagate(flow.atMs);
    const visit = (name, parentId, startMs, onPath) => {
      const service = byName.get(name);
      const spanId = random.hex(16);
      const callees = (service.calls ?? []).filter(
        ({ to, share = 1 }) =>
          (onPath && pathTo(system, to, core).length > 0) || random.chance(share),
      );
      const index = spans.length;
      spans.push(null);
      let childMs = 0;
      let childFailed = false;
      const isCulprit = flow.bad && name === (fault.failsAt ?? core);
      const ownMs = Math.max(
        0.4,
        (state.get(name).ms -
          (service.calls ?? []).reduce(
            (sum, { to, share = 1 }) => sum + state.get(to).ms * share,
            0,
          )) *
          random.between(0.75, 1.3),
      );
      if (!(isCulprit && fault.failsFirst !== false)) {
        for (const { to, soft } of callees) {
          const child = visit(
            to,
            spanId,
            startMs + ownMs * 0.4 + childMs,
            onPath && pathTo(system, to, core).length > 0,
          );
          childMs += child.ms;
          childFailed ||= child.failed && !soft;
        }
      }
      const failed = isCulprit || childFailed;
      const ms = ownMs + childMs;
      const status = failed ? (isCulprit ? (fault.status ?? 500) : 502) : 200;
      spans[index] = {
        traceId: flow.trace,
        spanId,
        parentId,
        service: name,
        resource: service.resource ?? `GET /${name}`,
        kind: parentId ? (service.store ? 'client' : 'server') : 'server',
        startMs,
        ms,
        status: service.store ? undefined : status,
        error: failed
          ? {
              type: isCulprit ? fault.errorType : 'UpstreamError',
              message: isCulprit ? (fault.errorText ?? 'internal error') : `HTTP ${status}`,
            }
          : null,
      };
      return { ms, failed };
    };
    visit(fault.entry ?? system.entry, null, flow.atMs, true);
  }
  return spans;
}

/** Flags and settings that were changed on other days and harmed nobody. */
export function quietChanges(system, random, onsetMs) {
  const pool = system.changes ?? [];
  return pool
    .filter(() => random.chance(0.7))
    .map((change) => ({
      ...change,
      id: change.id ?? `chg-${random.hex(5)}`,
      atMs: onsetMs - random.int(9, 140) * HOUR,
    }));
}

/** What the platform says: chores by the level of noise, and the fault's own events. */
export function drawEvents({ system, fault, random, startMs, nowMs, onsetMs, variant, core }) {
  const out = [];
  const pod = (service) =>
    `${service.name}-${random.hex(8)}-${random.pick(['x2k4q', 'p8d1m', '77zwt', 'lk9vv', 'q4m2c'])}`;
  for (let n = 0; n < [0, 2, 5, 11][variant.noise]; n += 1) {
    const service = random.pick(system.services.filter((one) => !one.store));
    const [type, reason, text] = random.pick([
      ['Normal', 'Pulled', 'Container image already present on machine'],
      ['Normal', 'ScalingReplicaSet', 'Scaled up replica set by 1'],
      ['Warning', 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503'],
      ['Normal', 'Killing', 'Stopping container for node upgrade'],
      ['Normal', 'SuccessfulRescale', 'New size: 4; reason: cpu resource utilization above target'],
    ]);
    out.push({
      atMs: random.int(startMs, nowMs),
      type,
      reason,
      service: service.name,
      pod: pod(service),
      message: text,
    });
  }
  for (const event of fault.events ?? []) {
    const { count = 1, after = 0, spread = 6, ...rest } = event;
    const service = system.services.find((one) => one.name === (event.service ?? core));
    for (let n = 0; n < count; n += 1) {
      const atMs = onsetMs + (after + random.between(0, spread) * (n / count)) * MINUTE;
      if (atMs < nowMs)
        out.push({
          atMs: Math.floor(atMs),
          type: 'Warning',
          ...(service ? { service: service.name, pod: pod(service) } : {}),
          ...rest,
        });
    }
  }
  return out.sort((a, b) => a.atMs - b.atMs);
}

/** How a monitor puts it. */
export function describeAlert({ fault, alertService, worst, calm, style, random }) {
  const names = metricNames[style.metricNames];
  if (fault.alert) return { metric: names.errors, value: 0, threshold: 0, ...fault.alert };
  const { err, ms } = worst.get(alertService);
  if (err > 0.03) {
    const percent = Math.round(err * 1000) / 10;
    return {
      title: random.pick([
        `Error rate on ${alertService} is high`,
        `${alertService}: 5xx above threshold`,
        `High failure ratio ${alertService}`,
        `${alertService} availability SLO burning`,
      ]),
      body: random.pick([
        `${percent}% of requests failed in the last 5 minutes (threshold 5%).`,
        `Error ratio ${percent / 100} > 0.05 for 5m. Customers may see failures.`,
        `${alertService} answered ${percent}% of requests with a server error.`,
      ]),
      metric: names.errors,
      value: percent,
      threshold: 5,
    };
  }
  return {
    title: random.pick([
      `Latency of ${alertService} is high`,
      `${alertService} p95 above objective`,
      `Slow responses: ${alertService}`,
    ]),
    body: `p95 is ${Math.round(ms * 2.1)} ms, usually ${Math.round(calm.get(alertService).ms * 2.1)} ms.`,
    metric: names.p95,
    value: Math.round(ms * 2.1),
    threshold: Math.round(calm.get(alertService).ms * 3.2),
  };
}
