// Implicit caches go by equal beginnings: each request begins with all of the one before it, byte for byte.
import { expect, it } from 'vitest';
import { emptyUsage } from '../../../../src/domain/investigation.ts';
import { runAgent, type AgentTools } from '../../../../src/workers/agents/agent-loop.ts';
import { createBudget } from '../../../../src/workers/agents/budget.ts';
import { loadAgentConfig } from '../../../../src/workers/agents/definitions.ts';
import { createSubmission } from '../../../../src/workers/agents/submission.ts';
import { renderTemplate } from '../../../../src/workers/agents/template.ts';
import { createUntrustedWrap } from '../../../../src/workers/agents/untrusted.ts';
import { toConfig, toContents } from '../../../../src/workers/models/gemini-wire.ts';
import { type ModelRequest, NO_USAGE } from '../../../../src/workers/models/language-model.ts';
import { loadModelCatalog } from '../../../../src/workers/models/model-catalog.ts';
import { toWireMessages } from '../../../../src/workers/models/openai-wire.ts';
import { z } from 'zod';
import { anInvestigation, silent, withAnalysis } from '../../../helpers/workers.ts';

const MODEL = 'gemini:gemini-3.8-flash';
const clock = { now: () => Date.parse('2026-11-20T10:00:00Z'), sleep: async () => {} };
const limits = { modelCalls: 30, toolCalls: 80, tokens: 5e6, costUsd: 10, minutes: 15 };

/** The requests of a run that asks `turns` questions and then submits. */
async function requestsOf(service: string, turns: number, nowIso: string): Promise<ModelRequest[]> {
  const requests: ModelRequest[] = [];
  const agents = await loadAgentConfig('config/agents.json');
  const definition = { ...agents.agents.investigator, route: [MODEL] };
  const state = { ...withAnalysis(), investigation: anInvestigation({ service }) };
  const tools: AgentTools = {
    specs: [{ name: 'get_logs', description: 'logs', inputSchema: { type: 'object' } }],
    call: async ({ id, name }) => ({
      id,
      name,
      text: `[E${requests.length}] ${'a line of a log\n'.repeat(100)}`,
      isError: false,
      structured: null,
      evidence: `E${requests.length}`,
    }),
  };
  await runAgent(
    {
      definition,
      system: definition.system,
      task: renderTemplate(definition.task, {
        state,
        profile: 'backend',
        nowIso,
        wrap: createUntrustedWrap(),
      }),
      tools,
      submission: createSubmission({
        name: 'submit_report',
        description: 'ends',
        schema: z.object({}),
        check: () => ({ ok: true as const, value: true }),
      }),
      state,
    },
    {
      async generate(request) {
        requests.push(request);
        const done = requests.length > turns;
        const call = {
          id: `c${requests.length}`,
          name: done ? 'submit_report' : 'get_logs',
          args: done ? {} : { query: `q${requests.length}` },
        };
        const content = {
          role: 'model',
          parts: [{ functionCall: call, thoughtSignature: `s${requests.length}` }],
        };
        return {
          message: {
            role: 'assistant',
            text: null,
            toolCalls: [call],
            native: { model: MODEL, content },
          },
          usage: NO_USAGE,
          stop: 'tool_calls',
          waitedMs: 0,
          ref: MODEL,
        };
      },
      budget: createBudget({
        investigation: anInvestigation({ startedAt: nowIso, usage: emptyUsage() }),
        parkedMs: 0,
        limits,
        clock,
        save: async () => {},
        warn: async () => {},
      }),
      limits,
      catalog: await loadModelCatalog('config/models.json'),
      contextShare: agents.contextShare,
      signal: new AbortController().signal,
      logger: silent,
      onCeiling: async () => {},
    },
  );
  return requests;
}

/** What a provider renders a prompt from, in its order: standing instruction, tools, turns. */
const geminiPrompt = (request: ModelRequest): string => {
  const { systemInstruction, tools } = toConfig(request, request.timeoutMs, request.signal);
  const contents = toContents(request.messages, MODEL).map((content) => JSON.stringify(content));
  return [JSON.stringify(systemInstruction), JSON.stringify(tools), ...contents].join('\n');
};
const openAiPrompt = (request: ModelRequest): string =>
  [
    JSON.stringify(request.tools),
    ...toWireMessages(request, MODEL).map((message) => JSON.stringify(message)),
  ].join('\n');

const sharedPrefix = (a: string, b: string): number => {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
};

it.each([
  ['Gemini', geminiPrompt],
  ['OpenAI', openAiPrompt],
])('of %s: within a run nothing that was sent is sent differently', async (_name, promptOf) => {
  const prompts = (await requestsOf('payment-svc', 6, '2026-11-20T10:00:00.000Z')).map(promptOf);
  expect(prompts).toHaveLength(7);
  for (const [index, prompt] of prompts.slice(1).entries()) {
    expect(prompt.startsWith(prompts[index] ?? 'none')).toBe(true);
  }
});

it('of two runs, instructions and tools are equal, and what differs comes last', async () => {
  const [one] = await requestsOf('payment-svc', 0, '2026-11-20T10:00:00.000Z');
  const [other] = await requestsOf('orders-svc', 0, '2026-11-21T11:11:11.111Z');
  if (one === undefined || other === undefined) throw new Error('no request was made');
  const stable = [
    JSON.stringify(one.system),
    JSON.stringify(toConfig(one, one.timeoutMs, one.signal).tools),
  ].join('\n');
  expect(sharedPrefix(geminiPrompt(one), geminiPrompt(other))).toBeGreaterThan(stable.length);
  expect(stable).not.toMatch(/payment-svc|2026-11/);
});
