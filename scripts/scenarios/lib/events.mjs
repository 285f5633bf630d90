/** Entries of Datadog's event stream that more than one scenario has. */
import { iso } from './clock.mjs';

/** A change event of a feature flag, with the attributes of Datadog's change events. */
export function flagEvent({ atMs, flag, before, after, service, env, author }) {
  return {
    at: iso(atMs),
    title: `Feature flag ${flag} changed from ${before} to ${after}`,
    text: `${author} changed ${flag} in ${env}: ${before} to ${after}.`,
    source: 'feature_flags',
    tags: [`service:${service}`, `env:${env}`, `feature_flag:${flag}`, 'event_type:feature_flag'],
    attributes: {
      category: 'change',
      changed_resource: { name: flag, type: 'feature_flag' },
      impacted_resources: [{ name: service, type: 'service' }],
      author: { name: author, type: 'user' },
      prev_value: { value: before },
      new_value: { value: after },
    },
  };
}

/** A replica count changed by the autoscaler. */
export const scaledEvent = ({ atMs, service, env, from, to, why }) => ({
  at: iso(atMs),
  title: `Scaled ${service} from ${from} to ${to} replicas`,
  text: `HorizontalPodAutoscaler ${service}: ${why}.`,
  source: 'kubernetes',
  tags: [`service:${service}`, `env:${env}`],
});

/** A monitor's own entry. */
export const alertEvent = ({ atMs, monitor, tags, word = 'Triggered' }) => ({
  at: iso(atMs),
  title: `[${word} on {${tags.join(',')}}] ${monitor.name}`,
  text: 'The monitor was triggered.',
  source: 'alert',
  tags: [...tags, 'monitor'],
});
