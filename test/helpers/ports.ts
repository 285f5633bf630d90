// Free TCP ports on loopback.
import { createServer } from 'node:net';

/**
 * A port that was free a moment ago. Two callers never get the same one from one process; another
 * process may still take it first, so a server that fails to bind should ask again.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await askKernel();
    if (handedOut.has(port)) continue;
    handedOut.add(port);
    return port;
  }
}

const handedOut = new Set<number>();

function askKernel(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('the kernel gave no port'));
      });
    });
  });
}
