/** First half of an analysis: from raw observations to weighed faults, moves, onset, first failing service. */
import type { Observations } from '../domain/observation.ts';
import type { StackFrame } from '../domain/stack-frame.ts';
import { MINUTE_MS } from '../domain/time.ts';
import type { EvidenceBook } from './evidence-book.ts';
import { SPECIFICITY, type FaultKind } from './faults/fault-kinds.ts';
import {
  indexRepository,
  mapFrameToFile,
  type RepositoryIndex,
} from './frame-mapping/map-frame.ts';
import {
  chainOf,
  type Context,
  type WeighedFault,
  type WeighedFrame,
} from './hypotheses/context.ts';
import { endedFor } from './signals/ended-for.ts';
import { rankServices } from './signals/first-failing.ts';
import { logFaults, msOf, otherFaults, templateChanges, type Fault } from './signals/log-faults.ts';
import type { TemplateChange } from './log-templates/compare.ts';
import { describeMove, metricMoves, type MetricMove } from './signals/metric-moves.ts';
import { withRates } from './signals/counters.ts';
import { callsFromComplaints, complaintOf, isComplaint } from './signals/complaints.ts';
import { unrestOnset } from './signals/cascade/unrest.ts';
import { withMetricOwners } from './signals/metric-owner.ts';
import { fillingOf, tellsOfFilling, type Filling } from './signals/filling.ts';
import { soleSource } from './signals/sole-source.ts';
import { beganBefore, isGrown, logSpanOf, type LogSpan } from './signals/freshness.ts';
import { datedByRoot, findOnset } from './signals/onset.ts';
import { withFewerPoints } from './signals/thin.ts';
import { buildTopology, type Topology } from './signals/topology.ts';
import { isTestPath, type OriginRules } from './stack-trace/classify.ts';

/** Faults and moves beyond these numbers get no evidence of their own: nobody reads them. */
const MAX_FAULTS = 25;
const MAX_MOVES = 20;

export function collect(given: Observations, book: EvidenceBook): Context {
  const observations = withFewerPoints(withRates(withMetricOwners(given)));
  const index =
    observations.repositoryFiles === null ? null : indexRepository(observations.repositoryFiles);
  const rules: OriginRules = {
    appPrefixes: observations.pathRules.map((each) => each.from),
    ...(index === null ? {} : { inRepository: (file: string) => index.has(file) }),
  };
  const moves = metricMoves(observations);
  const found = [...logFaults(observations, rules), ...otherFaults(observations, rules)];
  const fired = observations.alerts
    .map((each) => msOf(each.firedAt))
    .filter((each) => each !== null);
  const unrest = unrestOnset(observations.metrics, {
    latestMs: fired.length === 0 ? null : Math.min(...fired),
  });
  const seen = findOnset(observations, moves, found, unrest);
  const services = [...buildTopology(observations).services];
  const topology = buildTopology(observations, callsFromComplaints(found, services));
  const blames = rankServices(observations, found, moves, topology, seen?.atMs ?? null, unrest);
  const onset = datedByRoot(seen, blames[0]?.state, unrest?.stepMs ?? MINUTE_MS);
  const firstFailing = blames[0]?.service ?? observations.service;
  for (const alert of observations.alerts.slice(0, 20)) {
    book.add({
      kind: 'alert',
      summary: `alert: ${alert.title}`,
      text: alert.body === '' ? alert.title : `${alert.title}\n${alert.body}`,
      atMs: alert.firedAt === null ? null : Date.parse(alert.firedAt),
      service: alert.service,
    });
  }
  const span = logSpanOf(observations.logs);
  const filling = fillingOf(moves, firstFailing, onset?.atMs ?? null);
  const faults = weigh(found, onset?.atMs ?? null, firstFailing, topology, span, filling)
    .slice(0, MAX_FAULTS)
    .map((each): WeighedFault => ({ ...each, evidence: evidenceOf(each.fault, book) }));
  for (const move of moves
    .filter((each) => each.harmful || each.kind === 'traffic')
    .sort((a, b) => b.change.score - a.change.score)
    .slice(0, MAX_MOVES)) {
    const text = describeMove(move);
    book.add({
      kind: 'metric_change',
      summary: text,
      text,
      atMs: move.change.atMs,
      service: move.series.service,
    });
  }
  const changes = onset === null ? [] : templateChanges(observations, onset.atMs);
  recordTemplateChanges(changes, book);
  for (const event of observations.infraEvents.slice(0, 30)) {
    book.add({
      kind: 'infra_event',
      summary: `${event.kind}: ${event.summary}`,
      text: `${event.kind} ${event.summary}`,
      atMs: Date.parse(event.at),
      service: event.service,
    });
  }
  for (const monitor of observations.monitors.slice(0, 10)) {
    const text = `${monitor.name} is ${monitor.state}${monitor.query === undefined ? '' : `: ${monitor.query}`}`;
    book.add({ kind: 'monitor', summary: text, text, service: observations.service });
  }
  return {
    observations,
    onset,
    faults,
    kinds: kindsOf(faults, moves, endedFor(observations, firstFailing, onset?.atMs ?? null)),
    frames: weighFrames(faults, observations, index, book),
    soleSource: soleSource(observations, faults, firstFailing, onset?.atMs ?? null),
    heralds: onset === null ? [] : heraldsOf(changes, onset.atMs, observations),
    heard:
      onset === null ? new Map() : heardOf(changes, faults, onset.atMs, services, observations),
    moves,
    topology,
    blames,
    firstFailing,
  };
}

/** How long before the onset a line may begin and still announce it. */
const HERALD_MS = 10 * MINUTE_MS;
const MAX_HERALDS = 12;

/** What was never logged before and begins with the incident: a migration, a file, a setting read anew. */
function heraldsOf(
  changes: readonly TemplateChange[],
  onsetMs: number,
  { logs }: Observations,
): string[] {
  let from = Infinity;
  for (const record of logs) from = Math.min(from, msOf(record.at) ?? Infinity);
  // an excerpt that starts with the incident makes everything look new
  if (!(from < onsetMs - 2 * HERALD_MS)) return [];
  return changes
    .filter(({ template: { firstMs, levels } }) => {
      if (firstMs === null || (levels['error'] ?? 0) + (levels['fatal'] ?? 0) > 0) return false;
      return firstMs >= onsetMs - HERALD_MS && firstMs <= onsetMs + MINUTE_MS;
    })
    .slice(0, MAX_HERALDS)
    .map(({ template }) => template.sample.slice(0, 500));
}

/** New lines fewer than this are chance, or a victim's. */
const MIN_HEARD = 3;

/** Whose own lines tell that it does something else since about the onset than it did before. */
function heardOf(
  changes: readonly TemplateChange[],
  faults: readonly WeighedFault[],
  onsetMs: number,
  services: readonly string[],
  { logs }: Observations,
): Map<string, { line: string; atMs: number }> {
  const out = new Map<string, { line: string; atMs: number }>();
  let from = Infinity;
  for (const record of logs) from = Math.min(from, msOf(record.at) ?? Infinity);
  if (!(from < onsetMs - 2 * HERALD_MS)) return out;
  const hear = (service: string | null, line: string, atMs: number | null): void => {
    if (service === null || atMs === null || Math.abs(atMs - onsetMs) > HERALD_MS) return;
    const known = out.get(service);
    if (known === undefined || atMs < known.atMs)
      out.set(service, { line: line.split('\n')[0]?.slice(0, 200) ?? '', atMs });
  };
  for (const { template, before, after } of changes) {
    const names = Object.keys(template.services);
    const bad = (template.levels['error'] ?? 0) + (template.levels['fatal'] ?? 0) > 0;
    if (bad || names.length !== 1 || before + after < MIN_HEARD) continue;
    hear(names[0] ?? null, template.sample, template.firstMs);
  }
  for (const { fault, fresh } of faults) {
    if (!fresh || fault.source !== 'log' || fault.count < MIN_HEARD) continue;
    if (isComplaint(fault) || complaintOf(fault, services) !== null) continue;
    hear(fault.service, fault.sample, fault.firstMs);
  }
  return out;
}

/** Lines of any level that are new, more frequent or gone since the onset: often the first hint. */
function recordTemplateChanges(changes: readonly TemplateChange[], book: EvidenceBook): void {
  const rising = changes.filter((each) => each.kind === 'new' || each.kind === 'grown').slice(0, 5);
  for (const { template, before, after, kind } of rising) {
    if (after < 2) continue;
    book.add({
      kind: 'log_pattern',
      summary: `${kind} since the onset (${before} → ${after} lines): ${template.sample}`,
      text: template.sample,
      atMs: template.firstMs,
      service: Object.keys(template.services)[0] ?? null,
    });
  }
  for (const { template, before, rateBefore } of changes
    .filter((each) => each.kind === 'vanished')
    .slice(-3)) {
    book.add({
      kind: 'absence',
      summary: `stopped with the onset (${before} lines before, ${rateBefore.toFixed(1)} per minute, none after): ${template.sample}`,
      text: template.sample,
      atMs: template.lastMs,
      service: Object.keys(template.services)[0] ?? null,
    });
  }
}

/** One line or two of somebody else, where it is known who failed first: things always fail somewhere. */
const isStray = (fault: Fault, firstFailing: string | null): boolean =>
  fault.count < 3 && firstFailing !== null && fault.service !== firstFailing;

/**
 * What callers say of a service that speaks for itself: their messages name it, and their stacks show
 * where they asked, but neither shows what ails it.
 */
const HEARSAY = 0.4;

/** How well a fault describes this incident: bad, frequent, fresh, in the first failing service. */
function weigh(
  faults: readonly Fault[],
  onsetMs: number | null,
  firstFailing: string | null,
  topology: Topology,
  span: LogSpan | null,
  filling: Filling | null,
): { fault: Fault; weight: number; fresh: boolean }[] {
  const related = new Set([
    firstFailing ?? '',
    ...(firstFailing === null
      ? []
      : [...topology.dependencies(firstFailing), ...topology.dependents(firstFailing)]),
  ]);
  const logs = faults.filter((each) => each.source === 'log');
  const callers = firstFailing === null ? new Set<string>() : topology.dependents(firstFailing);
  const speaks = faults.some(
    (each) =>
      each.service === firstFailing &&
      each.source !== 'alert' &&
      (each.level === 'error' || each.level === 'fatal') &&
      (onsetMs === null || !beganBefore(each, onsetMs) || isGrown(each, onsetMs, span)),
  );
  const isHearsay = (fault: Fault): boolean =>
    speaks && callers.has(fault.service ?? '') && isComplaint(fault);
  const seen = logs
    .map((each) => each.firstMs)
    .filter((each) => each !== null && (onsetMs === null || each >= onsetMs - 5 * MINUTE_MS));
  const firstSeen = seen.length === 0 ? null : Math.min(...seen.map((each) => each ?? Infinity));
  const most = Math.max(1, ...logs.map((each) => each.count));
  const out = faults.map((fault) => {
    let fresh = true;
    let weight = {
      fatal: 1,
      error: 0.9,
      warn: 0.5,
      info: 0.25,
      debug: 0.1,
      trace: 0.1,
      unknown: 0.4,
    }[fault.level];
    if (fault.source === 'alert') weight *= logs.length === 0 ? 1 : 0.6;
    if (fault.source === 'span') weight *= 0.9;
    if (fault.source === 'log') {
      weight *= 0.55 + 0.45 * (Math.log1p(fault.count) / Math.log1p(most));
      // seen well before the onset: it was there anyway
      if (onsetMs !== null && beganBefore(fault, onsetMs)) {
        fresh = isGrown(fault, onsetMs, span);
        if (tellsOfFilling(fault, filling, firstFailing)) fresh = true;
        weight *= fresh ? 0.85 : 0.15;
      }
    }
    // what was seen first is nearer to the cause than what followed from it
    if (firstSeen !== null && fault.firstMs !== null) {
      weight *= 0.75 + 0.25 * Math.exp(-Math.max(0, fault.firstMs - firstSeen) / (3 * MINUTE_MS));
    }
    if (fault.traces.length > 0) weight *= 1.15;
    if (firstFailing !== null && fault.service !== null && fault.service !== firstFailing) {
      // victims and causes speak of the same story; services without a tie seldom do
      weight *=
        related.size === 1 || related.has(fault.service) ? (isHearsay(fault) ? HEARSAY : 0.6) : 0.3;
    }
    return { fault, fresh, weight: Math.min(1, weight) };
  });
  out.sort(
    (a, b) => b.weight - a.weight || (a.fault.firstMs ?? Infinity) - (b.fault.firstMs ?? Infinity),
  );
  const top = out[0]?.weight ?? 1;
  // mere background must not be blown up to the incident's own voice
  const voice = (each: (typeof out)[number]): boolean =>
    each.fresh && each.fault.source !== 'alert' && !isStray(each.fault, firstFailing);
  const scale = out.some(voice) ? top : Math.max(top, out.some((each) => each.fresh) ? 1.2 : 0.6);
  return out.map((each) => ({ ...each, weight: scale === 0 ? 0 : each.weight / scale }));
}

/** What was thrown at the bottom of it, where the line itself does not say so. */
function thrown(fault: Fault): string {
  const trace = fault.traces[0];
  const root = trace === undefined ? undefined : chainOf(trace).at(-1);
  if (
    root?.exceptionType == null ||
    fault.sample.split('\n')[0]?.includes(root.exceptionType) === true
  )
    return '';
  return ` – ${root.exceptionType}${root.message === null ? '' : `: ${root.message.split('\n')[0] ?? ''}`}`;
}

function evidenceOf(fault: Fault, book: EvidenceBook): string {
  const trace = fault.traces[0];
  const times = fault.count === 1 ? '' : ` (${fault.count}×)`;
  const kind =
    fault.source === 'alert'
      ? 'alert'
      : fault.source === 'span'
        ? 'trace'
        : trace === undefined
          ? 'log_pattern'
          : 'stack_trace';
  const frames =
    trace === undefined
      ? ''
      : `\n${chainOf(trace)
          .flatMap((each) => each.frames)
          .slice(0, 20)
          .map((each) => each.raw.trim())
          .join('\n')}`;
  return book.add({
    kind,
    summary: `${fault.service === null ? '' : `${fault.service}: `}${fault.sample.split('\n')[0] ?? ''}${thrown(fault)}${times}`,
    text: fault.sample.includes('\n') ? fault.sample : `${fault.sample}${frames}`,
    atMs: fault.firstMs,
    service: fault.service,
  });
}

/** What a metric that went the wrong way says about the kind of failure. */
const MOVED_KIND: Readonly<Partial<Record<MetricMove['kind'], FaultKind>>> = {
  cpu: 'cpu',
  memory: 'memory',
  gc: 'memory',
  disk: 'disk',
  connections: 'pool_exhausted',
  queue: 'queue_backlog',
  threads: 'threads',
  restarts: 'crash_loop',
  cache: 'cache',
  latency: 'slow',
  retries: 'retry_storm',
  work: 'db_slow',
};

/** Kinds of failure by their best fault; a kind that says little about its cause counts less. */
function kindsOf(
  faults: readonly WeighedFault[],
  moves: readonly MetricMove[],
  ended: ReadonlySet<FaultKind>,
): Map<FaultKind, number> {
  const out = new Map<FaultKind, number>();
  for (const kind of ended) out.set(kind, 0.35 + 0.65 * SPECIFICITY[kind]);
  for (const move of moves) {
    const kind = MOVED_KIND[move.kind];
    if (kind === undefined || !move.harmful || move.change.shape === 'spike') continue;
    const strength = Math.min(1, Math.log1p(move.change.score) / Math.log(60));
    out.set(
      kind,
      Math.max(out.get(kind) ?? 0, 0.55 * strength * (0.35 + 0.65 * SPECIFICITY[kind])),
    );
  }
  for (const { fault, weight } of faults) {
    // a text that speaks of everything says nothing in particular
    const share = fault.kinds.size <= 3 ? 1 : 3 / fault.kinds.size;
    for (const kind of fault.kinds) {
      const value = weight * (0.4 + 0.6 * share) * (0.35 + 0.65 * SPECIFICITY[kind]);
      out.set(kind, Math.max(out.get(kind) ?? 0, value));
    }
  }
  // a message of no known kind: whatever changes values or conditions may be behind it; a span that
  // merely failed is no message
  const loudest = faults.find(
    ({ fault }) => fault.source !== 'span' || fault.kinds.size > 0,
  )?.fault;
  if (loudest !== undefined && loudest.source !== 'alert' && loudest.kinds.size === 0) {
    for (const kind of ['wrong_result', 'invalid_argument'] as const)
      out.set(kind, Math.max(out.get(kind) ?? 0, 0.45));
  }
  const top = Math.max(0.001, ...out.values());
  for (const [kind, value] of out) out.set(kind, Math.min(1, value / Math.max(0.6, top)));
  return out;
}

const INSTALLED =
  /(?:site-packages|dist-packages|node_modules|vendor|gems|\.cargo\/registry\/src|pkg\/mod)\/(.+)$/;

/** The changed file that a file of an installed package was built from: its path ends like that one's. */
function installedCopyOf(file: string | null, changed: ReadonlySet<string>): string | null {
  const inside = file === null ? undefined : INSTALLED.exec(file.replaceAll('\\', '/'))?.[1];
  if (inside === undefined) return null;
  // packages are named and versioned in front: two equal segments at the end are enough to tell
  for (let rest = inside; rest.includes('/'); rest = rest.slice(rest.indexOf('/') + 1)) {
    for (const path of changed) if (path === rest || path.endsWith(`/${rest}`)) return path;
  }
  return null;
}

const isInstalledCopy = (file: string | null, changed: ReadonlySet<string>): boolean =>
  installedCopyOf(file, changed) !== null;

/** Weight of where memory was freed or allocated, of where its misuse was noticed. */
const MISUSED_THERE = 0.85;

function weighFrames(
  faults: readonly WeighedFault[],
  observations: Observations,
  index: RepositoryIndex | null,
  book: EvidenceBook,
): WeighedFrame[] {
  const out: WeighedFrame[] = [];
  const changed = new Set(
    observations.commits.flatMap((each) => each.files.map((file) => file.path)),
  );
  // without the repository's list the files of the commits are what a frame can be matched with
  const known = index ?? (changed.size === 0 ? null : indexRepository([...changed]));
  for (const { fault, weight } of faults) {
    for (const trace of fault.traces) {
      // the root cause's frames are the innermost; memory is misused where it was freed or given, too
      const chain: { frames: readonly StackFrame[]; share: number }[] = chainOf(trace)
        .reverse()
        .map(({ frames }, link) => ({ frames, share: 0.85 ** link }));
      if (trace.language === 'native')
        for (const { frames } of trace.suppressed ?? [])
          chain.push({ frames, share: MISUSED_THERE });
      chain.forEach((each) => {
        const app = each.frames.filter(
          (frame) =>
            frame.origin === 'app' ||
            frame.origin === 'unknown' ||
            frame.origin === 'test' ||
            // an installed library whose own repository is among those that changed
            (frame.origin === 'library' && isInstalledCopy(frame.file, changed)),
        );
        app.forEach((frame, depth) => {
          const mapped =
            frame.origin === 'library'
              ? { file: installedCopyOf(frame.file, changed) }
              : mapFrameToFile(frame, known, observations.pathRules);
          const test =
            frame.origin === 'test' || (frame.file !== null && isTestPath(frame.file)) ? 0.3 : 1;
          out.push({
            frame,
            file: mapped.file,
            weight: weight * 0.8 ** depth * each.share * test,
            fault,
          });
        });
      });
    }
  }
  out.sort((a, b) => b.weight - a.weight);
  const top = out[0];
  if (top !== undefined && top.file !== null) {
    const text = `${top.frame.raw.trim()} → ${top.file}${top.frame.line === null ? '' : `:${top.frame.line}`}`;
    book.add({
      kind: 'stack_trace',
      summary: `innermost application frame: ${text}`,
      text,
      service: top.fault.service,
    });
  }
  return out.slice(0, 200);
}
