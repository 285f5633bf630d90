/** Settings of the ingress. */
import { z } from 'zod';
import { field, integer, list } from '../field.ts';
import { budgets, common, operatorTokens, publicUrl } from './shared.ts';

export const ingress = {
  ...common,
  port: field({
    names: ['PORT'],
    schema: integer(8080, 0, 65_535),
    about: 'Port of the ingress.',
    group: 'Ingress',
  }),
  host: field({
    names: ['MIRA_HOST'],
    schema: z.string().default('0.0.0.0'),
    about: 'Address to listen on.',
    group: 'Ingress',
  }),
  publicUrl,
  webhookSecrets: field({
    names: ['MIRA_WEBHOOK_SECRET', 'WEBHOOK_SECRET'],
    schema: list(),
    about:
      'Secrets that webhook senders prove: header X-Mira-Webhook-Secret, bearer token, Basic password, or HMAC key. Comma-separated for rotation.',
    group: 'Ingress',
    secret: true,
  }),
  apiTokens: field({
    names: ['MIRA_API_TOKENS', 'MIRA_API_TOKEN'],
    schema: list(),
    about: 'Bearer tokens that may use the API. Comma-separated.',
    group: 'Ingress',
    secret: true,
  }),
  operatorTokens,
  registryPath: field({
    names: ['SERVICE_REGISTRY_PATH'],
    schema: z.string().default('config/service_registry.json'),
    about: 'Imported into Redis when the registry there is empty.',
    group: 'Ingress',
  }),
  acceptQueueLimit: field({
    names: ['MIRA_ACCEPT_QUEUE_LIMIT'],
    schema: integer(20_000, 1),
    about: 'Investigations that may wait; beyond it webhooks answer 503, which Datadog retries.',
    group: 'Ingress',
  }),
  stormWindowSeconds: field({
    names: ['MIRA_STORM_WINDOW_SECONDS'],
    schema: integer(300, 0),
    about: 'Incidents of related services that open within this time share one parent incident.',
    group: 'Ingress',
  }),
  ...budgets,
};
