// The investigator's tools: long answers are kept beside the conversation and read in parts; repeats are not made.
import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import { expect, it } from 'vitest';
import { createBudget } from '../../../../src/workers/agents/budget.ts';
import { createCallGuard } from '../../../../src/workers/agents/call-guard.ts';
import {
  createInvestigatorTools,
  shownCharacters,
} from '../../../../src/workers/agents/investigator-tools.ts';
import { createUntrustedWrap } from '../../../../src/workers/agents/untrusted.ts';
import { createLedger } from '../../../../src/workers/verification/ledger.ts';
import { stoppedClock } from '../../../helpers/alerts.ts';
import { anEvidence, anInvestigation } from '../../../helpers/workers.ts';

const aTool = (name: string, readOnlyHint = true): Tool => ({
  name,
  inputSchema: { type: 'object' },
  annotations: { readOnlyHint },
});

function setup(answer: string, allowed = ['get_logs', 'get_metrics', 'create_work_item']) {
  const spilled = new Map<string, string>();
  const asked: string[] = [];
  const booked: (string | undefined)[] = [];
  const limits = { modelCalls: 9, toolCalls: 6, tokens: 1e6, costUsd: 1, minutes: 9 };
  const budget = createBudget({
    investigation: anInvestigation(),
    parkedMs: 0,
    limits,
    clock: { ...stoppedClock(), sleep: async () => {} },
    save: async (_usage, { tool }) => void booked.push(tool),
    warn: async () => {},
  });
  const tools = createInvestigatorTools({
    session: {
      tools: async () => [],
      call: async (tool, args) => {
        asked.push(`${tool} ${JSON.stringify(args)}`);
        return {
          callId: `t${asked.length}`,
          tool,
          text: answer,
          structured: null,
          meta: null,
          problem: null,
          bytes: answer.length,
          ms: 1,
        };
      },
    },
    listed: [
      aTool('get_metrics'),
      aTool('get_logs'),
      aTool('create_work_item', false),
      aTool('hidden'),
      aTool('github__list_commits'),
      aTool('github__merge', false),
      aTool('grafana__query'),
    ],
    allowed,
    ledger: createLedger([anEvidence('E1', { text: 'the alert' })], undefined),
    budget,
    service: 'payment-svc',
    shown: 1_000,
    spill: {
      save: async (id, text) => void spilled.set(id, text),
      read: async (id) => spilled.get(id),
    },
    wrap: createUntrustedWrap('run-nonce'),
    onEvidence: async () => {},
  });
  let calls = 0;
  const call = (name: string, args: Record<string, unknown>) =>
    tools.call({ id: `c${(calls += 1)}`, name, args });
  return { tools, call, spilled, asked, booked };
}

const LONG = `<untrusted-abc tool="get_logs">\n${Array.from({ length: 2_000 }, (_, i) => `line ${i}`).join('\n')}\n</untrusted-abc>`;

it('stand in one order, whoever listed them, and only those that read', () => {
  expect(setup('').tools.specs.map(({ name }) => name)).toEqual([
    'get_logs',
    'get_metrics',
    'read_evidence',
  ]);
});

it.each([
  ['all of a server', ['github/*'], ['github__list_commits']],
  ['as the proxy names them', ['github__list_*'], ['github__list_commits']],
  ['one of a server', ['grafana/query'], ['grafana__query']],
  [
    'everything',
    ['*'],
    ['get_logs', 'get_metrics', 'github__list_commits', 'grafana__query', 'hidden'],
  ],
])('may be named by pattern: %s', (_name, allowed, shown) => {
  const names = setup('', allowed).tools.specs.map(({ name }) => name);
  expect(names.filter((name) => name !== 'read_evidence')).toEqual(shown);
});

it('show the beginning of a long answer, closed, and keep all of it', async () => {
  const { call, spilled } = setup(LONG);
  const { text, evidence } = await call('get_logs', { query: 'x' });
  expect(evidence).toBe('E2');
  expect(text.length).toBeLessThan(1_250);
  expect(text).toMatch(
    /\n<\/untrusted-abc>\n\[shortened: read_evidence E2 shows the rest, from 1000 of \d+ characters\]$/,
  );
  expect(spilled.get('E2')).toBe(LONG);
});

it('read any part of it again, as data from outside, without asking upstream', async () => {
  const { call, asked, booked } = setup(LONG);
  await call('get_logs', { query: 'x' });
  const part = await call('read_evidence', { evidence: 'E2', from: 1_000 });
  expect(part).toMatchObject({ isError: false, evidence: 'E2' });
  expect(part.text).toMatch(
    /^\[E2\] characters 1000 to 9000 of \d+; the next part begins at 9000\n<untrusted-run-nonce /,
  );
  expect(part.text.endsWith('</untrusted-run-nonce>')).toBe(true);
  const found = await call('read_evidence', { evidence: 'E2', find: 'LINE 1777' });
  expect(found.text).toContain('1 places of "LINE 1777"');
  expect(found.text).toContain('line 1777');
  const first = await call('read_evidence', { evidence: 'E1' });
  expect(first.text).toContain('the alert');
  const again = await call('read_evidence', { evidence: 'E1' });
  expect(again.isError).toBe(false);
  expect(asked).toHaveLength(1);
  expect(booked).toEqual(['read_evidence', 'read_evidence', 'read_evidence', 'read_evidence']);
});

it('say what is wrong with a request for evidence, and count it', async () => {
  const { call } = setup('short');
  const problem = async (args: Record<string, unknown>) => (await call('read_evidence', args)).text;
  expect(await problem({ evidence: 'E9' })).toBe('there is no evidence E9; there are E1 to E1');
  expect(await problem({ evidence: 'nine' })).toContain('an evidence id such as E12');
  expect(await problem({ evidence: 'E1', from: 99 })).toBe(
    'E1 has 9 characters: nothing begins at 99',
  );
  expect(await problem({ evidence: 'E1', find: 'no' })).toContain('does not stand in it');
  await call('get_logs', {});
  await call('get_logs', { query: 'other' });
  expect(await problem({ evidence: 'E1' })).toContain('the ceiling on tool calls');
});

it('answer a question that was asked with another limit from what is there', async () => {
  const { call, asked } = setup('short');
  await call('get_logs', { query: 'status:error', limit: 100 });
  const again = await call('get_logs', { query: ' Status:ERROR ', limit: 101 });
  expect(again).toMatchObject({
    isError: true,
    text: expect.stringContaining('you already have this: E2'),
  });
  await call('get_logs', { query: 'status:warn', limit: 100 });
  expect(asked).toHaveLength(2);
});

it('make a call once that one turn asks for twice, and again when it failed', async () => {
  const { call, asked } = setup('short');
  const [first, second] = await Promise.all([
    call('get_logs', { query: 'status:error' }),
    call('get_logs', { query: 'status:error', limit: 5 }),
  ]);
  expect(first?.isError).toBe(false);
  expect(second?.text).toContain('asks get_logs the same thing twice');
  expect(asked).toHaveLength(1);
  const guard = createCallGuard();
  const again = { id: '1', name: 'get_logs', args: {} };
  expect(guard.refuse(again)).toBeNull();
  guard.remember(again, null);
  expect(guard.refuse(again)).toBeNull();
});

it('show less where the window is small', () => {
  expect(shownCharacters(500_000)).toBe(12_000);
  expect(shownCharacters(16_000)).toBe(8_000);
});
