/** A service of the registry: where its code lives, who owns it, how its alerts are decided. */
import { z } from 'zod';
import { FederatedToolset } from './scope.ts';

/** Rewrites the path in a stack frame to a path in the repository: the first matching rule wins. */
export const PathRule = z.object({
  /** Literal prefix of the frame's path or namespace, for example `/app/` or `com.acme.payments.`. */
  from: z.string().min(1),
  /** What replaces it, for example `src/main/java/com/acme/payments/`. */
  to: z.string(),
});
export type PathRule = z.infer<typeof PathRule>;

/** Thresholds of the decision stage; minutes. */
export const DecisionRules = z.object({
  ignore_below_minutes: z.number().nonnegative().default(5),
  ticket_above_minutes: z.number().nonnegative().default(10),
  customer_facing: z.boolean().default(false),
  /** Case-insensitive substrings of alert titles that are known noise. */
  known_noise: z.array(z.string()).default([]),
});
export type DecisionRules = z.infer<typeof DecisionRules>;

const fields = z.object({
  repo_name: z.string().min(1).optional(),
  project: z.string().min(1).optional(),
  organization: z.string().min(1).optional(),
  default_branch: z.string().min(1).optional(),
  /** Chooses instructions and first queries: `backend`, `frontend`, or one of the team's own. */
  profile: z.string().min(1).default('backend'),
  owner_team: z.string().optional(),
  alert_channel: z.string().optional(),
  description: z.string().optional(),
  path_rules: z.array(PathRule).default([]),
  env: z.string().optional(),
  /** Other repositories (same project) whose commits may be read, such as shared libraries. */
  shared_repositories: z.array(z.string()).default([]),
  decision: DecisionRules.prefault({}),
  /** Runbooks that the team keeps in its repository (or in a shared one): a folder of Markdown files. */
  runbooks: z
    .object({ path: z.string().min(1), repository: z.string().min(1).optional() })
    .optional(),
  /** US dollars per UTC day that models may cost for it; the installation's figure where unset. */
  daily_budget_usd: z.number().nonnegative().optional(),
  /** Federated MCP servers whose tools its investigations may read: `mcp:<name in mcp-servers.json>`. */
  toolsets: z.array(FederatedToolset).optional(),
});

/** One entry as stored, without its name. `adk_profile` is accepted as the older name of `profile`. */
export const ServiceFields = z.preprocess((value) => {
  if (typeof value !== 'object' || value === null || !('adk_profile' in value)) return value;
  const { adk_profile: profile, ...rest } = value as Record<string, unknown>;
  return { profile, ...rest };
}, fields);

/** Names of an entry that mean nothing to MIRA: a slip of the pen would otherwise pass in silence. */
export const unknownServiceFields = (entry: unknown): string[] =>
  typeof entry === 'object' && entry !== null
    ? Object.keys(entry).filter(
        (name) => !(name in fields.shape) && name !== 'name' && name !== 'adk_profile',
      )
    : [];

export const ServiceName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._/-]{0,198}$/i, 'a Datadog service name: letters, digits, . _ / -');

export const Service = z.intersection(z.object({ name: ServiceName }), ServiceFields);
export type Service = z.infer<typeof Service>;

/** `config/service_registry.json`: service name → entry, bare or under a `services` key. */
export const ServiceRegistry = z.preprocess(
  (value) => {
    if (typeof value === 'object' && value !== null && 'services' in value) return value.services;
    return value;
  },
  z.record(ServiceName, ServiceFields),
);
export type ServiceRegistry = z.infer<typeof ServiceRegistry>;
