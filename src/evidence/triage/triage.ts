/** Triage of a batch: every alert once, in input order, with what to do and why. */
import type { Observations } from '../../domain/observation.ts';
import { comparePriority, type Priority } from '../../domain/priority.ts';
import { MINUTE_MS, toMs } from '../../domain/time.ts';
import { isHarmful, metricKind } from '../change-points/metric-kind.ts';
import { describeMove, metricMoves } from '../signals/metric-moves.ts';
import { buildTopology, type Topology } from '../signals/topology.ts';
import { factsOf, type AlertFacts } from './facts.ts';
import { judge, type Judgement } from './judge.ts';
import {
  explains,
  incidentBelow,
  incidentOf,
  isRepeat,
  parentOf,
  type IncidentMatch,
  type Parent,
} from './relations.ts';
import type { TriagedAlert, TriageInput } from './types.ts';

export type { OpenIncident, TriagedAlert, TriageAlert, TriageInput } from './types.ts';

/** Error lines of a service around now from which they confirm an alert. */
const MIN_ERRORS = 5;
/** What the data say about the half hour before the alert's present counts as now. */
const RECENT_MS = 30 * MINUTE_MS;
/** A batch beyond this is compared within its services only: pairs grow with its square. */
const MAX_COMPARED = 3_000;

/**
 * Decides each alert of the batch: IGNORE what is noise, has healed, is not production, or is part of
 * another alert or of an open incident (`duplicateOf`); MONITOR what may become something; TICKET the
 * rest. Doubt is resolved towards the ticket: a missed incident costs more than a page too many. Pure;
 * the answer has one entry per alert in the order given.
 */
export function triageBatch({ alerts, openIncidents, observations }: TriageInput): TriagedAlert[] {
  const facts = withBatchTrends(alerts.map((alert, index) => factsOf(alert, index, observations)));
  const topology = buildTopology(observations);
  const confirm = createConfirmation(observations);
  const judged = facts.map((each) => judge(each, confirm(each)));
  const out: (TriagedAlert | undefined)[] = alerts.map(() => undefined);

  const settle = (each: AlertFacts, decision: Omit<TriagedAlert, 'id'>): void => {
    out[each.index] = { id: each.alert.id, ...decision };
  };
  const open: AlertFacts[] = [];
  for (const each of facts) {
    const own = judged[each.index];
    const found = own?.apart === true ? null : incidentOf(each, openIncidents);
    if (found !== null) settle(each, worked(found));
    else if (own?.apart === true) settle(each, { ...plain(own), duplicateOf: null });
    else open.push(each);
  }

  const groups = group(open, judged, topology);
  /** What is already worked on explains an alert better than what fired after it. */
  const ownBelow = (each: AlertFacts): IncidentMatch | null => {
    const root = groups.parents.get(each)?.facts;
    const isLater = (root?.firedMs ?? 0) > (each.firedMs ?? Infinity);
    return isLater ? incidentBelow(each, openIncidents, topology) : null;
  };
  for (const each of open) {
    const own = judged[each.index];
    if (own === undefined) continue;
    const parent = groups.parents.get(each);
    const below = incidentBelow(parent?.facts ?? each, openIncidents, topology) ?? ownBelow(each);
    if (below !== null && own.action !== 'IGNORE') {
      settle(each, worked(below));
      continue;
    }
    if (parent === undefined) {
      settle(each, {
        ...plain(raised(own, each, groups.members.get(each) ?? [], judged)),
        duplicateOf: null,
      });
      continue;
    }
    settle(each, {
      action: 'IGNORE',
      priority: null,
      reason: `part of ${parent.facts.alert.id}: ${parent.why}`,
      duplicateOf: parent.facts.alert.id,
    });
  }
  return out.filter((entry) => entry !== undefined);
}

/** Firings of one monitor whose values worsen each time are a trend that no single one shows. */
const MIN_FIRINGS = 3;
const MIN_DRIFT = 1.03;

function withBatchTrends(facts: readonly AlertFacts[]): AlertFacts[] {
  const worse = new Set<AlertFacts>();
  const series = Map.groupBy(
    facts.filter((each) => each.alert.value !== null && each.firedMs !== null),
    ({ alert }) => [alert.service, alert.env, alert.host, alert.monitor, alert.metric].join('\n'),
  );
  for (const list of series.values()) {
    if (list.length < MIN_FIRINGS) continue;
    const ordered = list.toSorted((a, b) => (a.firedMs ?? 0) - (b.firedMs ?? 0));
    const values = ordered.map((each) => (each.alert.value ?? 0) * (each.lowIsBad ? -1 : 1));
    const rises = values.every((value, at) => at === 0 || value > (values[at - 1] ?? 0));
    const [first, last] = [Math.abs(values[0] ?? 0), Math.abs(values.at(-1) ?? 0)];
    const drift = Math.max(first, last) / Math.max(1e-9, Math.min(first, last));
    const newest = ordered.at(-1);
    if (rises && drift >= MIN_DRIFT && newest !== undefined) worse.add(newest);
  }
  return facts.map((each) => (worse.has(each) ? { ...each, trend: 'worse' as const } : each));
}

const plain = ({
  action,
  priority,
  reason,
}: Judgement): Pick<TriagedAlert, 'action' | 'priority' | 'reason'> => ({
  action,
  priority: action === 'IGNORE' ? null : priority,
  reason,
});

const worked = ({ incident, why }: IncidentMatch): Omit<TriagedAlert, 'id'> => ({
  action: 'IGNORE',
  priority: null,
  reason: `already being worked on in ${incident.id}: ${why}`,
  duplicateOf: incident.id,
});

interface Groups {
  /** Of every alert that is part of another: the root and why. */
  readonly parents: ReadonlyMap<AlertFacts, Parent>;
  readonly members: ReadonlyMap<AlertFacts, readonly AlertFacts[]>;
}

/** Puts repeats under their first sight and symptoms under their root; a chain ends at its last root. */
function group(
  open: readonly AlertFacts[],
  judged: readonly Judgement[],
  topology: Topology,
): Groups {
  const direct = new Map<AlertFacts, Parent>();
  const repeats = firstSights(open, judged);
  const first = open.filter((each) => !repeats.has(each));
  // nobody works on what is noise or only watched: it must not hide what is real
  const tickets = first.filter((each) => judged[each.index]?.action === 'TICKET');
  const roots = [...tickets, ...corroborated(first, tickets, judged, topology)];
  const named = new Map(open.map((each) => [each.alert.id, each]));
  for (const each of first) {
    if (judged[each.index]?.action === 'IGNORE') continue;
    const related = each.alert.relatedTo === null ? undefined : named.get(each.alert.relatedTo);
    if (related !== undefined && related !== each && judged[related.index]?.action === 'TICKET') {
      direct.set(each, { facts: related, why: 'its sender says so' });
      continue;
    }
    const candidates =
      roots.length <= MAX_COMPARED
        ? roots
        : roots.filter((root) => root.alert.service === each.alert.service);
    const parent = parentOf(each, candidates, topology);
    if (parent !== null) direct.set(each, parent);
  }
  for (const [each, sight] of repeats)
    direct.set(each, { facts: sight, why: 'the same monitor fired for it too' });

  const parents = new Map<AlertFacts, Parent>();
  const members = new Map<AlertFacts, AlertFacts[]>();
  for (const [each, parent] of direct) {
    const root = rootOf(each, direct);
    if (root === each) continue;
    const through = parent.facts === root ? '' : ` (through ${parent.facts.alert.id})`;
    parents.set(each, { facts: root, why: parent.why + through });
    const list = members.get(root) ?? [];
    list.push(each);
    members.set(root, list);
  }
  return { parents, members };
}

/** Failing services that depend on it from which a mild alert is believed to be their root. */
const MIN_WITNESSES = 2;

/** Alerts that would only be watched, had not several services failed with them that depend on them. */
function corroborated(
  first: readonly AlertFacts[],
  tickets: readonly AlertFacts[],
  judged: readonly Judgement[],
  topology: Topology,
): AlertFacts[] {
  if (first.length > MAX_COMPARED) return [];
  return first.filter((each) => {
    const { service } = each.alert;
    if (judged[each.index]?.action !== 'MONITOR' || each.clearedMs !== null || service === null)
      return false;
    if (each.subject !== 'symptom' && each.subject !== 'restart') return false;
    const witnesses = tickets.filter(
      (other) => other.alert.service !== service && explains(each, other, topology) !== null,
    );
    return new Set(witnesses.map((other) => other.alert.service)).size >= MIN_WITNESSES;
  });
}

/** Follows the chain to its end; a circle ends where it was entered. */
function rootOf(start: AlertFacts, direct: ReadonlyMap<AlertFacts, Parent>): AlertFacts {
  const seen = new Set<AlertFacts>([start]);
  let at = start;
  for (;;) {
    const next = direct.get(at)?.facts;
    if (next === undefined) return at;
    if (seen.has(next)) {
      // of a circle the earliest stays the root
      return [...seen].reduce((a, b) =>
        (b.firedMs ?? Infinity) < (a.firedMs ?? Infinity) ? b : a,
      );
    }
    seen.add(next);
    at = next;
  }
}

const WEIGHT = { TICKET: 0, MONITOR: 1, IGNORE: 2 } as const;

/** Repeats → the sight of the same alert that stands for all: the gravest, then one still on, then the first. */
function firstSights(
  open: readonly AlertFacts[],
  judged: readonly Judgement[],
): Map<AlertFacts, AlertFacts> {
  const weight = (each: AlertFacts): number => WEIGHT[judged[each.index]?.action ?? 'IGNORE'];
  const byService = Map.groupBy(open, (each) => each.alert.service ?? '');
  const out = new Map<AlertFacts, AlertFacts>();
  for (const list of byService.values()) {
    const ordered = list.toSorted(
      (a, b) =>
        weight(a) - weight(b) ||
        Number(a.clearedMs !== null) - Number(b.clearedMs !== null) ||
        (a.firedMs ?? 0) - (b.firedMs ?? 0) ||
        a.index - b.index,
    );
    const kept: AlertFacts[] = [];
    for (const each of ordered) {
      const sight = kept.find((other) => isRepeat(each, other) || isRepeat(other, each));
      if (sight === undefined) kept.push(each);
      else out.set(each, sight);
    }
  }
  return out;
}

/** A root carries the weight of what it drags along: its own label alone may be mild. */
function raised(
  own: Judgement,
  root: AlertFacts,
  members: readonly AlertFacts[],
  judged: readonly Judgement[],
): Judgement {
  const tickets = members.filter((each) => judged[each.index]?.action === 'TICKET');
  if (tickets.length === 0) return own;
  const priorities = [
    own.priority,
    ...tickets.map((each) => judged[each.index]?.priority ?? null),
  ].filter((each): each is Priority => each !== null);
  const services = new Set(
    members.map((each) => each.alert.service).filter((each) => each !== root.alert.service),
  );
  const most = priorities.reduce((a, b) => (comparePriority(a, b) <= 0 ? a : b), 'P3');
  return {
    ...own,
    action: 'TICKET',
    priority: services.size >= 4 ? 'P0' : most,
    reason: `${own.reason}; root of ${members.length} other alert${members.length === 1 ? '' : 's'}${services.size === 0 ? '' : ` of ${[...services].slice(0, 5).join(', ')}`}`,
  };
}

/** Says what else shows harm in an alert's service right now; null when nothing does. */
function createConfirmation(observations: Observations): (facts: AlertFacts) => string | null {
  const moves = metricMoves(observations).filter(
    (move) => move.harmful && move.change.untilMs === null && move.change.score >= 6,
  );
  const errors = new Map<string, number[]>();
  for (const record of observations.logs) {
    if (record.service === null || record.at === null) continue;
    if (record.level !== 'error' && record.level !== 'fatal') continue;
    const list = errors.get(record.service) ?? [];
    list.push(toMs(record.at));
    errors.set(record.service, list);
  }
  return ({ alert, firedMs, clearedMs }) => {
    if (alert.service === null || firedMs === null || clearedMs !== null) return null;
    const own = alert.metric?.toLowerCase();
    const move = moves.find(
      (each) =>
        each.series.service === alert.service &&
        // the alert's own metric says nothing new
        each.series.metric.toLowerCase() !== own &&
        isHarmful(metricKind(each.series.metric), each.change.direction) &&
        ['errors', 'availability', 'latency', 'business'].includes(each.kind) &&
        Math.abs(each.change.atMs - firedMs) <= 2 * RECENT_MS,
    );
    if (move !== undefined) return describeMove(move).replace(/ at \d{4}-.*$/, '');
    const times = errors.get(alert.service) ?? [];
    const after = times.filter((at) => at >= firedMs - RECENT_MS / 3).length;
    const before = times.filter(
      (at) => at < firedMs - RECENT_MS / 3 && at >= firedMs - 2 * RECENT_MS,
    ).length;
    return after >= MIN_ERRORS && after > 2 * before
      ? `${after} error lines of ${alert.service} since`
      : null;
  };
}
