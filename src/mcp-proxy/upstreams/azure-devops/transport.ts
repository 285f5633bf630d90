/**
 * The HTTP transport of azure-devops-node-api, replaced. The library's own cannot be aborted, never
 * retries a 429, follows 50 redirects, and turns a 404, a sign-in page and a truncated body alike
 * into `null`. Ours sends each request through the rate-limited fetch and throws for every answer
 * that is not what was asked for.
 */
import { Readable } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import type { ClientApiBase } from 'azure-devops-node-api/ClientApiBases.js';
import { MiraError } from '../../../domain/errors.ts';

/** What the library's API classes have in common. */
export type HasTransport = Pick<ClientApiBase, 'rest' | 'http'>;
type HttpClient = ClientApiBase['http'];

/** Makes an API object send its requests through `fetch`. */
export function installTransport<Api extends HasTransport>(
  api: Api,
  fetch: typeof globalThis.fetch,
): Api {
  const requestRaw = createRequestRaw(fetch);
  api.rest.client.requestRaw = requestRaw;
  api.http.requestRaw = requestRaw;
  return api;
}

function createRequestRaw(fetch: typeof globalThis.fetch): HttpClient['requestRaw'] {
  return async (info, data) => {
    const { method = 'GET', headers } = info.options;
    const response = await fetch(info.parsedUrl, {
      method,
      headers: plainHeaders(headers ?? {}),
      redirect: 'manual',
      ...(typeof data === 'string' && data !== '' ? { body: data } : {}),
    });
    const body = await response.text();
    check(response, body, `${method} ${info.parsedUrl.pathname}`);
    const message = Object.assign(Readable.from([Buffer.from(body)]), {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
    });
    return { message: message as unknown as IncomingMessage, readBody: async () => body };
  };
}

/** fetch works out the length itself and has no lists. */
const plainHeaders = (headers: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || /^(?:content-length|connection|host)$/i.test(name)
        ? []
        : [[name, String(value)]],
    ),
  );

const SIGN_IN =
  'Azure DevOps answered with its sign-in page: the token is missing, expired or not valid for this ' +
  'organisation. Renew AZURE_DEVOPS_PAT (Code read, Work items read and write, Build read)';

/** @throws MiraError for everything that the library would take for "nothing there" */
function check(response: Response, body: string, request: string): void {
  const { status } = response;
  const options = { context: { upstream: 'azure_devops', status, request } };
  const type = response.headers.get('content-type') ?? '';
  const html = type.includes('text/html') || /^\s*<!doctype html|^\s*<html/i.test(body);
  if (status === 203 || (status >= 300 && status < 400) || (html && status < 400)) {
    throw new MiraError('auth', SIGN_IN, options);
  }
  if (status < 300) {
    if (type.includes('json') && body !== '' && !parses(body)) {
      throw new MiraError(
        'contract_broken',
        `Azure DevOps’ answer to ${request} was cut short; it says nothing about whether there is data. Try again`,
        { ...options, retry: 'backoff' },
      );
    }
    return;
  }
  const said = detailOf(body);
  switch (status) {
    case 400:
      throw new MiraError('bad_argument', `Azure DevOps refused the request: ${said}`, options);
    case 401:
      throw new MiraError(
        'auth',
        `Azure DevOps refused the token: ${said}. Renew AZURE_DEVOPS_PAT`,
        options,
      );
    case 403:
      throw new MiraError('auth', `Azure DevOps: the token may not do this: ${said}`, options);
    case 404:
      throw new MiraError(
        'not_found',
        `Azure DevOps has no such thing, or the token may not see it: ${said}`,
        options,
      );
    case 409:
    case 412:
      throw new MiraError('conflict', `Azure DevOps: changed meanwhile: ${said}`, options);
    default:
      throw new MiraError('contract_broken', `Azure DevOps answered ${status}: ${said}`, options);
  }
}

function parses(body: string): boolean {
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}

function detailOf(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && 'message' in parsed) {
      return String(parsed.message).slice(0, 300);
    }
  } catch {
    // not JSON: an HTML error page, or nothing
  }
  return (
    body
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 200) || 'no details'
  );
}
