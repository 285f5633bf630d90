/** The Azure DevOps simulator: negotiation, sign-in, throttling, and its routes. */
import { z } from 'zod';
import {
  createSimulatorApp,
  describeProblems,
  type SimulatorApp,
  type SimulatorEnv,
} from '../common/simulator-app.ts';
import { sleep } from '../common/sleep.ts';
import type { World } from '../world.ts';
import { buildRoutes } from './builds.ts';
import { environmentRoutes } from './environments.ts';
import { AzureDevOpsError, errorBody } from './errors.ts';
import { gitRoutes } from './git-routes.ts';
import { projectWire } from './git-wire.ts';
import { guid, identity } from './ids.ts';
import { locationsOf } from './locations.ts';
import { pullRequestRoutes } from './pull-requests.ts';
import { createRepositories } from './repositories.ts';
import { base, listed, parameter, route } from './routes.ts';
import { threadRoutes } from './threads.ts';
import { createThrottle, ThrottleRequest } from './throttle.ts';
import { workItemRoutes } from './work-item-routes.ts';
import { createWorkItems } from './work-items.ts';
import type { Context } from 'hono';

export interface AzureDevOpsOptions {
  readonly world: World;
  readonly now: () => number;
  readonly closing: AbortSignal;
  /** Only this token is accepted; without it any is. */
  readonly pat?: string | undefined;
}

const BLOCKED =
  'TF400733: The request has been canceled: Request was blocked due to exceeding usage of resource simulated/default in namespace User.';

/** The token of a Basic or Bearer header. */
function tokenOf(c: Context<SimulatorEnv>): string | undefined {
  const [, scheme, value] =
    /^(Basic|Bearer)\s+(\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
  if (scheme === undefined || value === undefined) return undefined;
  if (scheme.toLowerCase() === 'bearer') return value;
  const decoded = Buffer.from(value, 'base64').toString();
  return decoded.slice(decoded.indexOf(':') + 1) || undefined;
}

/** @returns the app, and what removes its repositories from the disk */
export async function createAzureDevOpsApp(
  options: AzureDevOpsOptions,
): Promise<{ app: SimulatorApp; close(): Promise<void> }> {
  const { world, now, closing } = options;
  const throttle = createThrottle(now);
  const repositories = await createRepositories(world);
  const workItems = createWorkItems(world, now);

  const blocked = (c: Context<SimulatorEnv>, headers: Readonly<Record<string, string>>): Response =>
    c.json(errorBody('RequestBlockedException', BLOCKED), 429, headers);

  const app = createSimulatorApp({
    name: 'azure-devops',
    world,
    now,
    closing,
    toPath: (path) => path.toLowerCase(),
    onError(error, c) {
      if (error instanceof AzureDevOpsError) {
        return c.json(errorBody(error.typeKey, error.message), error.status);
      }
      if (error instanceof z.ZodError || error instanceof SyntaxError) {
        const what =
          error instanceof z.ZodError ? describeProblems(error).join('; ') : error.message;
        return c.json(errorBody('VssPropertyValidationException', what), 400);
      }
      return undefined;
    },
    control(control) {
      control.get('/limits', (c) => c.json(throttle.setting() ?? null));
      control.post('/limits', async (c) => {
        throttle.set(ThrottleRequest.parse(await c.req.json()));
        return c.json(throttle.setting());
      });
      control.delete('/limits', (c) => {
        throttle.set(undefined);
        return c.body(null, 204);
      });
      control.get('/work-items', (c) => c.json(workItems.list()));
    },
    around(outer) {
      outer.use(async (c, next) => {
        const state = throttle.take();
        if (state.outcome === 'refuse') return blocked(c, state.headers);
        await sleep(state.delayMs, closing);
        await next();
        for (const [name, value] of Object.entries(state.headers)) {
          if (!c.res.headers.has(name)) c.res.headers.set(name, value);
        }
        return;
      });
    },
    dialect: {
      rateLimited: (c, resetSeconds) =>
        blocked(c, {
          'retry-after': String(resetSeconds),
          'x-ratelimit-resource': 'simulated/default',
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(Math.ceil(now() / 1000 + resetSeconds)),
        }),
      notFound: (c) =>
        c.json(errorBody('VssResourceNotFoundException', 'The resource cannot be found.'), 404),
    },
  });

  app.use('/:organization/*', async (c, next) => {
    const token = tokenOf(c);
    if (token !== undefined && (options.pat === undefined || token === options.pat)) return next();
    const headers = { 'www-authenticate': 'Basic realm="simulated"', 'content-type': 'text/html' };
    return new Response('<html><body>TF400813: The user is not authorized.</body></html>', {
      status: 401,
      headers,
    });
  });

  app.options('/:organization/_apis/:area', (c) =>
    c.json(listed(locationsOf(c.req.param('area')))),
  );
  app.options('/:organization/_apis', (c) => c.json(listed([])));
  // the on-premises answer: the client keeps to the address that it was given
  route(app, 'get', '/resourceareas', (c) => c.json({ count: 0, value: null }));
  route(app, 'get', '/resourceareas/:area', (c) => c.body(null, 204));
  route(app, 'get', '/connectiondata', (c) =>
    c.json({
      authenticatedUser: { ...identity('MIRA'), isActive: true, providerDisplayName: 'MIRA' },
      authorizedUser: { ...identity('MIRA'), isActive: true, providerDisplayName: 'MIRA' },
      instanceId: guid('instance', parameter(c, 'organization')),
      deploymentId: guid('deployment', 'simulated'),
      deploymentType: 'hosted',
      locationServiceData: { serviceOwner: guid('owner', 'simulated') },
    }),
  );
  route(app, 'get', '/projects', (c) =>
    c.json(listed(repositories.projects().map((name) => projectWire(base(c), name)))),
  );
  app.get('/:organization/_apis/projects/:name', (c) =>
    c.json(projectWire(base(c), repositories.project(c.req.param('name')))),
  );

  gitRoutes(app, repositories, now);
  threadRoutes(app, world, pullRequestRoutes(app, world, repositories), now);
  buildRoutes(app, world, repositories, now);
  environmentRoutes(app, world, repositories, now);
  workItemRoutes(app, workItems, repositories, now);
  app.notFound((c) =>
    c.json(
      errorBody(
        'VssResourceNotFoundException',
        `VS800075: The controller for path '${c.req.path}' was not found or does not implement IController.`,
      ),
      404,
    ),
  );
  return { app, close: () => repositories.close() };
}
