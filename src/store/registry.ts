/** The service registry: one Redis hash, filled from a file at the first start. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { MiraError, messageOf } from '../domain/errors.ts';
import { type Service, ServiceFields, ServiceRegistry } from '../domain/service.ts';
import { toIso } from '../domain/time.ts';
import type { Clock } from '../platform/clock.ts';
import type { Redis } from '../platform/redis.ts';
import type { Registry } from './contracts.ts';
import { KEYS, key } from './keys.ts';
import { pipeline } from './pipeline.ts';
import { reachable } from './script.ts';

export interface RegistryOptions {
  readonly redis: Redis;
  readonly clock: Pick<Clock, 'now'>;
}

export function createRegistry({ redis, clock }: RegistryOptions): Registry {
  const put = async (entries: readonly [string, unknown][]): Promise<void> => {
    await pipeline(redis, (p) => {
      for (const [name, fields] of entries) {
        p.hset(KEYS.registry, name, JSON.stringify(fields));
        p.hdel(KEYS.unmapped, name);
        p.zrem(KEYS.unmappedSeen, name);
      }
      p.set(KEYS.registrySeeded, toIso(clock.now()), 'NX');
    });
  };

  const registry: Registry = {
    async get(name) {
      const text = await reachable(redis.hget(KEYS.registry, name));
      return text === null ? undefined : entry(name, text);
    },

    async list() {
      const all = await reachable(redis.hgetall(KEYS.registry));
      return Object.entries(all)
        .map(([name, text]) => entry(name, text))
        .sort((a, b) => a.name.localeCompare(b.name));
    },

    async set(service) {
      const { name, ...fields } = service;
      await put([[name, fields]]);
    },

    async remove(name) {
      return (await reachable(redis.hdel(KEYS.registry, name))) === 1;
    },

    async importAll(services, { prune = false } = {}) {
      const before = await reachable(redis.hgetall(KEYS.registry));
      const names = Object.keys(services);
      const gone = prune ? Object.keys(before).filter((name) => !(name in services)) : [];
      await put(Object.entries(services));
      if (gone.length > 0) await reachable(redis.hdel(KEYS.registry, ...gone));
      const added = names.filter((name) => !(name in before)).length;
      const updated = names.filter(
        (name) => name in before && before[name] !== JSON.stringify(services[name]),
      ).length;
      return { added, updated, removed: gone.length };
    },

    async exportAll() {
      const services = await registry.list();
      return Object.fromEntries(services.map(({ name, ...fields }) => [name, fields]));
    },

    async seedOnce(path) {
      if ((await reachable(redis.exists(KEYS.registrySeeded, KEYS.registry))) > 0) return false;
      await registry.importAll(await readRegistry(path));
      return true;
    },

    async unmapped() {
      const seen = await reachable(redis.zrevrange(KEYS.unmappedSeen, 0, 499, 'WITHSCORES'));
      if (seen.length === 0) return [];
      const names = seen.filter((_, i) => i % 2 === 0);
      const counts = await reachable(redis.hmget(KEYS.unmapped, ...names));
      return names.map((service, i) => ({
        service,
        alerts: Number(counts[i] ?? 0),
        lastSeenAt: toIso(Number(seen[2 * i + 1])),
      }));
    },

    async relate(service, others) {
      await pipeline(redis, (p) => {
        for (const other of others.filter((name) => name !== service)) {
          p.sadd(key('related', service), other);
          p.sadd(key('related', other), service);
        }
      });
    },

    related: async (service) =>
      (await reachable(redis.smembers(key('related', service)))).toSorted(),
  };
  return registry;
}

/** Defaults that a newer version of MIRA has added are filled in on reading. */
const entry = (name: string, text: string): Service => ({
  name,
  ...ServiceFields.parse(JSON.parse(text)),
});

/** Reads a registry file. @throws MiraError `config_invalid` naming the file, the entry and the field */
export async function readRegistry(path: string): Promise<ServiceRegistry> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new MiraError('config_invalid', `service registry ${path}: ${messageOf(error)}`, {
      cause: error,
    });
  }
  const parsed = ServiceRegistry.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new MiraError(
    'config_invalid',
    `service registry ${path}:\n${z.prettifyError(parsed.error)}`,
  );
}
