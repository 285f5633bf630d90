// The Gemini simulator, through Google's own client.
import {
  FunctionCallingConfigMode,
  GoogleGenAI,
  ThinkingLevel,
  type Content,
  type GenerateContentResponse,
} from '@google/genai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createSimulators, type Simulators } from '../../../src/simulators/create-simulators.ts';
import { control } from './scenario.ts';

const MODEL = 'gemini-3.8-flash';
const CULPRIT = 'a'.repeat(39) + '1';
const INNOCENT = 'b'.repeat(39) + '2';

const Report = z.object({
  verdict: z.enum(['root_cause', 'no_code_change', 'inconclusive']),
  commit: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .nullable(),
  confidence: z.number().min(0).max(1),
  summary: z.string().min(10).max(400),
  claims: z
    .array(
      z.object({ statement: z.string(), evidence: z.array(z.string().regex(/^E\d+$/)).min(1) }),
    )
    .min(1),
});

const declaration = (name: string, schema: z.ZodType) => ({
  name,
  description: name,
  parametersJsonSchema: z.toJSONSchema(schema),
});
const TOOLS = [
  declaration('get_logs', z.object({ query: z.string(), limit: z.int().max(100).optional() })),
  declaration('get_commits', z.object({ from: z.string().optional() })),
  declaration('get_commit_diff', z.object({ commit: z.string().length(40) })),
  declaration('submit_report', Report),
];
const RESULTS: Record<string, unknown> = {
  get_logs: {
    output: {
      logs: [
        {
          id: 'E1',
          text: 'System.NullReferenceException\n   at Discount.Rate() in /src/Discount.cs:line 5',
        },
      ],
    },
  },
  get_commits: {
    output: {
      commits: [
        { id: 'E2', sha: INNOCENT, text: 'Docs', files: ['docs/readme.md', 'package.json'] },
        { id: 'E3', sha: CULPRIT, text: 'Simplify', files: ['src/Discount.cs'] },
      ],
    },
  },
  get_commit_diff: { output: { id: 'E4', sha: CULPRIT, text: '-    if (c == null) return 0;' } },
};

let simulators: Simulators;
beforeAll(async () => {
  simulators = await createSimulators();
});
beforeEach(() => control(simulators.gemini, 'gemini', { behaviour: 'good' }));
afterAll(() => simulators.close());

const ai = (apiKey = 'key') =>
  new GoogleGenAI({ apiKey, httpOptions: { baseUrl: simulators.gemini } });
const PROMPT: Content = {
  role: 'user',
  parts: [{ text: 'Investigate service: payment-svc in env: prod.' }],
};

const generate = (
  contents: Content[],
  config: Record<string, unknown> = {},
  model = MODEL,
  apiKey?: string,
) =>
  ai(apiKey).models.generateContent({
    model,
    contents,
    config: {
      tools: [{ functionDeclarations: TOOLS }],
      systemInstruction: 'You investigate.',
      ...config,
    },
  });

const answerAll = (response: GenerateContentResponse): Content[] => [
  response.candidates?.[0]?.content ?? {},
  {
    role: 'user',
    parts: (response.functionCalls ?? []).map(({ id, name = '' }) => ({
      functionResponse: {
        ...(id === undefined ? {} : { id }),
        name,
        response: (RESULTS[name] ?? { error: 'no such tool' }) as Record<string, unknown>,
      },
    })),
  },
];

async function converse(steps = 8) {
  const contents = [PROMPT];
  const called: string[] = [];
  for (let step = 0; step < steps; step += 1) {
    const response = await generate(contents);
    const calls = response.functionCalls ?? [];
    called.push(...calls.map(({ name = '' }) => name));
    const final = calls.find(({ name }) => name === 'submit_report');
    if (final !== undefined) return { called, report: final.args };
    contents.push(...answerAll(response));
  }
  return { called, report: undefined };
}

describe('a good model', () => {
  it('reads logs and commits in parallel, then the suspect’s diff, and reports it by the schema', async () => {
    const { called, report } = await converse();
    expect(called).toEqual(['get_logs', 'get_commits', 'get_commit_diff', 'submit_report']);
    const parsed = Report.parse(report);
    expect(parsed).toMatchObject({ verdict: 'root_cause', commit: CULPRIT });
    for (const id of parsed.claims.flatMap(({ evidence }) => evidence))
      expect(['E1', 'E2', 'E3', 'E4']).toContain(id);
  });

  it('takes over what the prompt ranks high, also when that is no commit', async () => {
    const ask = (text: string) =>
      generate([{ role: 'user', parts: [{ text }] }], {
        toolConfig: {
          functionCallingConfig: {
            mode: FunctionCallingConfigMode.ANY,
            allowedFunctionNames: ['submit_report'],
          },
        },
      }).then(({ functionCalls }) => Report.parse(functionCalls?.[0]?.args));
    const ranked = `H1 (72%, code_defect) A commit did it.\n  commit ${INNOCENT}\n  evidence: E9, E4`;
    expect(await ask(ranked)).toMatchObject({
      verdict: 'root_cause',
      commit: INNOCENT,
      claims: [{ evidence: ['E9', 'E4'] }],
    });
    const other = `H1 (72%, expired_certificate) It expired.\n  evidence: E9\nH2 (9%, code_defect) x\n  commit ${INNOCENT}`;
    expect(await ask(other)).toMatchObject({ verdict: 'no_code_change', commit: null });
    expect(await ask(ranked.replace('72', '12'))).toMatchObject({ verdict: 'inconclusive' });
  });

  it('answers by a response schema when it is offered no tools', async () => {
    const response = await generate([PROMPT], {
      tools: [],
      responseMimeType: 'application/json',
      responseJsonSchema: z.toJSONSchema(Report),
    });
    expect(Report.parse(JSON.parse(response.text ?? '')).verdict).toBe('inconclusive');
  });

  it('calls a function when it must, and none when it may not', async () => {
    const only = {
      functionCallingConfig: {
        mode: FunctionCallingConfigMode.ANY,
        allowedFunctionNames: ['submit_report'],
      },
    };
    expect((await generate([PROMPT], { toolConfig: only })).functionCalls?.[0]?.name).toBe(
      'submit_report',
    );
    const none = { functionCallingConfig: { mode: FunctionCallingConfigMode.NONE } };
    expect((await generate([PROMPT], { toolConfig: none })).text).toContain('payment-svc');
  });

  it('counts tokens, cheaper for a long prefix that it has seen', async () => {
    const long = { role: 'user', parts: [{ text: `Unique ${'evidence '.repeat(2000)}` }] };
    const first = (await generate([long])).usageMetadata;
    const second = (await generate([long])).usageMetadata;
    expect(first?.cachedContentTokenCount).toBeUndefined();
    expect(second?.cachedContentTokenCount).toBeGreaterThan(1024);
    const { promptTokenCount = 0, candidatesTokenCount = 0, thoughtsTokenCount = 0 } = second ?? {};
    expect(second?.totalTokenCount).toBe(
      promptTokenCount + candidatesTokenCount + thoughtsTokenCount,
    );
  });
});

describe('rules', () => {
  const problem = (promise: Promise<unknown>) =>
    promise.then(
      () => 'answered',
      (error: { status: number; message: string }) => `${error.status} ${error.message}`,
    );

  it('wants signatures, ids and all answers back as they were', async () => {
    const first = await generate([PROMPT]);
    const [model, user] = answerAll(first);
    expect(await problem(generate([PROMPT, model!, user!]))).toBe('answered');
    const change = (
      content: Content,
      edit: (part: Record<string, unknown>, index: number) => void,
    ): Content => {
      const copy = structuredClone(content);
      copy.parts?.forEach((part, index) => edit(part as Record<string, unknown>, index));
      return copy;
    };
    const unsigned = change(model!, (part) => delete part['thoughtSignature']);
    expect(await problem(generate([PROMPT, unsigned, user!]))).toMatch(
      /^400 .*missing a thought_signature/,
    );
    const edited = change(
      model!,
      (part, index) =>
        index === 0 && Object.assign(part['functionCall'] as object, { args: { query: 'other' } }),
    );
    expect(await problem(generate([PROMPT, edited, user!]))).toMatch(
      /^400 .*Corrupted thought signature/,
    );
    expect(await problem(generate([PROMPT, model!, user!], {}, 'gemini-3.5-flash'))).toMatch(
      /^400 .*Corrupted/,
    );
    const withoutId = change(
      user!,
      (part) => delete (part['functionResponse'] as Record<string, unknown>)['id'],
    );
    expect(await problem(generate([PROMPT, model!, withoutId]))).toMatch(/^400 .*does not match/);
    expect(
      await problem(generate([PROMPT, model!, { role: 'user', parts: user!.parts!.slice(1) }])),
    ).toMatch(/^400 .*number of function response/);
    expect(await problem(generate([PROMPT, model!]))).toMatch(/^400/);
  });

  it('refuses keys, models and thinking levels as the API does', async () => {
    expect(await problem(generate([PROMPT], {}, MODEL, 'invalid-key'))).toMatch(
      /^400 .*API_KEY_INVALID/,
    );
    expect(await problem(generate([PROMPT], {}, 'gemini-2.0-flash'))).toMatch(/^404/);
    expect(
      await problem(
        generate([PROMPT], { thinkingConfig: { thinkingLevel: ThinkingLevel.MINIMAL } }),
      ),
    ).toMatch(/^400 .*MINIMAL/);
    expect(
      await problem(
        generate([PROMPT], {
          thinkingConfig: { thinkingLevel: ThinkingLevel.LOW, thinkingBudget: 10 },
        }),
      ),
    ).toMatch(/^400/);
    expect(
      await problem(generate([PROMPT], { thinkingConfig: { thinkingLevel: ThinkingLevel.LOW } })),
    ).toBe('answered');
  });

  it('serves v1beta and Vertex paths too', async () => {
    for (const path of [
      '/v1beta/models',
      '/v1beta1/projects/p/locations/eu/publishers/google/models',
    ]) {
      const answer = await fetch(`${simulators.gemini}${path}/${MODEL}:generateContent`, {
        method: 'POST',
        headers: { 'x-goog-api-key': 'k' },
        body: JSON.stringify({ contents: [PROMPT] }),
      });
      expect(answer.status).toBe(200);
    }
  });
});

describe('behaviours', () => {
  const become = (behaviour: string, more: object = {}) =>
    control(simulators.gemini, 'gemini', { behaviour, ...more });

  it('is lazy, loops, or makes things up', async () => {
    await become('lazy');
    expect((await converse()).called).toEqual(['submit_report']);
    await become('looping');
    const looped = await converse(4);
    expect(looped.called).toEqual(['get_logs', 'get_logs', 'get_logs', 'get_logs']);
    await become('hallucinating_tool');
    expect((await converse()).called[0]).toBe('run_kubectl_command');
    await become('hallucinating_commit');
    expect(Report.parse((await converse()).report).commit).toMatch(/^deadbeef/);
  });

  it('answers in the ways that are no answer', async () => {
    await become('malformed');
    expect((await generate([PROMPT])).candidates?.[0]?.finishReason).toBe(
      'MALFORMED_FUNCTION_CALL',
    );
    await become('blocked');
    const blocked = await generate([PROMPT]);
    expect([blocked.candidates, blocked.promptFeedback?.blockReason]).toEqual([
      undefined,
      'PROHIBITED_CONTENT',
    ]);
    await become('empty');
    const empty = await generate([PROMPT]);
    expect([empty.text, empty.candidates?.[0]?.finishReason]).toEqual([undefined, 'MAX_TOKENS']);
    await become('missing_ids');
    const bare = await generate([PROMPT]);
    expect(bare.functionCalls?.[0]?.id).toBeUndefined();
    expect((await generate([PROMPT, ...answerAll(bare)])).candidates).toHaveLength(1);
  });

  it.each([
    ['rate_limited', 429, /"retryDelay":"3s"/],
    ['rate_limited_no_retry_info', 429, /^(?!.*RetryInfo)/s],
    ['daily_quota', 429, /PerDay/],
    ['overloaded', 503, /UNAVAILABLE/],
  ])('fails as %s', async (behaviour, status, text) => {
    await become(behaviour, { retryDelaySeconds: 3 });
    const failure = await generate([PROMPT]).catch((error: unknown) => error);
    expect(failure).toMatchObject({ status, message: expect.stringMatching(text) });
  });

  it('follows a script and is good afterwards', async () => {
    await become('script', {
      script: [
        { status: 500 },
        { calls: [{ name: 'get_logs', args: { query: 'x' } }] },
        { text: 'done' },
      ],
    });
    await expect(generate([PROMPT])).rejects.toMatchObject({ status: 500 });
    expect((await generate([PROMPT])).functionCalls?.[0]).toMatchObject({
      name: 'get_logs',
      args: { query: 'x' },
    });
    expect((await generate([PROMPT])).text).toBe('done');
    expect((await generate([PROMPT])).functionCalls).toHaveLength(2);
  });

  it('fails once by a fault and goes on', async () => {
    await control(simulators.gemini, 'faults', {
      match: { path: MODEL },
      action: { type: 'gemini', variant: 'missing_signature' },
    });
    const unsigned = await generate([PROMPT]);
    expect(
      unsigned.candidates?.[0]?.content?.parts?.some(({ thoughtSignature }) => thoughtSignature),
    ).toBe(false);
    expect((await converse()).report).toBeDefined();
  });
});
