/** Time series at 60 s, with the noise that real ones have. */
import { MINUTE } from './clock.mjs';

const round = (value) => Number(value.toPrecision(5));

/**
 * @param window `{ from, to }` in epoch milliseconds
 * @param level `(ms) => value`, the signal; `noise` its relative deviation
 */
export function series(
  random,
  window,
  { metric, tags, unit, level, noise = 0.05, floor = 0, whole = false, cap = Infinity },
) {
  const points = [];
  for (let at = Math.ceil(window.from / MINUTE) * MINUTE; at <= window.to; at += MINUTE) {
    const signal = level(at);
    const value = Math.min(
      cap,
      Math.max(floor, signal === 0 ? 0 : random.normal(signal, Math.abs(signal) * noise)),
    );
    points.push([at, whole ? Math.round(value) : round(value)]);
  }
  return { metric, tags, ...(unit ? { unit } : {}), points };
}

/** The usual five of a service: hits, errors, p95, cpu, memory. */
export function serviceMetrics(
  random,
  window,
  {
    service,
    env,
    operation = 'http.request',
    hits,
    errorRate,
    p95Seconds,
    cpu = () => 32,
    memoryMb = () => 410,
    version,
  },
) {
  const tags = [`service:${service}`, `env:${env}`, ...(version ? [`version:${version}`] : [])];
  const make = (metric, level, more = {}) =>
    series(random, window, { metric, tags, level, ...more });
  const hitSeries = make(`trace.${operation}.hits`, hits, {
    whole: true,
    noise: 0.06,
    unit: 'request',
  });
  const errors = hitSeries.points.map(([at, value]) => [
    at,
    Math.max(
      0,
      Math.round(random.normal(value * errorRate(at), Math.sqrt(value * errorRate(at)) * 0.7)),
    ),
  ]);
  return [
    hitSeries,
    { metric: `trace.${operation}.errors`, tags, unit: 'error', points: errors },
    make(`trace.${operation}.duration.by.service.95p`, p95Seconds, { unit: 'second', noise: 0.07 }),
    make('kubernetes.cpu.usage.pct', cpu, { unit: 'percent', noise: 0.09, cap: 100 }),
    make('kubernetes.memory.usage', (at) => memoryMb(at) * 1048576, { unit: 'byte', noise: 0.012 }),
    make('kubernetes.containers.running', () => 6, { noise: 0, whole: true }),
  ];
}

/** 0 before `from`, 1 after `to`, straight in between. */
export const ramp = (at, from, to) => Math.min(1, Math.max(0, (at - from) / (to - from)));
