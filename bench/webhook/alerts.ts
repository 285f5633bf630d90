/** The alerts that the benchmark sends. */
import { ServiceRegistry } from '../../src/domain/service.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createStore } from '../../src/store/store.ts';
import type { TestRedis } from '../../test/helpers/redis-server.ts';

export const SERVICES = 100;

/** As in production, where the exception is the alert of a service that nobody has registered. */
export async function registerServices(redis: TestRedis): Promise<void> {
  const { registry } = createStore({ redis: redis.client(), clock: systemClock });
  const names = Array.from({ length: SERVICES }, (_, index) => `svc-${index}`);
  await registry.importAll(
    ServiceRegistry.parse(Object.fromEntries(names.map((name) => [name, {}]))),
  );
}

let alerts = 0;

/** Of so many services, each time in an environment of its own, so that no incident is there to join. */
export function nextAlert(): string {
  alerts += 1;
  return alertBody(alerts, `svc-${alerts % SERVICES}`, `env-${alerts}`);
}

/** MIRA's template (docs/datadog-webhook.md) as Datadog fills it in. */
export const alertBody = (number: number, service: string, env: string): string =>
  JSON.stringify({
    v: 1,
    alert_id: String(number),
    cycle_key: `cycle-${number}`,
    transition: 'Triggered',
    alert_type: 'error',
    event_type: 'query_alert_monitor',
    event_id: `event-${number}`,
    title: `[P2] [Triggered on {service:${service}}] Error rate is high`,
    text: 'More than 5 % of the requests of the last 5 minutes have failed.',
    query: `sum(last_5m):sum:trace.http.request.errors{service:${service}}.as_count() > 5`,
    scope: `service:${service},env:${env}`,
    metric: 'trace.http.request.errors',
    priority: 'P2',
    tags: `service:${service},env:${env},team:payments`,
    service,
    env,
    date: String(Date.now()),
    link: `https://app.datadoghq.com/monitors/${number}`,
    org_id: '55',
  });
