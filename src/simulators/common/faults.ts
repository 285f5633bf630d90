/** The faults of one simulator: which are armed, and what a hit does to a request. */
import type { Context, MiddlewareHandler, Next } from 'hono';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { HttpBindings } from '@hono/node-server';
import type { Fault, FaultAction, FaultRequest } from './fault-schema.ts';
import type { SimulatorEnv } from './simulator-app.ts';
import { sleep } from './sleep.ts';

export interface FaultList {
  add(request: FaultRequest): Fault;
  list(): readonly Fault[];
  /** Without an id all of them. */
  remove(id?: number): void;
  /** The fault that hits this request, if one does; counts the hit. */
  take(method: string, target: string, body: string): Fault | undefined;
}

function matchesPath(pattern: string | undefined, target: string): boolean {
  if (pattern === undefined) return true;
  const expression = /^\/(.+)\/([imsu]*)$/.exec(pattern);
  if (target.includes(pattern)) return true;
  if (expression === null) return false;
  try {
    return new RegExp(expression[1]!, expression[2]).test(target);
  } catch {
    return false;
  }
}

export function createFaultList(): FaultList {
  let faults: Fault[] = [];
  let nextId = 1;
  return {
    add(request) {
      const fault: Fault = { ...request, id: nextId++, left: request.times, hits: 0 };
      faults.push(fault);
      return fault;
    },
    list: () => faults,
    remove(id) {
      faults = id === undefined ? [] : faults.filter((fault) => fault.id !== id);
    },
    take(method, target, body) {
      const fault = faults.find(
        ({ match, left }) =>
          (left === 'always' || left > 0) &&
          (match.method === undefined || match.method.toUpperCase() === method) &&
          matchesPath(match.path, target) &&
          (match.body === undefined || body.includes(match.body)),
      );
      if (fault === undefined) return undefined;
      if (fault.skip > 0) {
        fault.skip -= 1;
        return undefined;
      }
      if (fault.left !== 'always') fault.left -= 1;
      fault.hits += 1;
      return fault;
    },
  };
}

/** What only the upstream itself can say; an action without an entry falls back to plain HTTP. */
export interface FaultDialect {
  rateLimited(c: Context<SimulatorEnv>, resetSeconds: number): Response;
  notFound(c: Context<SimulatorEnv>): Response;
  /** Actions of this upstream alone; `undefined` where it has no such action. */
  own?(
    action: FaultAction,
    c: Context<SimulatorEnv>,
    next: Next,
  ): Promise<Response | void> | undefined;
}

function cut(c: Context<SimulatorEnv>): Response {
  // `app.request()` has no socket: there a cut connection is an empty 502
  const incoming = (c.env as Partial<HttpBindings> | undefined)?.incoming;
  if (incoming === undefined) return new Response(null, { status: 502 });
  incoming.socket.destroy();
  c.set('cut', true);
  return RESPONSE_ALREADY_SENT;
}

async function truncated(c: Context<SimulatorEnv>, keep: number): Promise<Response> {
  const text = await c.res.text();
  const headers = new Headers(c.res.headers);
  headers.delete('content-length');
  return new Response(text.slice(0, Math.max(1, Math.floor(text.length * keep))), {
    status: 200,
    headers,
  });
}

/** `c.res` setters merge headers of the former response; this replaces it whole. */
export function replaceResponse(c: Context<SimulatorEnv>, response: Response): void {
  c.res = undefined;
  c.res = response;
}

function respond(
  c: Context<SimulatorEnv>,
  action: Extract<FaultAction, { type: 'respond' }>,
): Response {
  const { body } = action;
  const text = typeof body === 'string' || body === undefined ? (body ?? '') : JSON.stringify(body);
  const headers = new Headers(action.headers);
  if (!headers.has('content-type')) {
    headers.set('content-type', typeof body === 'string' ? 'text/plain' : 'application/json');
  }
  const empty = action.status === 204 || action.status === 304;
  return new Response(empty ? null : text, { status: action.status, headers });
}

const SIGN_IN = `<!DOCTYPE html><html><head><title>Azure DevOps Services | Sign In</title></head>
<body><h1>Sign in to your account</h1></body></html>`;

async function apply(
  action: FaultAction,
  c: Context<SimulatorEnv>,
  next: Next,
  dialect: FaultDialect,
  closing: AbortSignal,
): Promise<Response | void> {
  const own = dialect.own?.(action, c, next);
  if (own !== undefined) return own;
  switch (action.type) {
    case 'respond':
      if (!action.after) return respond(c, action);
      await next();
      return replaceResponse(c, respond(c, action));
    case 'delay':
      await sleep(action.ms, closing);
      return next();
    case 'hang':
      await sleep(Infinity, AbortSignal.any([closing, c.req.raw.signal]));
      return cut(c);
    case 'truncate':
      await next();
      return replaceResponse(c, await truncated(c, action.keep));
    case 'close':
      if (action.when === 'after') await next();
      return action.when === 'after' ? replaceResponse(c, cut(c)) : cut(c);
    case 'rate_limited': {
      const response = dialect.rateLimited(c, action.resetSeconds);
      if (action.retryAfterSeconds !== undefined) {
        response.headers.set('retry-after', String(action.retryAfterSeconds));
      }
      for (const [name, value] of Object.entries(action.headers)) response.headers.set(name, value);
      return response;
    }
    case 'retry_after':
      await sleep(action.delayMs, closing);
      await next();
      c.res.headers.set('retry-after', String(action.seconds));
      return;
    case 'headers':
      await next();
      for (const [name, value] of Object.entries(action.headers)) c.res.headers.set(name, value);
      return;
    case 'sign_in':
      return new Response(SIGN_IN, {
        status: 203,
        headers: { 'content-type': 'text/html; charset=utf-8' },
      });
    case 'not_found':
      return dialect.notFound(c);
    case 'partial':
    case 'without_commit_sha':
    case 'slack_error':
    case 'gemini':
      // another upstream's action: it changes nothing here
      return next();
  }
}

/** Applies the first armed fault that matches; control requests never get here. */
export function faultMiddleware(
  faults: FaultList,
  dialect: FaultDialect,
  closing: AbortSignal,
): MiddlewareHandler<SimulatorEnv> {
  return async (c, next) => {
    const url = new URL(c.req.url);
    const target = decodeURIComponent(url.pathname) + decodeURIComponent(url.search);
    const fault = faults.take(c.req.method, target, c.get('bodyText'));
    if (fault === undefined) return next();
    return apply(fault.action, c, next, dialect, closing);
  };
}
