/** An action: one write to the outside that an investigation wants done, and what became of it. */
import { z } from 'zod';
import { IsoTime } from './time.ts';

/** In the order in which they are carried out. */
export const ACTION_KINDS = [
  'create_work_item',
  'comment_on_pull_request',
  'post_message',
] as const;
/** Named like the proxy's tool that carries it out. */
export const ActionKind = z.enum(ACTION_KINDS);
export type ActionKind = z.infer<typeof ActionKind>;

export const ActionState = z.enum([
  'proposed',
  'denied',
  'awaiting_approval',
  'approved',
  /** The intent is recorded; the write may or may not have reached the upstream. */
  'sending',
  'succeeded',
  'failed',
  /** Sent, no answer, and no way to find out: a person has to look. */
  'outcome_unknown',
]);
export type ActionState = z.infer<typeof ActionState>;

export const Action = z.object({
  /** `<investigation id>.<kind>`: one action of a kind per investigation. */
  id: z.string(),
  investigationId: z.string(),
  incidentId: z.string(),
  kind: ActionKind,
  /** The tool's arguments, exactly as they will be sent. */
  payload: z.record(z.string(), z.unknown()),
  /** {@link payloadHash} of `payload`; token and approval bind to it. */
  payloadHash: z.string(),
  state: ActionState,
  /** Why it was proposed, denied, or failed. */
  reason: z.string(),
  /** Evidence ids that support it. */
  citations: z.array(z.string()),
  /** Found in the upstream by its tag instead of created by this attempt. */
  adopted: z.boolean().default(false),
  result: z.object({ id: z.string(), url: z.string().nullable() }).nullable(),
  createdAt: IsoTime,
  updatedAt: IsoTime,
});
export type Action = z.infer<typeof Action>;
