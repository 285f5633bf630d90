/** The proxy's Redis keys. `{mira}` keeps them in one hash slot, so that scripts may use several. */

const PREFIX = '{mira}:proxy';

export const proxyKeys = {
  /** Hash: state of one rate-limit bucket. Lives until the bucket is full and its lessons are old. */
  bucket: (id: string): string => `${PREFIX}:bucket:${id}`,
  /** String: a stored answer. Lives for its tool's cache time. */
  answer: (key: string): string => `${PREFIX}:answer:${key}`,
  /** String: who is fetching the answer. Lives 2 s unless renewed. */
  lock: (key: string): string => `${PREFIX}:lock:${key}`,
  /** String: other replicas wait for the answer. Lives 2 s unless renewed. */
  interest: (key: string): string => `${PREFIX}:interest:${key}`,
  /** Publish/subscribe channel: cache keys whose fetch has ended. */
  done: `${PREFIX}:done`,
};
