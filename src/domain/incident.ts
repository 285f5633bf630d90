/** An incident: what is wrong with one service in one environment, across the alerts that tell of it. */
import { z } from 'zod';
import { Transition } from './alert.ts';
import { Priority } from './priority.ts';
import { IsoTime } from './time.ts';

/** One monitor group from its trigger to its recovery. */
export const AlertCycle = z.object({
  cycleKey: z.string(),
  monitorId: z.string().nullable(),
  title: z.string(),
  state: z.enum(['firing', 'recovered']),
  lastTransition: Transition,
  priority: Priority,
  firstAlertId: z.string(),
  firedAt: IsoTime,
  recoveredAt: IsoTime.nullable(),
  /** Deliveries counted into this cycle, repeats excluded. */
  alerts: z.number().int().positive(),
});
export type AlertCycle = z.infer<typeof AlertCycle>;

export const IncidentState = z.enum(['open', 'recovered', 'closed']);
export type IncidentState = z.infer<typeof IncidentState>;

export const Incident = z.object({
  id: z.string(),
  org: z.string(),
  service: z.string().nullable(),
  env: z.string().nullable(),
  title: z.string(),
  state: IncidentState,
  priority: Priority,
  /** False when the registry does not know the service (or the alert names none). */
  mapped: z.boolean(),
  cycles: z.array(AlertCycle),
  /** Newest last. */
  investigationIds: z.array(z.string()),
  /** The incident that holds a storm over related services together. */
  parentId: z.string().nullable(),
  openedAt: IsoTime,
  updatedAt: IsoTime,
});
export type Incident = z.infer<typeof Incident>;
