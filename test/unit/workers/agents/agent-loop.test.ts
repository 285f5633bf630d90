// The loop ends, whatever the model does, within its ceilings.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { emptyUsage } from '../../../../src/domain/investigation.ts';
import {
  type AgentDeps,
  type AgentTools,
  runAgent,
} from '../../../../src/workers/agents/agent-loop.ts';
import { unknownTool } from '../../../../src/workers/agents/tool-filter.ts';
import { createBudget, type Limits } from '../../../../src/workers/agents/budget.ts';
import { createCallGuard } from '../../../../src/workers/agents/call-guard.ts';
import type { AgentDefinition } from '../../../../src/workers/agents/definitions.ts';
import { createSubmission } from '../../../../src/workers/agents/submission.ts';
import {
  type ModelRequest,
  NO_USAGE,
  type ToolCall,
} from '../../../../src/workers/models/language-model.ts';
import { createModelCatalog } from '../../../../src/workers/models/model-catalog.ts';
import { anInvestigation, aRunState, silent } from '../../../helpers/workers.ts';

const limits: Limits = {
  modelCalls: 10,
  toolCalls: 20,
  tokens: 1_000_000,
  costUsd: 1,
  minutes: 15,
};
const definition: AgentDefinition = {
  name: 'investigator',
  system: 'system',
  task: 'task',
  outputKey: 'investigation_report',
  tools: ['get_logs'],
  route: ['playbook'],
  thinking: 'low',
  maxOutputTokens: 100,
  timeoutMs: 1_000,
  maxTurns: 12,
};
const clock = { now: () => Date.parse('2026-11-20T10:00:00Z'), sleep: async () => {} };
const catalog = createModelCatalog({
  pricesReadAt: '2026-10-07',
  default: 'x',
  retired: {},
  models: {
    playbook: {
      contextTokens: 100_000,
      maxOutputTokens: 1_000,
      prices: [{ input: 0, cachedInput: 0, output: 0 }],
    },
  },
});

type Turn = readonly Pick<ToolCall, 'name' | 'args'>[] | string;

/** Runs the loop with a model that answers what `turns` say, the last one for ever. */
async function run(
  turns: readonly Turn[],
  overrides: Partial<Limits> = {},
  agent: Partial<AgentDefinition> = {},
  withTools = true,
) {
  const requests: ModelRequest[] = [];
  const ceilings: string[] = [];
  const checked: boolean[] = [];
  const called: ToolCall[] = [];
  const own = { ...limits, ...overrides };
  const budget = createBudget({
    investigation: anInvestigation({ startedAt: '2026-11-20T09:59:59Z', usage: emptyUsage() }),
    parkedMs: 0,
    limits: own,
    clock,
    save: async () => {},
    warn: async () => {},
  });
  const guard = createCallGuard();
  const tools: AgentTools = {
    specs: [{ name: 'get_logs', description: 'logs', inputSchema: { type: 'object' } }],
    async call(call) {
      const refusal = guard.refuse(call);
      if (refusal !== null || !budget.takeToolCall())
        return {
          id: call.id,
          name: call.name,
          text: refusal ?? 'ceiling',
          isError: true,
          structured: null,
        };
      called.push(call);
      guard.remember(call, `E${called.length}`);
      return {
        id: call.id,
        name: call.name,
        text: 'lines',
        isError: false,
        structured: null,
        evidence: `E${called.length}`,
      };
    },
  };
  const deps: AgentDeps = {
    async generate(request) {
      requests.push(request);
      const turn = turns[Math.min(requests.length, turns.length) - 1] ?? '';
      await budget.countModelCalls({
        calls: 1,
        usage: { ...NO_USAGE, inputTokens: 10 },
        costUsd: 0,
        waitedMs: 0,
      });
      const toolCalls =
        typeof turn === 'string'
          ? []
          : turn.map((call, index) => ({ id: `${requests.length}-${index}`, ...call }));
      return {
        message: {
          role: 'assistant',
          text: typeof turn === 'string' ? turn : null,
          toolCalls,
          native: null,
        },
        usage: NO_USAGE,
        stop: 'end',
        waitedMs: 0,
        ref: 'scripted',
      };
    },
    budget,
    limits: own,
    catalog,
    contextShare: 0.5,
    signal: new AbortController().signal,
    logger: silent,
    onCeiling: async (_agent, why) => void ceilings.push(why),
  };
  const submission = createSubmission({
    name: 'submit_report',
    description: 'finish',
    schema: z.object({ verdict: z.enum(['yes', 'no']) }),
    check: (value, lastTurn) => {
      checked.push(lastTurn);
      return { ok: true, value };
    },
  });
  const outcome = await runAgent(
    {
      definition: { ...definition, ...agent },
      task: 'go',
      system: 's',
      tools: withTools ? tools : null,
      submission,
      state: aRunState(),
    },
    deps,
  );
  return { outcome, requests, ceilings, called, checked };
}

const submit = (verdict: string) => [{ name: 'submit_report', args: { verdict } }];
const logs = (query: string, more: Record<string, unknown> = {}) => [
  { name: 'get_logs', args: { query, ...more } },
];
const lastResults = (request: ModelRequest | undefined) => {
  const last = request?.messages.at(-1);
  return last?.role === 'tool' ? last.results : [];
};

describe('a well-behaved model', () => {
  it('asks, reads, and submits', async () => {
    const { outcome, requests } = await run([logs('a'), submit('yes')]);
    expect(outcome).toMatchObject({
      value: { verdict: 'yes' },
      stoppedBecause: null,
      model: 'scripted',
      turns: 2,
    });
    expect(lastResults(requests[1])[0]).toMatchObject({ id: '1-0', text: 'lines' });
  });

  it('gets one answer per call, in order, also for calls made beside each other', async () => {
    const { requests, called } = await run([
      [...logs('a'), ...logs('b'), { name: 'no_such', args: {} }],
      submit('yes'),
    ]);
    expect(lastResults(requests[1]).map(({ id, isError }) => [id, isError])).toEqual([
      ['1-0', false],
      ['1-1', false],
      ['1-2', true],
    ]);
    expect(called).toHaveLength(2);
  });
});

describe('a model that misbehaves', () => {
  it('is told exactly why a submission is not acceptable, twice, and then code takes over', async () => {
    const { outcome, requests } = await run([submit('perhaps')]);
    expect(lastResults(requests[1])[0]?.text).toMatch(/not accepted: .*verdict/s);
    expect(outcome.value).toBeNull();
    expect(requests).toHaveLength(3);
  });

  it('may correct itself', async () => {
    const { outcome } = await run([submit('perhaps'), submit('no')]);
    expect(outcome.value).toEqual({ verdict: 'no' });
  });

  it('is told which tools there are when it invents one', async () => {
    const { requests } = await run([[{ name: 'search_log', args: {} }], submit('yes')]);
    expect(lastResults(requests[1])[0]?.text).toContain('The tools are: get_logs, submit_report');
    expect(unknownTool('fetch_logs', ['get_commits', 'get_logs'])).toContain(
      'Did you mean get_logs?',
    );
  });

  it('gets no second answer to the same question, whatever the limit, and is stopped for bringing nothing new', async () => {
    const { outcome, requests, called, ceilings } = await run([
      logs('a', { limit: 100 }),
      logs('A ', { limit: 101 }),
    ]);
    expect(called).toHaveLength(1);
    expect(lastResults(requests[2])[0]?.text).toMatch(/you already have this: E1/);
    expect(ceilings).toEqual(['3 turns in a row that brought nothing new']);
    expect(outcome).toMatchObject({
      value: null,
      stoppedBecause: '3 turns in a row that brought nothing new',
    });
    expect(requests).toHaveLength(5);
  });

  it('is reminded when it only talks, and stopped when it goes on', async () => {
    const { outcome, requests } = await run(['I think it is DNS.']);
    expect(requests[1]?.messages.at(-1)).toMatchObject({
      role: 'user',
      text: expect.stringContaining('submit_report'),
    });
    expect(outcome.value).toBeNull();
    expect(requests.length).toBeLessThanOrEqual(4);
  });
});

describe('at a ceiling', () => {
  const different = Array.from({ length: 30 }, (_, index) => logs(`query ${index}`));

  it('tools are withdrawn and one last turn is left for the report', async () => {
    const { outcome, requests, ceilings, checked } = await run(
      [...different.slice(0, 4), submit('no')],
      { modelCalls: 5 },
    );
    // What fails in the last report is put right by code: nobody could be asked again.
    expect(checked).toEqual([true]);
    expect(ceilings).toEqual(['the ceiling of 5 model calls']);
    expect(requests).toHaveLength(5);
    expect(requests.at(-1)?.tools.map(({ name }) => name)).toEqual(['submit_report']);
    expect(requests.at(-1)?.toolChoice).toBe('required');
    expect(outcome).toMatchObject({
      value: { verdict: 'no' },
      stoppedBecause: 'the ceiling of 5 model calls',
    });
  });

  it('a model that still asks for more is not asked again', async () => {
    const { outcome, requests } = await run(different, { modelCalls: 5 });
    expect(requests).toHaveLength(5);
    expect(outcome).toMatchObject({ value: null, stoppedBecause: 'the ceiling of 5 model calls' });
  });

  it('tool calls stop at their own ceiling', async () => {
    const { called, ceilings } = await run(different, { toolCalls: 3 });
    expect(called).toHaveLength(3);
    expect(ceilings).toEqual(['the ceiling of 3 tool calls']);
  });

  it('tokens are counted before they are spent', async () => {
    // The router's gate lets nobody but the playbook take the last turn then.
    const { outcome, requests } = await run(different, { tokens: 150 });
    expect(requests.map(({ tools }) => tools.map(({ name }) => name))).toEqual([['submit_report']]);
    expect(outcome.stoppedBecause).toBe('the ceiling of 150 tokens');
  });

  it('an agent without tools is asked all the same: what may answer is the gate’s business', async () => {
    const { outcome, ceilings } = await run([submit('yes')], { modelCalls: 0 }, {}, false);
    expect(outcome).toMatchObject({ value: { verdict: 'yes' }, stoppedBecause: null });
    expect(ceilings).toEqual([]);
  });

  it('an agent’s own turns are a ceiling as well', async () => {
    const { requests, outcome } = await run(different, {}, { maxTurns: 3 });
    expect(requests).toHaveLength(3);
    expect(outcome.stoppedBecause).toMatch(/3 turns of the agent/);
  });
});
