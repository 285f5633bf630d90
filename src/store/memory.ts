/**
 * Memories of confirmed incidents, found by service and by fault signature.
 *
 * The search: each feature of a signature has an index of the newest memories that carry it. What the
 * indexes of the asked features name is counted up by the features' weights; the best candidates and
 * the newest of the service itself are loaded and compared exactly (weighted Jaccard index). Others'
 * memories must be alike, a service's own only get a lead. So the work is bounded by the number of
 * features, not by the number of memories.
 */
import { sha256 } from '../domain/hash.ts';
import { featureWeight, type FaultSignature, Memory, similarity } from '../domain/memory.ts';
import type { Clock } from '../platform/clock.ts';
import type { Redis } from '../platform/redis.ts';
import type { MemoryStore, Recalled } from './contracts.ts';
import { key } from './keys.ts';
import { pipeline } from './pipeline.ts';
import { loadScript } from './script.ts';

export interface MemoryStoreOptions {
  readonly redis: Redis;
  readonly clock: Pick<Clock, 'now'>;
  readonly limits?: Partial<typeof DEFAULTS>;
}

const DEFAULTS = { perService: 50, perFeature: 200, inAll: 5_000 };
const CANDIDATES = 30;
const OWN_CANDIDATES = 20;
/** Memories of other services that are less alike are not worth a reader's time. */
const ALIKE = 0.3;
/** What the same service is worth between two that are nearly as alike. */
const OWN_LEAD = 0.15;
const DEFAULT_LIMIT = 4;

export function createMemoryStore(options: MemoryStoreOptions): MemoryStore {
  const { redis, clock } = options;
  const limits = { ...DEFAULTS, ...options.limits };
  const script = loadScript(redis, 'remember');

  const write = async (id: string, doc: string, owner: string, features: readonly string[]) => {
    await script(
      key('memory', id),
      id,
      doc,
      owner,
      clock.now(),
      limits.perService,
      limits.perFeature,
      limits.inAll,
      ...features,
    );
  };

  return {
    remember: (memory) =>
      write(
        memory.id,
        JSON.stringify(memory),
        ownerOf(memory.org, memory.service),
        featureKeys(memory.org, memory.signature),
      ),

    forget: (id) => write(id, '', '', []),

    async recall({ org, service, signature, exceptIncident, limit = DEFAULT_LIMIT }) {
      const features = [...new Set(signature)];
      const keys = featureKeys(org, features);
      const [own = [], ...found] = await pipeline<string[]>(redis, (p) => {
        p.zrevrange(key('memoryOf', ownerOf(org, service ?? '')), 0, OWN_CANDIDATES - 1);
        for (const one of keys) p.zrevrange(key('memoryBy', one), 0, limits.perFeature - 1);
      });
      const ids = [...new Set([...own, ...heaviest(features, found)])];
      const docs = await pipeline<string | null>(redis, (p) => {
        for (const id of ids) p.hget(key('memory', id), 'doc');
      });
      const lead = (memory: Memory): number => (memory.service === service ? OWN_LEAD : 0);
      return docs
        .flatMap((text): Recalled[] => {
          const memory = text === null ? undefined : Memory.safeParse(JSON.parse(text)).data;
          if (memory === undefined || memory.incidentId === exceptIncident) return [];
          return [{ memory, similarity: similarity(signature, memory.signature) }];
        })
        .filter(({ memory, similarity: alike }) => memory.service === service || alike >= ALIKE)
        .toSorted(
          (a, b) =>
            b.similarity + lead(b.memory) - a.similarity - lead(a.memory) ||
            b.memory.confirmedAt.localeCompare(a.memory.confirmedAt),
        )
        .slice(0, limit);
    },
  };
}

/** The org is part of each key: what one org has confirmed is never told to another. */
const ownerOf = (org: string, service: string): string => `${encodeURIComponent(org)}|${service}`;

const featureKeys = (org: string, signature: FaultSignature): string[] =>
  signature.map((feature) => sha256(`${org}\n${feature}`).slice(0, 24));

/** The ids that share the most weight with the asked features. */
function heaviest(features: readonly string[], found: readonly (readonly string[])[]): string[] {
  const weights = new Map<string, number>();
  found.forEach((ids, index) => {
    const weight = featureWeight(features[index] ?? '');
    for (const id of ids) weights.set(id, (weights.get(id) ?? 0) + weight);
  });
  return [...weights]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, CANDIDATES)
    .map(([id]) => id);
}
