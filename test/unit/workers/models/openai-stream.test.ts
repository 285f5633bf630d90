// Streamed chat completions as OpenAI, vLLM and Ollama send them, over real HTTP.
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelRequest } from '../../../../src/workers/models/language-model.ts';
import { createOpenAiCompatible } from '../../../../src/workers/models/openai-compatible.ts';
import { aRunState } from '../../../helpers/workers.ts';

let server: Server;
let url = '';
/** What the server sends, and whether it then hangs instead of ending. */
let answer: { chunks: unknown[]; hang?: boolean; status?: number } = { chunks: [] };
const bodies: any[] = [];

beforeAll(async () => {
  server = createServer((req, res) => {
    let text = '';
    req.on('data', (chunk) => (text += String(chunk)));
    req.on('end', () => {
      bodies.push(JSON.parse(text));
      if (answer.status !== undefined) {
        res.writeHead(answer.status, { 'content-type': 'application/json' });
        return void res.end('{"error":{"message":"no"}}');
      }
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const chunk of answer.chunks) res.write(`data: ${JSON.stringify(chunk)}\n\n`);
      if (!answer.hang) res.end('data: [DONE]\n\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}` : '';
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const delta = (fields: unknown, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta: fields, finish_reason }],
});
const USAGE = { choices: [], usage: { prompt_tokens: 20, completion_tokens: 7 } };
const piece = (index: number | undefined, fields: object, id?: string) => ({
  tool_calls: [
    { ...(index === undefined ? {} : { index }), ...(id ? { id } : {}), function: fields },
  ],
});

async function ask(next: typeof answer, overrides: Partial<ModelRequest> = {}) {
  answer = next;
  const heard: string[] = [];
  const model = createOpenAiCompatible({ model: 'qwen3', baseUrl: url, attempts: 1 });
  const reply = await model.generate({
    agent: 'investigator',
    system: 's',
    messages: [{ role: 'user', text: 'go' }],
    tools: [{ name: 'get_logs', description: '', inputSchema: { type: 'object' } }],
    toolChoice: 'auto',
    maxOutputTokens: 100,
    thinking: 'low',
    timeoutMs: 5_000,
    signal: new AbortController().signal,
    state: aRunState(),
    onText: (text) => void heard.push(text),
    ...overrides,
  });
  return { reply, heard };
}

describe('a streamed completion', () => {
  it('is told as it comes, with calls in pieces put together, and its usage', async () => {
    const { reply, heard } = await ask({
      chunks: [
        delta({ role: 'assistant', content: 'I look ' }),
        delta({ content: 'at the logs.' }),
        delta(piece(0, { name: 'get_logs', arguments: '{"que' }, 'c1')),
        delta(piece(0, { arguments: 'ry":"a"}' })),
        delta(piece(1, { name: 'get_logs', arguments: '{"query":"b"}' }, 'c2')),
        delta({}, 'tool_calls'),
        USAGE,
      ],
    });
    expect(heard).toEqual(['I look ', 'at the logs.']);
    expect(reply.message.text).toBe('I look at the logs.');
    expect(reply.message.toolCalls).toEqual([
      { id: 'c1', name: 'get_logs', args: { query: 'a' } },
      { id: 'c2', name: 'get_logs', args: { query: 'b' } },
    ]);
    expect(reply.usage).toMatchObject({ inputTokens: 20, outputTokens: 7 });
    expect(bodies.at(-1)).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  });

  it('may bring calls whole, with arguments as an object and without numbers', async () => {
    const { reply } = await ask({
      chunks: [
        delta(piece(undefined, { name: 'get_logs', arguments: { query: 'a' } })),
        delta(piece(undefined, { name: 'get_logs', arguments: { query: 'b' } })),
        delta({}, 'stop'),
      ],
    });
    expect(reply.message.toolCalls.map(({ args }) => args)).toEqual([
      { query: 'a' },
      { query: 'b' },
    ]);
  });

  it('that breaks off, hangs or is refused is no answer', async () => {
    await expect(ask({ chunks: [delta({ content: 'It was the' })] })).rejects.toMatchObject({
      code: 'model_unavailable',
    });
    await expect(
      ask({ chunks: [delta({ content: 'It was' })], hang: true }, { timeoutMs: 150 }),
    ).rejects.toMatchObject({ code: 'timeout' });
    await expect(ask({ chunks: [], status: 401 })).rejects.toMatchObject({ code: 'auth' });
  });

  it('ends with the run', async () => {
    const controller = new AbortController();
    const asked = ask(
      { chunks: [delta({ content: 'It was ' })], hang: true },
      { signal: controller.signal, onText: () => controller.abort(new Error('the worker stops')) },
    );
    await expect(asked).rejects.toThrow('the worker stops');
  });
});
