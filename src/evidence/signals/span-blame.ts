/** Which service's own spans fail or slow down, as opposed to waiting for others. */
import type { Observations, Span } from '../../domain/observation.ts';
import { msOf } from './log-faults.ts';

const failing = (span: Span): boolean => span.error !== null || (span.statusCode ?? 0) >= 500;
const key = (span: Span): string => `${span.traceId}\n${span.spanId}`;

/** Share of failing traces in which a service has a failing span without a failing child. */
export function deepestFailing(observations: Observations): Map<string, number> {
  const bad = observations.spans.filter(failing);
  const parents = new Set<string>();
  for (const span of bad)
    if (span.parentId !== null) parents.add(`${span.traceId}\n${span.parentId}`);
  const counts = new Map<string, number>();
  let total = 0;
  for (const span of bad) {
    if (parents.has(key(span))) continue;
    // a client span that fails alone blames the peer that never answered
    const culprit =
      span.kind === 'client' && span.peerService !== undefined ? span.peerService : span.service;
    counts.set(culprit, (counts.get(culprit) ?? 0) + 1);
    total += 1;
  }
  return new Map([...counts].map(([service, count]) => [service, count / Math.max(1, total)]));
}

/** A span's duration less what its children cover, overlaps counted once. */
export function selfTimes(spans: readonly Span[]): Map<Span, number> {
  const children = new Map<string, Span[]>();
  for (const span of spans) {
    if (span.parentId === null) continue;
    const parent = `${span.traceId}\n${span.parentId}`;
    const list = children.get(parent);
    if (list === undefined) children.set(parent, [span]);
    else list.push(span);
  }
  const out = new Map<Span, number>();
  for (const span of spans) {
    const start = msOf(span.startAt) ?? 0;
    const end = start + span.durationMs;
    let covered = 0;
    let until = start;
    const own = (children.get(key(span)) ?? [])
      .map((child): [number, number] => {
        const from = msOf(child.startAt) ?? start;
        return [Math.max(start, from), Math.min(end, from + child.durationMs)];
      })
      .sort((a, b) => a[0] - b[0]);
    for (const [from, to] of own) {
      if (to <= until) continue;
      covered += to - Math.max(from, until);
      until = to;
    }
    out.set(span, Math.max(0, span.durationMs - covered));
  }
  return out;
}

/**
 * Growth of mean self time per service around the onset, as a share of all growth. What a call takes
 * beyond the callee's own span is spent on the way, and counts half for either end: whose network is
 * slow is slow in both directions and gets the most of it.
 */
export function slowestSelf(
  observations: Observations,
  onsetMs: number | null,
): Map<string, number> {
  if (onsetMs === null || observations.spans.length < 10) return new Map();
  const sums = new Map<string, { before: number[]; after: number[] }>();
  const answering = new Map<string, string>();
  for (const span of observations.spans)
    if (span.parentId !== null) answering.set(`${span.traceId}\n${span.parentId}`, span.service);
  const add = (service: string, side: 'before' | 'after', self: number): void => {
    let entry = sums.get(service);
    if (entry === undefined) sums.set(service, (entry = { before: [], after: [] }));
    entry[side].push(self);
  };
  for (const [span, self] of selfTimes(observations.spans)) {
    const side = (msOf(span.startAt) ?? onsetMs) < onsetMs ? 'before' : 'after';
    const peer = answering.get(key(span)) ?? span.peerService;
    if (span.kind !== 'client' || peer === undefined || peer === span.service)
      add(span.service, side, self);
    else for (const end of [span.service, peer]) add(end, side, self / 2);
  }
  const mean = (values: readonly number[]): number =>
    values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
  const growth = new Map<string, number>();
  let all = 0;
  for (const [service, { before, after }] of sums) {
    if (before.length < 3 || after.length < 3) continue;
    const grown = mean(after) - mean(before);
    if (grown <= 0 || mean(after) < 1.5 * mean(before)) continue;
    growth.set(service, grown);
    all += grown;
  }
  return new Map([...growth].map(([service, grown]) => [service, grown / all]));
}
