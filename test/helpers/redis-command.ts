// One Redis command over its own short-lived socket: test helpers that need no client library,
// so that what they count is not their own doing.
import { connect } from 'node:net';

export type RedisReply = string | number | null | RedisReply[];

/**
 * Sends one command and returns its reply.
 *
 * @throws on an error reply, a refused connection, and silence longer than `timeoutMs`
 */
export function redisCommand(
  port: number,
  args: readonly string[],
  { timeoutMs = 10_000 }: { timeoutMs?: number } = {},
): Promise<RedisReply> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let received = Buffer.alloc(0);
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      socket.destroy();
      settle();
    };
    const timer = setTimeout(
      () => finish(() => reject(new Error(`no reply to ${args[0]} in ${timeoutMs} ms`))),
      timeoutMs,
    );
    socket.on('error', (error) => finish(() => reject(error)));
    socket.on('close', () => finish(() => reject(new Error('the connection was closed'))));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const parsed = parse(received, 0);
      if (parsed === undefined) return;
      const { value } = parsed;
      finish(() => (value instanceof Error ? reject(value) : resolve(value)));
    });
    const parts = args.map((arg) => `$${Buffer.byteLength(arg)}\r\n${arg}\r\n`);
    socket.write(`*${args.length}\r\n${parts.join('')}`);
  });
}

interface Parsed {
  value: RedisReply | Error;
  next: number;
}

/** Reads one RESP2 value; undefined while it is incomplete. */
function parse(buffer: Buffer, start: number): Parsed | undefined {
  const lineEnd = buffer.indexOf('\r\n', start);
  if (lineEnd === -1) return undefined;
  const line = buffer.toString('utf8', start + 1, lineEnd);
  const next = lineEnd + 2;
  const kind = String.fromCharCode(buffer[start] ?? 0);
  if (kind === '+') return { value: line, next };
  if (kind === '-') return { value: new Error(line), next };
  if (kind === ':') return { value: Number(line), next };
  const length = Number(line);
  if (length === -1) return { value: null, next };
  if (kind === '$') {
    if (buffer.length < next + length + 2) return undefined;
    return { value: buffer.toString('utf8', next, next + length), next: next + length + 2 };
  }
  const items: RedisReply[] = [];
  let position = next;
  for (let index = 0; index < length; index++) {
    const item = parse(buffer, position);
    if (item === undefined) return undefined;
    items.push(item.value instanceof Error ? item.value.message : item.value);
    position = item.next;
  }
  return { value: items, next: position };
}
