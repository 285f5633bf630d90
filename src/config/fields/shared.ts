/** Settings that more than one process reads. */
import { z } from 'zod';
import { decimal, field, flag, list, url } from '../field.ts';

export const common = {
  redisUrl: field({
    names: ['REDIS_URL'],
    schema: z
      .url({ protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// URL' })
      .default('redis://127.0.0.1:6379'),
    about: 'Redis >= 6.2 with maxmemory-policy noeviction and AOF.',
    group: 'Common',
    secret: true,
  }),
  logLevel: field({
    names: ['MIRA_LOG_LEVEL', 'LOG_LEVEL'],
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    about: 'Least severe log line that is written.',
    group: 'Common',
  }),
  insecure: field({
    names: ['MIRA_INSECURE'],
    schema: flag(false),
    about: 'Start without webhook secret and API tokens. For trials on a closed machine only.',
    group: 'Common',
  }),
};

/** Read by the workers, who keep to them, and by the ingress, which shows them. */
export const budgets = {
  dailyBudgetUsd: field({
    names: ['MIRA_DAILY_BUDGET_USD'],
    schema: decimal(50),
    about:
      'US dollars per UTC day for the fleet; above it cheaper models of the route go on, then the playbook.',
    group: 'Ceilings',
  }),
  serviceBudgetUsd: field({
    names: ['MIRA_SERVICE_DAILY_BUDGET_USD'],
    schema: decimal(10),
    about:
      'US dollars per UTC day for one service, where its registry entry names no daily_budget_usd.',
    group: 'Ceilings',
  }),
};

export const tokenSecrets = field({
  names: ['MIRA_TOKEN_SECRET'],
  schema: list().refine(
    (secrets) => secrets.length > 0 && secrets.every((secret) => secret.length >= 32),
    {
      error:
        'needs at least one secret of 32 characters or more; make one with: openssl rand -hex 32',
    },
  ),
  about:
    'Signs the tokens that workers present to the proxy. Comma-separated for rotation: the first signs, all verify.',
  group: 'Common',
  secret: true,
});

/** Where people reach MIRA. */
export const publicUrl = field({
  names: ['MIRA_PUBLIC_URL'],
  schema: url.optional(),
  about: 'How people reach the ingress; links in reports start with it.',
  group: 'Ingress',
  example: 'https://mira.example.com',
});

/** Who may see what only operators see. */
export const operatorTokens = field({
  names: ['MIRA_OPERATOR_TOKENS', 'MIRA_OPERATOR_TOKEN'],
  schema: list(),
  about:
    'Bearer tokens that may also see Bull Board, rejected payloads, limits and caches. Comma-separated.',
  group: 'Ingress',
  secret: true,
});
