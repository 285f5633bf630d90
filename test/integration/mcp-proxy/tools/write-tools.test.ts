import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBench } from './bench.ts';
import type { Bench } from './bench.ts';

let bench: Bench;
let tags = 0;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const workItem = () => ({
  title: 'payment-svc: guests can’t pay',
  description: '# Cause\n`RateFor` lost its null check.',
  priority: 1,
  tags: ['mira', 'auto;rca'],
  commit: '98b131ca3e25b529d844fc0ec3b0203394cb371f',
  pull_request: 421,
  links: ['https://app.datadoghq.com/monitors/48213377'],
  dedupe_tag: `mira-test-${(tags += 1)}`,
});

const created = async () =>
  (await bench.requests('azureDevOps')).filter(
    ({ method, path }) => method === 'POST' && /workitems\/\$/i.test(path),
  );

describe('create_work_item', () => {
  test('makes a Bug with Markdown steps, links and the tag, once', async () => {
    const args = workItem();
    const first = await bench.call('create_work_item', args);
    expect(first.result.adopted).toBe(false);
    const document = (await created()).at(-1)?.body as { path: string; value: any }[];
    const at = (path: string) =>
      document.filter((one) => one.path === path).map((one) => one.value);
    expect(at('/multilineFieldsFormat/Microsoft.VSTS.TCM.ReproSteps')).toEqual(['Markdown']);
    expect(at('/fields/Microsoft.VSTS.Common.Severity')).toEqual(['1 - Critical']);
    expect(at('/fields/System.Tags')).toEqual([`mira; auto rca; ${args.dedupe_tag}`]);
    const links = at('/relations/-').map(({ url }) => url);
    expect(links[0]).toMatch(/^vstfs:\/\/\/Git\/Commit\/[0-9a-f-]{36}%2F[0-9a-f-]{36}%2F98b131ca/);
    expect(links[1]).toMatch(/^vstfs:\/\/\/Git\/PullRequestId\/.*%2F421$/);

    const before = (await created()).length;
    const again = await bench.call('create_work_item', args);
    expect(again.result).toEqual({ ...first.result, adopted: true });
    expect((await created()).length).toBe(before);
  });

  test('a lost answer is outcome_unknown, and the next call adopts what was stored', async () => {
    const args = workItem();
    await bench.fault('azureDevOps', {
      match: { method: 'POST', path: '/workitems./i' },
      action: { type: 'close', when: 'after' },
    });
    expect((await bench.failure('create_work_item', args)).code).toBe('outcome_unknown');
    const next = await bench.call('create_work_item', args);
    expect(next.result.adopted).toBe(true);
  });

  test('a 404 on create explains project and permission', async () => {
    const failure = await bench.failure('create_work_item', workItem(), {
      project: 'Nowhere',
      repositories: [],
    });
    expect(failure.code).toBe('not_found');
  });

  test('a token that may not create is told apart from one that is wrong', async () => {
    await bench.fault('azureDevOps', {
      match: { method: 'POST', path: '/workitems./i' },
      action: { type: 'not_found' },
    });
    const failure = await bench.failure('create_work_item', workItem());
    expect(failure.code).toBe('not_found');
    expect(failure.message).toMatch(/Payments.*scope/s);
  });
});

describe('comment_on_pull_request', () => {
  const comment = () => ({
    repository: 'payment-svc',
    pull_request: 421,
    text: 'This change broke guests.',
    file: 'services/Payments/Services/DiscountCalculator.cs',
    line: 24,
    dedupe_tag: `mira-test-${(tags += 1)}`,
  });

  test('makes one thread, found again by its marker', async () => {
    const args = comment();
    const first = await bench.call('comment_on_pull_request', args);
    const again = await bench.call('comment_on_pull_request', args);
    expect(again.result).toEqual({ ...first.result, adopted: true });
  });

  test('a lost answer is outcome_unknown; the thread is adopted afterwards', async () => {
    const args = comment();
    await bench.fault('azureDevOps', {
      match: { method: 'POST', path: '/threads' },
      action: { type: 'respond', status: 502, body: 'x', after: true },
    });
    expect((await bench.failure('comment_on_pull_request', args)).code).toBe('outcome_unknown');
    expect((await bench.call('comment_on_pull_request', args)).result.adopted).toBe(true);
  });

  test('other repositories are refused', async () => {
    const args = { ...comment(), repository: 'secrets' };
    expect((await bench.failure('comment_on_pull_request', args)).code).toBe('out_of_scope');
  });
});

describe('post_message', () => {
  const message = () => ({
    channel: '#payments-oncall',
    text: 'payment-svc: guests can’t pay <!channel>',
    sections: [
      '*Cause*: `a < b && c`',
      `\`\`\`${'x'.repeat(80)}\n${'long line\n'.repeat(700)}\`\`\``,
    ],
    links: [{ label: 'Report', url: 'https://mira.example.com/i/1' }],
    dedupe_tag: `mira-test-${(tags += 1)}`,
  });
  const posts = async () =>
    (await bench.requests('slack')).filter(({ path }) => path.endsWith('chat.postMessage'));

  test('escapes, splits and posts once', async () => {
    const { result } = await bench.call('post_message', message());
    expect(result).toMatchObject({ adopted: false });
    const sent = JSON.stringify((await posts()).at(-1)?.body);
    expect(sent).toContain('&lt;!channel&gt;');
    expect(sent).not.toContain('<!channel>');
  });

  test.each([
    [
      'stored, then a 5xx',
      { type: 'respond', status: 503, body: 'x', after: true },
      'outcome_unknown',
    ],
    ['stored, then cut', { type: 'close', when: 'after' }, 'outcome_unknown'],
    [
      'an error that Slack calls ambiguous',
      { type: 'slack_error', error: 'internal_error' },
      'outcome_unknown',
    ],
    ['a revoked token', { type: 'slack_error', error: 'token_revoked' }, 'auth'],
    ['an unknown channel', { type: 'slack_error', error: 'channel_not_found' }, 'not_found'],
    ['a 429', { type: 'rate_limited', resetSeconds: 9, retryAfterSeconds: 9 }, 'rate_limited'],
  ])('%s: one request, no repetition', async (_what, action, code) => {
    await bench.fault('slack', { match: { path: 'chat.postMessage' }, action });
    const before = (await posts()).length;
    expect((await bench.failure('post_message', message())).code).toBe(code);
    expect((await posts()).length).toBe(before + 1);
  });

  test('refused blocks fall back to the text', async () => {
    await bench.fault('slack', {
      match: { path: 'chat.postMessage' },
      action: { type: 'slack_error', error: 'msg_blocks_too_long' },
    });
    const { result } = await bench.call('post_message', message());
    expect(result.ts).toBeDefined();
  });

  test('a message that stands in the channel already is adopted where history may be read', async () => {
    const args = message();
    const first = await bench.call('post_message', args);
    const again = await bench.call('post_message', { ...args, channel: first.result.channel });
    expect(again.result).toMatchObject({ ts: first.result.ts, adopted: true });
  });
});
