/** The CLI's side of the ingress API: bearer token, clear errors, answers parsed before use. */
import { z } from 'zod';
import { MiraError, messageOf } from '../domain/errors.ts';
import { RunEvent } from '../domain/run-event.ts';
import type { Settings } from './settings.ts';
import { readSse } from './sse.ts';

export interface ApiClient {
  readonly url: string;
  /** @throws MiraError `unavailable` when nobody answers, `forbidden`, `not_found`, `payload_invalid`, … */
  request<Schema extends z.ZodType>(
    schema: Schema,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<z.output<Schema>>;
  /** The body of a GET as it is. */
  text(path: string): Promise<string>;
  /**
   * The events of an investigation from `afterSeq` on, as they happen, until its last one.
   * Reconnects where the connection breaks; never repeats or loses one.
   */
  follow(
    investigationId: string,
    afterSeq?: number,
    signal?: AbortSignal,
  ): AsyncGenerator<RunEvent>;
}

const Problem = z.looseObject({
  error: z.union([
    z.string(),
    z.looseObject({
      code: z.string().optional(),
      message: z.string(),
      field: z.string().optional(),
    }),
  ]),
});

/** Tries of `follow` without any event between them, half a second apart. */
const MAX_RECONNECTS = 20;

export function createApiClient({
  url,
  token,
  timeoutMs,
}: Pick<Settings, 'url' | 'token' | 'timeoutMs'>): ApiClient {
  const send = async (path: string, init: RequestInit): Promise<Response> => {
    const withToken = new Headers(init.headers);
    if (token !== undefined) withToken.set('authorization', `Bearer ${token}`);
    try {
      return await fetch(`${url}${path}`, { ...init, headers: withToken });
    } catch (error) {
      if (init.signal?.aborted && error === init.signal.reason && !isTimeout(error)) throw error;
      throw new MiraError(
        'unavailable',
        `no answer from ${url}${path} (${messageOf(error)}). Is MIRA running there? Start one with: mira dev, or give --url`,
        { retry: 'backoff', cause: error },
      );
    }
  };

  return {
    url,
    request: async (schema, method, path, body) => {
      const response = await send(path, {
        method,
        signal: AbortSignal.timeout(timeoutMs),
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      if (!response.ok) throw await problemOf(response, path);
      const answer: unknown = response.status === 204 ? null : await response.json();
      const parsed = schema.safeParse(answer);
      if (parsed.success) return parsed.data;
      throw new MiraError(
        'contract_broken',
        `${path} answered something else than expected: ${z.prettifyError(parsed.error)}`,
      );
    },
    text: async (path) => {
      const response = await send(path, { signal: AbortSignal.timeout(timeoutMs) });
      if (!response.ok) throw await problemOf(response, path);
      return await response.text();
    },
    follow: async function* (investigationId, afterSeq = 0, signal) {
      let seen = afterSeq;
      for (let failures = 0; failures < MAX_RECONNECTS; failures += 1) {
        const path = `/investigations/${encodeURIComponent(investigationId)}/events`;
        try {
          const response = await send(path, {
            headers: { accept: 'text/event-stream', 'last-event-id': String(seen) },
            ...(signal ? { signal } : {}),
          });
          if (!response.ok) throw await problemOf(response, path);
          for await (const data of readSse(response)) {
            const event = RunEvent.parse(JSON.parse(data));
            if (event.seq <= seen) continue;
            seen = event.seq;
            failures = 0;
            yield event;
            if (event.type === 'investigation.finished') return;
          }
        } catch (error) {
          signal?.throwIfAborted();
          const broken = !(error instanceof MiraError) || error.code === 'unavailable';
          if (!broken || failures === MAX_RECONNECTS - 1) throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    },
  };
}

const isTimeout = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'TimeoutError';

async function problemOf(response: Response, path: string): Promise<MiraError> {
  const text = await response.text();
  const message = readProblem(text) ?? (text.slice(0, 200) || response.statusText);
  switch (response.status) {
    case 401:
    case 403:
      return new MiraError('forbidden', `${message} (give --token, MIRA_TOKEN or a profile)`);
    case 404:
      return new MiraError('not_found', message);
    case 409:
      return new MiraError('conflict', message);
    case 400:
    case 413:
    case 422:
      return new MiraError('payload_invalid', message);
    default:
      return new MiraError('unavailable', `${path}: ${response.status} ${message}`, {
        retry: 'backoff',
      });
  }
}

function readProblem(text: string): string | undefined {
  try {
    const { error } = Problem.parse(JSON.parse(text));
    if (typeof error === 'string') return error;
    // MIRA's own messages begin with the field already.
    const named = error.field === undefined || error.message.startsWith(`${error.field}:`);
    return named ? error.message : `${error.field}: ${error.message}`;
  } catch {
    return undefined;
  }
}
