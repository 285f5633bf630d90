/** For a proxy without Redis by design: every process fetches for itself and remembers for itself. */
import type { Claim, SharedCache } from './shared-cache.ts';

const OURS: Claim = {
  state: 'ours',
  lease: {
    renew: () => Promise.resolve({ held: true, wanted: false }),
    complete: () => Promise.resolve(),
  },
};

export const noSharedCache: SharedCache = {
  claim: () => Promise.resolve(OURS),
  close: () => undefined,
};
