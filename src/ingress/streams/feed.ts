/** The live feed over all investigations, resumable by the cursor of the live stream. */
import type { LiveEvent, LiveEvents } from '../../store/contracts.ts';
import { createMailbox } from './mailbox.ts';

export interface FeedOptions {
  readonly live: Pick<LiveEvents, 'subscribe' | 'since'>;
  /** Where the reader left off; without it the feed begins now. */
  readonly after?: string | undefined;
  readonly signal: AbortSignal;
}

const POLL_MS = 30_000;

/** Never ends by itself. */
export async function* followAll({ live, after, signal }: FeedOptions): AsyncGenerator<LiveEvent> {
  const mailbox = createMailbox<LiveEvent>(signal);
  const unsubscribe = live.subscribe((event) => mailbox.put(event));
  let cursor = after;
  try {
    if (cursor !== undefined) {
      for (const past of await live.since(cursor)) {
        cursor = past.cursor;
        yield past;
      }
    }
    while (!signal.aborted) {
      const next = await mailbox.take(POLL_MS);
      if (next === undefined || (cursor !== undefined && !isAfter(next.cursor, cursor))) continue;
      cursor = next.cursor;
      yield next;
    }
  } finally {
    unsubscribe();
  }
}

/** Compares two stream ids, `<ms>-<n>`. */
export function isAfter(a: string, b: string): boolean {
  const [aMs = 0, aN = 0] = a.split('-').map(Number);
  const [bMs = 0, bN = 0] = b.split('-').map(Number);
  return aMs > bMs || (aMs === bMs && aN > bN);
}
