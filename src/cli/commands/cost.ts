/** `mira cost`: what models and tools have cost, and what is left of today's budget. */
import { UsageView, type UsageRow } from '../../domain/usage.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Context } from './context.ts';

export interface CostFlags {
  readonly by: string;
  readonly since?: string;
}

export async function showCost({ api, output }: Context, flags: CostFlags): Promise<ExitCode> {
  const query = new URLSearchParams({ by: flags.by });
  if (flags.since) query.set('since', flags.since.replace(/^now-/, ''));
  const view = await api.request(UsageView, 'GET', `/usage?${query.toString()}`);
  output.data(view);
  const { paint } = output;
  const period = view.since === view.until ? view.since : `${view.since} to ${view.until}`;
  output.line(`${paint.bold(`Cost by ${view.by}`)}  ${paint.dim(`${period}, UTC days`)}\n`);
  if (view.rows.length === 0) output.line('nothing was used');
  else {
    const tools = view.by === 'tool';
    output.table(
      tools
        ? ['tool', 'calls', 'from cache', 'waited s']
        : [view.by, 'cost', 'calls', 'input', 'cached', 'output', 'thinking'],
      [...view.rows, ...(tools ? [] : [{ key: 'total', usage: view.total }])].map(
        tools ? toolCells : modelCells,
      ),
    );
  }
  const { fleetUsd, serviceUsd, todayUsd, resetsAt } = view.budgets;
  output.line(
    `\ntoday ${usd(todayUsd)} of ${usd(fleetUsd)} for all (${usd(serviceUsd)} per service), until ${resetsAt.slice(11, 16)} UTC`,
  );
  output.line(
    paint.dim(
      view.pricesReadAt === null
        ? 'no model was used that has a price'
        : `list prices as of ${view.pricesReadAt} (config/models.json)`,
    ),
  );
  return EXIT.ok;
}

const usd = (amount: number): string => `$${amount.toFixed(amount > 0 && amount < 0.1 ? 4 : 2)}`;

const modelCells = ({ key, usage }: UsageRow): string[] => [
  key,
  usd(usage.costUsd),
  String(usage.modelCalls),
  tokens(usage.inputTokens),
  tokens(usage.cachedInputTokens),
  tokens(usage.outputTokens),
  tokens(usage.thinkingTokens),
];

const toolCells = ({ key, usage }: UsageRow): string[] => [
  key,
  String(usage.toolCalls),
  String(usage.cachedToolCalls),
  (usage.waitedMs / 1_000).toFixed(1),
];

const tokens = (count: number): string =>
  count < 10_000 ? String(count) : `${Math.round(count / 1_000)}k`;
