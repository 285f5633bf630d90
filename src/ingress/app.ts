/** Puts the routes together. Nothing is opened here: `app.request()` works without a socket. */
import { Hono } from 'hono';
import type { IngressDeps } from './deps.ts';
import { createErrorHandler } from './errors.ts';
import { adminRoutes } from './routes/admin.ts';
import { feedbackRoutes } from './routes/feedback.ts';
import { feedRoutes } from './routes/feed.ts';
import { incidentRoutes } from './routes/incidents.ts';
import { investigateRoutes } from './routes/investigate.ts';
import { investigationRoutes } from './routes/investigations.ts';
import { operationRoutes } from './routes/operations.ts';
import { serviceRoutes } from './routes/services.ts';
import { usageRoutes } from './routes/usage.ts';
import { webhookRoutes } from './routes/webhook.ts';

export function createApp(deps: IngressDeps) {
  const app = new Hono()
    .route('/', webhookRoutes(deps))
    .route('/', operationRoutes(deps))
    .route('/', investigateRoutes(deps))
    .route('/', incidentRoutes(deps))
    .route('/', investigationRoutes(deps))
    .route('/', feedbackRoutes(deps))
    .route('/', serviceRoutes(deps))
    .route('/', usageRoutes(deps))
    .route('/', feedRoutes(deps))
    .route('/', adminRoutes(deps));
  app.onError(createErrorHandler(deps.logger));
  app.notFound((c) =>
    c.json({ error: { code: 'not_found', message: `no such path: ${c.req.path}. See /` } }, 404),
  );
  return app;
}

/** For typed clients (`hc<IngressApp>`), which live outside of this repository. @public */
export type IngressApp = ReturnType<typeof createApp>;
