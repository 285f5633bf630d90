/** Serves one simulator on loopback. */
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { SimulatorApp } from './simulator-app.ts';

export interface Listening {
  /** Without a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * @param port - 0 takes any free one
 * @param host - loopback unless a container needs more
 * @throws Error of `listen`, for example `EADDRINUSE`
 */
export async function listen(app: SimulatorApp, port: number, host: string): Promise<Listening> {
  const answer = getRequestListener(app.fetch);
  const server: Server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return {
    url: `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
