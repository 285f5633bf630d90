/** An answer as it is kept and shared: checked, masked, and already written as JSON. */
import type { TimeWindow } from '../domain/time.ts';

export interface Answer {
  /** JSON of `structuredContent`. */
  readonly structured: string;
  /** The tool's own words, JSON-escaped, without quotes. */
  readonly notes: string;
  /** The rendered text, JSON-escaped, without quotes. */
  readonly body: string;
  /** `body` holds text from outside: wrap it. */
  readonly untrusted: boolean;
  readonly truncated: boolean;
  readonly partial: boolean;
  readonly window: TimeWindow | null;
  readonly masked: number;
}

/** An answer with how long it may be served again. */
export interface KeptAnswer {
  readonly answer: Answer;
  /** 0: not at all. */
  readonly ttlMs: number;
}

/** About how much memory it takes, in bytes. */
export const sizeOf = ({ structured, notes, body }: Answer): number =>
  structured.length + notes.length + body.length + 256;
