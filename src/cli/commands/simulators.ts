/** The control API of the simulators, as `mira demo` and `mira simulate` use it. */
import { z } from 'zod';
import { MiraError, messageOf } from '../../domain/errors.ts';
import { ServiceRegistry } from '../../domain/service.ts';

const LoadedScenario = z.looseObject({
  webhooks: z.array(z.record(z.string(), z.unknown())).min(1),
  registry: ServiceRegistry,
});
export type LoadedScenario = z.infer<typeof LoadedScenario>;

const ScenarioList = z.looseObject({
  scenarios: z.array(
    z.looseObject({ name: z.string(), title: z.string(), description: z.string() }),
  ),
});
export type ScenarioSummary = z.infer<typeof ScenarioList>['scenarios'][number];

const SlackMessage = z.looseObject({
  channel: z.string(),
  text: z.string(),
  blocks: z
    .array(z.looseObject({ text: z.looseObject({ text: z.string() }).optional() }))
    .default([]),
});

/** A message's words as Slack would show them: its blocks, or its text where it has none. */
export const slackParagraphs = ({ text, blocks }: z.infer<typeof SlackMessage>): string[] => {
  const paragraphs = blocks.flatMap((block) => block.text?.text ?? []);
  return paragraphs.length > 0 ? paragraphs : [text];
};

async function call<Schema extends z.ZodType>(
  schema: Schema,
  url: string,
  body?: unknown,
): Promise<z.output<Schema>> {
  const response = await fetch(url, {
    ...(body === undefined
      ? {}
      : {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json' },
        }),
    signal: AbortSignal.timeout(30_000),
  }).catch((error: unknown) => {
    throw new MiraError('unavailable', `no simulator at ${url}: ${messageOf(error)}`);
  });
  const text = await response.text();
  if (!response.ok) throw new MiraError('not_found', `${url}: ${text.slice(0, 500)}`);
  return schema.parse(JSON.parse(text));
}

/** Loads a built-in scenario into all four simulators and returns the webhooks to send. */
export const loadScenario = (control: string, name: string): Promise<LoadedScenario> =>
  call(LoadedScenario, `${control}/_sim/scenario`, { name });

export const listScenarios = async (control: string): Promise<ScenarioSummary[]> =>
  (await call(ScenarioList, `${control}/_sim/scenarios`)).scenarios;

/** Messages that were posted to the simulated Slack, oldest first. */
export const slackMessages = (slack: string): Promise<z.infer<typeof SlackMessage>[]> =>
  call(z.array(SlackMessage), `${slack}/_sim/messages`);
