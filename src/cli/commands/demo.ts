/** `mira demo`: the whole of MIRA on this machine, one incident from webhook to work item. */
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { MiraError } from '../../domain/errors.ts';
import { listScenarios as builtInNames, loadBuiltIn } from '../../simulators/load-scenario.ts';
import { createApiClient, type ApiClient } from '../api-client.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { wrap } from '../render/wrap.ts';
import { startStack, type Stack } from '../stack/stack.ts';
import { untilInterrupted, type Context } from './context.ts';
import {
  AcceptedView,
  allSettled,
  fetchInvestigation,
  followRun,
  showResult,
  type InvestigationView,
} from './run-view.ts';
import { loadScenario, slackMessages, slackParagraphs } from './simulators.ts';

export interface DemoFlags {
  readonly scenario: string;
  readonly list?: boolean;
  readonly exit?: boolean;
  readonly workers: number;
  readonly proxies: number;
  readonly port: number;
}

/** Longest wait for the actions (work item, comment, message) after the investigation, ms. */
const ACTIONS_WITHIN_MS = 30_000;

export async function demo(context: Context, flags: DemoFlags): Promise<ExitCode> {
  const { output, settings, signal } = context;
  if (flags.list) return list(output);
  await mustExist(flags.scenario);
  const startedMs = Date.now();
  output.progress('starting Redis, simulators, ingress, mcp-proxy and workers…');
  const stack = await startStack({
    workers: flags.workers,
    proxies: flags.proxies,
    port: flags.port,
    onProgress: (text) => output.progress(`  ${text}`),
  });
  try {
    output.progress(`  up in ${((Date.now() - startedMs) / 1_000).toFixed(1)} s`);
    const api = createApiClient({
      url: stack.addresses.ingress,
      token: stack.addresses.operatorToken,
      timeoutMs: settings.timeoutMs,
    });
    const view = await runScenario({ ...context, api }, stack, flags.scenario);
    output.data({ ...view, addresses: stack.addresses });
    if (!flags.exit) {
      showAddresses(output, stack);
      await untilInterrupted(signal);
    }
    return EXIT.ok;
  } finally {
    if (!flags.exit) output.progress('\nstopping…');
    await stack.stop();
  }
}

async function list(output: Output): Promise<ExitCode> {
  const scenarios = await Promise.all((await builtInNames()).map((name) => loadBuiltIn(name)));
  output.data(scenarios.map(({ name, title, description }) => ({ name, title, description })));
  for (const { name, title, description } of scenarios) {
    output.line(`${output.paint.bold(name)}  ${title}`);
    for (const line of wrap(description, '    ')) output.line(line);
  }
  return EXIT.ok;
}

/** A slip of the pen is told before anything is started. */
async function mustExist(scenario: string): Promise<void> {
  const names = await builtInNames();
  if (names.includes(scenario)) return;
  throw new MiraError(
    'bad_argument',
    `there is no scenario ${scenario}; choose one of: ${names.join(', ')}`,
  );
}

async function runScenario(
  { output, api, signal }: Context,
  stack: Stack,
  name: string,
): Promise<InvestigationView> {
  const scenario = await loadScenario(stack.control, name);
  for (const [service, fields] of Object.entries(scenario.registry)) {
    await api.request(z.unknown(), 'PUT', `/services/${encodeURIComponent(service)}`, fields);
  }
  const [webhook] = scenario.webhooks;
  const accepted = await sendWebhook(stack, webhook ?? {});
  const { paint } = output;
  output.line(`\n${paint.bold('Datadog webhook')}  ${titleOf(webhook) ?? name}`);
  output.line(
    `  202 ${accepted.action}  incident ${accepted.incident_id}  investigation ${accepted.investigation_id}`,
  );
  const id = accepted.investigation_id;
  if (id === null)
    throw new MiraError(
      'conflict',
      `no investigation was started: ${accepted.reason ?? accepted.action}`,
    );

  await followRun(api, output, id, signal);
  const view = await untilActionsSettled(api, id, signal);
  output.line();
  showResult(output, view);
  await showSlack(output, stack);
  return view;
}

const titleOf = (webhook: Readonly<Record<string, unknown>> | undefined): string | undefined => {
  const title = webhook?.['title'];
  return typeof title === 'string' ? title : undefined;
};

async function sendWebhook(stack: Stack, body: unknown): Promise<AcceptedView> {
  const response = await fetch(`${stack.addresses.ingress}/webhook/datadog`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-mira-webhook-secret': stack.addresses.webhookSecret,
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (response.status !== 202)
    throw new MiraError('contract_broken', `the webhook was answered ${response.status}: ${text}`);
  return AcceptedView.parse(JSON.parse(text));
}

async function untilActionsSettled(
  api: ApiClient,
  id: string,
  signal: AbortSignal,
): Promise<InvestigationView> {
  const deadline = Date.now() + ACTIONS_WITHIN_MS;
  for (;;) {
    const view = await fetchInvestigation(api, id);
    if (allSettled(view) || Date.now() > deadline) return view;
    await delay(100, undefined, { signal });
  }
}

async function showSlack(output: Output, stack: Stack): Promise<void> {
  for (const message of await slackMessages(stack.addresses.slack)) {
    output.line(`\n${output.paint.bold(`Slack ${message.channel}`)}`);
    for (const paragraph of slackParagraphs(message).flatMap((text) => text.split('\n'))) {
      for (const line of wrap(paragraph, '  │ ')) output.line(line);
    }
  }
}

function showAddresses(output: Output, { addresses, folder }: Stack): void {
  const { paint } = output;
  output.line(`\n${paint.bold('Still up')} until Ctrl-C`);
  output.table(
    ['', ''],
    [
      ['ingress, API', addresses.ingress],
      [
        'Bull Board',
        `${addresses.ingress}/admin/queues  (user: operator, password: ${addresses.operatorToken})`,
      ],
      ['API token', addresses.apiToken],
      ['MCP proxy', addresses.mcpProxy.join('  ')],
      ['MCP token', addresses.mcpToken],
      ['Redis', addresses.redis.url],
      ['Datadog, simulated', `${addresses.datadog}/_sim/requests`],
      ['Azure DevOps, simulated', `${addresses.azureDevOps}/_sim/requests`],
      ['logs', folder],
    ],
  );
  output.line(
    `\nTry: MIRA_URL=${addresses.ingress} MIRA_TOKEN=${addresses.apiToken} npx mira incidents`,
  );
}
