/** What triage of a batch of alerts reads and answers. */
import type { Decision } from '../../domain/analysis.ts';
import type { ObservedAlert, Observations } from '../../domain/observation.ts';

/** An alert of a batch: what an {@link ObservedAlert} has, and what a queue of alerts tells besides. */
export interface TriageAlert extends ObservedAlert {
  readonly monitor: string | null;
  readonly value: number | null;
  readonly threshold: number | null;
  /** On which side of the threshold it fires, where its condition says so. */
  readonly comparator?: 'above' | 'below';
  /** Why nothing can be read of this entry; it is answered with that and nothing else. */
  readonly unreadable?: string;
  /** How often it fired lately, itself included; null when unknown. */
  readonly timesFired: number | null;
  /** Over how long `timesFired` counts, ms; null when unknown. */
  readonly timesFiredOverMs: number | null;
  readonly host: string | null;
  /** An id of another alert or incident that the sender itself names as the root. */
  readonly relatedTo: string | null;
  /** Values of the metric before now, oldest first, where the alert carries them: `[time, value]`. */
  readonly history: readonly (readonly [number, number])[];
}

/** An incident that people are already working on. */
export interface OpenIncident {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly service: string | null;
  /** Every service that it names, the first included. */
  readonly services: readonly string[];
  readonly env: string | null;
  readonly metric: string | null;
  /** Alerts and monitors that it already covers. */
  readonly covers: readonly string[];
  readonly status: string | null;
  readonly openedAt: string | null;
}

export interface TriageInput {
  readonly alerts: readonly TriageAlert[];
  readonly openIncidents: readonly OpenIncident[];
  /** Service map, metrics, logs and spans around the batch; `now` is the moment of the decision. */
  readonly observations: Observations;
}

export interface TriagedAlert extends Decision {
  readonly id: string;
  /** Id of the alert of this batch, or of the open incident, that this one is a part of. */
  readonly duplicateOf: string | null;
}
