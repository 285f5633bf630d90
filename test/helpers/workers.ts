// Pieces of an investigation for tests of the workers: state, analysis, evidence, commits.
import { pino } from 'pino';
import type { Analysis, Evidence } from '../../src/domain/analysis.ts';
import { emptyUsage, type Investigation } from '../../src/domain/investigation.ts';
import type { Commit, Observations } from '../../src/domain/observation.ts';
import type { ReportDraft } from '../../src/domain/report.ts';
import { Service } from '../../src/domain/service.ts';
import type { RunState } from '../../src/workers/stages/run-state.ts';
import { anAlert } from './alerts.ts';

export const silent = pino({ level: 'silent' });

export const CULPRIT = '98b131ca3e25b529d844fc0ec3b0203394cb371f';
export const INNOCENT = '4fc1fff52c2c6ab7b077740abd1ee51310a0f013';
export const LATE = '4ae9ce67e2aa00000000000000000000000000ff';
export const ONSET = '2026-11-20T09:50:00.000Z';

export const aCommit = (overrides: Partial<Commit> = {}): Commit => ({
  sha: CULPRIT,
  repository: 'payment-svc',
  service: null,
  author: 'Elena Rossi',
  committedAt: '2026-11-20T08:00:00.000Z',
  message: 'Simplify discount lookup',
  parents: [],
  files: [
    {
      path: 'src/DiscountCalculator.cs',
      status: 'modified',
      patch: '@@ -20,3 +20,2 @@\n-    if (customer.Tier is null) return 0;\n     return rate;\n',
    },
  ],
  filesComplete: true,
  ...overrides,
});

export const anEvidence = (id: string, overrides: Partial<Evidence> = {}): Evidence => ({
  id,
  kind: 'log_pattern',
  summary: `summary of ${id}`,
  text: `text of ${id}`,
  at: null,
  service: 'payment-svc',
  commit: null,
  toolCallId: null,
  link: null,
  ...overrides,
});

export const someObservations = (overrides: Partial<Observations> = {}): Observations => ({
  now: '2026-11-20T10:00:00.000Z',
  window: { from: '2026-11-20T09:00:00.000Z', to: '2026-11-20T10:00:00.000Z' },
  service: 'payment-svc',
  env: 'prod',
  alerts: [],
  logs: [],
  metrics: [],
  spans: [],
  commits: [
    aCommit(),
    aCommit({ sha: INNOCENT, message: 'Bump a dependency', author: 'Ben' }),
    aCommit({ sha: LATE, message: 'Later', committedAt: '2026-11-20T09:58:00.000Z' }),
  ],
  deployments: [
    {
      id: 'd1',
      service: 'payment-svc',
      env: 'prod',
      startedAt: '2026-11-20T09:40:00.000Z',
      finishedAt: '2026-11-20T09:42:00.000Z',
      result: 'succeeded',
      commit: INNOCENT,
      previousCommit: null,
      commits: [INNOCENT, CULPRIT],
    },
  ],
  configChanges: [],
  infraEvents: [],
  monitors: [],
  serviceMap: { calls: [], runsOn: [] },
  repositoryFiles: null,
  pathRules: [],
  notChecked: [],
  inputProblems: [],
  ...overrides,
});

export const someEvidence = (): Evidence[] => [
  anEvidence('E1', { kind: 'alert', text: 'error rate above 5 %' }),
  anEvidence('E2', {
    kind: 'stack_trace',
    text: 'System.NullReferenceException: Object reference not set\n   at Acme.DiscountCalculator.RateFor(Customer customer)',
  }),
  anEvidence('E3', { kind: 'commit', commit: CULPRIT, text: `commit ${CULPRIT} removed a check` }),
];

export const anAnalysis = (overrides: Partial<Analysis> = {}): Analysis => ({
  verdict: 'root_cause',
  suspectChange: {
    kind: 'commit',
    id: CULPRIT,
    commit: CULPRIT,
    title: 'Simplify discount lookup',
    author: 'Elena Rossi',
    repository: 'payment-svc',
    file: 'src/DiscountCalculator.cs',
    line: 20,
    pullRequest: { id: 421, title: 'Simplify discount lookup' },
    at: '2026-11-20T08:00:00.000Z',
  },
  category: 'code_defect',
  firstFailingService: 'payment-svc',
  blastRadius: [],
  recommendedAction: 'rollback',
  confidence: 0.8,
  decision: { action: 'TICKET', priority: 'P1', reason: 'sustained' },
  onsetAt: ONSET,
  summary: 'A null check was removed.',
  timeline: [{ at: ONSET, what: 'first failure', evidence: 'E2' }],
  hypotheses: [
    {
      id: 'H1',
      category: 'code_defect',
      statement: `Commit ${CULPRIT.slice(0, 10)} removed a null check.`,
      suspectChange: null,
      probability: 0.8,
      reasons: ['the frame is in the changed file'],
      against: [],
      notChecked: [],
      evidence: ['E2', 'E3'],
    },
  ],
  ruledOut: [],
  evidence: someEvidence(),
  notChecked: [],
  inputProblems: [],
  ...overrides,
});

export const aDraft = (overrides: Partial<ReportDraft> = {}): ReportDraft => ({
  verdict: 'root_cause',
  category: 'code_defect',
  summary: 'The discount lookup lost its null check.',
  suspect_commit: CULPRIT,
  confidence: 0.8,
  claims: [
    {
      statement: 'Payments fail with a null reference.',
      citations: [{ evidence: 'E2', quote: 'Object reference not set' }],
      status: 'unverified',
    },
    {
      statement: `Commit ${CULPRIT.slice(0, 10)} removed the check.`,
      citations: [{ evidence: 'E3' }],
      status: 'unverified',
    },
  ],
  causal_chain: ['a check was removed', 'a guest has no tier'],
  impact: 'Guests cannot pay.',
  recommended_action: 'rollback',
  next_steps: ['Roll back.'],
  ruled_out: [],
  open_questions: [],
  ...overrides,
});

export const aService = (overrides: Record<string, unknown> = {}): Service =>
  Service.parse({
    name: 'payment-svc',
    repo_name: 'payment-svc',
    project: 'Payments',
    alert_channel: '#payments-oncall',
    ...overrides,
  });

export const anInvestigation = (overrides: Partial<Investigation> = {}): Investigation => ({
  id: '01KAGQ0000000000000000000A',
  incidentId: '01KAGQ0000000000000000000B',
  service: 'payment-svc',
  env: 'prod',
  org: 'acme',
  priority: 'P1',
  mode: 'full',
  status: 'running',
  stage: null,
  claim: 1,
  requestedBy: 'webhook',
  createdAt: '2026-11-20T09:59:00.000Z',
  startedAt: '2026-11-20T09:59:00.000Z',
  finishedAt: null,
  verdict: null,
  confidence: null,
  decision: null,
  outcome: null,
  usage: emptyUsage(),
  ...overrides,
});

export function aRunState(overrides: Partial<RunState> = {}): RunState {
  const alert = anAlert({ title: 'error rate above 5 %', body: 'It fires.' });
  const investigation = anInvestigation();
  return {
    investigation,
    incident: {
      id: investigation.incidentId,
      org: 'acme',
      service: 'payment-svc',
      env: 'prod',
      title: alert.title,
      state: 'open',
      priority: 'P1',
      mapped: true,
      cycles: [
        {
          cycleKey: alert.cycleKey,
          monitorId: alert.monitorId ?? null,
          title: alert.title,
          state: 'firing',
          lastTransition: 'triggered',
          priority: 'P1',
          firstAlertId: alert.id,
          firedAt: alert.firedAt,
          recoveredAt: null,
          alerts: 1,
        },
      ],
      investigationIds: [investigation.id],
      parentId: null,
      openedAt: alert.firedAt,
      updatedAt: alert.firedAt,
    },
    alerts: [
      {
        alert,
        fate: {
          alertId: alert.id,
          fate: 'started',
          reason: 'first',
          incidentId: investigation.incidentId,
          investigationId: investigation.id,
          at: alert.receivedAt,
        },
      },
    ],
    service: aService(),
    triage: null,
    evidence: null,
    report: null,
    decision: null,
    guardian: null,
    review: null,
    background: null,
    ...overrides,
  };
}

export const withAnalysis = (analysis: Analysis = anAnalysis()): RunState =>
  aRunState({
    evidence: { complete: true, observations: someObservations(), calls: [], analysis },
  });
