/**
 * Who is next: by priority, first come first served within one, and with a minimum share for every
 * class, so that a stream of P0 cannot starve a P3 for ever.
 */
import { PRIORITIES, type Priority } from '../../domain/priority.ts';

/**
 * Share of the turns that a waiting class gets at least, however much more urgent work there is.
 * P0 needs none: it is served first whenever nobody is owed.
 */
export const MIN_SHARE: Readonly<Record<Priority, number>> = { P0: 0, P1: 0.1, P2: 0.1, P3: 0.05 };

export interface FairQueue<Item> {
  readonly size: number;
  push(priority: Priority, item: Item): void;
  /** The next one, without taking it. */
  peek(): Item | undefined;
  take(): Item | undefined;
  /** True where it was still waiting. */
  remove(priority: Priority, item: Item): boolean;
  items(): Item[];
}

export function createFairQueue<Item>(): FairQueue<Item> {
  const waiting = new Map(PRIORITIES.map((priority) => [priority, new Set<Item>()] as const));
  /** Turns that a class was owed and did not get, while it waited. */
  const owed = new Map<Priority, number>(PRIORITIES.map((priority) => [priority, 0]));
  const queueOf = (priority: Priority): Set<Item> => waiting.get(priority) ?? new Set();

  const next = (): Priority | undefined => {
    let due: Priority | undefined;
    for (const priority of PRIORITIES) {
      const debt = owed.get(priority) ?? 0;
      if (debt < 1 || queueOf(priority).size === 0) continue;
      if (due === undefined || debt > (owed.get(due) ?? 0)) due = priority;
    }
    return due ?? PRIORITIES.find((priority) => queueOf(priority).size > 0);
  };

  const forget = (priority: Priority): void => {
    if (queueOf(priority).size === 0) owed.set(priority, 0);
  };

  return {
    get size() {
      let size = 0;
      for (const queue of waiting.values()) size += queue.size;
      return size;
    },
    push: (priority, item) => void queueOf(priority).add(item),
    peek() {
      const priority = next();
      return priority && first(queueOf(priority));
    },
    take() {
      const priority = next();
      if (!priority) return undefined;
      const item = first(queueOf(priority));
      if (item === undefined) return undefined;
      for (const other of PRIORITIES) {
        if (queueOf(other).size === 0) continue;
        const credit = (owed.get(other) ?? 0) + MIN_SHARE[other];
        owed.set(other, other === priority ? Math.max(0, credit - 1) : credit);
      }
      queueOf(priority).delete(item);
      forget(priority);
      return item;
    },
    remove(priority, item) {
      const found = queueOf(priority).delete(item);
      if (found) forget(priority);
      return found;
    },
    items: () => PRIORITIES.flatMap((priority) => [...queueOf(priority)]),
  };
}

function first<Item>(items: Set<Item>): Item | undefined {
  for (const item of items) return item;
  return undefined;
}
