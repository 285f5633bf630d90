/** The simulators as one process: `node src/simulators/main.ts [--json] [--scenario NAME] …`. */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createSimulators } from './create-simulators.ts';

const USAGE = `Usage: node src/simulators/main.ts [options]

  --datadog-port N        or SIM_DATADOG_PORT; 0, the default, takes any free port
  --azure-devops-port N   or SIM_AZURE_DEVOPS_PORT
  --gemini-port N         or SIM_GEMINI_PORT
  --slack-port N          or SIM_SLACK_PORT
  --host HOST             default 127.0.0.1, or SIM_HOST
  --scenario NAME         loads a built-in scenario at once; may be repeated
  --json                  prints one line with the four URLs when ready, and nothing else
`;

const Port = z.coerce.number().int().min(0).max(65_535);
const Settings = z.object({
  host: z.string().min(1).default('127.0.0.1'),
  datadog: Port.default(0),
  azureDevOps: Port.default(0),
  gemini: Port.default(0),
  slack: Port.default(0),
});

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'datadog-port': { type: 'string' },
      'azure-devops-port': { type: 'string' },
      'gemini-port': { type: 'string' },
      'slack-port': { type: 'string' },
      host: { type: 'string' },
      scenario: { type: 'string', multiple: true },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const { env } = process;
  const { host, ...ports } = Settings.parse({
    host: values.host ?? (env['SIM_HOST'] || undefined),
    datadog: values['datadog-port'] ?? (env['SIM_DATADOG_PORT'] || undefined),
    azureDevOps: values['azure-devops-port'] ?? (env['SIM_AZURE_DEVOPS_PORT'] || undefined),
    gemini: values['gemini-port'] ?? (env['SIM_GEMINI_PORT'] || undefined),
    slack: values['slack-port'] ?? (env['SIM_SLACK_PORT'] || undefined),
  });
  const simulators = await createSimulators({ host, ports });
  let stopping = false;
  const stop = (): void => {
    // the second signal does not wait
    if (stopping) process.exit(1);
    stopping = true;
    void simulators.close().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);

  const names = values.scenario ?? [];
  for (const [index, name] of names.entries())
    await simulators.loadScenario({ name, add: index > 0 });
  const { datadog, azureDevOps, gemini, slack } = simulators;
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ datadog, azureDevOps, gemini, slack })}\n`);
  } else {
    process.stdout.write(
      `datadog       ${datadog}\nazure devops  ${azureDevOps}\ngemini        ${gemini}\nslack         ${slack}\n`,
    );
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(2);
}
