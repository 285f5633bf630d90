/** Commands that start, show, repeat and judge investigations. */
import type { Command } from 'commander';
import type { CostFlags } from '../commands/cost.ts';
import type { FeedbackFlags } from '../commands/feedback.ts';
import type { ListFlags } from '../commands/incidents.ts';
import type { InvestigateFlags } from '../commands/investigate.ts';
import type { ReplayFlags } from '../commands/replay.ts';
import { runs, wholeNumber } from './run.ts';

/** Registers investigate, incidents, watch, export, replay, feedback and cost. */
export function addInvestigations(program: Command): void {
  program
    .command('investigate')
    .description('investigate now')
    .argument(
      '<subject>',
      'what is wrong in words, a Datadog monitor URL, an alert id, or - for stdin',
    )
    .option('--service <name>', 'the service')
    .option('--env <name>', 'the environment')
    .option('--since <moment>', 'when it began: ISO time, HH:MM in UTC, or now-30m')
    .option('--wait', 'follow it to the end (the default)')
    .option('--detach', 'do not follow it')
    .option('--output <file>', 'write the report as JSON')
    .action(
      runs(async (context, subject: string, flags: InvestigateFlags) =>
        (await import('../commands/investigate.ts')).investigate(context, subject, flags),
      ),
    );

  const incidents = program
    .command('incidents')
    .description('list incidents')
    .option('--status <state>', 'open, recovered or closed')
    .option('--service <name>', 'of one service')
    .option('--since <moment>', 'opened since: ISO time or now-24h')
    .option('--limit <n>', 'at most so many', wholeNumber, 20)
    .action(
      runs(async (context, flags: ListFlags) =>
        (await import('../commands/incidents.ts')).listIncidents(context, flags),
      ),
    );

  incidents
    .command('show')
    .description('one incident with its newest report')
    .argument('<id>')
    .option('--section <name>', 'verdict, timeline, trace, evidence or alerts')
    .action(
      runs(async (context, id: string, flags: { readonly section?: string }) =>
        (await import('../commands/incidents.ts')).showIncident(context, id, flags.section),
      ),
    );

  program
    .command('watch')
    .description('follow an investigation')
    .argument('<investigation-id>')
    .action(
      runs(async (context, id: string) =>
        (await import('../commands/watch.ts')).watch(context, id),
      ),
    );

  program
    .command('export')
    .description('write an investigation as an incident bundle, with its recording')
    .argument('<investigation-id>')
    .argument('<dir>', 'a folder; it is created')
    .action(
      runs(async (context, id: string, folder: string) =>
        (await import('../commands/export.ts')).exportInvestigation(context, id, folder),
      ),
    );

  program
    .command('replay')
    .description('run an exported investigation again, offline, and print what changed')
    .argument('<dir>', 'what mira export wrote')
    .option('--model <name>', 'ask this model instead of repeating its turns; or: playbook')
    .option(
      '--instructions <dir>',
      'other instruction files; those that it lacks are the usual ones',
    )
    .action(
      runs(async (context, folder: string, flags: ReplayFlags) =>
        (await import('../commands/replay.ts')).replay(context, folder, flags),
      ),
    );

  program
    .command('feedback')
    .description('say whether a report was right: it teaches later investigations')
    .argument('<id>', 'of an investigation, or of an incident for its newest one')
    .argument('<verdict>', 'confirm or wrong')
    .option('--verdict <verdict>', 'what it really was: root_cause, no_code_change, inconclusive')
    .option('--commit <id>', 'the commit that really did it')
    .option('--category <category>', 'what kind of cause it really was, such as configuration')
    .option('--note <text>', 'in your own words')
    .option('--by <name>', 'who says so; your user name otherwise')
    .action(
      runs(async (context, id: string, verdict: string, flags: FeedbackFlags) =>
        (await import('../commands/feedback.ts')).giveFeedback(context, id, verdict, flags),
      ),
    );

  program
    .command('cost')
    .description('what models and tools have cost')
    .option('--by <what>', 'model, service, agent, stage, tool or day', 'model')
    .option('--since <moment>', '24h, 7d, or an ISO time; today otherwise')
    .action(
      runs(async (context, flags: CostFlags) =>
        (await import('../commands/cost.ts')).showCost(context, flags),
      ),
    );
}
