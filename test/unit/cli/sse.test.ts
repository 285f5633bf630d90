import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readSse } from '../../../src/cli/sse.ts';

const collect = async (chunks: readonly string[]): Promise<string[]> => {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(encoder.encode(chunk));
      controller.close();
    },
  });
  return Array.fromAsync(readSse(new Response(body)));
};

it('reads messages wherever the stream is cut, and skips heartbeats', async () => {
  const stream = 'id: 1\ndata: {"a":1}\n\n: heartbeat\n\nid: 2\r\ndata: x\r\ndata: y\r\n\r\n';
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(stream.length)), async (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), stream.length];
      const chunks = at.slice(1).map((end, index) => stream.slice(at[index], end));
      expect(await collect(chunks)).toEqual(['{"a":1}', 'x\ny']);
    }),
  );
});
