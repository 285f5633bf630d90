// The Slack simulator, through Slack's own client.
import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSimulators, type Simulators } from '../../../src/simulators/create-simulators.ts';
import { control } from './scenario.ts';

let simulators: Simulators;
beforeAll(async () => {
  simulators = await createSimulators({ slackChannels: ['#alerts'] });
});
beforeEach(() => control(simulators.slack, 'messages', {}, 'DELETE'));
afterAll(() => simulators.close());

const slack = (token = 'xoxb-1'): WebClient =>
  new WebClient(token, {
    slackApiUrl: `${simulators.slack}/api/`,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 5_000,
  });
const section = (text: string) => ({
  type: 'section' as const,
  text: { type: 'mrkdwn' as const, text },
});
const messages = () =>
  control(simulators.slack, 'messages') as Promise<{ channel: string; text: string; ts: string }[]>;

describe('messages', () => {
  it('posts, answers in the thread, updates and reads back', async () => {
    const client = slack();
    expect((await client.auth.test()).user).toBe('mira');
    const posted = await client.chat.postMessage({
      channel: '#alerts',
      text: 'Found',
      blocks: [section('*Found*')],
      metadata: { event_type: 'mira_report', event_payload: { id: 'inv-1' } },
    });
    const ts = posted.ts ?? '';
    await client.chat.postMessage({ channel: '#alerts', text: 'More', thread_ts: ts });
    await client.chat.update({ channel: posted.channel ?? '', ts, text: 'Fixed' });
    expect((await messages()).map(({ channel, text }) => [channel, text])).toEqual([
      ['#alerts', 'Fixed'],
      ['#alerts', 'More'],
    ]);
    const history = await client.conversations.history({
      channel: posted.channel ?? '',
      include_all_metadata: true,
    });
    expect(history.messages?.map((one) => one.metadata?.event_payload)).toEqual([{ id: 'inv-1' }]);
    expect(
      (await client.conversations.replies({ channel: posted.channel ?? '', ts })).messages,
    ).toHaveLength(2);
  });

  it('refuses unknown channels, tokens and blocks that are too much', async () => {
    const error = (promise: Promise<unknown>) =>
      promise.then(
        () => 'ok',
        (thrown: { data?: { error: string } }) => thrown.data?.error,
      );
    expect(await error(slack().chat.postMessage({ channel: '#nowhere', text: 'x' }))).toBe(
      'channel_not_found',
    );
    expect(await error(slack('invalid').auth.test())).toBe('invalid_auth');
    const post = (blocks: ReturnType<typeof section>[]) =>
      error(slack().chat.postMessage({ channel: '#alerts', text: 'x', blocks }));
    expect(await post([section('x'.repeat(3001))])).toBe('invalid_blocks');
    expect(await post(Array.from({ length: 51 }, () => section('x')))).toBe('invalid_blocks');
    expect(await post(Array.from({ length: 5 }, () => section('x'.repeat(2600))))).toBe(
      'msg_blocks_too_long',
    );
    expect(await post(Array.from({ length: 5 }, () => section('x'.repeat(2500))))).toBe('ok');
    expect(await messages()).toHaveLength(1);
  });

  it('fails after storing, says ok: false, and limits', async () => {
    await control(simulators.slack, 'faults', {
      match: { path: 'chat.postMessage' },
      action: { type: 'respond', status: 500, after: true },
    });
    await expect(slack().chat.postMessage({ channel: '#alerts', text: 'once' })).rejects.toThrow();
    expect(await messages()).toHaveLength(1);
    await control(simulators.slack, 'faults', {
      match: {},
      action: { type: 'slack_error', error: 'is_archived' },
    });
    await expect(slack().chat.postMessage({ channel: '#alerts', text: 'x' })).rejects.toMatchObject(
      { data: { error: 'is_archived' } },
    );
    await control(simulators.slack, 'faults', {
      match: {},
      action: { type: 'rate_limited', resetSeconds: 7 },
    });
    await expect(slack().chat.postMessage({ channel: '#alerts', text: 'x' })).rejects.toMatchObject(
      { retryAfter: 7 },
    );
  });

  it('takes incoming webhooks', async () => {
    const answer = await fetch(`${simulators.slack}/services/T/B/X`, {
      method: 'POST',
      body: JSON.stringify({ text: 'hook' }),
      headers: { 'content-type': 'application/json' },
    });
    expect([answer.status, await answer.text()]).toEqual([200, 'ok']);
    expect((await messages())[0]?.text).toBe('hook');
  });

  it('is found by a client that was given the bare address', async () => {
    const client = new WebClient('xoxb-1', { slackApiUrl: simulators.slack });
    expect((await client.auth.test()).ok).toBe(true);
    const recorded = await fetch(`${simulators.azureDevOps}/acme/_sim/health`);
    expect(await recorded.json()).toMatchObject({ simulator: 'azure-devops' });
  });
});
