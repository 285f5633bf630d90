// The Gemini adapter against the simulated API: each way of answering, and each way of failing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isMiraError } from '../../../src/domain/errors.ts';
import { createSimulators, type Simulators } from '../../../src/simulators/create-simulators.ts';
import { failedUsage } from '../../../src/workers/models/failed-usage.ts';
import { createGemini } from '../../../src/workers/models/gemini.ts';
import type {
  Message,
  ModelReply,
  ModelRequest,
  ToolSpec,
} from '../../../src/workers/models/language-model.ts';
import { aRunState } from '../../helpers/workers.ts';

let simulators: Simulators;
beforeAll(async () => {
  simulators = await createSimulators();
});
afterAll(() => simulators.close());

const behave = async (body: Record<string, unknown>) => {
  const response = await fetch(`${simulators.gemini}/_sim/gemini`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
};
const requests = async (): Promise<{ path: string; body: any }[]> => {
  const seen = (await (await fetch(`${simulators.gemini}/_sim/requests`)).json()) as {
    path: string;
    body: any;
  }[];
  return seen
    .filter(({ path }) => path.includes(':generateContent'))
    .map(({ path, body }) => ({ path, body: typeof body === 'string' ? JSON.parse(body) : body }));
};

/** Pauses that are asked for are noted, not slept. */
function aModel(options: Partial<Parameters<typeof createGemini>[0]> = {}) {
  const pauses: number[] = [];
  const clock = { now: () => Date.now(), sleep: async (ms: number) => void pauses.push(ms) };
  const model = createGemini({
    model: 'gemini-3.8-flash',
    access: { kind: 'api_key', apiKey: 'key' },
    baseUrl: simulators.gemini,
    clock,
    ...options,
  });
  return { model, pauses };
}

const getLogs: ToolSpec = {
  name: 'get_logs',
  description: 'logs',
  inputSchema: { type: 'object', properties: { query: { type: 'string' } } },
};
const submit: ToolSpec = {
  name: 'submit_report',
  description: 'finish',
  inputSchema: {
    type: 'object',
    properties: { verdict: { type: 'string' } },
    required: ['verdict'],
  },
};
const request = (overrides: Partial<ModelRequest> = {}): ModelRequest => ({
  agent: 'investigator',
  system: 'You investigate.',
  messages: [{ role: 'user', text: 'What happened?' }],
  tools: [getLogs, submit],
  toolChoice: 'auto',
  maxOutputTokens: 1_000,
  thinking: 'low',
  timeoutMs: 5_000,
  signal: new AbortController().signal,
  state: aRunState(),
  ...overrides,
});
const after = (reply: ModelReply, ...earlier: Message[]): Message[] => [
  ...earlier,
  reply.message,
  {
    role: 'tool',
    results: reply.message.toolCalls.map(({ id, name }) => ({
      id,
      name,
      text: 'three lines',
      isError: false,
      structured: null,
    })),
  },
];
const failure = async (call: Promise<unknown>) => {
  try {
    await call;
  } catch (error) {
    if (isMiraError(error)) return error;
    throw error;
  }
  throw new Error('it did not fail');
};

describe('a conversation', () => {
  it('returns the model’s own turn unchanged, with a response of id and name for each parallel call', async () => {
    await behave({
      behaviour: 'script',
      script: [
        {
          calls: [
            { name: 'get_logs', args: { query: 'a' } },
            { name: 'get_logs', args: { query: 'b' } },
          ],
        },
        { text: 'Done.' },
      ],
    });
    const { model } = aModel();
    const first = await model.generate(request());
    expect(first.message.toolCalls.map(({ args }) => args)).toEqual([
      { query: 'a' },
      { query: 'b' },
    ]);
    // The simulator answers 400 for a signature or an id that is missing, as the real one does.
    const second = await model.generate(request({ messages: after(first, ...request().messages) }));
    expect(second).toMatchObject({ stop: 'end', message: { text: 'Done.' } });
    const { body } = (await requests()).at(-1)!;
    expect(body.contents[1]).toEqual((first.message.native?.content as { parts: unknown }) ?? null);
    expect(
      body.contents[2].parts.map((part: any) => [
        part.functionResponse.id,
        part.functionResponse.name,
      ]),
    ).toEqual(first.message.toolCalls.map(({ id, name }) => [id, name]));
    expect(body.contents[2].parts[0].functionResponse.response).toEqual({ output: 'three lines' });
  });

  it('sends standing instructions, schemas and the thinking level as the API wants them', async () => {
    await behave({ behaviour: 'good' });
    await aModel().model.generate(request({ toolChoice: 'required', tools: [submit] }));
    const { path, body } = (await requests()).at(-1)!;
    expect(path).toContain('/models/gemini-3.8-flash:generateContent');
    expect(body.tools[0].functionDeclarations[0]).toMatchObject({
      name: 'submit_report',
      parametersJsonSchema: submit.inputSchema,
    });
    expect(body.toolConfig.functionCallingConfig).toEqual({
      mode: 'ANY',
      allowedFunctionNames: ['submit_report'],
    });
    expect(body.generationConfig).toEqual({
      maxOutputTokens: 1_000,
      thinkingConfig: { thinkingLevel: 'LOW' },
    });
    expect(body.systemInstruction.parts[0].text).toBe('You investigate.');
  });

  it('gives calls without ids ids of its own, in both places', async () => {
    await behave({ behaviour: 'missing_ids' });
    const { model } = aModel();
    const first = await model.generate(request({ tools: [getLogs] }));
    expect(first.message.toolCalls[0]?.id).toMatch(/^call-/);
    await model.generate(request({ messages: after(first, ...request().messages) }));
    const { body } = (await requests()).at(-1)!;
    expect(body.contents[1].parts.find((part: any) => part.functionCall).functionCall.id).toBe(
      first.message.toolCalls[0]?.id,
    );
  });

  it('retells the turns of another model, because signatures are bound to the one that made them', async () => {
    await behave({
      behaviour: 'script',
      script: [{ calls: [{ name: 'get_logs', args: { query: 'a' } }] }, { text: 'Taken over.' }],
    });
    const first = await aModel({ model: 'gemini-3.5-flash' }).model.generate(request());
    const second = await aModel().model.generate(
      request({ messages: after(first, ...request().messages) }),
    );
    expect(second.message.text).toBe('Taken over.');
    const { body } = (await requests()).at(-1)!;
    expect(JSON.stringify(body.contents)).not.toContain('thoughtSignature');
    expect(body.contents).toHaveLength(1);
    expect(body.contents[0].parts[0].text).toContain('It called get_logs with {"query":"a"}');
    expect(body.contents[0].parts[0].text).toContain('three lines');
  });

  it('counts what it used', async () => {
    await behave({ behaviour: 'good' });
    const { usage } = await aModel().model.generate(request());
    expect(usage.inputTokens).toBeGreaterThan(0);
    expect(usage.outputTokens + usage.thinkingTokens).toBeGreaterThan(0);
  });
});

describe('a failure', () => {
  it('by rate limit waits as long as RetryInfo says, and asks again', async () => {
    await behave({
      behaviour: 'script',
      script: [{ behaviour: 'rate_limited' }, { text: 'Now.' }],
    });
    const { model, pauses } = aModel();
    const reply = await model.generate(request());
    expect(reply.message.text).toBe('Now.');
    expect(pauses).toEqual([17_000]);
    expect(reply.waitedMs).toBe(17_000);
  });

  it('by rate limit is given up when the wait is longer than it is worth', async () => {
    await behave({ behaviour: 'rate_limited', retryDelaySeconds: 600 });
    const { model, pauses } = aModel();
    const error = await failure(model.generate(request()));
    expect(error).toMatchObject({ code: 'rate_limited', retry: 'never' });
    expect(error.message).toContain('600 s');
    expect(pauses).toEqual([]);
  });

  it('by rate limit without RetryInfo backs off', async () => {
    await behave({
      behaviour: 'script',
      script: [
        { behaviour: 'rate_limited_no_retry_info' },
        { behaviour: 'rate_limited_no_retry_info' },
        { text: 'Now.' },
      ],
    });
    const { model, pauses } = aModel();
    await model.generate(request());
    expect(pauses).toHaveLength(2);
    expect(pauses[0]).toBeGreaterThanOrEqual(500);
    expect(pauses[1]).toBeGreaterThanOrEqual(1_000);
  });

  it('by daily quota is final at once', async () => {
    await behave({ behaviour: 'daily_quota' });
    const { model, pauses } = aModel();
    expect(await failure(model.generate(request()))).toMatchObject({
      code: 'rate_limited',
      retry: 'never',
      message: expect.stringContaining('daily quota'),
    });
    expect(pauses).toEqual([]);
  });

  it('by overload is tried three times', async () => {
    await behave({ behaviour: 'overloaded' });
    const before = (await requests()).length;
    expect(await failure(aModel().model.generate(request()))).toMatchObject({
      code: 'model_unavailable',
    });
    expect((await requests()).length - before).toBe(3);
  });

  it('by a blocked prompt is a refusal, and is not asked again', async () => {
    await behave({ behaviour: 'blocked' });
    const before = (await requests()).length;
    const error = await failure(aModel().model.generate(request()));
    expect(error).toMatchObject({ code: 'refusal', retry: 'never' });
    expect(failedUsage(error).inputTokens).toBeGreaterThan(0);
    expect((await requests()).length - before).toBe(1);
  });

  it.each(['empty', 'malformed'])(
    'by an answer that is %s is asked again, and its tokens are counted',
    async (behaviour) => {
      await behave({ behaviour: 'script', script: [{ behaviour }, { text: 'Now.' }] });
      const { usage } = await aModel().model.generate(request());
      const alone = await (async () => {
        await behave({ behaviour: 'script', script: [{ text: 'Now.' }] });
        return (await aModel().model.generate(request())).usage;
      })();
      expect(usage.inputTokens).toBeGreaterThan(alone.inputTokens);
      await behave({ behaviour });
      expect(await failure(aModel().model.generate(request()))).toMatchObject({
        code: 'invalid_output',
      });
    },
  );

  it('by silence ends at its timeout', async () => {
    await behave({ behaviour: 'slow', delayMs: 60_000 });
    expect(
      await failure(aModel({ attempts: 1 }).model.generate(request({ timeoutMs: 60 }))),
    ).toMatchObject({ code: 'timeout' });
  });

  it('by cancellation is the cancellation', async () => {
    await behave({ behaviour: 'slow', delayMs: 60_000 });
    const controller = new AbortController();
    const call = aModel().model.generate(request({ signal: controller.signal }));
    controller.abort(new Error('the worker stops'));
    await expect(call).rejects.toThrow('the worker stops');
  });

  it.each([
    ['a wrong key', { access: { kind: 'api_key' as const, apiKey: 'invalid-key' } }, 'auth'],
    ['an unknown model', { model: 'gemini-2.0-flash' }, 'model_unavailable'],
  ])('by %s is final', async (_name, options, code) => {
    await behave({ behaviour: 'good' });
    expect(await failure(aModel(options).model.generate(request()))).toMatchObject({
      code,
      retry: 'never',
    });
  });

  it('by a server that is not there is tried again and then given up', async () => {
    const { model, pauses } = aModel({ baseUrl: 'http://127.0.0.1:9' });
    expect(await failure(model.generate(request()))).toMatchObject({ code: 'model_unavailable' });
    expect(pauses).toHaveLength(2);
  });
});
