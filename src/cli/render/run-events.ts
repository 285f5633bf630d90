/** One line per event of a run, as a person at the terminal wants to follow it. */
import { z } from 'zod';
import type { RunEvent } from '../../domain/run-event.ts';
import type { Paint } from '../output.ts';
import { bytes, clockTime, duration } from './units.ts';

/** What a `tool.finished` event tells; every field may be missing in logs of older versions. */
const ToolFinished = z.looseObject({
  tool: z.string().optional(),
  ms: z.number().optional(),
  bytes: z.number().optional(),
  cache: z.string().optional(),
  waitedMs: z.number().optional(),
  isError: z.boolean().optional(),
  truncated: z.boolean().optional(),
  partial: z.boolean().optional(),
});

/** Waits shorter than this are not worth a reader's attention. */
const SHOWN_WAIT_MS = 50;

export interface RunEventRenderer {
  /** The line for an event; undefined where another event's line says it already. */
  render(event: RunEvent): string | undefined;
}

/** Numbers tool calls `#1`, `#2`, … in the order in which they end. */
export function createRunEventRenderer(paint: Paint): RunEventRenderer {
  let tools = 0;
  const line = (event: RunEvent, text: string): string =>
    `${paint.dim(clockTime(event.at))}  ${text}`;

  return {
    render: (event) => {
      switch (event.type) {
        case 'tool.called':
        case 'model.called':
          return undefined;
        case 'tool.finished':
          tools += 1;
          return line(event, toolLine(event, tools, paint));
        case 'stage.started':
          return `\n${line(event, paint.bold(event.stage ?? ''))}`;
        case 'stage.finished':
        case 'stage.skipped':
          return line(event, `  ${paint.dim('└')} ${event.summary}`);
        case 'model.finished':
        case 'evidence.found':
        case 'alert.attached':
        case 'alert.recovered':
        case 'investigation.queued':
        case 'investigation.started':
          return line(event, `  ${paint.dim(event.summary)}`);
        case 'model.fallback':
        case 'claim.rejected':
        case 'budget.warning':
        case 'investigation.parked':
        case 'investigation.resumed':
        case 'investigation.taken_over':
        case 'action.outcome_unknown':
        case 'action.denied':
          return line(event, `  ${paint.yellow('!')} ${event.summary}`);
        case 'budget.exhausted':
        case 'action.failed':
          return line(event, `  ${paint.red('✗')} ${event.summary}`);
        case 'report.submitted':
        case 'decision.made':
        case 'guardian.verdict':
        case 'action.proposed':
        case 'action.sending':
          return line(event, `  ${event.summary}`);
        case 'action.succeeded':
        case 'action.adopted':
          return line(event, `  ${paint.green('✓')} ${event.summary}`);
        case 'investigation.finished':
          return `\n${line(event, paint.bold(event.summary))}`;
      }
    },
  };
}

function toolLine(event: RunEvent, number: number, paint: Paint): string {
  const parsed = ToolFinished.safeParse(event.data);
  const data = parsed.success ? parsed.data : {};
  const facts = [
    data.ms === undefined ? undefined : duration(data.ms),
    data.bytes === undefined ? undefined : bytes(data.bytes),
    data.cache === undefined || data.cache === 'none' || data.cache === 'miss'
      ? undefined
      : paint.cyan(`cached (${data.cache})`),
    data.waitedMs !== undefined && data.waitedMs >= SHOWN_WAIT_MS
      ? paint.yellow(`waited ${duration(data.waitedMs)} for the rate limit`)
      : undefined,
    data.truncated ? paint.yellow('truncated') : undefined,
    data.partial ? paint.yellow('partial') : undefined,
  ].filter((fact) => fact !== undefined);
  const mark = data.isError ? paint.red('✗') : ' ';
  return `${mark} ${paint.dim(`#${number}`.padStart(3))} ${event.summary}${facts.length > 0 ? paint.dim('  … ') + facts.join(paint.dim(', ')) : ''}`;
}
