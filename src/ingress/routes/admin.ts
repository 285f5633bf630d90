/** Bull Board at `/admin/queues`, for operators. Loaded at its first use: it would double the start. */
import { Hono } from 'hono';
import { csrf } from 'hono/csrf';
import type { IngressDeps } from '../deps.ts';

const PATH = '/admin/queues';

export function adminRoutes({ queues, access }: IngressDeps) {
  let board: Promise<Hono> | undefined;
  return (
    new Hono()
      // A browser keeps sending Basic credentials: another site must not make it press buttons here.
      .use(`${PATH}/*`, access('operator'), csrf())
      .get(`${PATH}/`, (c) => c.redirect(PATH))
      .all(`${PATH}/*`, async (c) => {
        board ??= loadBoard(queues);
        return (await board).fetch(c.req.raw, c.env);
      })
  );
}

async function loadBoard(queues: IngressDeps['queues']): Promise<Hono> {
  const [{ createBullBoard }, { BullMQAdapter }, { HonoAdapter }, { serveStatic }] =
    await Promise.all([
      import('@bull-board/api'),
      import('@bull-board/api/bullMQAdapter'),
      import('@bull-board/hono'),
      import('@hono/node-server/serve-static'),
    ]);
  const serverAdapter = new HonoAdapter(serveStatic);
  serverAdapter.setBasePath(PATH);
  createBullBoard({
    queues: [new BullMQAdapter(queues.investigations), new BullMQAdapter(queues.actions)],
    serverAdapter,
    options: { uiConfig: { boardTitle: 'MIRA' } },
  });
  return new Hono().route(PATH, serverAdapter.registerPlugin());
}
