/** The environment of the local stack's processes: simulators for upstreams, fresh secrets for the rest. */
import { randomBytes } from 'node:crypto';
import type { Field, FieldMap } from '../../config/field.ts';
import { ingress, proxy, workers } from '../../config/fields.ts';

type Variables = Record<string, string | undefined>;

/** Made anew for each stack: nothing of it is worth keeping. */
export interface StackSecrets {
  readonly webhookSecret: string;
  readonly apiToken: string;
  readonly operatorToken: string;
  readonly tokenSecret: string;
}

export const makeSecrets = (): StackSecrets => ({
  webhookSecret: secret('whs'),
  apiToken: secret('api'),
  operatorToken: secret('ops'),
  tokenSecret: randomBytes(32).toString('hex'),
});

const secret = (kind: string): string => `mira-${kind}-${randomBytes(18).toString('base64url')}`;

/**
 * The caller's environment with settings of the stack laid over it. Every other name of an
 * overridden setting is removed, so that a real `DATADOG_API_KEY` in the shell can neither conflict
 * with the simulator's nor reach a process of the stack.
 */
export function overlay(base: Variables, settings: Readonly<Record<string, string>>): Variables {
  const result: Variables = { ...base };
  for (const field of allFields()) {
    if (field.names.some((name) => name in settings))
      for (const name of field.names) delete result[name];
  }
  return { ...result, ...settings };
}

function allFields(): Field[] {
  const maps: FieldMap[] = [ingress, workers, proxy];
  return maps.flatMap((map) => Object.values(map));
}

export interface UpstreamUrls {
  readonly datadog: string;
  readonly azureDevOps: string;
  readonly slack: string;
  readonly gemini: string;
}

/** What the proxy needs to talk to the simulators. Credentials are any: the simulators only want some. */
export const upstreamSettings = (urls: UpstreamUrls): Record<string, string> => ({
  DD_API_KEY: 'simulated-datadog-api-key',
  DD_APP_KEY: 'simulated-datadog-app-key',
  MIRA_DATADOG_URL: urls.datadog,
  // the organisation of the scenarios; a service's own replaces it
  AZURE_DEVOPS_ORGANIZATION: `${urls.azureDevOps}/acme`,
  AZURE_DEVOPS_PAT: 'simulated-azure-devops-personal-access-token-012345',
  SLACK_BOT_TOKEN: 'xoxb-simulated',
  SLACK_API_URL: new URL('/api/', urls.slack).href,
});
