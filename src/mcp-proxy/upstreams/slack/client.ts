/**
 * Slack's own client with safe settings: by default it has no timeout and repeats a message for half
 * an hour, although Slack has no way to tell a repetition.
 */
import { LogLevel, WebClient } from '@slack/web-api';
import type { KnownBlock } from '@slack/web-api';
import { LRUCache } from 'lru-cache';
import { isMiraError, MiraError, messageOf } from '../../../domain/errors.ts';
import { createUpstreamFetch } from '../../upstream-http.ts';
import type { UpstreamGate } from '../../upstream-http.ts';
import { wasNotSent } from '../lost-write.ts';

export interface SlackConfig {
  readonly botToken: string;
  /** Other address of the Web API: a gateway or a simulator. */
  readonly apiUrl?: string | undefined;
}

export interface SlackDeps {
  readonly config: SlackConfig;
  readonly gate: UpstreamGate;
  /** @defaultValue the global one */
  readonly fetch?: typeof globalThis.fetch;
}

export interface SlackMessage {
  readonly channel: string;
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  /** Travels in the message's metadata, so that it can be found again. */
  readonly dedupeTag: string;
}

export interface PostedMessage {
  readonly channel: string;
  readonly ts: string;
}

export interface Slack {
  /** @throws MiraError `outcome_unknown` when the answer was lost: the message may stand in the channel */
  post(message: SlackMessage): Promise<PostedMessage>;
  /** The newest message of a channel that carries the tag; null also where the token may not read history. */
  find(channel: string, dedupeTag: string): Promise<PostedMessage | null>;
}

const EVENT_TYPE = 'mira_message';
const SEARCHED_MESSAGES = 50;
const MAX_CLIENTS = 500;

const isRead = (url: URL): boolean => url.pathname.endsWith('/conversations.history');

export function createSlack({ config, gate, fetch }: SlackDeps): Slack {
  // Slack limits messages by channel, and a fetch sees only the method: one client for each channel
  const clients = new LRUCache<string, WebClient>({ max: MAX_CLIENTS });

  function clientFor(channel: string): WebClient {
    const known = clients.get(channel);
    if (known) return known;
    const upstreamFetch = createUpstreamFetch({
      gate,
      bucketOf: (url) =>
        isRead(url)
          ? { upstream: 'slack', bucket: 'slack_other' }
          : { upstream: 'slack', bucket: 'slack', key: channel },
      isIdempotent: isRead,
      ...(fetch ? { fetch } : {}),
    });
    const made = new WebClient(config.botToken, {
      ...(config.apiUrl ? { slackApiUrl: withSlash(config.apiUrl) } : {}),
      // the gate times each call; a timeout here would count its wait too
      timeout: 0,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      allowAbsoluteUrls: false,
      logLevel: LogLevel.ERROR,
      logger: SILENT,
      fetch: (url, init) => upstreamFetch(url, init),
    });
    clients.set(channel, made);
    return made;
  }

  return {
    async post(message) {
      try {
        const posted = await clientFor(message.channel).chat.postMessage({
          channel: message.channel,
          text: message.text,
          unfurl_links: false,
          unfurl_media: false,
          ...(message.blocks.length > 0 ? { blocks: [...message.blocks] } : {}),
          metadata: { event_type: EVENT_TYPE, event_payload: { dedupe_tag: message.dedupeTag } },
        });
        if (!posted.ts || !posted.channel) {
          throw new MiraError('outcome_unknown', 'Slack’s answer names no message', {
            context: { upstream: 'slack' },
          });
        }
        return { channel: posted.channel, ts: posted.ts };
      } catch (error) {
        throw mapSlackError(error, message.channel);
      }
    },
    async find(channel, dedupeTag) {
      // history is asked for by id only, and many tokens may not read it at all
      if (!/^[CGD][A-Z0-9]{6,}$/.test(channel)) return null;
      try {
        const history = await clientFor(channel).conversations.history({
          channel,
          limit: SEARCHED_MESSAGES,
          include_all_metadata: true,
        });
        const found = history.messages?.find(
          (one) =>
            one.metadata?.event_type === EVENT_TYPE &&
            (one.metadata.event_payload as { dedupe_tag?: unknown } | undefined)?.dedupe_tag ===
              dedupeTag,
        );
        return found?.ts ? { channel, ts: found.ts } : null;
      } catch {
        return null;
      }
    },
  };
}

const withSlash = (url: string): string => (url.endsWith('/') ? url : `${url}/`);

/** The library warns on the console; what matters is thrown. */
const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

interface CodedError {
  readonly code: string;
  readonly original?: unknown;
  readonly data?: {
    readonly error?: string;
    readonly response_metadata?: { readonly messages?: string[] };
  };
  readonly retryAfter?: number;
  readonly statusCode?: number;
}

const isCoded = (error: unknown): error is CodedError & Error =>
  error instanceof Error && 'code' in error && typeof error.code === 'string';

const AUTH =
  /^(?:invalid_auth|not_authed|account_inactive|token_revoked|token_expired|no_permission|missing_scope|ekm_access_denied|org_login_required|not_allowed_token_type)$/;
const CHANNEL =
  /^(?:channel_not_found|not_in_channel|is_archived|restricted_action.*|posting_to_channel_denied|cannot_reply_to_message)$/;
const CONTENT =
  /^(?:invalid_blocks.*|msg_too_long|msg_blocks_too_long|no_text|invalid_arguments|markdown_text_conflict|metadata_too_large|too_many_attachments)$/;
/** Slack says of these that some of the work may have been done. */
const AMBIGUOUS = /^(?:internal_error|fatal_error|service_unavailable|request_timeout)$/;

export function mapSlackError(error: unknown, channel: string): unknown {
  const context = { upstream: 'slack' };
  if (isMiraError(error)) return error;
  if (!isCoded(error)) return error;
  if (isMiraError(error.original)) return lostOr(error.original);
  switch (error.code) {
    case 'slack_webapi_platform_error': {
      const said = error.data?.error ?? 'unknown_error';
      const details = (error.data?.response_metadata?.messages ?? []).join('; ').slice(0, 300);
      const options = { context: { ...context, slack: said } };
      if (AUTH.test(said)) {
        return new MiraError(
          'auth',
          `Slack refused the token (${said}): check SLACK_BOT_TOKEN and its chat:write scope`,
          options,
        );
      }
      if (CHANNEL.test(said)) {
        return new MiraError(
          'not_found',
          `Slack can’t post to ${channel} (${said}): check alert_channel in the registry and invite the app to it`,
          options,
        );
      }
      if (CONTENT.test(said)) {
        return new MiraError(
          'bad_argument',
          `Slack refused the message (${said})${details ? `: ${details}` : ''}`,
          options,
        );
      }
      if (said === 'ratelimited' || said === 'rate_limited') {
        return new MiraError('rate_limited', 'Slack’s rate limit is spent', {
          ...options,
          retry: 'backoff',
        });
      }
      if (AMBIGUOUS.test(said)) {
        return new MiraError(
          'outcome_unknown',
          `Slack failed while posting (${said}): the message may stand in ${channel}`,
          options,
        );
      }
      return new MiraError('contract_broken', `Slack answered ${said}`, options);
    }
    case 'slack_webapi_rate_limited_error':
      return new MiraError('rate_limited', 'Slack’s rate limit is spent', {
        retry: { afterMs: (error.retryAfter ?? 30) * 1_000 },
        context,
      });
    default:
      return new MiraError(
        'outcome_unknown',
        `Slack’s answer was lost (${messageOf(error).slice(0, 200)}): the message may stand in ${channel}`,
        {
          cause: error,
          context,
        },
      );
  }
}

/** A message that may have been posted must not be posted again. */
function lostOr(error: MiraError): MiraError {
  if (error.code !== 'timeout' && error.code !== 'unavailable') return error;
  if (wasNotSent(error)) return error;
  return new MiraError(
    'outcome_unknown',
    `no answer came from Slack (${error.message}): the message may stand in the channel`,
    { cause: error, context: { upstream: 'slack' } },
  );
}
