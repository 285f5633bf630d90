/** What the four simulators have in common: recording, latency, faults and the control API. */
import { Hono, type Context } from 'hono';
import type { HttpBindings } from '@hono/node-server';
import { z } from 'zod';
import { createFaultList, faultMiddleware, type FaultDialect } from './faults.ts';
import { FaultRequest } from './fault-schema.ts';
import { createRecorder } from './recorder.ts';
import { sleep } from './sleep.ts';
import type { World } from '../world.ts';
import { ScenarioError } from '../scenario-error.ts';
import { ScenarioRequest } from '../scenario-request.ts';

export interface SimulatorEnv {
  Bindings: HttpBindings;
  Variables: { bodyText: string; cut?: boolean };
}
export type SimulatorApp = Hono<SimulatorEnv>;

export interface SimulatorAppOptions {
  readonly name: string;
  readonly world: World;
  readonly now: () => number;
  readonly dialect: FaultDialect;
  /** Fires when the simulator closes: whatever waits ends. */
  readonly closing: AbortSignal;
  /** Adds control routes of this simulator alone. */
  readonly control?: (control: SimulatorApp) => void;
  /** Around everything but the control API, outside of faults: rate-limit headers. */
  readonly around?: (app: SimulatorApp) => void;
  /** Address path → routed path, where an upstream's differ. */
  readonly toPath?: (path: string) => string;
  /** The upstream's own answer to an error; `undefined` leaves it to the control API's. */
  readonly onError?: (error: Error, c: Context<SimulatorEnv>) => Response | undefined;
}

const Latency = z.object({ ms: z.number().nonnegative().max(60_000) });

/** The problems of a control request, each with its field. */
export const describeProblems = (error: z.ZodError): string[] =>
  error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);

/**
 * A Hono app with `/_sim/*` and the middleware in place; the caller adds the upstream's routes.
 * Order: record → latency → `around` → faults → routes, so that a fault's answer is recorded and
 * carries rate-limit headers as the real service's would.
 */
export function createSimulatorApp(options: SimulatorAppOptions): SimulatorApp {
  const { world, now, dialect, closing } = options;
  const toPath = options.toPath ?? ((path: string) => path);
  const getPath = (request: Request): string => {
    const path = new URL(request.url).pathname;
    // the control API is found below whatever base address a client was given
    const control = path.indexOf('/_sim/');
    return control >= 0 ? path.slice(control) : toPath(path);
  };
  const app: SimulatorApp = new Hono<SimulatorEnv>({ getPath });
  const recorder = createRecorder(now);
  const faults = createFaultList();
  let latencyMs = 0;

  const control: SimulatorApp = new Hono<SimulatorEnv>();
  control.get('/health', (c) => c.json({ ok: true, simulator: options.name }));
  control.get('/requests', (c) => c.json(recorder.list()));
  control.delete('/requests', (c) => {
    recorder.clear();
    return c.body(null, 204);
  });
  control.get('/scenarios', async (c) => c.json({ scenarios: await world.available() }));
  control.get('/scenario', (c) => c.json({ loaded: world.names() }));
  control.post('/scenario', async (c) => {
    const request = ScenarioRequest.parse(await c.req.json());
    return c.json(await world.load(request));
  });
  control.delete('/scenario', async (c) => {
    await world.clear();
    return c.body(null, 204);
  });
  control.get('/faults', (c) => c.json(faults.list()));
  control.post('/faults', async (c) => c.json(faults.add(FaultRequest.parse(await c.req.json()))));
  control.delete('/faults', (c) => {
    const id = c.req.query('id');
    faults.remove(id === undefined ? undefined : Number(id));
    return c.body(null, 204);
  });
  control.get('/latency', (c) => c.json({ ms: latencyMs }));
  control.post('/latency', async (c) => {
    latencyMs = Latency.parse(await c.req.json()).ms;
    return c.json({ ms: latencyMs });
  });
  options.control?.(control);

  app.onError((error, c) => {
    const own = c.req.path.startsWith('/_sim/') ? undefined : options.onError?.(error, c);
    if (own !== undefined) return own;
    if (error instanceof z.ZodError) return c.json({ errors: describeProblems(error) }, 400);
    if (error instanceof ScenarioError) return c.json({ errors: [error.message] }, error.status);
    if (error instanceof SyntaxError)
      return c.json({ errors: [`not JSON: ${error.message}`] }, 400);
    return c.json({ errors: [`the simulator failed: ${error.stack ?? error.message}`] }, 500);
  });

  app.use(async (c, next) => {
    if (c.req.path.startsWith('/_sim/')) return next();
    const bodyText = c.req.method === 'GET' ? '' : await c.req.text();
    c.set('bodyText', bodyText);
    const contentType = c.req.header('content-type') ?? '';
    const recorded = recorder.record(c.req.method, new URL(c.req.url), bodyText, contentType);
    await sleep(latencyMs, closing);
    await next();
    if (c.get('cut') !== true) recorded.status = c.res.status;
  });
  app.route('/_sim', control);
  app.all('/_sim/*', (c) => c.json({ errors: [`no such control: ${c.req.path}`] }, 404));
  options.around?.(app);
  app.use(faultMiddleware(faults, dialect, closing));
  return app;
}
