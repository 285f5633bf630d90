/** Serves a fetch handler over HTTP, and stops without cutting answers that are under way. */
import { serve, type ServerType } from '@hono/node-server';
import type { AddressInfo } from 'node:net';

export interface HttpServer {
  /** The port that is really used; interesting when 0 was asked for. */
  readonly port: number;
  /** `http://127.0.0.1:<port>`, for logs and for callers on this machine. */
  readonly url: string;
  /** Stops listening, lets requests finish for `graceMs` (default 3,000), then closes the rest. */
  close(graceMs?: number): Promise<void>;
}

export interface HttpServerOptions {
  readonly fetch: (request: Request, env: unknown) => Response | Promise<Response>;
  readonly port: number;
  /** @defaultValue `127.0.0.1` */
  readonly host?: string;
}

/** @throws the listen error, for example EADDRINUSE */
export async function startHttpServer({
  fetch,
  port,
  host = '127.0.0.1',
}: HttpServerOptions): Promise<HttpServer> {
  const { promise, resolve, reject } = Promise.withResolvers<AddressInfo>();
  const server: ServerType = serve({ fetch, port, hostname: host }, resolve);
  server.once('error', reject);
  const address = await promise;
  server.off('error', reject);
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    close: (graceMs = 3_000) => closeServer(server, graceMs),
  };
}

async function closeServer(server: ServerType, graceMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  if ('closeIdleConnections' in server) server.closeIdleConnections();
  const cut = setTimeout(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
  }, graceMs);
  await promise;
  clearTimeout(cut);
}
