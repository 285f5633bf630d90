/**
 * Follows one investigation's events. The live stream brings them as they happen; the log fills in
 * what was there before, and whatever a slow or interrupted live stream has missed.
 */
import { FINAL_STATUSES } from '../../domain/investigation.ts';
import type { RunEvent } from '../../domain/run-event.ts';
import type { Clock } from '../../platform/clock.ts';
import type { LiveEvents, Store } from '../../store/contracts.ts';
import { createMailbox } from './mailbox.ts';

export interface FollowOptions {
  readonly store: Pick<Store, 'events' | 'investigations' | 'actions'>;
  readonly live: Pick<LiveEvents, 'subscribe'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly investigationId: string;
  /** The last number that the reader has. @defaultValue 0 */
  readonly afterSeq?: number;
  /** Aborted when the reader is gone. */
  readonly signal: AbortSignal;
}

/** How long the log is trusted to have nothing new when the live stream is silent. */
const POLL_MS = 3_000;
/** How long after its end an investigation's actions are waited for. */
const ACTIONS_MS = 60_000;
const PAGE = 500;

/** Ends after the last event: the run has ended and none of its actions is under way. */
export async function* followInvestigation(options: FollowOptions): AsyncGenerator<RunEvent> {
  const { store, live, clock, investigationId: id, signal } = options;
  const mailbox = createMailbox<RunEvent>(signal);
  const unsubscribe = live.subscribe(({ event }) => {
    if (event.investigationId === id) mailbox.put(event);
  });
  let seq = options.afterSeq ?? 0;
  let endedAtMs: number | undefined;
  try {
    for (;;) {
      for (let page: RunEvent[] = []; ;) {
        page = await store.events.read(id, { afterSeq: seq, limit: PAGE });
        for (const event of page) {
          seq = event.seq;
          yield event;
        }
        if (page.length < PAGE) break;
      }
      if (signal.aborted) return;
      if (await isOver(store, id)) {
        endedAtMs ??= clock.now();
        const settled = !(await hasActionsUnderWay(store, id));
        if (settled || clock.now() - endedAtMs > ACTIONS_MS) {
          // An event may have come between reading the log and looking at the state.
          const rest = await store.events.read(id, { afterSeq: seq, limit: PAGE });
          yield* rest;
          return;
        }
      }
      // What comes in order goes out at once; a gap, an end or silence sends it to the log.
      for (;;) {
        const event = await mailbox.take(POLL_MS);
        if (signal.aborted) return;
        if (event === undefined) break;
        if (event.seq <= seq) continue;
        if (event.seq > seq + 1) break;
        seq = event.seq;
        yield event;
        if (event.type === 'investigation.finished' || event.type.startsWith('action.')) break;
      }
    }
  } finally {
    unsubscribe();
  }
}

async function isOver(store: FollowOptions['store'], id: string): Promise<boolean> {
  const run = await store.investigations.get(id);
  return run === undefined || FINAL_STATUSES.has(run.status) || run.status === 'awaiting_approval';
}

async function hasActionsUnderWay(store: FollowOptions['store'], id: string): Promise<boolean> {
  const actions = await store.actions.list(id);
  return actions.some(({ state }) => state === 'approved' || state === 'sending');
}
