/** Runs one of the configured agents over the run's state. */
import type { Stage } from '../../domain/investigation.ts';
import { type AgentOutcome, type AgentTools, runAgent } from '../agents/agent-loop.ts';
import { type AgentName, FALLBACK_PROFILE } from '../agents/definitions.ts';
import type { Submission } from '../agents/submission.ts';
import { renderTemplate } from '../agents/template.ts';
import type { Run } from './run.ts';

export async function askAgent<T>(
  run: Run,
  stage: Stage,
  name: AgentName,
  submission: Submission<T>,
  tools: AgentTools | null = null,
): Promise<AgentOutcome<T>> {
  const definition = run.agent(name);
  const profile = run.deps.agents.profile(run.state.service?.profile ?? FALLBACK_PROFILE);
  const task = renderTemplate(definition.task, {
    state: run.state,
    profile: profile.text,
    nowIso: run.nowIso(),
    wrap: run.wrap,
  });
  return await runAgent(
    { definition, task, system: definition.system, tools, submission, state: run.state },
    run.agentDeps(stage, definition),
  );
}
