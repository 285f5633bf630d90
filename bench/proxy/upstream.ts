/** An upstream that counts and takes its time. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const ANSWER_MS = 300;

export interface CountingUpstream extends AsyncDisposable {
  readonly url: string;
  /** Who asked, in order. */
  readonly calls: { readonly query: string; readonly from: string }[];
}

export async function startUpstream(): Promise<CountingUpstream> {
  const calls: { query: string; from: string }[] = [];
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://upstream');
    calls.push({ query: searchParams.get('query') ?? '', from: searchParams.get('from') ?? '' });
    setTimeout(() => response.end('an answer'), ANSWER_MS);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    calls,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
