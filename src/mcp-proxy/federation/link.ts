/**
 * One server's connection and what it is for: started in the background, stopped when nobody needs
 * it, started again with growing pauses when it dies. Its tools stay known meanwhile, and calls get
 * an error that says what is going on.
 */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
  ListToolsResultSchema,
  ToolListChangedNotificationSchema,
  type Tool as ForeignTool,
} from '@modelcontextprotocol/sdk/types.js';
import type { McpServerConfig } from '../../config/mcp-servers.ts';
import { isMiraError, messageOf, MiraError } from '../../domain/errors.ts';
import { MINUTE_MS, SECOND_MS } from '../../domain/time.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { openTransport } from './open-transport.ts';

export const FIRST_PAUSE_MS = SECOND_MS;
export const LONGEST_PAUSE_MS = MINUTE_MS;
/** Up for so long: the next death is a first one again. */
const STEADY_MS = MINUTE_MS;
/** Servers over HTTP may have no way to say that their list changed. */
const LIST_AGE_MS = 5 * MINUTE_MS;
/** Between a notice that the list changed and asking for it. */
const RELIST_MS = 200;
const MAX_TOOLS = 500;
const MAX_PAGES = 50;

export type LinkState = 'starting' | 'up' | 'idle' | 'down' | 'closed';

export interface LinkReport {
  readonly server: string;
  readonly state: LinkState;
  readonly tools: number;
  /** Starts that were tried. */
  readonly starts: number;
  /** Why it is down. */
  readonly problem: string | null;
  readonly retryInMs: number | null;
}

export interface ServerLink {
  readonly config: McpServerConfig;
  /** What it offered when last asked; undefined while it never was. */
  readonly tools: readonly ForeignTool[] | undefined;
  /** Begins to start it, without waiting. */
  start(): void;
  /**
   * Runs `fn` with a connected client.
   * @throws MiraError `unavailable` while it can't be had, naming when it is tried again
   */
  use<T>(signal: AbortSignal, fn: (client: Client) => Promise<T>): Promise<T>;
  report(): LinkReport;
  close(): Promise<void>;
}

export interface LinkDeps {
  readonly config: McpServerConfig;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly version: string;
  /** Its list of tools is known, or has changed. */
  readonly onTools: () => void;
  /** @defaultValue {@link FIRST_PAUSE_MS} */
  readonly firstPauseMs?: number;
}

export function createServerLink(deps: LinkDeps): ServerLink {
  const { config, clock, logger, version, onTools, firstPauseMs = FIRST_PAUSE_MS } = deps;
  const { name, settings } = config;
  const idleMs = config.address.kind === 'stdio' ? settings.idleMinutes * MINUTE_MS : 0;

  let state: LinkState = 'idle';
  let client: Client | undefined;
  let starting: Promise<Client> | undefined;
  let tools: readonly ForeignTool[] | undefined;
  let listedAtMs = 0;
  let upSinceMs = 0;
  let failures = 0;
  let starts = 0;
  let problem: string | null = null;
  let retryAtMs = 0;
  let retryTimer: NodeJS.Timeout | undefined;
  let idleTimer: NodeJS.Timeout | undefined;
  let relistTimer: NodeJS.Timeout | undefined;
  let inUse = 0;

  const start = (): Promise<Client> => {
    if (starting) return starting;
    clearTimeout(retryTimer);
    state = 'starting';
    starts += 1;
    const attempt = connect().finally(() => {
      if (starting === attempt) starting = undefined;
    });
    attempt.catch(() => undefined); // told to whoever waits, and by the state
    starting = attempt;
    return attempt;
  };

  const connect = async (): Promise<Client> => {
    const fresh = new Client({ name: 'mira', version }, { capabilities: {} });
    fresh.onerror = (error) => logger.debug({ err: error, server: name }, 'federated MCP server');
    fresh.setNotificationHandler(ToolListChangedNotificationSchema, () => relist(fresh));
    const timeout = settings.startSeconds * SECOND_MS;
    try {
      await fresh.connect(openTransport(config, logger), { timeout });
      fresh.onclose = () => lost(fresh, 'its connection has ended');
      await list(fresh, timeout);
    } catch (error) {
      fresh.onclose = () => undefined;
      fresh.close().catch(() => undefined);
      failed(startProblem(error));
      throw error;
    }
    if (closed()) {
      await fresh.close();
      throw unavailable('the proxy is stopping', null);
    }
    client = fresh;
    state = 'up';
    problem = null;
    upSinceMs = clock.now();
    watchIdleness();
    logger.info({ server: name, tools: tools?.length }, 'a federated MCP server is up');
    return fresh;
  };

  const closed = (): boolean => state === 'closed';

  const list = async (from: Client, timeout: number): Promise<void> => {
    const found: ForeignTool[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MAX_PAGES && found.length < MAX_TOOLS; page += 1) {
      const params = cursor === undefined ? {} : { cursor };
      // not `listTools`: that one compiles every output schema of a server that we only pass on
      const answer = await from.request({ method: 'tools/list', params }, ListToolsResultSchema, {
        timeout,
      });
      found.push(...answer.tools);
      cursor = answer.nextCursor;
      if (cursor === undefined) break;
    }
    if (found.length > MAX_TOOLS || cursor !== undefined) {
      logger.warn({ server: name, max: MAX_TOOLS }, 'a federated MCP server offers too many tools');
    }
    listedAtMs = clock.now();
    const before = JSON.stringify(tools);
    tools = found.slice(0, MAX_TOOLS);
    if (before === JSON.stringify(tools)) return;
    if (before !== undefined) {
      logger.warn({ server: name }, 'a federated MCP server has changed its tools');
    }
    onTools();
  };

  /** Soon, and once for many notices: a server that floods them must not keep us busy. */
  const relist = (from: Client): void => {
    relistTimer ??= setTimeout(() => {
      relistTimer = undefined;
      list(from, settings.startSeconds * SECOND_MS).catch((error: unknown) => {
        logger.warn(
          { err: error, server: name },
          'could not list the tools of a federated MCP server',
        );
      });
    }, RELIST_MS).unref();
  };

  const failed = (why: string): void => {
    if (closed()) return;
    if (upSinceMs > 0 && clock.now() - upSinceMs > STEADY_MS) failures = 0;
    upSinceMs = 0;
    failures += 1;
    client = undefined;
    state = 'down';
    problem = why;
    clearTimeout(idleTimer);
    // not all replicas at the same moment
    const pauseMs =
      Math.min(LONGEST_PAUSE_MS, firstPauseMs * 2 ** (failures - 1)) * (0.75 + Math.random() / 2);
    retryAtMs = clock.now() + pauseMs;
    retryTimer = setTimeout(() => void start(), pauseMs);
    retryTimer.unref();
    logger.warn(
      { server: name, why, failures, retryInMs: Math.round(pauseMs) },
      'a federated MCP server is down',
    );
  };

  const lost = (which: Client, why: string): void => {
    if (client !== which) return;
    which.onclose = () => undefined;
    which.close().catch(() => undefined);
    failed(why);
  };

  /** A session that the server forgot: nothing is wrong with it, only with what we hold. */
  const forget = (which: Client): void => {
    if (client !== which) return;
    client = undefined;
    state = 'idle';
    which.onclose = () => undefined;
    which.close().catch(() => undefined);
  };

  const watchIdleness = (): void => {
    clearTimeout(idleTimer);
    if (idleMs === 0) return;
    idleTimer = setTimeout(() => {
      if (inUse > 0 || !client) return;
      logger.info({ server: name }, 'stopping a federated MCP server that nobody calls');
      forget(client);
    }, idleMs);
    idleTimer.unref();
  };

  const connected = async (signal: AbortSignal): Promise<Client> => {
    if (client) return client;
    if (closed()) throw unavailable('the proxy is stopping', null);
    if (state === 'down') {
      throw unavailable(problem ?? 'it is down', Math.max(0, retryAtMs - clock.now()));
    }
    const { promise, reject } = Promise.withResolvers<never>();
    const onAbort = (): void => reject(unavailable('it is still starting', 5 * SECOND_MS));
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await Promise.race([start(), promise]);
    } catch (error) {
      if (isMiraError(error)) throw error;
      throw unavailable(startProblem(error), Math.max(0, retryAtMs - clock.now()));
    } finally {
      signal.removeEventListener('abort', onAbort);
      promise.catch(() => undefined);
    }
  };

  const unavailable = (why: string, retryInMs: number | null): MiraError => {
    const again =
      retryInMs === null ? '' : `; it is started again in about ${Math.ceil(retryInMs / 1_000)} s`;
    return new MiraError(
      'unavailable',
      `the MCP server «${name}» is not available: ${why}${again}`,
      {
        retry: retryInMs === null ? 'backoff' : { afterMs: Math.max(SECOND_MS, retryInMs) },
        context: { upstream: `mcp:${name}`, notSent: true },
      },
    );
  };

  const use: ServerLink['use'] = async (signal, fn) => {
    for (let again = false; ; again = true) {
      const current = await connected(signal);
      if (clock.now() - listedAtMs > LIST_AGE_MS) {
        listedAtMs = clock.now();
        relist(current);
      }
      inUse += 1;
      try {
        return await fn(current);
      } catch (error) {
        if (isSessionLost(error) && !again) {
          forget(current);
          continue;
        }
        if (isConnectionLost(error)) lost(current, 'it cannot be reached');
        throw error;
      } finally {
        inUse -= 1;
        watchIdleness();
      }
    }
  };

  return {
    config,
    get tools() {
      return tools;
    },
    start: () => void start(),
    use,
    report: () => ({
      server: name,
      state,
      tools: tools?.length ?? 0,
      starts,
      problem,
      retryInMs: state === 'down' ? Math.max(0, Math.round(retryAtMs - clock.now())) : null,
    }),
    async close() {
      state = 'closed';
      clearTimeout(retryTimer);
      clearTimeout(idleTimer);
      clearTimeout(relistTimer);
      const last = client ?? (await starting?.catch(() => undefined));
      client = undefined;
      if (!last) return;
      last.onclose = () => undefined;
      await last.close();
    },
  };
}

/** What may be told to callers: never what the server itself wrote. */
function startProblem(error: unknown): string {
  const code = codeOf(error);
  if (code === 'ENOENT') return 'its command was not found';
  if (code === 'EACCES') return 'its command may not be executed';
  if (code === 401 || code === 403) return 'its credentials were refused';
  if (code === -32_001) return 'it did not answer in time';
  if (code === -32_000) return 'it ended while it was starting';
  if (typeof code === 'number' && code >= 400) return `it answered ${code}`;
  if (isConnectionLost(error)) return 'it cannot be reached';
  return `it could not be started (${messageOf(error).slice(0, 120)})`;
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

/** fetch could not reach the server; for a command its end is seen by itself. */
export const isConnectionLost = (error: unknown): boolean =>
  error instanceof TypeError && /fetch failed|terminated|network/i.test(error.message);

/** Streamable HTTP: 404 to a session id means that the server has forgotten the session. */
export const isSessionLost = (error: unknown): boolean =>
  error instanceof Error &&
  error.constructor.name === 'StreamableHTTPError' &&
  codeOf(error) === 404;
