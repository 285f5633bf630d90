/** A scenario's logs as Datadog would have indexed them. */
import { toIso } from '../../domain/time.ts';
import type { LoadedScenario } from '../world.ts';
import { recordId, type DatadogRecord } from './record.ts';

const hasTag = (tags: readonly string[], key: string): boolean =>
  tags.some((tag) => tag.startsWith(`${key}:`));

/** Adds `key:value` where no tag of that key is there. */
export const withTag = (tags: readonly string[], key: string, value: string): readonly string[] =>
  hasTag(tags, key) ? tags : [...tags, `${key}:${value}`];

export function logRecords(loaded: LoadedScenario): DatadogRecord[] {
  const { scenario } = loaded;
  return scenario.logs.map((log, index) => {
    const atMs = loaded.ms(log.at);
    const tags = withTag(withTag(log.tags, 'service', log.service), 'env', scenario.env);
    return {
      id: recordId(scenario.name, 'log', index, log.message),
      atMs,
      document: {
        text: log.message,
        reserved: {
          service: log.service,
          host: log.host,
          status: log.status,
          message: log.message,
          trace_id: log.attributes['trace_id'],
        },
        attributes: log.attributes,
        tags,
      },
      wire: {
        timestamp: toIso(atMs),
        service: log.service,
        host: log.host,
        status: log.status,
        message: log.message,
        tags,
        attributes: log.attributes,
      },
    };
  });
}
