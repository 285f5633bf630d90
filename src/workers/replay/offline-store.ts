/**
 * The store of a replay: what the stages write is kept in memory and goes nowhere. Only the rooms that
 * a running investigation uses are there; anything else is a mistake, and says so.
 */
import { MiraError } from '../../domain/errors.ts';
import { payloadHash } from '../../domain/hash.ts';
import type { Action } from '../../domain/action.ts';
import type { Investigation } from '../../domain/investigation.ts';
import type { RunEvent } from '../../domain/run-event.ts';
import { toIso } from '../../domain/time.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Recalled, StageOutputs, Store } from '../../store/contracts.ts';

export interface OfflineStore {
  readonly store: Store;
  readonly events: readonly RunEvent[];
  readonly outputs: StageOutputs;
  readonly actions: readonly Action[];
}

export function createOfflineStore(
  clock: Clock,
  investigation: Investigation,
  recalled: () => readonly Recalled[],
): OfflineStore {
  const events: RunEvent[] = [];
  const outputs: StageOutputs = {};
  const actions = new Map<string, Action>();
  const spilled = new Map<string, string>();
  const nothing = async (): Promise<void> => {};

  const rooms: { readonly [Room in keyof Store]?: Partial<Store[Room]> } = {
    events: {
      append: async (investigationId, _claim, batch) => {
        const added = batch.map((event, index) => ({
          ...event,
          data: event.data ?? {},
          seq: events.length + index + 1,
          at: toIso(clock.now()),
          investigationId,
        }));
        events.push(...added);
        return added;
      },
    },
    incidents: {},
    investigations: {
      setStage: nothing,
      saveOutput: async (_id, _claim, stage, output) => void (outputs[stage] = output),
      takeUnseenAlerts: async () => [],
      finish: async () => ({ done: true, investigation }),
      // Nobody reads what these return: the run counts for itself.
      addUsage: async () => investigation.usage,
    },
    actions: {
      propose: async (_claim, proposed) => {
        const at = toIso(clock.now());
        const action: Action = {
          ...proposed,
          id: `${proposed.investigationId}.${proposed.kind}`,
          payloadHash: payloadHash(proposed.kind, proposed.payload),
          state: 'proposed',
          adopted: false,
          result: null,
          createdAt: at,
          updatedAt: at,
        };
        actions.set(action.id, action);
        return action;
      },
      transition: async (id, { to, reason }) => {
        const known = actions.get(id);
        if (known === undefined) throw new MiraError('not_found', `no action ${id}`);
        const changed = { ...known, state: to, ...(reason === undefined ? {} : { reason }) };
        actions.set(id, changed);
        return changed;
      },
    },
    registry: { relate: nothing },
    usage: { reserve: async () => ({ ok: true }), settle: nothing, marks: async () => [] },
    memory: { recall: async () => [...recalled()], remember: nothing },
    spill: {
      save: async (_id, evidence, text) => void spilled.set(evidence, text),
      read: async (_id, evidence) => spilled.get(evidence),
    },
  };
  return {
    store: onlyThese(rooms),
    events,
    outputs,
    get actions() {
      return [...actions.values()];
    },
  };
}

/** A room or method that is not there fails by name when it is used, not as `undefined`. */
function onlyThese(rooms: { readonly [Room in keyof Store]?: Partial<Store[Room]> }): Store {
  const guarded = (target: object, name: string): object =>
    new Proxy(target, {
      get: (_target, property) => {
        const member: unknown = Reflect.get(target, property);
        if (member !== undefined || typeof property === 'symbol') return member;
        throw new MiraError('conflict', `a replay has no ${name}.${property}`);
      },
    });
  return guarded(
    Object.fromEntries(
      Object.entries(rooms).map(([name, room]) => [name, guarded(room, `store.${name}`)]),
    ),
    'store',
  ) as Store;
}
