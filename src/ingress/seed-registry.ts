/** Fills the registry from its file at the first start, without holding up the start. */
import { isMiraError, messageOf } from '../domain/errors.ts';
import type { Lifecycle } from '../platform/lifecycle.ts';
import type { Logger } from '../platform/logger.ts';
import { whenReady, type Redis } from '../platform/redis.ts';
import type { Store } from '../store/contracts.ts';

export interface SeedRegistryOptions {
  readonly redis: Redis;
  readonly store: Pick<Store, 'registry'>;
  readonly path: string;
  readonly logger: Logger;
  readonly lifecycle: Pick<Lifecycle, 'stopping'>;
}

/** Never throws: MIRA works without a registry, it only knows less of its services. */
export async function seedRegistry(options: SeedRegistryOptions): Promise<void> {
  const { redis, store, path, logger, lifecycle } = options;
  while (!lifecycle.stopping.aborted) {
    try {
      await whenReady(redis, lifecycle.stopping);
      if (await store.registry.seedOnce(path)) logger.info({ path }, 'service registry imported');
      return;
    } catch (error) {
      if (lifecycle.stopping.aborted) return;
      // Redis went away between being ready and being asked: wait for it again.
      if (isMiraError(error) && error.code === 'unavailable') continue;
      logger.warn({ path, err: messageOf(error) }, 'service registry not imported');
      return;
    }
  }
}
