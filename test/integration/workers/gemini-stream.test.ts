// A streamed answer is the same answer, told earlier.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSimulators, type Simulators } from '../../../src/simulators/create-simulators.ts';
import { createGemini } from '../../../src/workers/models/gemini.ts';
import type { ModelRequest } from '../../../src/workers/models/language-model.ts';
import { foldStream } from '../../../src/workers/models/gemini-stream.ts';
import { aRunState } from '../../helpers/workers.ts';

let simulators: Simulators;
beforeAll(async () => {
  simulators = await createSimulators();
});
afterAll(() => simulators.close());

const behave = (body: Record<string, unknown>) =>
  fetch(`${simulators.gemini}/_sim/gemini`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const model = () =>
  createGemini({
    model: 'gemini-3.8-flash',
    access: { kind: 'api_key', apiKey: 'key' },
    baseUrl: simulators.gemini,
    attempts: 1,
    clock: { now: () => 0, sleep: async () => {} },
  });
const request = (onText?: (text: string) => void): ModelRequest => ({
  agent: 'investigator',
  system: 'You investigate.',
  messages: [{ role: 'user', text: 'What happened?' }],
  tools: [{ name: 'get_logs', description: 'logs', inputSchema: { type: 'object' } }],
  toolChoice: 'auto',
  maxOutputTokens: 1_000,
  thinking: 'low',
  timeoutMs: 5_000,
  signal: new AbortController().signal,
  state: aRunState(),
  ...(onText === undefined ? {} : { onText }),
});
const SCRIPT = {
  behaviour: 'script',
  script: [
    {
      text: 'First I look at the errors of the last hour, then at what went live.',
      calls: [{ name: 'get_logs', args: { query: 'status:error' } }],
    },
  ],
};

describe('a streamed answer', () => {
  it('has the text, calls, signature and usage of a whole one', async () => {
    await behave(SCRIPT);
    const whole = await model().generate(request());
    await behave(SCRIPT);
    const heard: string[] = [];
    const streamed = await model().generate(request((text) => void heard.push(text)));
    expect(heard.length).toBeGreaterThan(1);
    expect(heard.join('')).toBe(SCRIPT.script[0]?.text);
    expect(streamed.message.text).toBe(whole.message.text);
    expect(streamed.message.toolCalls.map(({ name, args }) => [name, args])).toEqual(
      whole.message.toolCalls.map(({ name, args }) => [name, args]),
    );
    expect(streamed.stop).toBe('tool_calls');
    expect(streamed.usage).toMatchObject({ inputTokens: whole.usage.inputTokens });
    const content = streamed.message.native?.content as
      { parts: { thoughtSignature?: string }[] } | undefined;
    expect(content?.parts).toHaveLength(2);
    expect(content?.parts[1]?.thoughtSignature).toMatch(/./);
    // The turn goes back as it came, and the server knows its signature.
    const next = await model().generate({
      ...request(() => undefined),
      messages: [
        { role: 'user', text: 'What happened?' },
        streamed.message,
        {
          role: 'tool',
          results: streamed.message.toolCalls.map(({ id, name }) => ({
            id,
            name,
            text: 'nothing',
            isError: false,
            structured: null,
          })),
        },
      ],
    });
    expect(next.message.role).toBe('assistant');
  });

  it.each([
    ['blocked', 'refusal'],
    ['malformed', 'invalid_output'],
    ['empty', 'invalid_output'],
    ['overloaded', 'model_unavailable'],
    ['daily_quota', 'rate_limited'],
  ])('that is %s fails as a whole one does', async (behaviour, code) => {
    await behave({ behaviour });
    await expect(model().generate(request(() => undefined))).rejects.toMatchObject({ code });
  });

  it('that breaks off is no answer', async () => {
    async function* broken() {
      yield { candidates: [{ content: { parts: [{ text: 'It was the' }] } }] };
      yield { usageMetadata: { promptTokenCount: 900, candidatesTokenCount: 3 } };
    }
    const used: unknown[] = [];
    await expect(
      foldStream(
        broken() as never,
        () => undefined,
        (usage) => void used.push(usage),
      ),
    ).rejects.toMatchObject({ code: 'model_unavailable', retry: 'backoff' });
    // What it has cost by then is known: the provider bills it.
    expect(used.at(-1)).toMatchObject({ promptTokenCount: 900, candidatesTokenCount: 3 });
  });
});
