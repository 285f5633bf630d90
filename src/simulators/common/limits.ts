/** Calendar-aligned quotas, as an upstream would count them. */
import { z } from 'zod';

export const LimitRequest = z.object({
  /** A limit's name, or `*` for all that have no setting of their own. */
  name: z.string().min(1),
  limit: z.number().int().nonnegative(),
  periodSeconds: z.number().int().positive(),
});
export type LimitRequest = z.infer<typeof LimitRequest>;

export interface LimitState {
  readonly name: string;
  readonly limit: number;
  readonly periodSeconds: number;
  readonly remaining: number;
  /** Whole seconds until the period ends, rounded up. */
  readonly resetSeconds: number;
  readonly allowed: boolean;
}

export interface Limits {
  set(request: LimitRequest): void;
  list(): LimitState[];
  /** Counts one request; a refused one is not counted again. */
  take(name: string): LimitState;
}

/** @param defaults - for names without a setting */
export function createLimits(
  now: () => number,
  defaults: { limit: number; periodSeconds: number },
): Limits {
  const settings = new Map<string, { limit: number; periodSeconds: number }>();
  const used = new Map<string, { period: number; count: number }>();

  function state(name: string, cost: number): LimitState {
    const { limit, periodSeconds } = settings.get(name) ?? settings.get('*') ?? defaults;
    const at = now();
    // aligned with the clock, not with the first request: two full quotas may meet at the border
    const period = Math.floor(at / (periodSeconds * 1000));
    const entry = used.get(name);
    const before = entry?.period === period ? entry.count : 0;
    const allowed = before + cost <= limit;
    const count = allowed ? before + cost : before;
    if (cost > 0) used.set(name, { period, count });
    const endsAt = (period + 1) * periodSeconds * 1000;
    return {
      name,
      limit,
      periodSeconds,
      remaining: Math.max(0, limit - count),
      resetSeconds: Math.ceil((endsAt - at) / 1000),
      allowed,
    };
  }

  return {
    set({ name, limit, periodSeconds }) {
      settings.set(name, { limit, periodSeconds });
      if (name === '*') used.clear();
      else used.delete(name);
    },
    list: () => [...new Set([...settings.keys(), ...used.keys()])].map((name) => state(name, 0)),
    take: (name) => state(name, 1),
  };
}
