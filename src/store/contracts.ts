/**
 * What the store offers to the three processes: one interface per room. Everything behind it is
 * Redis; every change of more than one key is one Lua script, so that a reader never sees half of it.
 *
 * Errors of every method: `unavailable` (retry `backoff`) when Redis is away or slow. Methods that
 * take a `claim` throw `fenced` when a later claim exists or the investigation has ended.
 */
import type { Action, ActionState } from '../domain/action.ts';
import type { Alert, AlertFate, Fate } from '../domain/alert.ts';
import type { Decision, Verdict } from '../domain/analysis.ts';
import type { Feedback } from '../domain/feedback.ts';
import type { Incident, IncidentState } from '../domain/incident.ts';
import type { Investigation, Stage, Usage } from '../domain/investigation.ts';
import type { FaultSignature, Memory } from '../domain/memory.ts';
import type { Priority } from '../domain/priority.ts';
import type { RecordingLine } from '../domain/recording.ts';
import type { NewRunEvent, RunEvent } from '../domain/run-event.ts';
import type { Service, ServiceRegistry } from '../domain/service.ts';
import type { UsageBreakdown, UsageBy, UsageLabels, UsageRow } from '../domain/usage.ts';

export interface Store {
  readonly acceptor: Acceptor;
  readonly incidents: Incidents;
  readonly investigations: Investigations;
  readonly events: EventLog;
  readonly actions: Actions;
  readonly registry: Registry;
  readonly usage: DailyUsage;
  readonly feedback: FeedbackLog;
  readonly memory: MemoryStore;
  readonly spill: Spill;
  readonly rejected: RejectedBodies;
  readonly recordings: Recordings;
  readonly pending: Pending;
}

// ── accept ───────────────────────────────────────────────────────────────────────────────────────

/** What was done with a delivery; the webhook's answer. */
export interface Accepted {
  readonly action: Fate;
  readonly reason: string;
  /** The id under which this delivery is kept; of the first delivery for a `duplicate`. */
  readonly alertId: string;
  /** Null for an alert that belongs to no incident (`ignored`, `recovered` before its trigger). */
  readonly incidentId: string | null;
  readonly investigationId: string | null;
  /** True when a job has to be added for `investigationId`; its pending entry is already stored. */
  readonly enqueue: boolean;
  readonly priority: Priority;
  /** Set when the waiting job of `investigationId` has to be moved forward to this priority. */
  readonly raisePriority?: Priority;
}

/** Who asked, and what a manual request wants beyond what a webhook gets. */
export interface AcceptOptions {
  /** @defaultValue `webhook` */
  readonly requestedBy?: string;
}

export interface Acceptor {
  /**
   * Stores the alert and decides its fate, all in one script (design.md §2).
   * @throws MiraError `unavailable` when Redis is away or too many investigations wait; nothing was
   * stored then, so that the sender's retry is as good as the first try
   */
  accept(alert: Alert, options?: AcceptOptions): Promise<Accepted>;
}

// ── incidents ────────────────────────────────────────────────────────────────────────────────────

export interface AlertWithFate {
  readonly alert: Alert;
  readonly fate: AlertFate;
}

export interface IncidentFilter {
  readonly state?: IncidentState;
  readonly service?: string;
  /** Only incidents opened at or after this moment, epoch ms. */
  readonly sinceMs?: number;
  /** @defaultValue 50, at most 500 */
  readonly limit?: number;
}

export interface Incidents {
  /** Undefined when there is none (or it is past its retention). */
  get(id: string): Promise<Incident | undefined>;
  /** Newest first. */
  list(filter?: IncidentFilter): Promise<Incident[]>;
  /** Alerts of an incident in the order of their acceptance, repeats excluded. */
  alerts(incidentId: string): Promise<AlertWithFate[]>;
  /** The fates of repeated deliveries (`duplicate`), oldest first; the newest 1,000 are kept. */
  repeats(incidentId: string): Promise<AlertFate[]>;
  alert(alertId: string): Promise<AlertWithFate | undefined>;
  /** Fate of any delivery, also of a repeat (those for 24 h). */
  fate(alertId: string): Promise<AlertFate | undefined>;
  /** Alerts that belong to no incident, with their reason, newest first. @defaultValue limit 100 */
  strayAlerts(limit?: number): Promise<AlertWithFate[]>;
}

// ── investigations ───────────────────────────────────────────────────────────────────────────────

/** Outputs of finished stages, by stage; what is in them is the stage's own business. */
export type StageOutputs = Partial<Record<Stage, unknown>>;

/** Everything that a worker needs to begin, or to go on where another one stopped. */
export interface ClaimedInvestigation {
  readonly state: 'claimed';
  /** The fencing number: give it with every write. */
  readonly claim: number;
  readonly investigation: Investigation;
  readonly incident: Incident;
  /** All alerts of the incident so far; the first claim counts them as seen. */
  readonly alerts: AlertWithFate[];
  readonly outputs: StageOutputs;
  /**
   * Takeovers in a row without progress (a stored output or a new event other than bookkeeping).
   * 0 for a first claim, after parking and after a hand-back. At `MAX_TAKEOVERS_WITHOUT_PROGRESS`
   * end the run with {@link Investigations.fail}.
   */
  readonly takeovers: number;
  /** How often and how long this run was parked so far. */
  readonly parks: { readonly count: number; readonly totalMs: number };
}

/** The investigation has ended already: the job is a late repeat and has nothing to do. */
export interface AlreadyFinal {
  readonly state: 'final';
  readonly investigation: Investigation;
}

export interface Finish {
  readonly verdict: Verdict | null;
  readonly confidence: number | null;
  readonly decision: Decision | null;
  /** One line: the result, or why there is none. */
  readonly outcome: string;
  /** `awaiting_approval` is not final for people, yet the worker is done with it. @defaultValue succeeded */
  readonly status?: 'succeeded' | 'awaiting_approval';
  /** Finish although unseen alerts exist (the one extra pass was taken): they are listed later. */
  readonly lastPass?: boolean;
}

export type FinishResult =
  | { readonly done: true; readonly investigation: Investigation }
  /** Alerts came meanwhile: they are now counted as seen; take one more pass, then `lastPass`. */
  | { readonly done: false; readonly unseen: AlertWithFate[] };

export interface InvestigationFilter {
  readonly incidentId?: string;
  readonly status?: Investigation['status'];
  /** @defaultValue 50, at most 500 */
  readonly limit?: number;
}

export interface Investigations {
  get(id: string): Promise<Investigation | undefined>;
  /** Newest first. */
  list(filter?: InvestigationFilter): Promise<Investigation[]>;
  outputs(id: string): Promise<StageOutputs>;

  /**
   * Takes the investigation over: raises the fencing number, sets status `running`, appends
   * `investigation.started`, `.taken_over` or `.resumed`.
   * @throws MiraError `not_found`
   */
  claim(id: string, workerId: string): Promise<ClaimedInvestigation | AlreadyFinal>;
  /** Gives it back unfinished (shutdown): status `queued`, the next claim is no takeover. */
  release(id: string, claim: number): Promise<void>;

  /** Stores a stage's output under its name. Counts as progress. */
  saveOutput(id: string, claim: number, stage: Stage, output: unknown): Promise<void>;
  /**
   * Stores an output after the investigation has ended: `ticket_result`, which the action jobs
   * write. No claim, because many jobs may write it: the last one wins.
   */
  saveLateOutput(id: string, stage: 'ticket_result', output: unknown): Promise<void>;
  setStage(id: string, claim: number, stage: Stage): Promise<void>;
  /** Adds to the usage of the investigation, of the day, and of what `labels` name. */
  addUsage(id: string, claim: number, usage: Partial<Usage>, labels?: UsageLabels): Promise<Usage>;
  /** Alerts attached (or recovered) since the last call, for a stage boundary. Counts them as seen. */
  takeUnseenAlerts(id: string, claim: number): Promise<AlertWithFate[]>;

  /** Ends it well, unless alerts came that it has not seen. Appends `investigation.finished`. */
  finish(id: string, claim: number, result: Finish): Promise<FinishResult>;
  /**
   * Ends it as `failed`, leaving the reason. `claim` null: by whoever finds its attempts exhausted.
   * An investigation that has ended already stays as it is.
   */
  fail(id: string, claim: number | null, outcome: string): Promise<Investigation>;
  /** Ends it as `cancelled`; its worker's next write is refused as fenced. */
  cancel(id: string, by: string, reason: string): Promise<Investigation>;
  /** `awaiting_approval` → `succeeded`, when its last action has been decided. Else no change. */
  settle(id: string): Promise<Investigation | undefined>;

  /** Status `parked` until about `untilMs`; appends `investigation.parked`. The claim ends. */
  park(id: string, claim: number, untilMs: number, reason: string): Promise<void>;
}

// ── events ───────────────────────────────────────────────────────────────────────────────────────

export interface EventLog {
  /**
   * Appends events with the next numbers, all or none.
   * @param claim - null for writers that are not the worker of the run (action jobs, ingress)
   */
  append(
    investigationId: string,
    claim: number | null,
    events: readonly NewRunEvent[],
  ): Promise<RunEvent[]>;
  /** Events in order. @defaultValue afterSeq 0, limit 1,000 */
  read(
    investigationId: string,
    options?: { readonly afterSeq?: number; readonly limit?: number },
  ): Promise<RunEvent[]>;
}

/** One event of the live stream of all investigations. */
export interface LiveEvent {
  /** Position in the live stream; resume after it. */
  readonly cursor: string;
  readonly event: RunEvent;
}

export interface LiveEvents {
  /** Calls `listener` for each event that is appended from now on. Returns the unsubscriber. */
  subscribe(listener: (live: LiveEvent) => void): () => void;
  /** Past live events after `cursor` (the newest 10,000 are kept), oldest first. */
  since(cursor: string, limit?: number): Promise<LiveEvent[]>;
  close(): Promise<void>;
}

// ── actions (outbox) ─────────────────────────────────────────────────────────────────────────────

export type NewAction = Pick<
  Action,
  'investigationId' | 'incidentId' | 'kind' | 'payload' | 'reason' | 'citations'
>;

export interface Transition {
  /** The states it may be in now. */
  readonly from: readonly ActionState[];
  readonly to: ActionState;
  readonly reason?: string;
  readonly result?: Action['result'];
  readonly adopted?: boolean;
}

/** Whether an action's turn has come. */
export type Turn =
  /** It is in `sending` now, by this call (or again, after a crash: look for its effect first). */
  | { readonly turn: 'now'; readonly action: Action; readonly resumed: boolean }
  /** An earlier action of the same investigation is approved or being sent. */
  | { readonly turn: 'wait'; readonly action: Action; readonly behind: string }
  /** It has been carried out, denied or given up. */
  | { readonly turn: 'over'; readonly action: Action };

export interface Actions {
  /**
   * Stores the intent in state `proposed`, id `<investigation id>.<kind>`. An action of this kind
   * that exists already is returned unchanged: a resumed stage proposes once.
   */
  propose(claim: number, action: NewAction): Promise<Action>;
  get(id: string): Promise<Action | undefined>;
  /** In the order in which they are carried out: work item, comment, message. */
  list(investigationId: string): Promise<Action[]>;
  /**
   * Changes the state if it is one of `from`. To `approved` it also stores the pending entry: add
   * the job, then clear it.
   * @throws MiraError `conflict` naming the state that it is in; `not_found`
   */
  transition(id: string, change: Transition): Promise<Action>;
  /** `approved` → `sending` when its turn has come. Call it first in the action's job. */
  begin(id: string): Promise<Turn>;
}

// ── registry ─────────────────────────────────────────────────────────────────────────────────────

export interface UnmappedService {
  readonly service: string;
  readonly alerts: number;
  readonly lastSeenAt: string;
}

export interface Registry {
  get(name: string): Promise<Service | undefined>;
  /** By name. */
  list(): Promise<Service[]>;
  /** Creates or replaces. */
  set(service: Service): Promise<void>;
  /** False when there was none. */
  remove(name: string): Promise<boolean>;
  /** Adds and replaces; with `prune` also removes what is not named. */
  importAll(
    registry: ServiceRegistry,
    options?: { readonly prune?: boolean },
  ): Promise<{ added: number; updated: number; removed: number }>;
  exportAll(): Promise<ServiceRegistry>;
  /** Imports the file when the registry has never been filled. False when it had. */
  seedOnce(path: string): Promise<boolean>;
  /** Services seen in alerts that the registry does not know, newest first. */
  unmapped(): Promise<UnmappedService[]>;
  /** Records that two services depend on each other: a storm over both shares one parent. */
  relate(service: string, others: readonly string[]): Promise<void>;
  related(service: string): Promise<string[]>;
}

// ── usage, rejected bodies, pending entries ──────────────────────────────────────────────────────

/** A call's worst case, against the day's budgets. */
export interface Booking extends DailyBudgets {
  readonly id: string;
  readonly costUsd: number;
}

export interface DailyBudgets {
  readonly fleetLimitUsd: number;
  readonly service: string;
  readonly serviceLimitUsd: number;
}

export type Reservation =
  | { readonly ok: true }
  /** Nothing was booked: the day's spending, bookings included, would exceed this limit. */
  | {
      readonly ok: false;
      readonly scope: 'fleet' | 'service';
      readonly spentUsd: number;
      /** True for the first refusal of this budget today. */
      readonly first: boolean;
    };

/** A mark (50, 80, 100%) on the way to a budget of the day. */
export interface BudgetMark {
  readonly scope: 'fleet' | 'service';
  readonly percent: number;
  readonly spentUsd: number;
}

export interface UsageTotals {
  readonly rows: UsageRow[];
  readonly total: Usage;
  readonly pricesReadAt: string | null;
}

export interface DailyUsage {
  /** @param day - `2026-11-20`, UTC. @defaultValue today */
  day(day?: string): Promise<Usage>;
  /** Usage of whole UTC days, both included, at most 400: the newest. */
  between(since: string, until: string, by: UsageBy): Promise<UsageTotals>;
  ofInvestigation(id: string): Promise<UsageBreakdown>;
  /** Books the worst case of a call before it is made. An unsettled booking ends after 10 minutes. */
  reserve(booking: Booking): Promise<Reservation>;
  /** Marks that were passed since the last call of anybody: each is told once a day. */
  marks(budgets: DailyBudgets): Promise<BudgetMark[]>;
  /** Ends a booking; the real cost comes through `addUsage`. */
  settle(bookingId: string): Promise<void>;
}

// ── feedback, memory, long answers ───────────────────────────────────────────────────────────────

export interface FeedbackLog {
  /** Keeps it and appends `feedback.given`. @throws MiraError `not_found` */
  add(investigationId: string, feedback: Feedback): Promise<void>;
  /** Oldest first; the last one is what counts. */
  list(investigationId: string): Promise<Feedback[]>;
}

export interface RecallQuery {
  readonly org: string;
  readonly service: string | null;
  readonly signature: FaultSignature;
  /** Memories of this incident itself are left out: it must not confirm itself. */
  readonly exceptIncident: string;
  /** @defaultValue 4 */
  readonly limit?: number;
}

export interface Recalled {
  readonly memory: Memory;
  /** Of the fault signatures, 0–1; see `similarity` in domain/memory. */
  readonly similarity: number;
}

export interface MemoryStore {
  /** Creates or replaces the memory of its investigation. */
  remember(memory: Memory): Promise<void>;
  forget(id: string): Promise<void>;
  /** The most alike of the org, those of the same service before others as alike; see memory.ts. */
  recall(query: RecallQuery): Promise<Recalled[]>;
}

/** Tool answers that are too long for a conversation: kept beside it, to be read in parts. */
export interface Spill {
  save(investigationId: string, evidenceId: string, text: string): Promise<void>;
  read(investigationId: string, evidenceId: string): Promise<string | undefined>;
}

export interface Recordings {
  /** Adds a line. Returns what it takes, gzipped, in bytes. */
  append(investigationId: string, line: RecordingLine): Promise<number>;
  /** All lines in order; empty when there is no recording (any more). */
  read(investigationId: string): Promise<RecordingLine[]>;
}

export interface RejectedBody {
  readonly at: string;
  readonly reason: string;
  readonly contentType: string | null;
  /** As received, cut at 16 KiB. Never headers: they carry the sender's secret. */
  readonly body: string;
}

export interface RejectedBodies {
  add(rejected: RejectedBody): Promise<void>;
  /** Newest first. */
  list(limit?: number): Promise<RejectedBody[]>;
}

/** Jobs that a script has decided on and that may not be in their queue yet. */
export interface PendingJob {
  readonly kind: 'investigation' | 'action';
  readonly id: string;
}

export interface Pending {
  /** Forgets entries, after their jobs were added. */
  clear(...jobs: readonly PendingJob[]): Promise<void>;
  /** Entries older than `graceMs`, oldest first. */
  overdue(graceMs: number, limit?: number): Promise<PendingJob[]>;
  /** Investigations that wait for a worker. */
  waiting(): Promise<number>;
}
