/** Query parameters of lists, checked. */
import { z } from 'zod';
import { IncidentState } from '../../domain/incident.ts';
import { InvestigationStatus } from '../../domain/investigation.ts';
import { UsageBy } from '../../domain/usage.ts';
import { parseDuration } from '../webhooks/manual-request.ts';
import { payloadProblem } from '../webhooks/problem.ts';
import { parseTime } from '../webhooks/time.ts';

const limit = z.coerce
  .number({ error: 'must be a number from 1 to 500' })
  .int()
  .min(1)
  .max(500)
  .optional();

export const IncidentQuery = z.object({
  state: IncidentState.optional(),
  service: z.string().min(1).optional(),
  /** `24h`, `7d`, or a time. */
  since: z.string().min(1).optional(),
  limit,
});

export const InvestigationQuery = z.object({
  status: InvestigationStatus.optional(),
  incident: z.string().min(1).optional(),
  limit,
});

export const UsageQuery = z.object({
  /** `24h`, `7d`, or a time; today without it. */
  since: z.string().min(1).optional(),
  by: UsageBy.default('model'),
});

export const LimitQuery = z.object({ limit });

/** @throws MiraError `payload_invalid` naming the parameter */
export function parseQuery<Schema extends z.ZodType>(
  schema: Schema,
  query: Readonly<Record<string, string>>,
): z.output<Schema> {
  // `?state=` means any state: what a form sends for an empty choice.
  const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw payloadProblem(String(issue?.path[0] ?? 'query'), issue?.message ?? 'is invalid');
}

/** `24h` ago, or a moment, as epoch ms. */
export function sinceMs(since: string | undefined, nowMs: number): number | undefined {
  if (since === undefined) return undefined;
  const ago = parseDuration(since);
  return ago === undefined ? parseTime('since', since, nowMs) : nowMs - ago;
}
