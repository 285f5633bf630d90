/**
 * The Streamable HTTP endpoint, stateless: a POST with one JSON-RPC message (or, in the revision
 * that has them, a batch) is answered with JSON; with a stream where the client asks for progress.
 * No sessions: any replica serves any call.
 */
import {
  isJSONRPCRequest,
  SUPPORTED_PROTOCOL_VERSIONS,
  type JSONRPCNotification,
  type JSONRPCRequest,
} from '@modelcontextprotocol/sdk/types.js';
import type { Context } from 'hono';
import { isMiraError, messageOf } from '../../domain/errors.ts';
import type { Authenticator, Caller } from '../scope/authenticate.ts';
import { checkHost, checkOrigin } from './hosts.ts';
import type { HotPath } from './hot-path.ts';
import type { MultiplexTransport, Sender } from './transport.ts';

export const MAX_BODY_BYTES = 4 * 1024 * 1024;
const MAX_BATCH = 100;
/** The only revision with batches; also what a client without the header is taken to speak. */
const BATCH_REVISION = '2025-03-26';

const JSON_HEADERS = { 'content-type': 'application/json' };
const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;
/** For problems of the HTTP request itself, as the SDK's own transport uses it. */
const HTTP_ERROR = -32_000;

export interface McpHttpOptions {
  readonly transport: MultiplexTransport;
  readonly fromMemory: HotPath;
  readonly authenticator: Authenticator;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
}

export type McpHttpHandler = (context: Context) => Promise<Response>;

export function createMcpHttp(options: McpHttpOptions): McpHttpHandler {
  const { transport, fromMemory, authenticator, allowedHosts, allowedOrigins } = options;

  const deliver = (message: Message, sender: Sender): Promise<string> | undefined => {
    switch (message.kind) {
      case 'request':
        return transport.request(message.value, sender);
      case 'notification':
        transport.notify(message.value, sender);
        return undefined;
      case 'response':
        return undefined; // the server asks clients nothing
    }
  };

  return async (c) => {
    const header = (name: string): string | undefined => c.req.header(name);
    const refused =
      checkHost(header('host'), allowedHosts) ?? checkOrigin(header('origin'), allowedOrigins);
    if (refused) return problem(403, HTTP_ERROR, refused);
    if (c.req.method !== 'POST') {
      return problem(405, HTTP_ERROR, 'only POST is served: there are no sessions', {
        allow: 'POST',
      });
    }
    const accept = header('accept') ?? '';
    if (!accept.includes('application/json') || !accept.includes('text/event-stream')) {
      return problem(406, HTTP_ERROR, 'accept both application/json and text/event-stream');
    }
    if (!isJson(header('content-type'))) {
      return problem(415, HTTP_ERROR, 'the content type must be application/json');
    }
    const revision = header('mcp-protocol-version');
    if (revision !== undefined && !SUPPORTED_PROTOCOL_VERSIONS.includes(revision)) {
      const known = SUPPORTED_PROTOCOL_VERSIONS.join(', ');
      return problem(
        400,
        HTTP_ERROR,
        `unsupported protocol version ${revision.slice(0, 40)} (supported: ${known})`,
      );
    }

    let caller: Caller;
    try {
      const known = authenticator.authenticate(header('authorization'));
      caller = known instanceof Promise ? await known : known;
    } catch (error) {
      if (!isMiraError(error)) throw error;
      return problem(401, HTTP_ERROR, error.message, {
        'www-authenticate': 'Bearer realm="mira", error="invalid_token"',
      });
    }

    const text = await readBody(c);
    if (text === undefined) {
      return problem(413, HTTP_ERROR, `the request body must not exceed ${MAX_BODY_BYTES} bytes`);
    }
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (error) {
      return problem(400, PARSE_ERROR, `the body is no JSON: ${messageOf(error)}`);
    }
    const sender: Sender = { caller, connection: () => c.req.raw.signal };

    if (!Array.isArray(json)) {
      const message = readMessage(json);
      if (!message) return problem(400, INVALID_REQUEST, 'the body is no JSON-RPC 2.0 message');
      const remembered = message.kind === 'request' && fromMemory(message.value, caller);
      if (remembered) return new Response(remembered, { headers: JSON_HEADERS });
      if (!canBeAnswered(message)) return problem(400, INVALID_REQUEST, MALFORMED);
      if (wantsProgress(message)) return streamed(message.value, sender, transport);
      const answer = deliver(message, sender);
      return answer ? new Response(await answer, { headers: JSON_HEADERS }) : accepted();
    }

    if (revision !== undefined && revision !== BATCH_REVISION) {
      return problem(400, INVALID_REQUEST, `revision ${revision} has no batches: send one message`);
    }
    if (json.length === 0 || json.length > MAX_BATCH) {
      return problem(400, INVALID_REQUEST, `a batch holds 1 to ${MAX_BATCH} messages`);
    }
    const messages = json.map(readMessage);
    if (!messages.every((message) => message !== undefined)) {
      return problem(400, INVALID_REQUEST, 'the batch holds something that is no JSON-RPC message');
    }
    if (!messages.every(canBeAnswered)) return problem(400, INVALID_REQUEST, MALFORMED);
    if (messages.some(({ kind, value }) => kind === 'request' && value.method === 'initialize')) {
      return problem(400, INVALID_REQUEST, 'initialize must not be part of a batch');
    }
    const answers = messages.map((message) => deliver(message, sender));
    const texts = await Promise.all(answers.filter((answer) => answer !== undefined));
    return texts.length === 0
      ? accepted()
      : new Response(`[${texts.join()}]`, { headers: JSON_HEADERS });
  };
}

/**
 * The library drops requests that it does not take for one without an answer, and their sender would
 * wait for ever: what `readMessage` let pass is looked at as the library does.
 */
const canBeAnswered = ({ kind, value }: Message): boolean =>
  kind !== 'request' || isJSONRPCRequest(value);

const MALFORMED =
  'the request is malformed: it takes jsonrpc, id, method and params alone, params is an object, and _meta in it too';

/** Only then is an answer a stream: a JSON answer costs a fraction. */
function wantsProgress(
  message: Message,
): message is Extract<Message, { readonly kind: 'request' }> {
  return message.kind === 'request' && message.value.params?._meta?.progressToken !== undefined;
}

function streamed(
  message: JSONRPCRequest,
  sender: Sender,
  transport: MultiplexTransport,
): Response {
  const gone = new AbortController();
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (json: string): void => {
        if (!gone.signal.aborted) {
          controller.enqueue(encoder.encode(`event: message\ndata: ${json}\n\n`));
        }
      };
      const end = (json: string): void => {
        send(json);
        if (!gone.signal.aborted) controller.close();
      };
      // a stream that nobody reads is cancelled: that is how a client leaves here
      const connection = (): AbortSignal => AbortSignal.any([sender.connection(), gone.signal]);
      transport
        .request(message, { ...sender, connection, onNotification: send })
        .then(end, (error) => {
          controller.error(error);
        });
    },
    cancel: () => gone.abort(new Error('the client has gone')),
  });
  return new Response(stream, {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}

const accepted = (): Response => new Response(null, { status: 202 });

function problem(
  status: number,
  code: number,
  message: string,
  headers: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify({ jsonrpc: '2.0', error: { code, message }, id: null }), {
    status,
    headers: { ...JSON_HEADERS, ...headers },
  });
}

function isJson(contentType: string | undefined): boolean {
  if (contentType === 'application/json') return true;
  const [essence = ''] = (contentType ?? '').split(';', 1);
  return essence.trim().toLowerCase() === 'application/json';
}

/** Undefined when it is too large, whether it says so itself or not. */
async function readBody(c: Context): Promise<string | undefined> {
  const stated = c.req.header('content-length');
  if (stated !== undefined) {
    return Number(stated) > MAX_BODY_BYTES ? undefined : await c.req.text();
  }
  const stream = c.req.raw.body;
  if (!stream) return '';
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for await (const chunk of stream as ReadableStream<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

type Message =
  | { readonly kind: 'request'; readonly value: JSONRPCRequest }
  | { readonly kind: 'notification'; readonly value: JSONRPCNotification }
  | { readonly kind: 'response'; readonly value: { readonly method?: undefined } };

/** By hand, because it is on the way of every call; the server checks the parameters of each method. */
function readMessage(value: unknown): Message | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { jsonrpc, id, method, params } = value as Record<string, unknown>;
  if (jsonrpc !== '2.0') return undefined;
  const hasId = typeof id === 'string' || (typeof id === 'number' && Number.isInteger(id));
  if (method === undefined) {
    return hasId && ('result' in value || 'error' in value)
      ? { kind: 'response', value: {} }
      : undefined;
  }
  if (typeof method !== 'string') return undefined;
  if (params !== undefined && (typeof params !== 'object' || params === null)) return undefined;
  if (hasId) return { kind: 'request', value: value as JSONRPCRequest };
  return id === undefined
    ? { kind: 'notification', value: value as JSONRPCNotification }
    : undefined;
}
