/** A whole stack for the rows of the fleet, with quotas so wide that no investigation parks. */
import { startTestStack, type TestStack } from '../../test/helpers/stack.ts';

const WIDE = 'limit=1000000/1h burst=50000';
const BUCKETS = [
  'DATADOG_LOGS',
  'DATADOG_SPANS',
  'DATADOG_METRICS',
  'DATADOG_MONITORS',
  'DATADOG_EVENTS',
  'DATADOG_OTHER',
  'AZURE_DEVOPS',
  'SLACK',
  'SLACK_OTHER',
];

/** With the repository of one scenario, so that investigations of any service have something to read. */
export async function startFleet(
  workers: number,
  env: Record<string, string> = {},
): Promise<TestStack> {
  const mira = await startTestStack({
    workers,
    env: {
      MIRA_LOG_LEVEL: 'error',
      ...Object.fromEntries(BUCKETS.map((name) => [`MIRA_BUCKET_${name}`, WIDE])),
      ...env,
    },
  });
  await mira.load('null-check-removed');
  return mira;
}

export async function registerServices(mira: TestStack, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await mira.put(`/services/${name}`, {
      project: 'Payments',
      repo_name: 'payment-svc',
      alert_channel: '#fleet',
      env: 'prod',
      // Each incident ends in a ticket, whatever its cause: work items are what is counted.
      decision: { customer_facing: true },
    });
  }
}

export const alertOf = (service: string, monitor = 0) => ({
  service,
  env: 'prod',
  alert_type: 'error',
  alert_title: `${service}: monitor ${monitor} is alerting`,
  alert_id: `${service}-${monitor}`,
  severity: 'low',
  timestamp: new Date().toISOString(),
});

export const servicesOf = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}-svc`);
