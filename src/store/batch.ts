/**
 * Many callers, one call: what is asked for while a call is under way goes into the next one. Nobody
 * waits for company: a caller that finds no call under way has its own sent at the end of this turn
 * of the event loop.
 */
import { isMiraError } from '../domain/errors.ts';

export interface BatchOptions<Item, Answer> {
  /** Answers in the order of the items. @throws what every one of them is told */
  readonly send: (items: readonly Item[]) => Promise<readonly Answer[]>;
  /** Most items of one call. */
  readonly most: number;
}

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** Returns the function that callers use in place of `send`. */
export function createBatch<Item, Answer>({ send, most }: BatchOptions<Item, Answer>) {
  let waiting: Waiting<Item, Answer>[] = [];
  let busy = false;

  const next = async (): Promise<void> => {
    const batch = waiting.slice(0, most);
    waiting = waiting.slice(most);
    try {
      const answers = await send(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(answers[index] as Answer));
    } catch (error) {
      for (const { reject } of batch) reject(error);
      // Who waited behind a call that ran into its time limit must not wait for a second one.
      if (isMiraError(error) && error.code === 'unavailable') {
        for (const { reject } of waiting.splice(0)) reject(error);
      }
    }
    busy = waiting.length > 0;
    if (busy) void next();
  };

  return (item: Item): Promise<Answer> =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (busy) return;
      busy = true;
      setImmediate(() => void next());
    });
}
