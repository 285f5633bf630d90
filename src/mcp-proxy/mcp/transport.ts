/**
 * One long-lived MCP server for all HTTP requests: a transport that multiplexes. Clients number
 * their requests from zero, each for itself, so ids are exchanged for ids of our own on the way in
 * and back on the way out. Making a server per request instead costs ten times as much.
 *
 * What a handler may use of its client comes with the message (`authInfo`): the server's own idea
 * of "the client" is that of whoever initialised last.
 */
import type {
  Transport,
  TransportSendOptions,
} from '@modelcontextprotocol/sdk/shared/transport.js';
import type {
  JSONRPCMessage,
  JSONRPCNotification,
  JSONRPCRequest,
  Result,
} from '@modelcontextprotocol/sdk/types.js';
import type { Caller } from '../scope/authenticate.ts';

const RAW = Symbol('raw JSON');

/** A result that is already written: it goes out as it is, without being built and walked again. */
export const rawResult = (json: string): Result => ({ [RAW]: json }) as Result;

/** Of whom a message is, and whether they are still there. */
export interface Sender {
  readonly caller: Caller;
  /** Aborted when the connection closes. A thunk, because a signal per request costs. */
  readonly connection: () => AbortSignal;
  /** Takes what the server sends before the answer, written as JSON; without it that is dropped. */
  readonly onNotification?: (json: string) => void;
}

/** What a request handler gets in `extra.authInfo.extra`. */
export interface SenderExtra extends Record<string, unknown> {
  readonly caller: Caller;
  /** From now on a closed connection aborts the request's `extra.signal`. */
  readonly watchConnection: () => void;
}

export interface MultiplexTransport extends Transport {
  /** Resolves with the response, written as JSON. */
  request(message: JSONRPCRequest, sender: Sender): Promise<string>;
  notify(message: JSONRPCNotification, sender: Sender): void;
  readonly underWay: number;
}

interface Pending {
  readonly clientId: string | number;
  readonly tokenId: string;
  answer(json: string): void;
  notify?: ((json: string) => void) | undefined;
}

export function createMultiplexTransport(): MultiplexTransport {
  const pending = new Map<number, Pending>();
  let lastId = 0;

  /** The server forgets a cancelled request without an answer; whoever still listens gets one. */
  const cancel = (id: number, reason: string): void => {
    const entry = pending.get(id);
    if (!entry) return;
    pending.delete(id);
    transport.onmessage?.({
      jsonrpc: '2.0',
      method: 'notifications/cancelled',
      params: { requestId: id, reason },
    });
    const error = { code: -32_800, message: 'the request was cancelled' };
    entry.answer(JSON.stringify({ jsonrpc: '2.0', id: entry.clientId, error }));
  };

  const transport: MultiplexTransport = {
    start: () => Promise.resolve(),
    close() {
      for (const id of pending.keys()) cancel(id, 'the server is stopping');
      transport.onclose?.();
      return Promise.resolve();
    },
    send(message: JSONRPCMessage, options?: TransportSendOptions) {
      if ('method' in message) {
        const related = options?.relatedRequestId;
        if (typeof related === 'number') pending.get(related)?.notify?.(JSON.stringify(message));
        return Promise.resolve();
      }
      const entry = typeof message.id === 'number' ? pending.get(message.id) : undefined;
      if (entry) {
        pending.delete(message.id as number);
        entry.answer(serialise(message, entry.clientId));
      }
      return Promise.resolve();
    },
    request(message, { caller, connection, onNotification }) {
      const id = (lastId += 1);
      return new Promise<string>((resolve) => {
        pending.set(id, {
          clientId: message.id,
          tokenId: caller.tokenId,
          answer: resolve,
          notify: onNotification,
        });
        const watchConnection = (): void => {
          const signal = connection();
          const onClose = (): void => cancel(id, 'the client has gone');
          if (signal.aborted) onClose();
          else signal.addEventListener('abort', onClose, { once: true });
        };
        const extra: SenderExtra = { caller, watchConnection };
        transport.onmessage?.(
          { ...message, id },
          { authInfo: { token: '', clientId: caller.scope.subject, scopes: [], extra } },
        );
      });
    },
    notify(message, { caller }) {
      if (message.method !== 'notifications/cancelled') {
        transport.onmessage?.(message);
        return;
      }
      // ids are the client's own and clients that share a token may use the same: cancel only what
      // is certain to be meant
      const clientId = message.params?.['requestId'];
      const meant = [...pending].filter(
        ([, entry]) => entry.clientId === clientId && entry.tokenId === caller.tokenId,
      );
      const [only] = meant;
      if (only && meant.length === 1) cancel(only[0], 'the client cancelled it');
    },
    get underWay() {
      return pending.size;
    },
  };
  return transport;
}

function serialise(message: JSONRPCMessage, clientId: string | number): string {
  if ('result' in message) {
    const raw: unknown = (message.result as { [RAW]?: unknown })[RAW];
    if (typeof raw === 'string') {
      return `{"jsonrpc":"2.0","id":${JSON.stringify(clientId)},"result":${raw}}`;
    }
  }
  return JSON.stringify({ ...message, id: clientId });
}
