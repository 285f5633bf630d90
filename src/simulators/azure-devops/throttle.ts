/** Azure DevOps' throttling: first slower answers that say so, then 429. Off until configured. */
import { z } from 'zod';

export const ThrottleRequest = z.object({
  name: z.literal('tstu').default('tstu'),
  /** Units in the sliding window before answers are delayed. */
  limit: z.number().positive(),
  /** @defaultValue 300, the service's five minutes */
  periodSeconds: z.number().positive().default(300),
  /** What one request costs. */
  costPerRequest: z.number().positive().default(1),
  /** How long a delayed answer waits. */
  delaySeconds: z.number().nonnegative().max(30).default(1),
  /** Units beyond which requests are refused; 1.5 times the limit unless given. */
  refuseAbove: z.number().positive().optional(),
});
export type ThrottleRequest = z.infer<typeof ThrottleRequest>;

export interface ThrottleState {
  readonly outcome: 'pass' | 'delay' | 'refuse';
  readonly delayMs: number;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Throttle {
  set(request: ThrottleRequest | undefined): void;
  setting(): ThrottleRequest | undefined;
  take(): ThrottleState;
}

const RESOURCE = 'simulated/default';

export function createThrottle(now: () => number): Throttle {
  let setting: ThrottleRequest | undefined;
  let times: number[] = [];
  return {
    set(request) {
      setting = request;
      times = [];
    },
    setting: () => setting,
    take(): ThrottleState {
      if (setting === undefined) return { outcome: 'pass', delayMs: 0, headers: {} };
      const { limit, periodSeconds, costPerRequest, delaySeconds } = setting;
      const at = now();
      times = times.filter((time) => time > at - periodSeconds * 1000);
      times.push(at);
      const used = times.length * costPerRequest;
      if (used <= limit) return { outcome: 'pass', delayMs: 0, headers: {} };
      const refuse = used > (setting.refuseAbove ?? limit * 1.5);
      const resetAt = Math.ceil(((times[0] ?? at) + periodSeconds * 1000) / 1000);
      const wait = refuse ? Math.max(1, resetAt - Math.floor(at / 1000)) : Math.ceil(delaySeconds);
      // refused requests cost nothing more, or the window would never empty
      if (refuse) times.pop();
      return {
        outcome: refuse ? 'refuse' : 'delay',
        delayMs: refuse ? 0 : delaySeconds * 1000,
        headers: {
          'retry-after': String(wait),
          'x-ratelimit-resource': RESOURCE,
          'x-ratelimit-delay': refuse ? '0' : String(delaySeconds),
          'x-ratelimit-limit': String(limit),
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(resetAt),
        },
      };
    },
  };
}
