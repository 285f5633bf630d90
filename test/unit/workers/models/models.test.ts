// Names, prices, routes: which model is asked, what it costs, and who goes on when it fails.
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MiraError } from '../../../../src/domain/errors.ts';
import { resolveRoute, routeNames } from '../../../../src/workers/agents/model-routes.ts';
import { createModels, type ModelSettings } from '../../../../src/workers/models/create-models.ts';
import {
  attemptMs,
  type LanguageModel,
  type ModelReply,
  type ModelRequest,
  NO_USAGE,
} from '../../../../src/workers/models/language-model.ts';
import {
  loadModelCatalog,
  type ModelCatalog,
} from '../../../../src/workers/models/model-catalog.ts';
import { createOpenAiCompatible } from '../../../../src/workers/models/openai-compatible.ts';
import { createPlaybook } from '../../../../src/workers/models/playbook/playbook.ts';
import { createModelRouter } from '../../../../src/workers/models/router.ts';
import { aRunState, CULPRIT, silent, withAnalysis } from '../../../helpers/workers.ts';

let catalog: ModelCatalog;
beforeAll(async () => {
  catalog = await loadModelCatalog('config/models.json');
});
const tokens = {
  inputTokens: 1_000_000,
  cachedInputTokens: 400_000,
  outputTokens: 100_000,
  thinkingTokens: 100_000,
};

describe('prices', () => {
  it('count cached input at its own price and thinking as output', () => {
    expect(
      catalog.costUsd('gemini:gemini-3.8-flash', tokens, Date.parse('2026-12-31T23:00:00Z')),
    ).toBeCloseTo(0.6 * 0.75 + 0.4 * 0.075 + 0.2 * 3.75, 9);
  });

  it('change on the day that they change', () => {
    expect(
      catalog.costUsd('gemini:gemini-3.8-flash', tokens, Date.parse('2027-01-01T00:00:00Z')),
    ).toBeCloseTo(0.6 * 1.5 + 0.4 * 0.15 + 0.2 * 7.5, 9);
  });

  it('of models that nobody listed are nothing', () => {
    expect(catalog.knows('openai:qwen3')).toBe(false);
    expect(catalog.costUsd('openai:qwen3', tokens, 0)).toBe(0);
  });
});

describe('names', () => {
  it.each([
    ['gemini-3.5-flash', 'gemini:gemini-3.5-flash'],
    ['models/gemini-3.5-flash', 'gemini:gemini-3.5-flash'],
    ['google:gemini-3.5-flash', 'gemini:gemini-3.5-flash'],
    ['ollama:qwen3:8b', 'openai:qwen3:8b'],
    ['playbook', 'playbook'],
  ])('%s is %s', (name, ref) => {
    expect(catalog.resolve(name)).toEqual({ ref, warning: null });
  });

  it.each(['defualt', 'gpt-4o', 'anthropic:claude', 'qwen3:8b', ''])(
    '“%s” is none of a model: that is said at start, not in every investigation',
    (name) => {
      expect(() => catalog.resolve(name)).toThrow(/is no model .*openai:<name>/);
    },
  );

  it('of retired models become their successor’s, with a warning', () => {
    expect(catalog.resolve('gemini-2.0-flash')).toEqual({
      ref: 'gemini:gemini-3.8-flash',
      warning: expect.stringContaining('shut down on 2026-06-01'),
    });
  });
});

describe('configured models', () => {
  const settings = (overrides: Partial<ModelSettings> = {}): ModelSettings => ({
    model: undefined,
    googleApiKey: undefined,
    googleProject: undefined,
    googleLocation: 'global',
    geminiBaseUrl: undefined,
    openaiBaseUrl: undefined,
    openaiModel: undefined,
    openaiApiKey: undefined,
    ...overrides,
  });
  const made = (overrides: Partial<ModelSettings>) =>
    createModels(settings(overrides), catalog, () => [], silent);

  it('are none without keys: the playbook works alone', () => {
    expect(made({})).toMatchObject({ defaultRef: null });
    expect(resolveRoute(['default'], routeNames(null, catalog), catalog)).toEqual(['playbook']);
  });

  it('are Gemini’s default with a key, the named one where one is named', () => {
    expect(made({ googleApiKey: 'k' }).defaultRef).toBe('gemini:gemini-3.8-flash');
    expect(made({ googleApiKey: 'k', model: 'gemini-2.0-flash' }).defaultRef).toBe(
      'gemini:gemini-3.8-flash',
    );
    expect(made({ openaiBaseUrl: 'http://127.0.0.1:11434', openaiModel: 'qwen3' }).defaultRef).toBe(
      'openai:qwen3',
    );
    expect(made({ googleApiKey: 'k', model: 'playbook' }).defaultRef).toBeNull();
  });

  it('that have no key are a configuration error', () => {
    expect(() => made({ model: 'gemini-3.8-flash' })).toThrow(/GOOGLE_API_KEY/);
    expect(() => made({ model: 'openai:qwen3' })).toThrow(/LLM_MODEL: .*OLLAMA_HOST/);
    expect(() => made({ openaiModel: 'qwen3' })).toThrow(/OLLAMA_MODEL: .*OLLAMA_HOST/);
    expect(made({ model: 'openai:gpt-x', openaiApiKey: 'k' }).defaultRef).toBe('openai:gpt-x');
  });

  it('that only a route names, without a key, are passed over', () => {
    const wanted = () => ['openai:qwen3', 'gemini:gemini-3.8-flash', 'playbook'];
    const { models } = createModels(settings({ googleApiKey: 'k' }), catalog, wanted, silent);
    expect([...models.keys()]).toEqual(['gemini:gemini-3.8-flash']);
  });

  it('are tried in the order of the route: cheap before dear for small tasks, the playbook last', () => {
    expect(
      resolveRoute(['light'], routeNames('gemini:gemini-3.8-flash', catalog), catalog),
    ).toEqual(['gemini:gemini-3.5-flash-lite', 'gemini:gemini-3.8-flash', 'playbook']);
  });
});

const aRequest = (overrides: Partial<ModelRequest> = {}): ModelRequest => ({
  agent: 'investigator',
  system: 's',
  messages: [{ role: 'user', text: 'go' }],
  tools: [],
  toolChoice: 'auto',
  maxOutputTokens: 100,
  thinking: 'low',
  timeoutMs: 1_000,
  signal: new AbortController().signal,
  state: aRunState(),
  ...overrides,
});

describe('the router', () => {
  const reply = (text: string): ModelReply => ({
    message: { role: 'assistant', text, toolCalls: [], native: null },
    usage: NO_USAGE,
    stop: 'end',
    waitedMs: 0,
  });
  function routed(
    models: Record<string, () => ModelReply>,
    refuse: (ref: string) => string | null = () => null,
  ) {
    const asked: string[] = [];
    const gaveUp: string[] = [];
    const booked = { open: 0 };
    const counted: string[] = [];
    const make = (id: string, answer: () => ModelReply): LanguageModel => ({
      id,
      generate: async () => {
        asked.push(id);
        return answer();
      },
    });
    const router = createModelRouter({
      models: new Map(Object.entries(models).map(([id, answer]) => [id, make(id, answer)])),
      playbook: make('playbook', () => reply('by the book')),
      gate: {
        fit: (_ref, request) => request,
        admit: async (ref) => {
          const reason = refuse(ref);
          if (reason !== null) return reason;
          booked.open += 1;
          return {
            again: async () => null,
            settle: async () => {
              booked.open -= 1;
              counted.push('settled');
            },
          };
        },
        count: async (ref, { attempts }) => void counted.push(`${ref} ${attempts}`),
        gaveUp: async (from, to, reason) => void gaveUp.push(`${from} → ${to}: ${reason}`),
      },
    });
    return { router, asked, gaveUp, booked, counted };
  }
  const broken = (): never => {
    throw new MiraError('model_unavailable', 'down');
  };

  it('asks the next model when one fails, and does not come back to it in this run', async () => {
    const { router, asked, gaveUp, booked } = routed({ a: broken, b: () => reply('from b') });
    expect((await router.generate(['a', 'b', 'playbook'], aRequest())).ref).toBe('b');
    expect((await router.generate(['a', 'b', 'playbook'], aRequest())).ref).toBe('b');
    expect(asked).toEqual(['a', 'b', 'b']);
    expect(gaveUp).toEqual(['a → b: model_unavailable: down']);
    expect(booked.open).toBe(0);
  });

  it('ends at the playbook, whatever fails, also what nobody expected', async () => {
    const { router, gaveUp } = routed({
      a: () => {
        throw new TypeError('bug');
      },
    });
    expect((await router.generate(['a'], aRequest())).message.text).toBe('by the book');
    expect(gaveUp).toEqual(['a → playbook: bug']);
  });

  it('passes over a model that would break a budget', async () => {
    const { router, asked } = routed(
      { dear: () => reply('dear'), cheap: () => reply('cheap') },
      (ref) => (ref === 'dear' ? 'too dear' : null),
    );
    expect((await router.generate(['dear', 'cheap'], aRequest())).ref).toBe('cheap');
    expect(asked).toEqual(['cheap']);
  });

  it('counts every request, failed ones too, while its booking still holds the dollars', async () => {
    const { router, counted } = routed({
      a: () => {
        throw new MiraError('model_unavailable', 'down', { context: { attempts: 3 } });
      },
      b: () => ({ ...reply('from b'), attempts: 2 }),
    });
    await router.generate(['a', 'b'], aRequest());
    expect(counted).toEqual(['a 3', 'settled', 'b 2', 'settled']);
  });

  it('stops when the run is cancelled', async () => {
    const { router } = routed({ a: broken });
    await expect(
      router.generate(['a'], aRequest({ signal: AbortSignal.abort(new Error('stop')) })),
    ).rejects.toThrow('stop');
  });
});

describe('the playbook', () => {
  const playbook = createPlaybook();
  const spec = (name: string) => ({ name, description: '', inputSchema: {} });

  it('reads the suspect’s diff, then reports it with the diff as a claim', async () => {
    const state = withAnalysis();
    const tools = [spec('get_commit_diff'), spec('submit_report')];
    const first = await playbook.generate(aRequest({ state, tools }));
    expect(first.message.toolCalls).toMatchObject([
      { name: 'get_commit_diff', args: { commit: CULPRIT, repository: 'payment-svc' } },
    ]);
    const commit = state.evidence?.observations.commits[0];
    const result = {
      id: first.message.toolCalls[0]!.id,
      name: 'get_commit_diff',
      text: '',
      isError: false,
      structured: { commit, repository: 'payment-svc' },
      evidence: 'E4',
    };
    const second = await playbook.generate(
      aRequest({
        state,
        tools,
        messages: [{ role: 'user', text: '' }, first.message, { role: 'tool', results: [result] }],
      }),
    );
    const args = second.message.toolCalls[0]?.args as {
      verdict: string;
      claims: { citations: unknown }[];
    };
    expect(args).toMatchObject({ verdict: 'root_cause', suspect_commit: CULPRIT });
    expect(args.claims.at(-1)).toMatchObject({ citations: [{ evidence: 'E4' }] });
  });

  it('leaves out claims that were not accepted', async () => {
    const state = withAnalysis();
    const statement = state.evidence?.analysis?.hypotheses[0]?.statement ?? '';
    const rejected = {
      id: 'x',
      name: 'submit_report',
      text: '',
      isError: true,
      structured: { problems: [], statements: [statement] },
    };
    const again = await playbook.generate(
      aRequest({
        state,
        tools: [spec('submit_report')],
        messages: [{ role: 'tool', results: [rejected] }],
      }),
    );
    expect(JSON.stringify(again.message.toolCalls[0]?.args['claims'])).not.toContain(statement);
  });

  it('answers the same for the same state', async () => {
    const ask = async () =>
      (await playbook.generate(aRequest({ state: withAnalysis(), tools: [spec('submit_report')] })))
        .message;
    expect(await ask()).toEqual(await ask());
  });

  it('approves a write exactly when its cited evidence exists', async () => {
    const verdict = async (citations: string[]) => {
      const evidence = withAnalysis().evidence?.analysis?.evidence ?? [];
      const review = {
        action: { id: 'a', kind: 'post_message' as const, payload: {}, citations, reason: '' },
        evidence,
        report: { verdict: 'root_cause' as const, confidence: 1, summary: '' },
      };
      const reply = await playbook.generate(
        aRequest({ state: { ...aRunState(), review }, tools: [spec('submit_verdict')] }),
      );
      return reply.message.toolCalls[0]?.args['approve'];
    };
    expect([await verdict(['E1', 'E2']), await verdict(['E1', 'E9']), await verdict([])]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('an OpenAI-compatible server', () => {
  const answers: { status: number; body: unknown; headers?: Record<string, string> }[] = [];
  const bodies: any[] = [];
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer((req, res) => {
      let text = '';
      req.on('data', (chunk) => (text += String(chunk)));
      req.on('end', () => {
        bodies.push({ url: req.url, key: req.headers['api-key'], ...JSON.parse(text) });
        const next = answers.shift() ?? { status: 500, body: {} };
        res.writeHead(next.status, { 'content-type': 'application/json', ...next.headers });
        res.end(JSON.stringify(next.body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    url = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}` : '';
  });
  afterAll(() => void server.close());

  const pauses: number[] = [];
  const model = () =>
    createOpenAiCompatible({
      model: 'qwen3',
      baseUrl: url,
      clock: { now: () => 0, sleep: async (ms) => void pauses.push(ms) },
    });
  const completion = (
    message: Record<string, unknown>,
    usage = { prompt_tokens: 20, completion_tokens: 5 },
  ) => ({
    status: 200,
    body: {
      choices: [{ finish_reason: 'stop', message: { role: 'assistant', ...message } }],
      usage,
    },
  });

  it.each([
    ['as text', JSON.stringify({ query: 'a' })],
    ['as an object', { query: 'a' }],
    ['as text in text', JSON.stringify(JSON.stringify({ query: 'a' }))],
  ])('may give arguments %s', async (_name, args) => {
    answers.push(
      completion({
        content: null,
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: 'get_logs', arguments: args } },
        ],
      }),
    );
    const reply = await model().generate(
      aRequest({ tools: [{ name: 'get_logs', description: '', inputSchema: { type: 'object' } }] }),
    );
    expect(reply.message.toolCalls).toEqual([{ id: 'c1', name: 'get_logs', args: { query: 'a' } }]);
    expect(bodies.at(-1)).toMatchObject({
      url: '/v1/chat/completions',
      model: 'qwen3',
      tools: [{ function: { name: 'get_logs' } }],
    });
  });

  it.each([
    ['none', [null, undefined]],
    ['empty ones', ['', '']],
    ['the same twice', ['call_0', 'call_0']],
  ])('that sends %s as ids of calls gets ids that tell them apart', async (_name, ids) => {
    const calls = ids.map((id) => ({ id, function: { name: 'get_logs', arguments: '{}' } }));
    answers.push(completion({ content: null, tool_calls: calls }));
    const { message } = await model().generate(aRequest());
    expect(new Set(message.toolCalls.map(({ id }) => id)).size).toBe(2);
    expect(message.toolCalls.every(({ id }) => id !== '')).toBe(true);
  });

  it('may be Azure’s, with the version of its API in the address and a header for the key', async () => {
    answers.push(completion({ content: 'ok' }));
    const baseUrl = `${url}/openai?api-version=2024-10-21`;
    await createOpenAiCompatible({ model: 'gpt-x', apiKey: 'k', baseUrl }).generate(aRequest());
    expect(bodies.at(-1)).toMatchObject({
      url: '/openai/deployments/gpt-x/chat/completions?api-version=2024-10-21',
      key: 'k',
    });
  });

  it('is told the most that it may write by the name that it knows', async () => {
    answers.push(completion({ content: 'ok' }));
    await model().generate(aRequest());
    expect(bodies.at(-1)).toMatchObject({ max_tokens: 100 });
    expect(bodies.at(-1)).not.toHaveProperty('max_completion_tokens');
  });

  it('is not asked again when its caller says no, and its last attempt ends at the deadline', async () => {
    answers.push({ status: 503, body: {} });
    const failed: unknown[] = [];
    const mayRetry = async (attempts: unknown) => {
      failed.push(attempts);
      return 'no budget';
    };
    const request = aRequest({ mayRetry });
    await expect(model().generate(request)).rejects.toThrow(/not asked again: no budget/);
    expect(failed).toMatchObject([{ attempts: 1, waitMs: expect.any(Number) }]);
    expect(attemptMs({ ...request, deadlineMs: 400 }, 150)).toBe(250);
    expect(attemptMs(request, 150)).toBe(1_000);
  });

  it('gets calls and results back in its own form', async () => {
    answers.push(completion({ content: 'ok' }));
    const call = { id: 'c1', name: 'get_logs', args: { query: 'a' } };
    await model().generate(
      aRequest({
        messages: [
          { role: 'user', text: 'go' },
          {
            role: 'assistant',
            text: null,
            toolCalls: [call],
            native: { model: 'openai:qwen3', content: null },
          },
          {
            role: 'tool',
            results: [
              { id: 'c1', name: 'get_logs', text: 'lines', isError: false, structured: null },
            ],
          },
        ],
      }),
    );
    expect(bodies.at(-1).messages.slice(2)).toEqual([
      {
        role: 'assistant',
        content: '',
        tool_calls: [
          {
            type: 'function',
            id: 'c1',
            function: { name: 'get_logs', arguments: '{"query":"a"}' },
          },
        ],
      },
      { role: 'tool', tool_call_id: 'c1', content: 'lines' },
    ]);
  });

  it('that read only part of the prompt is not believed', async () => {
    answers.push(completion({ content: 'ok' }, { prompt_tokens: 2_048, completion_tokens: 5 }));
    await expect(model().generate(aRequest({ system: 'x'.repeat(40_000) }))).rejects.toThrow(
      /only part of the prompt.*num_ctx/,
    );
  });

  it('that asks for a pause gets it', async () => {
    answers.push(
      { status: 429, body: { error: { message: 'slow down' } }, headers: { 'retry-after': '7' } },
      completion({ content: 'ok' }),
    );
    await model().generate(aRequest());
    expect(pauses.at(-1)).toBe(7_000);
  });

  it('that answers nonsense is asked again, then given up', async () => {
    const nonsense = completion({
      content: null,
      tool_calls: [{ id: 'c', function: { name: 'x', arguments: '{' } }],
    });
    answers.push(nonsense, nonsense, nonsense);
    await expect(model().generate(aRequest())).rejects.toMatchObject({ code: 'invalid_output' });
    expect(answers).toEqual([]);
  });
});
