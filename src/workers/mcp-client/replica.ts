/** One replica of the proxy: an MCP client over Streamable HTTP, connected when first needed. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  type CallToolResult,
  CallToolResultSchema,
  ListToolsResultSchema,
  type Tool,
} from '@modelcontextprotocol/sdk/types.js';

const CONNECT_TIMEOUT_MS = 5_000;

/** What travels with one request beside its message. */
interface CallContext {
  readonly token: string;
  readonly signal: AbortSignal;
}

export interface Replica {
  readonly url: string;
  listTools(context: CallContext): Promise<Tool[]>;
  callTool(
    call: { readonly name: string; readonly args: Record<string, unknown> },
    context: CallContext,
    timeoutMs: number,
  ): Promise<CallToolResult>;
  close(): Promise<void>;
}

/**
 * All investigations of a worker share one client per replica: the proxy keeps no sessions, and a
 * handshake for every stage would cost more than most of its calls. Each request's own token and
 * signal reach `fetch` through the async context; aborting cuts the HTTP request itself, because a
 * cancellation message would be a request of its own that a stateless proxy cannot relate.
 */
export function createReplica(url: string): Replica {
  const contexts = new AsyncLocalStorage<CallContext>();
  let connecting: Promise<Client> | undefined;

  const send: typeof fetch = (input, init) => {
    // The client offers to listen for messages of the server's own; a stateless proxy has none.
    if (init?.method === 'GET') return Promise.resolve(new Response(null, { status: 405 }));
    const context = contexts.getStore();
    if (context === undefined) return fetch(input, init);
    const headers = new Headers(init?.headers);
    headers.set('authorization', `Bearer ${context.token}`);
    const signals = [context.signal, ...(init?.signal ? [init.signal] : [])];
    return fetch(input, { ...init, headers, signal: AbortSignal.any(signals) });
  };

  async function connect(): Promise<Client> {
    const client = new Client({ name: 'mira-worker', version: '1.0.0' });
    // Errors reach their callers; what is left are streams that a stateless server closes.
    client.onerror = () => {};
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { fetch: send }));
    return client;
  }

  async function client(token: string): Promise<Client> {
    // Others may wait for this handshake: it must not end with its first caller.
    connecting ??= contexts.run(
      { token, signal: AbortSignal.timeout(CONNECT_TIMEOUT_MS) },
      connect,
    );
    try {
      return await connecting;
    } catch (error) {
      connecting = undefined;
      throw error;
    }
  }

  return {
    url,
    listTools: (context) =>
      contexts.run(context, async () => {
        const { tools } = await (
          await client(context.token)
        ).request({ method: 'tools/list' }, ListToolsResultSchema, { signal: context.signal });
        return tools;
      }),
    // The plain request instead of `callTool`: that one compiles every output schema to check what
    // the proxy has checked already, and what the caller parses again with zod.
    callTool: (call, context, timeoutMs) =>
      contexts.run(context, async () =>
        (await client(context.token)).request(
          { method: 'tools/call', params: { name: call.name, arguments: call.args } },
          CallToolResultSchema,
          { signal: context.signal, timeout: timeoutMs },
        ),
      ),
    async close() {
      const open = await connecting?.catch(() => undefined);
      connecting = undefined;
      await open?.close();
    },
  };
}
