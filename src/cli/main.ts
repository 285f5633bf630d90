/** The `mira` command: flags and subcommands; what each does lives in `commands/`. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { isMiraError, messageOf } from '../domain/errors.ts';
import { contextOf, Interrupted, type Context } from './commands/context.ts';
import type { AnalyzeFlags } from './commands/analyze.ts';
import type { CostFlags } from './commands/cost.ts';
import type { DemoFlags } from './commands/demo.ts';
import type { DevFlags } from './commands/dev.ts';
import type { FeedbackFlags } from './commands/feedback.ts';
import type { ListFlags } from './commands/incidents.ts';
import type { InvestigateFlags } from './commands/investigate.ts';
import type { SimulateFlags } from './commands/simulate.ts';
import type { ReplayFlags } from './commands/replay.ts';
import type { SuspectFlags } from './commands/suspects.ts';
import type { McpFlags } from './commands/mcp.ts';
import type { MintFlags } from './commands/token.ts';
import type { TriageFlags } from './commands/triage.ts';
import { EXIT, exitCodeOf, type ExitCode } from './exit-codes.ts';

type Run<Args extends unknown[]> = (context: Context, ...args: Args) => Promise<ExitCode>;

/** Adapts a command to commander: the context comes first, the exit code becomes the process's. */
const runs =
  <Args extends unknown[]>(run: Run<Args>) =>
  async (...given: unknown[]): Promise<void> => {
    const command = given.pop() as Command;
    process.exitCode = await run(contextOf(command), ...(given as Args));
  };

const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0)
    throw new InvalidArgumentError('must be a whole number, 0 or more');
  return value;
};

const collect = (value: string, former: readonly string[]): string[] => [...former, value];

export function createProgram(): Command {
  const program = new Command('mira')
    .description('MIRA: a Datadog alert in, a checked root-cause report out.')
    .option('--url <url>', 'the ingress (env MIRA_URL)')
    .option('--token <token>', 'API token (env MIRA_TOKEN)')
    .option('--profile <name>', 'profile of the config file (env MIRA_PROFILE)')
    .option('--timeout <seconds>', 'longest wait for one answer (env MIRA_TIMEOUT)')
    .option('--json', 'one JSON document on stdout (env MIRA_JSON)')
    .option('--jsonl', 'JSON lines on stdout, as things happen (env MIRA_JSONL)')
    .option('-q, --quiet', 'no progress on stderr (env MIRA_QUIET)')
    .option('--no-color', 'no colours (env NO_COLOR)')
    .option('--no-input', 'never ask')
    .option('--read-only', 'refuse every command that changes something (env MIRA_READ_ONLY)')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText(
      'after',
      '\nExit codes: 0 ok, 1 failed, 2 usage or configuration, 3 inconclusive, 4 approval needed, 5 upstream unavailable, 130 interrupted.',
    );

  program
    .command('demo')
    .description('run the whole of MIRA here, against simulators, and investigate one incident')
    .option('--scenario <name>', 'which incident', 'null-check-removed')
    .option('--list', 'list the scenarios')
    .option('--exit', 'end when the report is there')
    .option('--workers <n>', 'workers', wholeNumber, 2)
    .option('--proxies <n>', 'proxy replicas', wholeNumber, 1)
    .option('--port <n>', 'preferred port of the ingress', wholeNumber, 8080)
    .action(
      runs(async (context, flags: DemoFlags) =>
        (await import('./commands/demo.ts')).demo(context, flags),
      ),
    );

  program
    .command('dev')
    .description('run the whole of MIRA here, against simulators, until Ctrl-C')
    .option('--workers <n>', 'workers', wholeNumber, 2)
    .option('--proxies <n>', 'proxy replicas', wholeNumber, 1)
    .option('--port <n>', 'preferred port of the ingress', wholeNumber, 8080)
    .option('--simulated-gemini', 'use the simulated Gemini as the model')
    .option('--no-logs', 'do not show the processes’ logs')
    .action(
      runs(async (context, flags: DevFlags) =>
        (await import('./commands/dev.ts')).dev(context, flags),
      ),
    );

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
        (await import('./commands/investigate.ts')).investigate(context, subject, flags),
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
        (await import('./commands/incidents.ts')).listIncidents(context, flags),
      ),
    );
  incidents
    .command('show')
    .description('one incident with its newest report')
    .argument('<id>')
    .option('--section <name>', 'verdict, timeline, trace, evidence or alerts')
    .action(
      runs(async (context, id: string, flags: { readonly section?: string }) =>
        (await import('./commands/incidents.ts')).showIncident(context, id, flags.section),
      ),
    );

  program
    .command('watch')
    .description('follow an investigation')
    .argument('<investigation-id>')
    .action(
      runs(async (context, id: string) => (await import('./commands/watch.ts')).watch(context, id)),
    );

  program
    .command('export')
    .description('write an investigation as an incident bundle, with its recording')
    .argument('<investigation-id>')
    .argument('<dir>', 'a folder; it is created')
    .action(
      runs(async (context, id: string, folder: string) =>
        (await import('./commands/export.ts')).exportInvestigation(context, id, folder),
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
        (await import('./commands/replay.ts')).replay(context, folder, flags),
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
        (await import('./commands/feedback.ts')).giveFeedback(context, id, verdict, flags),
      ),
    );

  program
    .command('cost')
    .description('what models and tools have cost')
    .option('--by <what>', 'model, service, agent, stage, tool or day', 'model')
    .option('--since <moment>', '24h, 7d, or an ISO time; today otherwise')
    .action(
      runs(async (context, flags: CostFlags) =>
        (await import('./commands/cost.ts')).showCost(context, flags),
      ),
    );

  addServices(program);

  addOffline(program);

  program
    .command('mcp')
    .description('MIRA’s tools for a desktop MCP host (docs/mcp-proxy.md)')
    .option('--stdio', 'speak MCP over stdin and stdout')
    .option('--proxy <url>', 'pass everything on to a running proxy; its token: env MIRA_MCP_TOKEN')
    .addOption(
      new Option('--source <where>', 'without a proxy: the live upstreams, or files here').choices([
        'live',
        'local',
      ]),
    )
    .option(
      '--path <path>',
      'for --source local: a bundle, a log or metric file, a git repository; may be given more than once',
      collect,
      [],
    )
    .option('--service <name>', 'without a proxy: the one service to look at')
    .option('--env <name>', 'without a proxy: the one environment')
    .option('--project <name>', 'without a proxy: the one Azure DevOps project')
    .option(
      '--repository <name>',
      'without a proxy: a repository that may be read; may be given more than once',
      collect,
      [],
    )
    .option('--allow-writes', 'without a proxy: also offer the tools that write')
    .action(
      runs(async (context, flags: McpFlags) =>
        (await import('./commands/mcp.ts')).serveMcp(context, flags),
      ),
    );

  program
    .command('token')
    .description('tokens for the MCP proxy')
    .command('mint')
    .description('a read-only token for a person; needs MIRA_TOKEN_SECRET')
    .requiredOption('--subject <name>', 'who it is for; stands in the audit log')
    .option('--service <name>', 'Datadog service, or * for any', '*')
    .option('--env <name>', 'environment, or * for any', '*')
    .option('--project <name>', 'Azure DevOps project, or * for any', '*')
    .option(
      '--repository <name>',
      'repository that may be read; may be given more than once',
      collect,
      [],
    )
    .option(
      '--toolset <name>',
      'datadog, azure_devops, slack; may be given more than once',
      collect,
      [],
    )
    .option('--expires <duration>', 'life of the token: 30m, 8h, 7d', '8h')
    .action(
      runs(async (context, flags: MintFlags) =>
        (await import('./commands/token.ts')).mintToken(context, flags),
      ),
    );

  program
    .command('simulate')
    .description('load a scenario into running simulators and send its webhook')
    .argument('[scenario]')
    .option('--list', 'list the scenarios')
    .option('--all', 'send all of its webhooks, not just the first')
    .addOption(new Option('--simulator <url>', 'any simulator').env('MIRA_SIMULATOR_URL'))
    .addOption(new Option('--webhook-secret <secret>', 'of the ingress').env('MIRA_WEBHOOK_SECRET'))
    .action(
      runs(async (context, name: string | undefined, flags: SimulateFlags) =>
        (await import('./commands/simulate.ts')).simulate(context, name, flags),
      ),
    );

  program
    .command('doctor')
    .description('check what MIRA needs')
    .action(runs(async (context) => (await import('./commands/doctor.ts')).doctor(context)));

  return program;
}

/** Commands that need neither network nor keys: they read files and repositories. */
function addOffline(program: Command): void {
  program
    .command('analyze')
    .description('find the cause of an incident from files: a bundle, or loose files; offline')
    .argument('[words...]', 'what is wrong, in words (with loose files)')
    .option('--bundle <folder>', 'an incident bundle (docs/bundle.md)')
    .option('--logs <file>', 'logs; may be given more than once', collect, [])
    .option('--metrics <file>', 'metrics; may be given more than once', collect, [])
    .option('--traces <file>', 'traces; may be given more than once', collect, [])
    .option('--commits <file>', 'commits; may be given more than once', collect, [])
    .option('--deployments <file>', 'deployments; may be given more than once', collect, [])
    .option('--changes <file>', 'flag and config changes; may be given more than once', collect, [])
    .option('--events <file>', 'infrastructure events; may be given more than once', collect, [])
    .option('--service-map <file>', 'who calls whom')
    .option('--alert <file>', 'the alert')
    .option('--repo <path>', 'git repository of the service: commits and diffs are read from it')
    .option('--service <name>', 'the service that the alert is about')
    .option('--since <moment>', 'when it began: ISO time, HH:MM in UTC, or now-2h')
    .option('--now <moment>', 'the moment of the analysis; the newest time in the files otherwise')
    .option('--markdown <file>', 'also write the report as Markdown; - for stdout')
    .option('--exit-code', 'exit with 3 when the verdict is inconclusive')
    .action(
      runs(async (context, words: string[], flags: AnalyzeFlags) =>
        (await import('./commands/analyze.ts')).analyzeFiles(context, words.join(' '), flags),
      ),
    );

  program
    .command('triage')
    .description('decide a batch of alerts from files: ignore, watch or ticket; offline')
    .requiredOption('--bundle <folder>', 'a folder with alerts.json (docs/bundle.md)')
    .action(
      runs(async (context, flags: TriageFlags) =>
        (await import('./commands/triage.ts')).triageFiles(context, flags),
      ),
    );

  program
    .command('suspects')
    .description(
      'rank the commits of a repository by how likely they introduced a failure; offline',
    )
    .requiredOption('--repo <path>', 'git repository, also a bare one; it is never written to')
    .requiredOption('--trace <file>', 'stack trace or test output; - for stdin')
    .option('--at <revision>', 'the failing version', 'HEAD')
    .option('--limit <n>', 'so many suspects; 0 for every commit', wholeNumber, 20)
    .option('--no-index', 'do not use the index in the cache folder')
    .action(
      runs(async (context, flags: SuspectFlags) =>
        (await import('./commands/suspects.ts')).suspects(context, flags),
      ),
    );
}

function addServices(program: Command): void {
  const services = program.command('services').description('the service registry');
  services
    .command('list')
    .action(
      runs(async (context) => (await import('./commands/services.ts')).listServices(context)),
    );
  services
    .command('show')
    .argument('<name>')
    .action(
      runs(async (context, name: string) =>
        (await import('./commands/services.ts')).showService(context, name),
      ),
    );
  services
    .command('set')
    .description(
      'create or change a service: mira services set payment-svc repo_name=payments project=Shop',
    )
    .argument('<name>')
    .argument('<field=value...>')
    .action(
      runs(async (context, name: string, fields: string[]) =>
        (await import('./commands/services.ts')).setService(context, name, fields),
      ),
    );
  services
    .command('rm')
    .argument('<name>')
    .action(
      runs(async (context, name: string) =>
        (await import('./commands/services.ts')).removeService(context, name),
      ),
    );
  services
    .command('import')
    .description('add and replace services from a JSON or YAML file')
    .argument('<file>')
    .action(
      runs(async (context, file: string) =>
        (await import('./commands/services.ts')).importServices(context, file),
      ),
    );
  services
    .command('export')
    .description('the registry, in the format that import takes')
    .option('--yaml', 'as YAML')
    .action(
      runs(async (context, flags: { readonly yaml?: boolean }) =>
        (await import('./commands/services.ts')).exportServices(
          context,
          flags.yaml ? 'yaml' : 'json',
        ),
      ),
    );
}

/** Runs one command line. @returns the exit code */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  const program = createProgram().exitOverride();
  for (const command of allCommands(program)) command.exitOverride();
  try {
    await program.parseAsync(argv, { from: 'user' });
    return (process.exitCode as ExitCode | undefined) ?? EXIT.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (error instanceof Interrupted || (error instanceof Error && error.name === 'AbortError'))
      return EXIT.interrupted;
    process.stderr.write(
      `mira: ${isMiraError(error) ? error.message : error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}\n`,
    );
    return exitCodeOf(error);
  }
}

const written = (stream: NodeJS.WriteStream): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (stream.destroyed || stream.writableEnded) resolve();
  else stream.write('', () => resolve());
  return promise;
};

const allCommands = (command: Command): Command[] =>
  command.commands.flatMap((sub) => [sub, ...allCommands(sub)]);

if (import.meta.main) {
  // Pipes that close early (`mira incidents | head`) are the reader's right.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(EXIT.ok);
  });
  const code = await main(process.argv.slice(2));
  // a pipe takes 64 kB at once: exiting earlier would cut off what is still to be written
  await Promise.all([written(process.stdout), written(process.stderr)]);
  process.exit(code);
}
