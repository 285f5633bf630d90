/** `mira dev`: everything on this machine, up until Ctrl-C. */
import { z } from 'zod';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { startStack } from '../stack/stack.ts';
import { untilInterrupted, type Context } from './context.ts';

export interface DevFlags {
  readonly workers: number;
  readonly proxies: number;
  readonly port: number;
  readonly simulatedGemini?: boolean;
  readonly logs?: boolean;
}

/** With `--json` standard output carries exactly one line, once everything is ready. */
export async function dev(
  { output, settings, signal }: Context,
  flags: DevFlags,
): Promise<ExitCode> {
  const { paint } = output;
  const showLogs = flags.logs !== false && settings.format === 'text' && !settings.quiet;
  const stack = await startStack({
    workers: flags.workers,
    proxies: flags.proxies,
    port: flags.port,
    ...(flags.simulatedGemini === undefined ? {} : { simulatedGemini: flags.simulatedGemini }),
    onProgress: (text) => output.progress(text),
    ...(showLogs
      ? {
          onLog: (name: string, line: string) =>
            output.progress(`${paint.cyan(name.padEnd(11))} ${logText(line)}`),
        }
      : {}),
  });
  const { addresses, folder } = stack;
  if (settings.format === 'text') {
    output.table(
      ['', ''],
      Object.entries({
        ingress: addresses.ingress,
        'Bull Board': `${addresses.ingress}/admin/queues`,
        'webhook secret': addresses.webhookSecret,
        'API token': addresses.apiToken,
        'operator token': addresses.operatorToken,
        'MCP proxy': addresses.mcpProxy.join('  '),
        'MCP token': addresses.mcpToken,
        Redis: addresses.redis.url,
        Datadog: addresses.datadog,
        'Azure DevOps': addresses.azureDevOps,
        Slack: addresses.slack,
        Gemini: addresses.gemini,
        logs: folder,
      }),
    );
    output.line('\nready; Ctrl-C stops everything');
  } else {
    process.stdout.write(`${JSON.stringify(addresses)}\n`);
  }
  try {
    await untilInterrupted(signal);
  } finally {
    output.progress('stopping…');
    await stack.stop();
  }
  return EXIT.ok;
}

/** The fields of a pino line that are not on every line; any other field is shown as it is. */
const LogLine = z.looseObject({ level: z.string().default(''), msg: z.string().default('') });
const ON_EVERY_LINE = new Set(['level', 'msg', 'time', 'pid', 'hostname', 'name']);

/** A pino line in short: level, message, and the fields that are not on every line. */
export function logText(line: string): string {
  try {
    const parsed = LogLine.parse(JSON.parse(line));
    const fields = Object.entries(parsed)
      .filter(([key]) => !ON_EVERY_LINE.has(key))
      .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
    return [parsed.level.padEnd(5), parsed.msg, ...fields].join(' ');
  } catch {
    return line;
  }
}
