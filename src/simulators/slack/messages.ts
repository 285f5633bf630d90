/** The messages that were posted, with their channels. */
import { createHash } from 'node:crypto';

export interface SlackMessage {
  readonly channel: string;
  /** As the caller named it. */
  readonly channelName: string;
  readonly ts: string;
  readonly threadTs: string | undefined;
  text: string;
  blocks: unknown[];
  readonly metadata: unknown;
  edited: boolean;
}

const KEEP = 5_000;

export interface MessageStore {
  /** Channel id of a name or id; `undefined` when there is no such channel. */
  channelId(nameOrId: string): string | undefined;
  setChannels(names: readonly string[] | null): void;
  post(message: Omit<SlackMessage, 'ts' | 'edited'>): SlackMessage;
  find(channel: string, ts: string): SlackMessage | undefined;
  list(): readonly SlackMessage[];
  clear(): void;
}

const idOf = (name: string): string =>
  `C${createHash('sha1').update(name).digest('hex').slice(0, 9).toUpperCase()}`;

export function createMessageStore(
  now: () => number,
  channels: readonly string[] | undefined,
): MessageStore {
  let known = channels === undefined ? undefined : channels.map((name) => name.replace(/^#/, ''));
  let messages: SlackMessage[] = [];
  let sequence = 0;
  return {
    channelId(nameOrId) {
      if (nameOrId === '') return undefined;
      const name = nameOrId.replace(/^#/, '');
      if (known === undefined) return /^[CDG][A-Z0-9]{8,}$/.test(name) ? name : idOf(name);
      if (known.includes(name)) return idOf(name);
      return known.some((one) => idOf(one) === name) ? name : undefined;
    },
    setChannels(names) {
      known = names === null ? undefined : names.map((name) => name.replace(/^#/, ''));
    },
    post(message) {
      sequence += 1;
      const seconds = Math.floor(now() / 1000);
      const ts = `${seconds}.${String(sequence % 1_000_000).padStart(6, '0')}`;
      const stored: SlackMessage = { ...message, ts, edited: false };
      messages.push(stored);
      if (messages.length > KEEP) messages = messages.slice(-KEEP);
      return stored;
    },
    find: (channel, ts) => messages.find((one) => one.channel === channel && one.ts === ts),
    list: () => messages,
    clear() {
      messages = [];
    },
  };
}
