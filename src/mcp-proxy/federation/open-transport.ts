/** The way to one server: a command's stdin and stdout, or HTTP. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import {
  getDefaultEnvironment,
  StdioClientTransport,
} from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { McpServerConfig } from '../../config/mcp-servers.ts';
import { MiraError } from '../../domain/errors.ts';
import type { Logger } from '../../platform/logger.ts';
import type { GatePass } from '../upstream-http.ts';

/** The pass of the call under way, so that the transport's fetch can tell the limits what it saw. */
const passes = new AsyncLocalStorage<GatePass>();

export const withPass = <T>(pass: GatePass, fn: () => Promise<T>): Promise<T> =>
  passes.run(pass, fn);

/**
 * A new transport, not started. A command gets the few variables that every program needs and what
 * its entry hands over: nothing else of the proxy's environment, which holds everybody's keys.
 */
export function openTransport({ name, address }: McpServerConfig, logger: Logger): Transport {
  if (address.kind === 'stdio') {
    const transport = new StdioClientTransport({
      command: address.command,
      args: [...address.args],
      env: { ...getDefaultEnvironment(), ...address.env },
      stderr: 'pipe',
      ...(address.cwd === undefined ? {} : { cwd: address.cwd }),
    });
    transport.stderr?.on('data', (piece: Buffer) => {
      const text = piece.toString('utf8').trim().slice(0, 2_000);
      if (text !== '')
        logger.debug({ server: name, text }, 'a federated MCP server wrote to stderr');
    });
    return transport;
  }
  const url = new URL(address.url);
  const options = {
    requestInit: { headers: { ...address.headers } },
    fetch: (input: string | URL, init?: RequestInit) => limitedFetch(name, input, init),
  };
  if (address.kind === 'sse') return new SSEClientTransport(url, options);
  return new StreamableHTTPClientTransport(url, {
    ...options,
    // the stream from the server only tells of changed lists; links reconnect by themselves
    reconnectionOptions: {
      initialReconnectionDelay: 1_000,
      maxReconnectionDelay: 60_000,
      reconnectionDelayGrowFactor: 2,
      maxRetries: 5,
    },
  }) as Transport;
}

/** Redirects are not followed: they would carry the server's credentials to wherever it points. */
async function limitedFetch(
  server: string,
  input: string | URL,
  init: RequestInit | undefined,
): Promise<Response> {
  const response = await globalThis.fetch(input, { ...init, redirect: 'error' });
  const pass = passes.getStore();
  const pauseMs = pass?.learn(response.status, response.headers) ?? 0;
  if (response.status === 429) {
    await response.body?.cancel();
    throw new MiraError('rate_limited', `${server} refused the call: its quota is spent`, {
      retry: { afterMs: pauseMs },
      context: { upstream: `mcp:${server}` },
    });
  }
  return response;
}
