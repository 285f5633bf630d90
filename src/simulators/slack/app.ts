/** The Slack simulator: posting, updating and reading messages, and incoming webhooks. */
import { z } from 'zod';
import type { Context } from 'hono';
import { replaceResponse } from '../common/faults.ts';
import { parseBody } from '../common/recorder.ts';
import { createLimits, LimitRequest } from '../common/limits.ts';
import {
  createSimulatorApp,
  type SimulatorApp,
  type SimulatorEnv,
} from '../common/simulator-app.ts';
import type { World } from '../world.ts';
import { checkBlocks } from './blocks.ts';
import { createMessageStore, type SlackMessage } from './messages.ts';

export interface SlackOptions {
  readonly world: World;
  readonly now: () => number;
  readonly closing: AbortSignal;
  readonly token?: string | undefined;
  readonly channels?: readonly string[] | undefined;
}

const TEXT_LIMIT = 40_000;
const Channels = z.object({ channels: z.array(z.string()).nullable() });

type Fields = Record<string, unknown>;
type Failure = { error: string; messages?: readonly string[] };

const failure = (c: Context<SimulatorEnv>, { error, messages = [] }: Failure): Response =>
  c.json({
    ok: false,
    error,
    ...(messages.length > 0 ? { errors: messages, response_metadata: { messages } } : {}),
  });

/** Form fields hold JSON as text; a JSON body holds it as such. */
function jsonField(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const wire = (message: SlackMessage) => ({
  type: 'message',
  subtype: 'bot_message',
  bot_id: 'B0MIRA000',
  app_id: 'A0MIRA000',
  user: 'U0MIRA000',
  team: 'T0SIMULAT',
  ts: message.ts,
  text: message.text,
  ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
  ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
  ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
  ...(message.edited ? { edited: { user: 'U0MIRA000', ts: message.ts } } : {}),
});

export function createSlackApp(options: SlackOptions): SimulatorApp {
  const { world, now, closing } = options;
  const messages = createMessageStore(now, options.channels);
  const limits = createLimits(now, { limit: 1_000_000, periodSeconds: 60 });
  world.listen({
    load(_, replace) {
      if (replace) messages.clear();
    },
    clear: () => messages.clear(),
  });

  const rateLimited = (c: Context<SimulatorEnv>, seconds: number): Response => {
    const response = c.json({ ok: false, error: 'ratelimited' }, 429);
    response.headers.set('retry-after', String(seconds));
    return response;
  };
  const app = createSimulatorApp({
    name: 'slack',
    // the client's `slackApiUrl` may be the address with or without `/api/`
    toPath: (path) => (/^\/[a-z]+\.[a-zA-Z.]+$/.test(path) ? `/api${path}` : path),
    world,
    now,
    closing,
    control(control) {
      control.get('/messages', (c) =>
        c.json(
          messages.list().map(({ channel, channelName, ...message }) => ({
            channel: channelName,
            channelId: channel,
            ...message,
          })),
        ),
      );
      control.delete('/messages', (c) => {
        messages.clear();
        return c.body(null, 204);
      });
      control.post('/channels', async (c) => {
        const { channels } = Channels.parse(await c.req.json());
        messages.setChannels(channels);
        return c.json({ channels });
      });
      control.get('/limits', (c) => c.json(limits.list()));
      control.post('/limits', async (c) => {
        limits.set(LimitRequest.parse(await c.req.json()));
        return c.json(limits.list());
      });
    },
    around(outer) {
      outer.use('/api/:method', async (c, next) => {
        const state = limits.take(c.req.param('method'));
        if (state.allowed) return next();
        return rateLimited(c, state.resetSeconds);
      });
    },
    dialect: {
      rateLimited,
      notFound: (c) => c.text('no_service', 404),
      own(action, c, next) {
        if (action.type !== 'slack_error') return undefined;
        if (!action.after) return Promise.resolve(failure(c, action));
        return next().then(() => replaceResponse(c, failure(c, action)));
      },
    },
  });

  const fieldsOf = (c: Context<SimulatorEnv>): Fields => {
    const body = parseBody(c.get('bodyText'), c.req.header('content-type') ?? '');
    const parsed = typeof body === 'object' && body !== null ? (body as Fields) : {};
    return { ...c.req.query(), ...parsed };
  };

  app.use('/api/*', async (c, next) => {
    const bearer = /^Bearer\s+(.+)$/.exec(c.req.header('authorization') ?? '')?.[1];
    const token = bearer ?? text(fieldsOf(c)['token']);
    if (c.req.path === '/api/api.test') return next();
    if (token === '') return failure(c, { error: 'not_authed' });
    const bad = options.token === undefined ? token.startsWith('invalid') : token !== options.token;
    return bad ? failure(c, { error: 'invalid_auth' }) : next();
  });

  app.all('/api/api.test', (c) => c.json({ ok: true }));
  app.all('/api/auth.test', (c) =>
    c.json({
      ok: true,
      url: 'https://simulated.slack.com/',
      team: 'Simulated',
      user: 'mira',
      team_id: 'T0SIMULAT',
      user_id: 'U0MIRA000',
      bot_id: 'B0MIRA000',
      is_enterprise_install: false,
    }),
  );

  /** Text and blocks of a message, or what Slack would say against them. */
  function contentOf(fields: Fields): { text: string; blocks: unknown[] } | Failure {
    const written = text(fields['text']);
    if (fields['blocks'] === undefined || fields['blocks'] === '') {
      if (written === '' && fields['attachments'] === undefined) return { error: 'no_text' };
      return written.length > TEXT_LIMIT
        ? { error: 'msg_too_long' }
        : { text: written, blocks: [] };
    }
    const blocks = jsonField(fields['blocks']);
    const problem = checkBlocks(blocks);
    if (problem !== undefined) return problem;
    return { text: written, blocks: blocks as unknown[] };
  }

  app.post('/api/chat.postMessage', (c) => {
    const fields = fieldsOf(c);
    const name = text(fields['channel']);
    const channel = messages.channelId(name);
    if (channel === undefined) return failure(c, { error: 'channel_not_found' });
    const content = contentOf(fields);
    if ('error' in content) return failure(c, content);
    const message = messages.post({
      ...content,
      channel,
      channelName: name,
      threadTs: text(fields['thread_ts']) === '' ? undefined : text(fields['thread_ts']),
      metadata: jsonField(fields['metadata']),
    });
    return c.json({ ok: true, channel, ts: message.ts, message: wire(message) });
  });

  app.post('/api/chat.update', (c) => {
    const fields = fieldsOf(c);
    const channel = messages.channelId(text(fields['channel']));
    if (channel === undefined) return failure(c, { error: 'channel_not_found' });
    const message = messages.find(channel, text(fields['ts']));
    if (message === undefined) return failure(c, { error: 'message_not_found' });
    const content = contentOf(fields);
    if ('error' in content) return failure(c, content);
    Object.assign(message, content, { edited: true });
    return c.json({
      ok: true,
      channel,
      ts: message.ts,
      text: message.text,
      message: wire(message),
    });
  });

  app.all('/api/chat.getPermalink', (c) => {
    const fields = fieldsOf(c);
    const channel = messages.channelId(text(fields['channel']));
    const message = channel && messages.find(channel, text(fields['message_ts']));
    if (!message) return failure(c, { error: 'message_not_found' });
    const permalink = `https://simulated.slack.com/archives/${channel}/p${message.ts.replace('.', '')}`;
    return c.json({ ok: true, channel, permalink });
  });

  const listed =
    (select: (message: SlackMessage, fields: Fields) => boolean) =>
    (c: Context<SimulatorEnv>): Response => {
      const fields = fieldsOf(c);
      const channel = messages.channelId(text(fields['channel']));
      if (channel === undefined) return failure(c, { error: 'channel_not_found' });
      // without being asked for it Slack keeps the metadata to itself
      const withMetadata = String(fields['include_all_metadata']) === 'true';
      const limit = Math.min(999, Number(fields['limit'] ?? 100) || 100);
      const oldest = Number(fields['oldest'] ?? 0);
      const latest = Number(fields['latest'] ?? Infinity);
      const found = messages
        .list()
        .filter((one) => one.channel === channel && select(one, fields))
        .filter((one) => Number(one.ts) >= oldest && Number(one.ts) <= latest);
      return c.json({
        ok: true,
        messages: found
          .slice(-limit)
          .toReversed()
          .map((message) => {
            const { metadata, ...shown } = { metadata: undefined, ...wire(message) };
            return withMetadata && metadata !== undefined ? { ...shown, metadata } : shown;
          }),
        has_more: found.length > limit,
      });
    };
  app.all(
    '/api/conversations.history',
    listed((message) => message.threadTs === undefined),
  );
  app.all(
    '/api/conversations.replies',
    listed((message, fields) => message.ts === fields['ts'] || message.threadTs === fields['ts']),
  );

  app.post('/services/*', (c) => {
    const fields = fieldsOf(c);
    const content = contentOf(fields);
    if ('error' in content)
      return c.text(content.error === 'no_text' ? 'no_text' : content.error, 400);
    const channel = messages.channelId('incoming-webhook') ?? 'C0WEBHOOK0';
    const threadTs = text(fields['thread_ts']);
    messages.post({
      ...content,
      channel,
      channelName: c.req.path,
      threadTs: threadTs === '' ? undefined : threadTs,
      metadata: undefined,
    });
    return c.text('ok');
  });

  app.all('/api/*', (c) => failure(c, { error: 'unknown_method' }));
  return app;
}
