/** The store as a worker wants it: a Redis that is away for some seconds costs a wait, not the run. */
import { isMiraError } from '../domain/errors.ts';
import { SECOND_MS } from '../domain/time.ts';
import type { Clock } from '../platform/clock.ts';
import type { Store } from '../store/contracts.ts';

/**
 * As long as a restart with its log replayed takes. Past it the attempt fails, and the queue's
 * backoff takes over. By then the job's lock has long expired: whoever claims it next fences us.
 */
const PATIENCE_MS = 20 * SECOND_MS;
const PAUSE_MS = 250;

/**
 * Every method may be asked again after `unavailable`: a write that was applied although its answer
 * was lost is repeated, which the scripts allow (an event may stand twice in the log, nothing more).
 */
export function createPatientStore(store: Store, clock: Clock, signal: AbortSignal): Store {
  const rooms = Object.entries(store).map(([name, room]) => [
    name,
    patient(room as object, clock, signal),
  ]);
  return Object.fromEntries(rooms) as unknown as Store;
}

function patient<Room extends object>(room: Room, clock: Clock, signal: AbortSignal): Room {
  return new Proxy(room, {
    get(target, property, receiver) {
      const member: unknown = Reflect.get(target, property, receiver);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): Promise<unknown> =>
        persist(() => Reflect.apply(member, target, args) as Promise<unknown>, clock, signal);
    },
  });
}

async function persist(
  call: () => Promise<unknown>,
  clock: Clock,
  signal: AbortSignal,
): Promise<unknown> {
  const giveUpAtMs = clock.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const passing = isMiraError(error) && error.code === 'unavailable';
      if (!passing || signal.aborted || clock.now() >= giveUpAtMs) throw error;
      // A stop ends the patience; the error that is thrown stays the store's.
      await clock.sleep(PAUSE_MS, signal).catch(() => undefined);
    }
  }
}
