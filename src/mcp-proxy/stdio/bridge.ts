/**
 * Carries MCP messages between a host's stdin and stdout and an HTTP endpoint, which may be in this
 * process. Requests that the endpoint could not take are answered with an error: a host that waits
 * for an answer must get one.
 */
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  isInitializeRequest,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  InitializeResultSchema,
  type JSONRPCMessage,
} from '@modelcontextprotocol/sdk/types.js';
import { messageOf } from '../../domain/errors.ts';
import type { Logger } from '../../platform/logger.ts';

const INTERNAL_ERROR = -32_603;
/** For answers to a host that has closed its end, as `printf … | mira mcp --stdio` does. */
const LAST_WORDS_MS = 30_000;

export interface BridgeOptions {
  /** To the host. */
  readonly host: Transport;
  /** To the proxy. */
  readonly proxy: Transport;
  /** Resolves when the host will send no more. */
  readonly hostEnds: Promise<unknown>;
  readonly logger: Logger;
}

/**
 * Starts both sides.
 * @returns resolves when the host has gone and has what it asked for, or waits no longer
 */
export async function bridge({ host, proxy, hostEnds, logger }: BridgeOptions): Promise<void> {
  const answered = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  let ended = false;
  /** Id of the host's `initialize`, whose answer says which revision is spoken from then on. */
  let initialize: string | number | undefined;
  const unanswered = new Set<string | number>();

  const toHost = (message: JSONRPCMessage): void => {
    if (!('method' in message) && message.id !== undefined) unanswered.delete(message.id);
    if (isJSONRPCResultResponse(message) && message.id === initialize) {
      const revision = InitializeResultSchema.safeParse(message.result).data?.protocolVersion;
      if (revision !== undefined) proxy.setProtocolVersion?.(revision);
    }
    host.send(message).catch((error: unknown) => {
      logger.debug({ err: error }, 'the host does not listen any more');
    });
    if (ended && unanswered.size === 0) answered.resolve();
  };

  host.onmessage = (message) => {
    if (isJSONRPCRequest(message)) {
      unanswered.add(message.id);
      if (isInitializeRequest(message)) initialize = message.id;
    }
    proxy.send(message).catch((error: unknown) => {
      logger.warn({ err: error }, 'a message could not be delivered to the proxy');
      if (!isJSONRPCRequest(message) || !unanswered.has(message.id)) return;
      const reason = `the MIRA proxy could not be asked: ${reasonOf(error)}`;
      toHost({ jsonrpc: '2.0', id: message.id, error: { code: INTERNAL_ERROR, message: reason } });
    });
  };
  proxy.onmessage = toHost;
  proxy.onerror = (error) => logger.debug({ err: error }, 'the connection to the proxy');
  host.onerror = (error) => logger.warn({ err: error }, 'the host sent what is no message');
  host.onclose = closed.resolve;

  await proxy.start();
  await host.start();
  await Promise.race([hostEnds, closed.promise]);
  ended = true;
  const patience = setTimeout(answered.resolve, unanswered.size === 0 ? 0 : LAST_WORDS_MS);
  await Promise.race([answered.promise, closed.promise]);
  clearTimeout(patience);
  await proxy.close();
}

/** undici says only "fetch failed"; the reason is its cause. */
function reasonOf(error: unknown): string {
  let current = error;
  while (current instanceof Error && current.cause instanceof Error) current = current.cause;
  return messageOf(current).slice(0, 300);
}
