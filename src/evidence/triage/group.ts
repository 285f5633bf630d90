/** Puts repeats under their first sight and symptoms under their root; a chain ends at its last root. */
import { PRIORITIES } from '../../domain/priority.ts';
import type { Observations } from '../../domain/observation.ts';
import type { Topology } from '../signals/topology.ts';
import type { AlertFacts } from './facts.ts';
import { isFlapping, type Judgement } from './judge/model.ts';
import { explains, parentOf, type Parent } from './relations/explains.ts';
import { repeatOf } from './relations/repeats.ts';
import { storms } from './relations/storm.ts';

/** A batch beyond this is compared within its services only: pairs grow with its square. */
const MAX_COMPARED = 3_000;
/** Failing services that depend on it from which a mild alert is believed to be their root. */
const MIN_WITNESSES = 2;

export interface Groups {
  /** Of every alert that is part of another: the root and why. */
  readonly parents: ReadonlyMap<AlertFacts, Parent>;
  readonly members: ReadonlyMap<AlertFacts, readonly AlertFacts[]>;
}

export function group(
  open: readonly AlertFacts[],
  judged: readonly Judgement[],
  topology: Topology,
  observations: Observations,
): Groups {
  const direct = new Map<AlertFacts, Parent>();
  const repeats = firstSights(open, judged);
  const first = open.filter((each) => !repeats.has(each));
  const isTicket = (each: AlertFacts): boolean => judged[each.index]?.action === 'TICKET';
  // nobody works on what is noise or only watched: it must not hide what is real
  const tickets = first.filter((each) => isTicket(each));
  const roots = [...tickets, ...corroborated(first, tickets, judged, topology)];
  const named = new Map(open.map((each) => [each.alert.id, each]));
  for (const each of first) {
    if (judged[each.index]?.action === 'IGNORE') continue;
    const related = each.alert.relatedTo === null ? undefined : named.get(each.alert.relatedTo);
    if (related !== undefined && related !== each && isTicket(related)) {
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
  const loud = first.filter(
    (each) => judged[each.index]?.action !== 'IGNORE' && judged[each.index]?.apart !== true,
  );
  const isPart = (each: AlertFacts): boolean => direct.has(each);
  for (const [each, parent] of storms(loud, isPart, observations)) direct.set(each, parent);
  for (const [each, parent] of repeats) direct.set(each, parent);
  return settled(direct);
}

function settled(direct: ReadonlyMap<AlertFacts, Parent>): Groups {
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
    if (judged[each.index]?.apart === true || isFlapping(each)) return false;
    if (each.subject !== 'symptom' && each.subject !== 'restart' && each.subject !== 'resource')
      return false;
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
): Map<AlertFacts, Parent> {
  const weight = (each: AlertFacts): number => WEIGHT[judged[each.index]?.action ?? 'IGNORE'];
  const urgency = (each: AlertFacts): number =>
    PRIORITIES.indexOf(judged[each.index]?.priority ?? 'P3');
  const byService = Map.groupBy(open, (each) => each.alert.service ?? '');
  const out = new Map<AlertFacts, Parent>();
  for (const list of byService.values()) {
    const ordered = list.toSorted(
      (a, b) =>
        weight(a) - weight(b) ||
        Number(a.clearedMs !== null) - Number(b.clearedMs !== null) ||
        urgency(a) - urgency(b) ||
        (a.firedMs ?? 0) - (b.firedMs ?? 0) ||
        a.index - b.index,
    );
    const kept: AlertFacts[] = [];
    for (const each of ordered) {
      let parent: Parent | null = null;
      for (const other of kept) {
        const why = repeatOf(each, other);
        if (why === null) continue;
        parent = { facts: other, why };
        break;
      }
      if (parent === null) kept.push(each);
      else out.set(each, parent);
    }
  }
  return out;
}
