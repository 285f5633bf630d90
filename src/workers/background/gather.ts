/** Gathers the background of a run, once, before its investigator begins. */
import type { Evidence } from '../../domain/analysis.ts';
import { isMiraError, messageOf } from '../../domain/errors.ts';
import type { FaultSignature } from '../../domain/memory.ts';
import { faultSignature } from '../../evidence/index.ts';
import { chooseRunbooks } from '../runbooks/choose-runbooks.ts';
import type { Runbook } from '../runbooks/parse-runbook.ts';
import type { OfferedRunbook } from '../runbooks/quote-runbooks.ts';
import { readRepositoryRunbooks } from '../runbooks/repository-runbooks.ts';
import type { Run } from '../stages/run.ts';
import type { Background } from './background.ts';
import { memoryEvidence } from './memory-evidence.ts';

/** Signatures that share so much tell of the same kind of fault. */
const ALIKE = 0.3;

/** By what this run's fault is known again; empty when nothing was seen of it. */
export function signatureOf({ state }: Run): FaultSignature {
  const { observations, analysis } = state.evidence ?? {};
  if (observations === undefined) return [];
  return faultSignature(observations, analysis?.onsetAt ?? null, analysis?.category ?? 'unknown');
}

/**
 * @param evidence - what there is already: memories are numbered after it
 * @throws errors of the store, and the run's abort
 */
export async function gatherBackground(
  run: Run,
  evidence: readonly Evidence[],
): Promise<Background> {
  const runbooks = await chosenRunbooks(run);
  for (const { id, title, path, source } of runbooks) {
    await run.event('investigation_report', 'evidence.found', `${id} runbook “${title}”`, {
      runbook: path,
      source,
    });
  }
  const { memories, alike } = await recalled(run, evidence);
  for (const { id, summary } of memories) {
    await run.event('investigation_report', 'evidence.found', `${id} ${summary}`, {
      evidence: id,
      kind: 'memory',
    });
  }
  return { runbooks, memories, alike };
}

async function chosenRunbooks(run: Run): Promise<OfferedRunbook[]> {
  const { service, alerts, investigation } = run.state;
  const own = await run.deps.runbooks.load();
  for (const problem of own.problems) run.logger.warn({ problem }, 'a runbook cannot be used');
  const all: Runbook[] = [...own.runbooks];
  if (service?.runbooks !== undefined) {
    const theirs = await readRepositoryRunbooks({
      service,
      session: run.session('investigation_report'),
      budget: run.budget,
      knownFiles: run.state.evidence?.observations.repositoryFiles ?? null,
    });
    all.push(...theirs.runbooks);
    run.notes.push(...theirs.notChecked);
  }
  const subject = { service: investigation.service, alerts: alerts.map(({ alert }) => alert) };
  return chooseRunbooks(all, subject).map((runbook, index) => ({
    ...runbook,
    id: `R${index + 1}`,
  }));
}

/** Without memory a run is as good as without it: its absence is noted, not fatal. */
async function recalled(
  run: Run,
  evidence: readonly Evidence[],
): Promise<Pick<Background, 'memories' | 'alike'>> {
  const { investigation, incident } = run.state;
  const signature = signatureOf(run);
  try {
    const found = await run.deps.store.memory.recall({
      org: investigation.org,
      service: investigation.service,
      signature,
      exceptIncident: incident.id,
    });
    const memories = memoryEvidence(found, signature, lastNumber(evidence));
    const alike = found.findIndex(({ similarity }) => similarity >= ALIKE);
    return { memories, alike: memories[alike] ?? null };
  } catch (error) {
    if (!isMiraError(error) || error.code !== 'unavailable') throw error;
    run.notes.push({ what: 'confirmed incidents of the past', why: messageOf(error) });
    return { memories: [], alike: null };
  }
}

const lastNumber = (evidence: readonly Evidence[]): number =>
  Math.max(0, ...evidence.map(({ id }) => Number(id.slice(1))));
