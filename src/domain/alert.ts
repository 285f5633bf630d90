/** An alert: one firing, renotification or recovery of a monitor, whatever template it came in. */
import { z } from 'zod';
import { Priority } from './priority.ts';
import { IsoTime } from './time.ts';

/** Datadog's transitions, folded to what MIRA does with them. */
export const Transition = z.enum([
  'triggered',
  'warn',
  'no_data',
  're_triggered',
  're_warn',
  're_no_data',
  'renotify',
  'recovered',
]);
export type Transition = z.infer<typeof Transition>;

/** Transitions that may open an incident; the others attach to one or close one. */
export const OPENING_TRANSITIONS: ReadonlySet<Transition> = new Set([
  'triggered',
  'warn',
  'no_data',
]);

/** Which shape the sender used. */
export const PayloadTemplate = z.enum(['mira', 'datadog_default', 'simple', 'event', 'manual']);
export type PayloadTemplate = z.infer<typeof PayloadTemplate>;

export const Alert = z.object({
  /** ULID given at acceptance. */
  id: z.string(),
  /** Equal for two deliveries of the same notification. */
  deliveryId: z.string(),
  /** Equal from trigger to recovery of one monitor group. */
  cycleKey: z.string(),
  template: PayloadTemplate,
  /** Datadog organisation id; `default` where the sender names none. */
  org: z.string(),
  monitorId: z.string().optional(),
  title: z.string(),
  /** The notification's text, as sent: untrusted. */
  body: z.string(),
  /** Datadog's `$EVENT_TYPE`, for example `query_alert_monitor` or `log_alert`. */
  eventType: z.string().optional(),
  transition: Transition,
  priority: Priority,
  /** True where the sender stated a priority or severity, false where MIRA assumed one. */
  priorityStated: z.boolean(),
  service: z.string().nullable(),
  env: z.string().nullable(),
  version: z.string().optional(),
  host: z.string().optional(),
  scope: z.array(z.string()),
  /** `key:value` tags, in the order sent, without duplicates. */
  tags: z.array(z.string()),
  query: z.string().optional(),
  metric: z.string().optional(),
  firedAt: IsoTime,
  receivedAt: IsoTime,
  link: z.string().optional(),
  snapshot: z.string().optional(),
});
export type Alert = z.infer<typeof Alert>;

/** What became of an alert. Every accepted alert has one, with a reason: no silent drops. */
export const Fate = z.enum(['started', 'attached', 'duplicate', 'recovered', 'ignored']);
export type Fate = z.infer<typeof Fate>;

export const AlertFate = z.object({
  alertId: z.string(),
  fate: Fate,
  reason: z.string(),
  incidentId: z.string().nullable(),
  investigationId: z.string().nullable(),
  at: IsoTime,
});
export type AlertFate = z.infer<typeof AlertFate>;
