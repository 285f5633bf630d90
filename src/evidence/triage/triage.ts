/** Triage of a batch: every alert once, in input order, with what to do and why. */
import { comparePriority, type Priority } from '../../domain/priority.ts';
import { buildTopology } from '../signals/topology.ts';
import { factsOf, type AlertFacts } from './facts.ts';
import { group } from './group.ts';
import { judge } from './judge/judge.ts';
import type { Judgement } from './judge/model.ts';
import { withRecurrence } from './recurrence.ts';
import { withNamedServices } from './named.ts';
import { incidentBelow, incidentOf, type IncidentMatch } from './relations/incidents.ts';
import type { Parent } from './relations/explains.ts';
import type { TriageAlert, TriagedAlert, TriageInput } from './types.ts';
import { createWitness } from './witness.ts';

export type { OpenIncident, TriagedAlert, TriageAlert, TriageInput } from './types.ts';

/**
 * Decides each alert of the batch: IGNORE what is noise, has healed, is not production, or is part of
 * another alert or of an open incident (`duplicateOf`); MONITOR what may become something; TICKET the
 * rest. Doubt is resolved towards the ticket: a missed incident costs more than a page too many. Pure;
 * the answer has one entry per alert in the order given.
 */
export function triageBatch(input: TriageInput): TriagedAlert[] {
  const { openIncidents, observations } = input;
  const alerts = withNamedServices(input.alerts, openIncidents, observations);
  const out: (TriagedAlert | undefined)[] = alerts.map((alert) => unread(alert));
  const facts = withRecurrence(
    alerts.map((alert, index) => factsOf(alert, index, observations)),
  ).filter(({ index }) => out[index] === undefined);
  const topology = buildTopology(observations);
  const witness = createWitness(observations);
  const judged: Judgement[] = [];
  for (const each of facts) judged[each.index] = judge(each, witness(each));

  const settle = (each: AlertFacts, decision: Omit<TriagedAlert, 'id'>): void => {
    out[each.index] = { id: each.alert.id, ...decision };
  };
  const open: AlertFacts[] = [];
  for (const each of facts) {
    const own = judged[each.index];
    const found = own?.apart === true ? null : incidentOf(each, openIncidents);
    if (found !== null) settle(each, worked(found));
    else if (own?.apart === true && own.action !== 'TICKET')
      settle(each, { ...plain(own), duplicateOf: null });
    else open.push(each);
  }

  const groups = group(open, judged, topology, observations);
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
    if (below !== null && own.action !== 'IGNORE') settle(each, worked(below));
    else if (parent !== undefined) settle(each, partOf(parent, each));
    else
      settle(each, {
        ...plain(raised(own, each, groups.members.get(each) ?? [], judged)),
        duplicateOf: null,
      });
  }
  return out.filter((entry) => entry !== undefined);
}

/** An entry of which nothing can be read: somebody must look at what sends it. */
const unread = ({ id, unreadable }: TriageAlert): TriagedAlert | undefined =>
  unreadable === undefined
    ? undefined
    : { id, action: 'MONITOR', priority: 'P3', reason: unreadable, duplicateOf: null };

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

/** An id that stands twice names nobody: the reason tells which entry is meant. */
function partOf({ facts, why }: Parent, each: AlertFacts): Omit<TriagedAlert, 'id'> {
  const isSameId = facts.alert.id === each.alert.id;
  return {
    action: 'IGNORE',
    priority: null,
    reason: isSameId
      ? `part of entry ${facts.index + 1} of the batch, which has the same id ${facts.alert.id}: ${why}`
      : `part of ${facts.alert.id}: ${why}`,
    duplicateOf: isSameId ? null : facts.alert.id,
  };
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
