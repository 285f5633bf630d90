/** How long one tool call stood waiting for rate limits, whatever it waited for at the same time. */

export interface Waits {
  /** A wait that is over, both in epoch ms. */
  add(fromMs: number, toMs: number): void;
  /** Wall time: what several upstream calls of one tool call waited at once counts once. */
  readonly totalMs: number;
}

/** A tool call has few waits, and most of them touch: a list of disjoint stretches is all it takes. */
export function createWaits(): Waits {
  let stretches: { readonly fromMs: number; readonly toMs: number }[] = [];
  return {
    add(fromMs, toMs) {
      const touching = stretches.filter((each) => each.fromMs <= toMs && each.toMs >= fromMs);
      const apart = stretches.filter((each) => !touching.includes(each));
      const joined = {
        fromMs: Math.min(fromMs, ...touching.map((each) => each.fromMs)),
        toMs: Math.max(toMs, ...touching.map((each) => each.toMs)),
      };
      stretches = [...apart, joined];
    },
    get totalMs() {
      return stretches.reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs), 0);
    },
  };
}
