/** The command line of `mira`: global flags, and the commands by what they are for. */
import { Command } from 'commander';
import { addInvestigations } from './investigations.ts';
import { addLocal } from './local.ts';
import { addOffline } from './offline.ts';
import { addProxy } from './proxy.ts';
import { addServices } from './services.ts';

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

  addLocal(program);
  addInvestigations(program);
  addServices(program);
  addProxy(program);
  addOffline(program);
  return program;
}
