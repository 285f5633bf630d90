/** A progress bar on stderr, where a person looks; nothing in a pipe or when quiet. */
import { cursorTo, clearLine } from 'node:readline';

export interface ProgressBar {
  update(what: string, done: number, all: number): void;
  /** Takes the bar off the screen. */
  clear(): void;
}

const WIDTH = 30;
/** Redrawing more often than this is only flicker. */
const EVERY_MS = 80;

export function createProgressBar(
  enabled: boolean,
  stream: NodeJS.WriteStream = process.stderr,
): ProgressBar {
  const shows = enabled && stream.isTTY;
  let drawnAt = 0;
  let drawn = false;
  return {
    update: (what, done, all) => {
      if (!shows) return;
      const now = performance.now();
      if (now - drawnAt < EVERY_MS && done < all) return;
      drawnAt = now;
      drawn = true;
      const share = all === 0 ? 1 : Math.min(1, done / all);
      const filled = Math.round(share * WIDTH);
      cursorTo(stream, 0);
      stream.write(
        `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${String(Math.round(share * 100)).padStart(3)} %  ${what} (${done} of ${all})`,
      );
      clearLine(stream, 1);
    },
    clear: () => {
      if (!drawn) return;
      cursorTo(stream, 0);
      clearLine(stream, 0);
      drawn = false;
    },
  };
}
