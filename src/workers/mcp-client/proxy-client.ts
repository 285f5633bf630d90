/** The proxy as the worker sees it: several replicas of which any can serve any call. */
import { StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  type CallToolResult,
  ErrorCode,
  McpError,
  type Tool,
} from '@modelcontextprotocol/sdk/types.js';
import { MiraError, messageOf } from '../../domain/errors.ts';
import type { Clock } from '../../platform/clock.ts';
import { createReplica, type Replica } from './replica.ts';

export interface ProxyCall {
  readonly name: string;
  readonly args: Record<string, unknown>;
  /** A read may be asked again of another replica; a write that was sent may not. */
  readonly access: 'read' | 'write';
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** A bearer token; `renewed` asks for another one than was given before. */
export type TokenSource = (renewed: boolean) => Promise<string>;

export interface ProxyClient {
  listTools(token: TokenSource, signal: AbortSignal): Promise<Tool[]>;
  /**
   * @throws MiraError `unavailable` when no replica can be reached, `timeout`, `auth`, and
   * `outcome_unknown` for a write that was sent and not answered
   */
  callTool(call: ProxyCall, token: TokenSource): Promise<CallToolResult>;
  close(): Promise<void>;
}

export interface ProxyClientOptions {
  readonly urls: readonly string[];
  readonly clock: Clock;
  /** How long to go on looking for a replica while all are away, ms: as long as a restart takes. @defaultValue 10000 */
  readonly reconnectMs?: number;
}

const RETRY_PAUSE_MS = 250;

type Failure =
  | { readonly kind: 'replica_away'; readonly sent: boolean }
  | { readonly kind: 'token_refused' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'other' };

export function createProxyClient({
  urls,
  clock,
  reconnectMs = 10_000,
}: ProxyClientOptions): ProxyClient {
  const replicas = urls.map(createReplica);
  let preferred = Math.floor(Math.random() * replicas.length);

  async function withReplica<T>(
    access: 'read' | 'write',
    token: TokenSource,
    signal: AbortSignal,
    ask: (replica: Replica, token: string) => Promise<T>,
  ): Promise<T> {
    const giveUpAtMs = clock.now() + reconnectMs;
    let renewed = false;
    for (let attempt = 1; ; attempt++) {
      const replica = replicas[preferred % replicas.length] as Replica;
      try {
        return await ask(replica, await token(renewed));
      } catch (error) {
        signal.throwIfAborted();
        const failure = classify(error);
        switch (failure.kind) {
          case 'token_refused':
            if (renewed)
              throw new MiraError(
                'auth',
                'the proxy refuses our token: do both have the same MIRA_TOKEN_SECRET?',
                { cause: error },
              );
            renewed = true;
            continue;
          case 'timeout':
            if (access === 'write') throw lostAnswer(error);
            throw new MiraError('timeout', 'the proxy did not answer in time', {
              retry: 'backoff',
              cause: error,
            });
          case 'replica_away':
            if (access === 'write' && failure.sent) throw lostAnswer(error);
            preferred += 1;
            if (clock.now() >= giveUpAtMs) {
              throw new MiraError('unavailable', 'no replica of the proxy can be reached', {
                retry: 'backoff',
                context: { replicas: replicas.length, attempts: attempt },
                cause: error,
              });
            }
            // A full round over the replicas without a pause, then with one.
            if (attempt % replicas.length === 0) await clock.sleep(RETRY_PAUSE_MS, signal);
            continue;
          case 'other':
            throw new MiraError(
              'contract_broken',
              `the proxy’s answer cannot be understood: ${messageOf(error)}`,
              { cause: error },
            );
        }
      }
    }
  }

  return {
    listTools: (token, signal) =>
      withReplica('read', token, signal, (replica, bearer) =>
        replica.listTools({ token: bearer, signal }),
      ),
    callTool: (call, token) =>
      withReplica(call.access, token, call.signal, (replica, bearer) =>
        replica.callTool(call, { token: bearer, signal: call.signal }, call.timeoutMs),
      ),
    async close() {
      await Promise.all(replicas.map((replica) => replica.close()));
    },
  };
}

const lostAnswer = (cause: unknown): MiraError =>
  new MiraError('outcome_unknown', 'the write was sent and its answer was lost', { cause });

/** Errors of a connection that was never made: nothing was sent. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function classify(error: unknown): Failure {
  if (error instanceof StreamableHTTPError) {
    const status = error.code ?? 0;
    if (status === 401) return { kind: 'token_refused' };
    // A gateway's 503 means that no replica took the request; other 5xx may come after it did.
    if (status >= 500) return { kind: 'replica_away', sent: status !== 503 };
    return { kind: 'other' };
  }
  if (error instanceof McpError) {
    if (error.code === Number(ErrorCode.RequestTimeout)) return { kind: 'timeout' };
    if (error.code === Number(ErrorCode.ConnectionClosed))
      return { kind: 'replica_away', sent: true };
    return { kind: 'other' };
  }
  if (error instanceof Error && error.name === 'UnauthorizedError')
    return { kind: 'token_refused' };
  if (error instanceof TypeError)
    return { kind: 'replica_away', sent: !NOT_SENT.has(causeCode(error)) };
  return { kind: 'other' };
}

function causeCode(error: Error): string {
  const cause: unknown = error.cause;
  if (cause instanceof AggregateError) return causeCode(new Error('', { cause: cause.errors[0] }));
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
}
