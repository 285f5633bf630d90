/** What went wrong with a call to another server, in our terms. */
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { type CallToolResult, McpError } from '@modelcontextprotocol/sdk/types.js';
import { isMiraError, messageOf, MiraError } from '../../domain/errors.ts';
import { makeVisible } from '../../platform/untrusted/visible.ts';
import { cut } from '../tools/common/text.ts';
import { nonce } from '../untrusted/wrap.ts';
import { wasNotSent } from '../upstreams/lost-write.ts';
import { isConnectionLost, isSessionLost, type ServerLink } from './link.ts';
import { errorText } from './result.ts';

const MAX_ERROR = 1_000;
const MAX_QUOTE = 300;

const CONNECTION_CLOSED = -32_000;
const REQUEST_TIMEOUT = -32_001;
const METHOD_NOT_FOUND = -32_601;
const INVALID_PARAMS = -32_602;

const contextOf = (server: string) => ({ upstream: `mcp:${server}` });

/**
 * Makes a call on a link. A write that may have been carried out although its answer was lost ends
 * as `outcome_unknown`: nobody may send it again without looking.
 */
export async function callThrough<T>(
  link: ServerLink,
  signal: AbortSignal,
  reads: boolean,
  fn: (client: Client) => Promise<T>,
): Promise<T> {
  const { name } = link.config;
  try {
    return await link.use(signal, fn);
  } catch (error) {
    const known = afterLink(error, name);
    if (reads || !isMiraError(known) || !mayHaveHappened(known)) throw known;
    throw new MiraError(
      'outcome_unknown',
      `the answer of the MCP server «${name}» was lost (${known.code}): whether the call was carried out is not known`,
      { context: contextOf(name), cause: known },
    );
  }
}

const mayHaveHappened = (error: MiraError): boolean =>
  (error.code === 'unavailable' || error.code === 'timeout' || isGarbage(error)) &&
  error.context['notSent'] !== true &&
  !wasNotSent(error);

/** An answer came, but it could not be read. */
const isGarbage = (error: MiraError): boolean =>
  error.code === 'contract_broken' && error.cause !== undefined;

/** What the link had to see as it was, so that it could act on it. */
function afterLink(error: unknown, server: string): unknown {
  if (isSessionLost(error)) {
    return new MiraError('unavailable', `the MCP server «${server}» forgets its sessions`, {
      retry: 'backoff',
      context: { ...contextOf(server), notSent: true },
    });
  }
  if (!isConnectionLost(error)) return error;
  return new MiraError('unavailable', `the MCP server «${server}» cannot be reached`, {
    retry: 'backoff',
    context: contextOf(server),
    cause: error,
  });
}

/** A rejected request; what the link has to see itself stays as it is. */
export function callError(error: unknown, server: string): unknown {
  if (isMiraError(error) || isSessionLost(error) || isConnectionLost(error)) return error;
  const context = contextOf(server);
  const said = `«${cut(makeVisible(messageOf(error)), MAX_QUOTE)}»`;
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  if (error instanceof McpError) {
    switch (code) {
      case REQUEST_TIMEOUT:
        return new MiraError('timeout', `${server} did not answer in time`, {
          retry: 'backoff',
          context,
        });
      case CONNECTION_CLOSED:
        return new MiraError(
          'unavailable',
          `the MCP server «${server}» ended during the call; it is started again`,
          { retry: 'backoff', context },
        );
      case INVALID_PARAMS:
      case METHOD_NOT_FOUND:
        return new MiraError('bad_argument', `${server} refused the call: ${said}`, { context });
      default:
        return new MiraError(
          'contract_broken',
          `${server} answered with the error ${String(code)}: ${said}`,
          { context },
        );
    }
  }
  if (code === 401 || code === 403) {
    return new MiraError('auth', `${server} refused the proxy’s credentials`, { context });
  }
  if (typeof code === 'number' && code >= 500) {
    return new MiraError('unavailable', `${server} answered ${code}`, {
      retry: 'backoff',
      context,
    });
  }
  if (error instanceof Error && /abort/i.test(error.name)) return error;
  return new MiraError('contract_broken', `${server}: ${said}`, { context, cause: error });
}

/** What a tool itself reports, as text from outside. */
export function toolError(answer: CallToolResult, server: string): MiraError {
  const mark = nonce();
  const text = cut(makeVisible(errorText(answer)), MAX_ERROR);
  return new MiraError(
    'bad_argument',
    `the MCP server «${server}» reports an error, which is data from outside: <untrusted-${mark}>${text}</untrusted-${mark}>`,
    {
      context: {
        ...contextOf(server),
        hint: 'Change the arguments, or report this source as not checked.',
      },
    },
  );
}
