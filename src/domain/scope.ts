/** The scope of a token: what its holder may see and do through the proxy. Enforced there, never in a prompt. */
import { z } from 'zod';
import { Priority } from './priority.ts';

/** MIRA's own toolsets. */
export const TOOLSETS = ['datadog', 'azure_devops', 'slack'] as const;

/** The tools of a federated MCP server, by the name in its configuration: `mcp:github`. */
export const FederatedToolset = z.templateLiteral(
  ['mcp:', z.string().regex(/[A-Za-z][A-Za-z0-9_-]{0,31}/)],
  { error: 'must be mcp:<name>, as the server is called in mcp-servers.json' },
);
export type FederatedToolset = z.infer<typeof FederatedToolset>;

export const Toolset = z.union([z.enum(TOOLSETS), FederatedToolset, z.literal('mcp:*')], {
  error: `must be one of ${TOOLSETS.join(', ')}, mcp:<server>, or mcp:* for every federated server`,
});
export type Toolset = z.infer<typeof Toolset>;

/** Every federated server at once: for people, as {@link ANY} is. */
export const ANY_FEDERATED = 'mcp:*';

export const Scope = z.object({
  /** Who: an investigation id, or a person's name for a static token. */
  subject: z.string().min(1),
  /** Datadog service; null sees alerts and monitors only by their own tags. `*` is for people. */
  service: z.string().nullable(),
  env: z.string().nullable(),
  organization: z.string().nullable().default(null),
  project: z.string().nullable().default(null),
  /** Repositories that may be read: the service's own first, then shared libraries. */
  repositories: z.array(z.string()).default([]),
  defaultBranch: z.string().nullable().default(null),
  toolsets: z.array(Toolset),
  access: z.enum(['read', 'write']),
  /** The latest and earliest moment that may be asked for, epoch ms; null is unbounded. */
  notBeforeMs: z.number().nullable().default(null),
  notAfterMs: z.number().nullable().default(null),
  /** For a write token: the one tool and the hash of the one payload that it may send. */
  write: z.object({ tool: z.string(), payloadHash: z.string() }).nullable().default(null),
  /** Order in the rate limiter's queue. */
  priority: Priority.default('P2'),
  /** Longest wait for a token of a bucket, ms. */
  waitBudgetMs: z.number().int().nonnegative().default(20_000),
});
export type Scope = z.infer<typeof Scope>;

/** `*` in `service`, `env`, `project` or `repositories` means any: only static tokens carry it. */
export const ANY = '*';
