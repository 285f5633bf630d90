/** `mira simulate`: loads a scenario into running simulators and sends its webhooks to an ingress. */
import { z } from 'zod';
import { MiraError } from '../../domain/errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { wrap } from '../render/wrap.ts';
import { mustBeAllowedToWrite, type Context } from './context.ts';
import { AcceptedView } from './run-view.ts';
import { listScenarios, loadScenario } from './simulators.ts';

export interface SimulateFlags {
  readonly simulator?: string;
  readonly webhookSecret?: string;
  readonly list?: boolean;
  readonly all?: boolean;
}

export async function simulate(
  context: Context,
  name: string | undefined,
  flags: SimulateFlags,
): Promise<ExitCode> {
  const { output, api } = context;
  if (flags.simulator === undefined) {
    throw new MiraError(
      'bad_argument',
      '--simulator URL (or MIRA_SIMULATOR_URL) is needed: mira dev prints the simulators’ URLs. To start everything at once: mira demo',
    );
  }
  if (flags.list || name === undefined) {
    const scenarios = await listScenarios(flags.simulator);
    output.data(scenarios);
    for (const scenario of scenarios) {
      output.line(`${output.paint.bold(scenario.name)}  ${scenario.title}`);
      for (const line of wrap(scenario.description, '    ')) output.line(line);
    }
    return EXIT.ok;
  }
  mustBeAllowedToWrite(context, 'mira simulate');
  if (flags.webhookSecret === undefined) {
    throw new MiraError(
      'bad_argument',
      '--webhook-secret (or MIRA_WEBHOOK_SECRET) is needed to send the webhook',
    );
  }
  const scenario = await loadScenario(flags.simulator, name);
  for (const [service, fields] of Object.entries(scenario.registry)) {
    await api.request(z.unknown(), 'PUT', `/services/${encodeURIComponent(service)}`, fields);
  }
  const answers: AcceptedView[] = [];
  for (const webhook of flags.all ? scenario.webhooks : scenario.webhooks.slice(0, 1)) {
    const response = await fetch(`${api.url}/webhook/datadog`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-mira-webhook-secret': flags.webhookSecret },
      body: JSON.stringify(webhook),
    });
    const body = await response.text();
    if (response.status !== 202)
      throw new MiraError(
        'payload_invalid',
        `the webhook was answered ${response.status}: ${body}`,
      );
    const answer = AcceptedView.parse(JSON.parse(body));
    answers.push(answer);
    output.line(
      `${answer.action}  incident ${answer.incident_id}  investigation ${answer.investigation_id}`,
    );
    output.progress(`follow it with: mira watch ${answer.investigation_id}`);
  }
  output.data(answers);
  return EXIT.ok;
}
