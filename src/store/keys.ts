/**
 * Every Redis key of MIRA, its owner and its lifetime. All start with `{mira}:`: one hash slot, so
 * that a script may touch any of them. BullMQ's keys (`{mira}:investigations:…`, `{mira}:actions:…`)
 * and the proxy's cache and buckets (`{mira}:proxy:…`) live beside them.
 *
 * "Retention" is `RETENTION_MS` (90 days) after the last change of the incident or investigation; what
 * still waits for a worker does not expire.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../domain/time.ts';

const PREFIX = '{mira}:';

/** Name → key, or the part of the key that an id follows. */
export const KEYS = {
  /** JSON of alert and fate, a line each · accept · retention from acceptance; a repeat's fate 24 h */
  alert: `${PREFIX}alert:`,
  /** list of alerts that belong to no incident · accept · the newest 1,000 */
  strayAlerts: `${PREFIX}stray-alerts`,
  /** the first answer to a delivery that is not its cycle's newest, by org and delivery id · accept · 24 h */
  delivery: `${PREFIX}delivery:`,
  /** state of a cycle and its newest delivery, by org and cycle key · accept · 30 days firing, 24 h recovered */
  cycle: `${PREFIX}cycle:`,
  /** the incident that new cycles of an org, service and env join · accept · 24 h after the last alert */
  open: `${PREFIX}open:`,

  /** hash: an incident with its cycles · accept, investigations · retention */
  incident: `${PREFIX}incident:`,
  /** list of an incident's alert ids from the second on; the first is in its hash · accept · retention */
  incidentAlerts: `${PREFIX}incident-alerts:`,
  /** list of fates of an incident's repeated deliveries · accept · retention, the newest 1,000 */
  incidentRepeats: `${PREFIX}incident-repeats:`,
  /** list of incident ids in the order of their opening · accept · swept after retention */
  incidents: `${PREFIX}incidents`,
  /** the same by service · accept · swept by reading */
  incidentsByService: `${PREFIX}incidents-by-service:`,
  /** set of open incidents · accept, investigations, sweeper */
  incidentsOpen: `${PREFIX}incidents-open`,

  /** hash: an investigation, its counters and usage · investigations · retention */
  run: `${PREFIX}run:`,
  /** hash: outputs by stage · investigations · retention */
  outputs: `${PREFIX}outputs:`,
  /** list: event log, the place in it is the event's number · event log · retention */
  events: `${PREFIX}events:`,
  /** list of alert ids that the run has not taken note of · accept, investigations · retention */
  unseen: `${PREFIX}unseen:`,
  /** list of investigation ids in the order of their creation · accept · swept after retention */
  runs: `${PREFIX}runs`,
  /**
   * sorted set of investigations that no worker has taken yet: the accept queue. The score is the
   * time of creation while the job may be missing, and infinite once it was added · accept,
   * dispatcher, sweeper
   */
  waiting: `${PREFIX}runs-waiting`,
  /** stream of all events of all investigations · event log · the newest 10,000 or so */
  live: `${PREFIX}live`,
  /** sorted set of approved actions by time, whose jobs may not be added yet · actions, sweeper */
  pendingActions: `${PREFIX}pending-actions`,

  /** hash: an action · actions · retention */
  action: `${PREFIX}action:`,
  /** sorted set of an investigation's action ids in their order · actions · retention */
  runActions: `${PREFIX}run-actions:`,

  /** hash: service name → entry · registry · for ever */
  registry: `${PREFIX}registry`,
  /** when the registry was first filled · registry · for ever */
  registrySeeded: `${PREFIX}registry-seeded`,
  /** set of services that one depends on or that depend on it · registry · for ever */
  related: `${PREFIX}related:`,
  /** hash: unmapped service → alerts seen · accept, registry · until mapped */
  unmapped: `${PREFIX}unmapped`,
  /** sorted set: unmapped service by last alert · accept, registry · until mapped */
  unmappedSeen: `${PREFIX}unmapped-seen`,

  /** hash: usage of a UTC day · investigations · 400 days */
  usage: `${PREFIX}usage:`,
  /** hash: the same by `dimension|value|counter` (model, service, agent, stage, tool) · investigations · 400 days */
  usageBy: `${PREFIX}usage-by:`,
  /** hash: an investigation's usage by `dimension|value|counter` · investigations · retention */
  runUsage: `${PREFIX}run-usage:`,
  /** hash: booked worst-case costs of a UTC day, `cost|end|service` · usage · 2 days */
  booked: `${PREFIX}booked:`,
  /** list of what people said about an investigation's report · feedback · retention, the newest 100 */
  feedback: `${PREFIX}feedback:`,
  /** hash: a confirmed incident, whose it is and what it is found by · memory · 400 days */
  memory: `${PREFIX}memory:`,
  /** sorted set of memories by time of confirmation · memory · the newest 5,000 */
  memories: `${PREFIX}memories`,
  /** the same of one org and service · memory · the newest 50, 400 days */
  memoryOf: `${PREFIX}memory-of:`,
  /** the same with one feature of a fault signature, by org and hash · memory · the newest 200, 400 days */
  memoryBy: `${PREFIX}memory-by:`,
  /** hash: answers of tools that were too long for a conversation, by evidence id · spill · 2 days */
  spill: `${PREFIX}spill:`,
  /** list of gzipped lines: the recording of an investigation · worker · 14 days, the newest 300 */
  recording: `${PREFIX}recording:`,
  /** list of investigations that have a recording, newest first · worker */
  recordings: `${PREFIX}recordings`,
  /** list of bodies that could not be parsed · ingress · the newest 200, 90 days */
  rejected: `${PREFIX}rejected`,
} as const;

export type KeyName = keyof typeof KEYS;

/** The key of one thing, for names whose key ends in `:`. */
export const key = (name: KeyName, id: string): string => KEYS[name] + id;

/** How long a cycle that still fires is remembered after its last alert. */
export const CYCLE_MEMORY_MS = 30 * DAY_MS;
/** A trigger this long after the last alert of a cycle that never recovered begins a new one. */
export const REFIRE_MS = HOUR_MS;
/** An incident takes in new cycles until this long after its last alert. */
export const JOIN_MS = DAY_MS;
/** An open incident without any news is closed after this time: most senders never say "recovered". */
export const IDLE_MS = 7 * DAY_MS;
/**
 * After the end of its newest investigation an incident takes further signs (other monitors, not
 * more urgent) without starting another one: the 50 alerts of one outage come over minutes, and
 * the investigation of the first may be done in seconds.
 */
export const SETTLE_MS = 5 * MINUTE_MS;
export const REPEATS_KEPT = 1_000;
export const STRAY_KEPT = 1_000;
export const LIVE_KEPT = 10_000;
export const USAGE_MS = 400 * DAY_MS;
/** A fault that comes back after a year is worth remembering once more, one after two is not. */
export const MEMORY_MS = 400 * DAY_MS;
export const FEEDBACK_KEPT = 100;
