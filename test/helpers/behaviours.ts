// Whole investigations with the simulated model in each of its moods, and what is to be said of each.
// Used by the slow test and by `npm run bench -- models`.
import type { Investigation, Stage } from '../../src/domain/investigation.ts';
import { Report } from '../../src/domain/report.ts';
import type { RunEvent } from '../../src/domain/run-event.ts';
import { loadBuiltIn } from '../../src/simulators/load-scenario.ts';
import { commitsNamedIn } from '../../src/workers/verification/check-claim.ts';
import { createLedger } from '../../src/workers/verification/ledger.ts';
import { EvidenceOutput } from '../../src/workers/stages/outputs.ts';
import type { WorkerStack } from './worker-stack.ts';

export const CEILINGS = { modelCalls: 12, toolCalls: 60 };

export interface Mood {
  readonly name: string;
  /** The body of `POST /_sim/gemini`. */
  readonly request: Record<string, unknown>;
  /** The run goes on with another model. */
  readonly fallsBack: boolean;
}

export const MOODS: readonly Mood[] = [
  { name: 'works', request: { behaviour: 'good' }, fallsBack: false },
  { name: 'gives up at once', request: { behaviour: 'lazy' }, fallsBack: false },
  { name: 'asks the same for ever', request: { behaviour: 'looping' }, fallsBack: false },
  { name: 'invents a tool', request: { behaviour: 'hallucinating_tool' }, fallsBack: false },
  { name: 'invents a commit', request: { behaviour: 'hallucinating_commit' }, fallsBack: false },
  { name: 'sends malformed calls', request: { behaviour: 'malformed' }, fallsBack: true },
  { name: 'sends no ids', request: { behaviour: 'missing_ids' }, fallsBack: false },
  { name: 'is blocked', request: { behaviour: 'blocked' }, fallsBack: true },
  { name: 'answers with nothing', request: { behaviour: 'empty' }, fallsBack: true },
  {
    name: 'is rate limited',
    request: { behaviour: 'rate_limited', retryDelaySeconds: 1 },
    fallsBack: true,
  },
  {
    name: 'is rate limited and does not say for how long',
    request: { behaviour: 'rate_limited_no_retry_info' },
    fallsBack: true,
  },
  { name: 'has used up its day', request: { behaviour: 'daily_quota' }, fallsBack: true },
  { name: 'is down', request: { behaviour: 'overloaded' }, fallsBack: true },
  { name: 'is slow', request: { behaviour: 'slow', delayMs: 300 }, fallsBack: false },
];

export const SCENARIOS = [
  'null-check-removed',
  'pool-halved',
  'flag-flipped',
  'certificate-expired',
  'certificate-expiring',
  'traffic-surge',
] as const;

/** What the simulated model blames when it invents. */
export const INVENTED = 'deadbeef';

export interface MoodRun {
  readonly investigation: Investigation;
  readonly report: Report;
  readonly events: readonly RunEvent[];
  /**
   * `correct`: the scenario's own answer. `honest`: no cause is claimed, or the report says itself
   * that nothing confirms it. `wrong`: a wrong answer that stands as if it were right.
   */
  readonly outcome: 'correct' | 'honest' | 'wrong';
  /** Claims that stand without standing up: there must be none, whatever the model did. */
  readonly ungrounded: readonly string[];
  readonly fellBack: boolean;
  /** Stage → input and output tokens. */
  readonly tokens: ReadonlyMap<Stage, { readonly input: number; readonly output: number }>;
}

export async function investigateAs(
  stack: WorkerStack,
  mood: Record<string, unknown>,
  scenario: string,
): Promise<MoodRun> {
  await stack.simulate('gemini', 'gemini', mood);
  const id = await stack.accept(scenario);
  const investigation = await stack.settled(id, 80_000);
  const outputs = await stack.store.investigations.outputs(id);
  const report = Report.parse((outputs.investigation_report as { report: unknown }).report);
  const seen = EvidenceOutput.parse(outputs.evidence).observations;
  const events = await stack.events(id);
  const payloads = (await stack.store.actions.list(id)).map(({ payload }) => payload);
  return {
    investigation,
    report,
    events,
    outcome: await outcomeOf(report, scenario),
    ungrounded: [
      ...ungroundedClaims(report, createLedger(report.evidence, seen)),
      ...(JSON.stringify([report, payloads]).includes(INVENTED) ? ['an invented commit'] : []),
    ],
    fellBack: events.some(({ type }) => type === 'model.fallback'),
    tokens: tokensByStage(events),
  };
}

async function outcomeOf(report: Report, scenario: string): Promise<MoodRun['outcome']> {
  const { truth } = await loadBuiltIn(scenario);
  const commit = report.suspectChange?.commit ?? null;
  if (report.verdict === truth.verdict && commit === truth.commit) return 'correct';
  const unclaimed = report.verdict === 'inconclusive' || report.trust?.restsOn === 'outside_text';
  return unclaimed ? 'honest' : 'wrong';
}

function ungroundedClaims(report: Report, ledger: ReturnType<typeof createLedger>): string[] {
  return report.claims.flatMap(({ statement, status, citations }) => {
    if (status === 'unverified') return [`not checked: ${statement}`];
    if (status === 'hypothesis') return [];
    const cited = citations.map(({ evidence }) => ledger.get(evidence));
    const stands = cited.length > 0 && cited.every((item) => item !== undefined);
    const invented = commitsNamedIn(statement).filter(
      (name) =>
        ledger.commit(name) === undefined &&
        !cited.some((item) => item?.text.toLowerCase().includes(name.toLowerCase())),
    );
    return stands && invented.length === 0 ? [] : [statement];
  });
}

function tokensByStage(events: readonly RunEvent[]): MoodRun['tokens'] {
  const sums = new Map<Stage, { input: number; output: number }>();
  for (const { type, stage, data } of events) {
    if (type !== 'model.finished' || stage === null) continue;
    const sum = sums.get(stage) ?? { input: 0, output: 0 };
    sums.set(stage, {
      input: sum.input + Number(data['inputTokens'] ?? 0),
      output: sum.output + Number(data['outputTokens'] ?? 0) + Number(data['thinkingTokens'] ?? 0),
    });
  }
  return sums;
}
