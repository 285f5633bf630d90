// `mira feedback` and `mira cost`: what they send, what they refuse, what they show.
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { emptyUsage } from '../../../src/domain/investigation.ts';
import { MiraError } from '../../../src/domain/errors.ts';
import type { Context } from '../../../src/cli/commands/context.ts';
import { showCost } from '../../../src/cli/commands/cost.ts';
import { giveFeedback } from '../../../src/cli/commands/feedback.ts';
import { createOutput } from '../../../src/cli/output.ts';
import { resolveSettings } from '../../../src/cli/settings.ts';

/** A context whose API answers what `answers` say, by path. */
function setup(answers: Record<string, unknown>, flags: { readOnly?: boolean } = {}) {
  const sent: { method: string; path: string; body: unknown }[] = [];
  let text = '';
  const settings = resolveSettings(flags, {}, { profiles: {} }, false);
  const context: Context = {
    settings,
    output: {
      ...createOutput(settings, {
        stdout: { write: (line) => (text += line) },
        stderr: { write: () => true },
      }),
      paint: pc.createColors(false),
    },
    api: {
      url: 'http://mira.test',
      request: async (schema, method, path, body) => {
        sent.push({ method, path, body });
        const answer = answers[path];
        if (answer === undefined) throw new MiraError('not_found', `no ${path}`);
        return schema.parse(typeof answer === 'function' ? answer(body) : answer);
      },
      text: async () => '',
      async *follow() {},
    },
    signal: new AbortController().signal,
  };
  return { context, sent, text: () => text };
}

const echo = (body: any) => ({
  feedback: { ...body, at: '2026-11-20T10:00:00.000Z' },
  remembered: body.verdict === 'confirm' || body.correction !== undefined,
});

describe('mira feedback', () => {
  it('confirms an investigation', async () => {
    const { context, sent, text } = setup({ '/investigations/run/feedback': echo });
    expect(await giveFeedback(context, 'run', 'confirm', { by: 'ann', note: 'yes' })).toBe(0);
    expect(sent.at(-1)?.body).toEqual({ verdict: 'confirm', by: 'ann', note: 'yes' });
    expect(text()).toContain('run: confirmed, says ann (yes)');
    expect(text()).toContain('later investigations');
  });

  it('takes a commit for a root cause, and the newest investigation of an incident', async () => {
    const incident = {
      id: 'inc',
      org: 'acme',
      service: 'a',
      env: null,
      title: 't',
      state: 'open',
      priority: 'P1',
      mapped: true,
      cycles: [],
      investigationIds: ['old', 'new'],
      parentId: null,
      openedAt: '2026-11-20T10:00:00.000Z',
      updatedAt: '2026-11-20T10:00:00.000Z',
    };
    const { context, sent } = setup({
      '/incidents/inc': { incident },
      '/investigations/new/feedback': echo,
    });
    await giveFeedback(context, 'inc', 'wrong', { by: 'ann', commit: 'abcdef1', note: 'flag' });
    expect(sent.at(-1)).toEqual({
      method: 'POST',
      path: '/investigations/new/feedback',
      body: {
        verdict: 'wrong',
        by: 'ann',
        correction: { verdict: 'root_cause', commit: 'abcdef1', note: 'flag' },
      },
    });
  });

  it.each([
    ['maybe', {}],
    ['confirm', { commit: 'abcdef1' }],
    ['wrong', { commit: 'xyz' }],
    ['wrong', { category: 'gremlins', verdict: 'root_cause' }],
    ['wrong', { category: 'configuration' }],
  ])('refuses %s with %j before it asks anybody', async (verdict, flags) => {
    const { context, sent } = setup({});
    await expect(giveFeedback(context, 'run', verdict, flags)).rejects.toMatchObject({
      code: 'bad_argument',
    });
    expect(sent).toEqual([]);
  });

  it('is refused under --read-only', async () => {
    const { context } = setup({}, { readOnly: true });
    await expect(giveFeedback(context, 'run', 'confirm', {})).rejects.toMatchObject({
      code: 'denied',
    });
  });
});

describe('mira cost', () => {
  const view = (by: string) => ({
    since: '2026-11-14',
    until: '2026-11-20',
    by,
    rows: [
      {
        key: by === 'tool' ? 'get_logs' : 'gemini:a',
        usage: { ...emptyUsage(), costUsd: 1.5, modelCalls: 3, toolCalls: 4, inputTokens: 28_400 },
      },
    ],
    total: { ...emptyUsage(), costUsd: 1.5, modelCalls: 3 },
    pricesReadAt: '2026-10-07',
    budgets: { fleetUsd: 50, serviceUsd: 10, todayUsd: 0.02, resetsAt: '2026-11-21T00:00:00.000Z' },
  });

  it('shows costs, what is left today and the date of the prices', async () => {
    const { context, sent, text } = setup({ '/usage?by=model&since=7d': view('model') });
    expect(await showCost(context, { by: 'model', since: 'now-7d' })).toBe(0);
    expect(sent).toHaveLength(1);
    expect(text()).toMatch(/gemini:a +\$1\.50 +3 +28k/);
    expect(text()).toMatch(/total +\$1\.50/);
    expect(text()).toContain(
      'today $0.0200 of $50.00 for all ($10.00 per service), until 00:00 UTC',
    );
    expect(text()).toContain('list prices as of 2026-10-07');
  });

  it('shows calls and waits of tools, which have no price', async () => {
    const { context, text } = setup({ '/usage?by=tool': view('tool') });
    await showCost(context, { by: 'tool' });
    expect(text()).toMatch(/get_logs +4 +0 +0\.0/);
    expect(text()).not.toContain('$1.50');
  });
});
