/** The typed state of one run: what its stages and models can know. Prompts are rendered from it. */
import type { Action } from '../../domain/action.ts';
import type { Evidence } from '../../domain/analysis.ts';
import type { Incident } from '../../domain/incident.ts';
import type { Investigation } from '../../domain/investigation.ts';
import type { Report } from '../../domain/report.ts';
import type { Service } from '../../domain/service.ts';
import type { AlertWithFate, StageOutputs } from '../../store/contracts.ts';
import type { Background } from '../background/background.ts';
import {
  DecisionOutput,
  EvidenceOutput,
  GuardianOutput,
  ReportOutput,
  TriageOutput,
} from './outputs.ts';

/** What the guardian gets to see of a run: one action and the evidence it cites. Nothing else. */
export interface ActionReview {
  readonly action: Pick<Action, 'id' | 'kind' | 'payload' | 'citations' | 'reason'>;
  readonly evidence: readonly Evidence[];
  readonly report: Pick<Report, 'verdict' | 'confidence' | 'summary'>;
}

export interface RunState {
  readonly investigation: Investigation;
  readonly incident: Incident;
  readonly alerts: readonly AlertWithFate[];
  /** Null when the registry does not know the service. */
  readonly service: Service | null;
  readonly triage: TriageOutput | null;
  readonly evidence: EvidenceOutput | null;
  readonly report: ReportOutput | null;
  readonly decision: DecisionOutput | null;
  readonly guardian: GuardianOutput | null;
  readonly review: ActionReview | null;
  /** Null before it was gathered, and where rules alone decide. */
  readonly background: Background | null;
}

/**
 * The stages' part of a state, from the store. An output that does not fit its schema (written by
 * another version) counts as missing: its stage runs again.
 */
export function readOutputs(
  outputs: StageOutputs,
): Pick<RunState, 'triage' | 'evidence' | 'report' | 'decision' | 'guardian'> {
  return {
    triage: TriageOutput.safeParse(outputs.triage).data ?? null,
    evidence: EvidenceOutput.safeParse(outputs.evidence).data ?? null,
    report: ReportOutput.safeParse(outputs.investigation_report).data ?? null,
    decision: DecisionOutput.safeParse(outputs.decision).data ?? null,
    guardian: GuardianOutput.safeParse(outputs.guardian).data ?? null,
  };
}
