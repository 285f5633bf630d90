/** A model's text on its way into the event log: in small batches, bounded, without secrets. */
import type { Stage } from '../../domain/investigation.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Journal } from '../journal.ts';

export interface TextStream {
  push(chunk: string): void;
  /** Writes what is left. Resolves when all is written; never rejects. */
  close(): Promise<void>;
}

export interface TextStreamOptions {
  readonly journal: Pick<Journal, 'append'>;
  /** Removes configured secrets. */
  readonly scrub: (text: string) => string;
  readonly clock: Pick<Clock, 'now'>;
  readonly stage: Stage;
  readonly agent: string;
}

/** An event is one line or two on a screen. */
const BATCH_CHARACTERS = 300;
/** A slow model is seen to write all the same. */
const BATCH_MS = 1_000;
/** More of one turn nobody follows live; the turn itself is kept elsewhere. */
const TURN_CHARACTERS = 4_000;
/** Words longer than this are cut, also where a secret could hide in them. */
const LONGEST_WORD = 500;

export function createTextStream(options: TextStreamOptions): TextStream {
  const { journal, scrub, clock, stage, agent } = options;
  let buffered = '';
  let told = 0;
  let flushedMs = clock.now();
  let writing: Promise<void> = Promise.resolve();

  const write = (text: string): void => {
    const line = scrub(text)
      .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
      .trim();
    if (line === '' || told >= TURN_CHARACTERS) return;
    const room = TURN_CHARACTERS - told;
    told += line.length;
    const shown = line.length > room ? `${line.slice(0, room)} …` : line;
    for (let at = 0; at < shown.length; at += 2 * BATCH_CHARACTERS) {
      const summary = shown.slice(at, at + 2 * BATCH_CHARACTERS);
      writing = writing
        .then(() => journal.append({ type: 'model.text', stage, summary, data: { agent } }))
        // The next write of the run meets the same trouble, and is not free to ignore it.
        .catch(() => undefined);
    }
  };

  return {
    push(chunk) {
      if (told >= TURN_CHARACTERS) return;
      buffered += chunk;
      const due = buffered.length >= BATCH_CHARACTERS || clock.now() - flushedMs >= BATCH_MS;
      if (!due) return;
      // Only whole words leave: half a secret is not known for one.
      const end = buffered.search(/\s\S*$/);
      if (end === -1 && buffered.length < LONGEST_WORD) return;
      const ready = end === -1 ? buffered.replace(/\S+$/, '[…]') : buffered.slice(0, end);
      buffered = end === -1 ? '' : buffered.slice(end);
      flushedMs = clock.now();
      write(ready);
    },
    async close() {
      write(buffered);
      buffered = '';
      await writing;
    },
  };
}
