/** Commands around the MCP proxy. */
import { Option, type Command } from 'commander';
import type { McpFlags } from '../commands/mcp.ts';
import type { MintFlags } from '../commands/token.ts';
import { collect, runs } from './run.ts';

/** Registers mcp and token. */
export function addProxy(program: Command): void {
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
        (await import('../commands/mcp.ts')).serveMcp(context, flags),
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
        (await import('../commands/token.ts')).mintToken(context, flags),
      ),
    );
}
