/** The evidence engine: observations in, hypotheses with evidence, a verdict and a decision out. */
import type { Analysis, Hypothesis, TimelineEntry } from '../domain/analysis.ts';
import type { NotChecked, Observations } from '../domain/observation.ts';
import type { DecisionRules } from '../domain/service.ts';
import { collect } from './collect.ts';
import { decide } from './decide.ts';
import { createEvidenceBook, type EvidenceBook } from './evidence-book.ts';
import { alternatives } from './hypotheses/alternatives.ts';
import { candidateOfCommit, candidateOfConfig } from './hypotheses/change-facts.ts';
import { carryLibraries, yieldToLibraries } from './hypotheses/carried.ts';
import { codeHistory } from './hypotheses/code-history.ts';
import { valueFlow } from './hypotheses/flow/value-flow.ts';
import { seenCode } from './hypotheses/code-seen.ts';
import { yieldToSwitches } from './hypotheses/switched.ts';
import { scoreChange, type ChangeScore } from './hypotheses/change-score.ts';
import { indexWords } from './hypotheses/word-score.ts';
import { combine, type Combined } from './hypotheses/combine.ts';
import type { Context } from './hypotheses/context.ts';
import { recommend } from './hypotheses/recommend.ts';
import { affectedServices } from './signals/affected-services.ts';
import { summarise } from './hypotheses/summarise.ts';
import { endOfFailing } from './signals/ending.ts';
import { msOf } from './signals/log-faults.ts';
import { withOneName } from './signals/one-name.ts';
import { outsideSigns } from './signals/outside/index.ts';
import { describeMove } from './signals/metric-moves.ts';

export interface AnalyzeOptions {
  /** The service's thresholds; the defaults of {@link DecisionRules} otherwise. */
  readonly decisionRules?: DecisionRules;
  /** A verdict below this confidence is `inconclusive`. @defaultValue 0.45 */
  readonly minConfidence?: number;
  /** Hypotheses listed in the result. @defaultValue 8 */
  readonly maxHypotheses?: number;
  /** Why diffs are missing, where whoever collected them chose. @defaultValue 'they were not given' */
  readonly whyUnread?: string;
}

/** Commits beyond this many are not weighed one by one: the newest go first. */
const MAX_CANDIDATES = 400;

/**
 * Weighs every change and every explanation without a change by the same scale and says which one
 * holds. Pure: no clock, no I/O; the same observations give the same analysis. Never throws on odd
 * input: what could not be read is listed under `inputProblems` by whoever read it.
 */
export function analyze(given: Observations, options: AnalyzeOptions = {}): Analysis {
  const observations = withOneName(given);
  const book = createEvidenceBook();
  const context = collect(observations, book);
  const { candidates, broughtBy } = carryLibraries(
    [
      ...[...observations.commits]
        .sort((a, b) => (msOf(b.committedAt) ?? 0) - (msOf(a.committedAt) ?? 0))
        .slice(0, MAX_CANDIDATES)
        .map((each) => candidateOfCommit(each, observations, context.firstFailing)),
      ...observations.configChanges.map(candidateOfConfig),
    ],
    context.firstFailing,
  );
  const index = indexWords(candidates);
  const seen = seenCode(context, candidates);
  const history = codeHistory(context, candidates);
  const flow = valueFlow(context, candidates);
  const scored = yieldToSwitches(
    yieldToLibraries(
      candidates.map((each) => scoreChange(each, context, index, seen, history, flow)),
      broughtBy,
    ),
  );
  const combined = combine(scored, alternatives(context, scored), options.minConfidence ?? 0.45);
  const evidenceOf = recordChanges(scored, combined, observations, book);
  const hypotheses = combined.ranked
    .slice(0, options.maxHypotheses ?? 8)
    .map((each, at): Hypothesis => ({
      id: `H${at + 1}`,
      category: each.category,
      statement: each.statement,
      suspectChange: each.suspect,
      probability: each.probability,
      reasons: [...each.reasons],
      against: [...each.against],
      notChecked: [],
      evidence: supportOf(each, context, evidenceOf),
    }));
  const top = combined.ranked[0];
  const last = lastSeen(context);
  const onsetMs = context.onset?.atMs ?? null;
  const nowMs = msOf(observations.now);
  const recoveries = observations.alerts.map((each) => msOf(each.recoveredAt));
  const recovered = observations.alerts.length > 0 && recoveries.every((each) => each !== null);
  const calmMs = endOfFailing(context);
  const endMs = recovered
    ? Math.max(...recoveries.map((each) => each ?? 0))
    : (calmMs ?? nowMs ?? last);
  const affected = affectedServices(context);
  const firstFailingService = originOf(combined, context) ?? context.firstFailing;
  const decision = decide(
    {
      verdict: combined.verdict,
      category: combined.category,
      confidence: combined.confidence,
      durationMs: onsetMs === null || endMs === null ? null : Math.max(0, endMs - onsetMs),
      recovered,
      statedPriorities: observations.alerts
        .map((each) => each.priority ?? '')
        .filter((each) => each !== ''),
      titles: observations.alerts.map((each) => each.title),
      affectedServices: affected.length,
      over: calmMs !== null,
      ongoing:
        !recovered &&
        calmMs === null &&
        (context.faults.length > 0 ||
          context.moves.some((each) => each.harmful && each.change.untilMs === null)),
    },
    options.decisionRules,
  );
  return {
    verdict: combined.verdict,
    suspectChange: combined.verdict === 'root_cause' ? (top?.suspect ?? null) : null,
    category: combined.category,
    firstFailingService,
    blastRadius: affected.filter((each) => each !== firstFailingService),
    recommendedAction: recommend(combined, context),
    confidence: combined.confidence,
    decision,
    onsetAt: onsetMs === null ? null : new Date(onsetMs).toISOString(),
    summary: summarise(combined, context, firstFailingService),
    timeline: timeline(observations, context, evidenceOf, book),
    hypotheses,
    ruledOut: combined.ruledOut.map((each) => ({
      statement: each.statement,
      why: each.why,
      evidence: each.key === null ? [] : (evidenceOf.get(each.key) ?? []),
    })),
    evidence: book.all(),
    notChecked: [...observations.notChecked, ...missing(observations, options.whyUnread)],
    inputProblems: observations.inputProblems,
  };
}

/** Whose failing it was, where that is none of the services: a provider, a region, a resolver. */
function originOf(combined: Combined, context: Context): string | null {
  if (combined.verdict !== 'no_code_change') return null;
  const sign = outsideSigns(context).find(({ category }) => category === combined.category);
  return sign?.origin !== undefined && sign.weight >= 2 ? sign.origin : null;
}

/** Evidence for the changes that a reader will look at: ranked ones and those that were ruled out. */
function recordChanges(
  scored: readonly ChangeScore[],
  combined: Combined,
  observations: Observations,
  book: EvidenceBook,
): Map<string, string[]> {
  const out = new Map<string, string[]>();
  const shown = new Set([
    ...combined.ranked.slice(0, 8).map((each) => each.key),
    ...combined.ruledOut.map((each) => each.key),
  ]);
  for (const score of [...scored].sort((a, b) => b.logit - a.logit)) {
    const { candidate } = score;
    if (!shown.has(candidate.key)) continue;
    const ids: string[] = [];
    if (candidate.commit !== null) {
      const { commit } = candidate;
      const title = commit.message.split('\n')[0] ?? '';
      const files = commit.files
        .slice(0, 20)
        .map((each) => each.path)
        .join('\n');
      const patch = commit.files.find((each) => each.path === score.file)?.patch ?? null;
      ids.push(
        book.add({
          kind: 'commit',
          summary: `commit ${commit.sha.slice(0, 10)} by ${commit.author}: ${title}`,
          text: `${commit.sha} ${commit.message}\n${files}${patch === null ? '' : `\n${patch.slice(0, 3_000)}`}`,
          atMs: msOf(commit.committedAt),
          service: candidate.service,
          commit: commit.sha,
          link: commit.url ?? null,
        }),
      );
    } else if (candidate.config !== null) {
      const { config } = candidate;
      const move =
        config.before === undefined && config.after === undefined
          ? ''
          : ` (${config.before ?? '?'} → ${config.after ?? '?'})`;
      ids.push(
        book.add({
          kind: 'config_change',
          summary: `${config.kind} ${config.name}${move}`,
          text: `${config.name} ${config.summary}${move}`,
          atMs: msOf(config.at),
          service: config.service,
        }),
      );
    }
    if (candidate.deployment !== null) ids.push(recordDeployment(candidate.deployment, book));
    out.set(candidate.key, ids);
  }
  for (const each of observations.deployments.slice(0, 20)) recordDeployment(each, book);
  return out;
}

function recordDeployment(
  deployment: Observations['deployments'][number],
  book: EvidenceBook,
): string {
  const version = deployment.version === undefined ? '' : ` ${deployment.version}`;
  const text = `deployment ${deployment.id}${version} of ${deployment.service ?? 'an unnamed service'} ${deployment.result} at ${deployment.finishedAt}${deployment.commit === null ? '' : ` with commit ${deployment.commit}`}`;
  return book.add({
    kind: 'deployment',
    summary: `${deployment.service ?? 'an unnamed service'}${version} deployed (${deployment.result})${deployment.commit === null ? '' : `, commit ${deployment.commit.slice(0, 10)}`}`,
    text,
    atMs: msOf(deployment.finishedAt),
    service: deployment.service,
    commit: deployment.commit,
    link: deployment.url ?? null,
  });
}

function supportOf(
  each: Combined['ranked'][number],
  context: Context,
  changes: ReadonlyMap<string, string[]>,
): string[] {
  const out = new Set<string>(each.key === null ? [] : (changes.get(each.key) ?? []));
  const wanted = new Set(each.kinds);
  for (const { fault, evidence, weight } of context.faults) {
    if (weight < 0.3 || out.size >= 8) break;
    if (
      wanted.size === 0 ||
      [...fault.kinds].some((kind) => wanted.has(kind)) ||
      fault.traces.length > 0
    )
      out.add(evidence);
  }
  return [...out];
}

function lastSeen(context: Context): number | null {
  const times = context.faults.map((each) => each.fault.lastMs).filter((each) => each !== null);
  return times.length === 0 ? null : Math.max(...times);
}

function timeline(
  observations: Observations,
  context: Context,
  changes: ReadonlyMap<string, string[]>,
  book: EvidenceBook,
): TimelineEntry[] {
  const out: { at: number; what: string; evidence: string | null }[] = [];
  const add = (at: number | null, what: string, evidence: string | null): void => {
    if (at !== null && Number.isFinite(at)) out.push({ at, what, evidence });
  };
  for (const each of observations.deployments)
    add(
      msOf(each.finishedAt),
      `deployed ${each.service ?? ''} ${each.version ?? each.commit?.slice(0, 10) ?? each.id}`.replace(
        /\s+/g,
        ' ',
      ),
      recordDeployment(each, book),
    );
  for (const commit of observations.commits) {
    const ids = changes.get(`commit:${commit.sha}`);
    if (ids !== undefined)
      add(
        msOf(commit.committedAt),
        `commit ${commit.sha.slice(0, 10)}: ${commit.message.split('\n')[0] ?? ''}`,
        ids[0] ?? null,
      );
  }
  for (const each of observations.configChanges)
    add(
      msOf(each.at),
      `${each.kind.replaceAll('_', ' ')} ${each.name} changed`,
      changes.get(`config:${each.id}`)?.[0] ?? null,
    );
  for (const each of observations.infraEvents
    .filter((event) => event.severity !== 'info')
    .slice(0, 10))
    add(
      msOf(each.at),
      `${each.kind}: ${each.summary}`,
      book.add({
        kind: 'infra_event',
        summary: `${each.kind}: ${each.summary}`,
        text: `${each.kind} ${each.summary}`,
        atMs: msOf(each.at),
        service: each.service,
      }),
    );
  for (const move of context.moves
    .filter((each) => each.harmful && each.change.score >= 5)
    .slice(0, 8))
    add(
      move.change.atMs,
      describeMove(move),
      book.add({
        kind: 'metric_change',
        summary: describeMove(move),
        text: describeMove(move),
        atMs: move.change.atMs,
        service: move.series.service,
      }),
    );
  for (const { fault, evidence } of context.faults.slice(0, 6)) {
    if (fault.source !== 'alert')
      add(
        fault.firstMs,
        `first seen: ${fault.service === null ? '' : `${fault.service}: `}${fault.sample.split('\n')[0]?.slice(0, 160) ?? ''}`,
        evidence,
      );
  }
  if (context.onset !== null)
    add(context.onset.atMs, `the fault begins (${context.onset.why})`, null);
  const calm = endOfFailing(context);
  if (calm !== null) add(calm, 'the failures are no longer seen', null);
  for (const alert of observations.alerts.slice(0, 10)) {
    add(msOf(alert.firedAt), `alert fired: ${alert.title}`, null);
    add(msOf(alert.recoveredAt), `alert recovered: ${alert.title}`, null);
  }
  out.sort((a, b) => a.at - b.at);
  return out.slice(0, 60).map((each) => ({
    at: new Date(each.at).toISOString(),
    what: each.what,
    evidence: each.evidence,
  }));
}

/** Sources that were simply not there: a reader must know what the verdict could not rest on. */
function missing(observations: Observations, whyUnread = 'they were not given'): NotChecked[] {
  const told = observations.notChecked.map((each) => each.what.toLowerCase()).join('\n');
  const out: NotChecked[] = [];
  const check = (empty: boolean, what: string): void => {
    if (empty && !told.includes(what)) out.push({ what, why: 'none were given' });
  };
  check(observations.logs.length === 0, 'logs');
  check(observations.metrics.length === 0, 'metrics');
  check(observations.spans.length === 0, 'traces');
  check(observations.commits.length === 0, 'commits');
  check(observations.deployments.length === 0, 'deployments');
  const unread = observations.commits.filter(
    (each) => each.files.length === 0 || each.files.every((file) => file.patch === null),
  ).length;
  if (unread > 0)
    out.push({
      what: `diffs of ${unread} of ${observations.commits.length} commits`,
      why: whyUnread,
    });
  return out;
}
