/** Streams messages to a client: server-sent events, or JSON lines for who asks for them. */
import type { Context } from 'hono';
import { stream, streamSSE } from 'hono/streaming';

export interface Message {
  /** What a client resumes after; only of server-sent events. */
  readonly id?: string;
  /** Kind of message; a plain event has none. */
  readonly event?: string;
  readonly data: unknown;
}

/** Proxies cut connections that say nothing for a minute. */
const HEARTBEAT_MS = 15_000;

export type Produce = (signal: AbortSignal) => AsyncIterable<Message>;

/** Server-sent events, with a comment as heartbeat; ends with `produce` or with the client. */
export const respondSse = (c: Context, produce: Produce, stopping: AbortSignal): Response => {
  c.header('x-accel-buffering', 'no');
  return streamSSE(c, async (sse) => {
    const gone = new AbortController();
    sse.onAbort(() => gone.abort());
    const signal = AbortSignal.any([gone.signal, stopping]);
    const heartbeat = setInterval(() => void sse.write(': still here\n\n'), HEARTBEAT_MS);
    try {
      // Tells the client at once that it is connected, also when nothing happens for a while.
      await sse.write(': connected\n\n');
      for await (const { id, event, data } of produce(signal)) {
        await sse.writeSSE({
          data: JSON.stringify(data),
          ...(id === undefined ? {} : { id }),
          ...(event === undefined ? {} : { event }),
        });
      }
    } finally {
      clearInterval(heartbeat);
    }
  });
};

/** One JSON document per line. A message with a kind carries it as `type`, as `{type: "result", …}`. */
export const respondLines = (c: Context, produce: Produce, stopping: AbortSignal): Response => {
  c.header('content-type', 'application/x-ndjson; charset=utf-8');
  c.header('x-accel-buffering', 'no');
  return stream(c, async (out) => {
    const gone = new AbortController();
    out.onAbort(() => gone.abort());
    const signal = AbortSignal.any([gone.signal, stopping]);
    for await (const { event, data } of produce(signal)) {
      const line = event === undefined ? data : { type: event, ...(data as object) };
      await out.write(`${JSON.stringify(line)}\n`);
    }
  });
};

export const wantsLines = (c: Context): boolean =>
  /ndjson|jsonl/.test(c.req.header('accept') ?? '');

export const wantsSse = (c: Context): boolean =>
  (c.req.header('accept') ?? '').includes('text/event-stream');
