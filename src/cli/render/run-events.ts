/** One line per event of a run, as a person at the terminal wants to follow it. */
import { z } from 'zod';
import type { RunEvent } from '../../domain/run-event.ts';
import type { Paint } from '../output.ts';
import { bytes, clockTime, duration } from './units.ts';

/** What a `tool.finished` event tells; every field may be missing in logs of older versions. */
const ToolFinished = z.looseObject({
  callId: z.string().optional(),
  ms: z.number().optional(),
  bytes: z.number().optional(),
  cache: z.string().optional(),
  waitedMs: z.number().optional(),
  ok: z.boolean().default(true),
  truncated: z.boolean().optional(),
  partial: z.boolean().optional(),
});

/** Waits shorter than this are not worth a reader's attention. */
const SHOWN_WAIT_MS = 250;
const QUESTION_WIDTH = 90;
const EVIDENCE_WIDTH = 110;

export interface RunEventRenderer {
  /** The line for an event; undefined where another event's line says it already. */
  render(event: RunEvent): string | undefined;
}

const ToolCalled = z.looseObject({ callId: z.string() });

/** Numbers tool calls `#1`, `#2`, … in the order in which they end. */
export function createRunEventRenderer(paint: Paint): RunEventRenderer {
  let tools = 0;
  /** What was asked, until it is answered. */
  const asked = new Map<string, string>();
  const line = (event: RunEvent, text: string): string =>
    `${paint.dim(clockTime(event.at))}  ${text}`;

  return {
    render: (event) => {
      switch (event.type) {
        case 'tool.called': {
          const called = ToolCalled.safeParse(event.data);
          if (called.success) asked.set(called.data.callId, event.summary);
          return undefined;
        }
        case 'model.called':
          return undefined;
        case 'tool.finished': {
          tools += 1;
          const finished = ToolFinished.parse(event.data);
          const question = asked.get(finished.callId ?? '');
          return line(event, toolLine(finished, question, event.summary, tools, paint));
        }
        case 'stage.started':
          return `\n${line(event, paint.bold(event.stage ?? ''))}`;
        case 'stage.finished':
        case 'stage.skipped':
          return line(event, `  ${paint.dim('└')} ${event.summary}`);
        case 'evidence.found':
          return line(event, `  ${paint.dim(cut(event.summary, EVIDENCE_WIDTH))}`);
        case 'model.text':
          return line(event, `  ${paint.dim(paint.italic(event.summary))}`);
        case 'model.finished':
        case 'alert.attached':
        case 'alert.recovered':
        case 'investigation.queued':
        case 'investigation.started':
          return line(event, `  ${paint.dim(event.summary)}`);
        case 'model.retried':
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
        case 'feedback.given':
          return line(event, `  ${paint.cyan('“')} ${event.summary}`);
        case 'action.succeeded':
        case 'action.adopted':
          return line(event, `  ${paint.green('✓')} ${event.summary}`);
        case 'investigation.finished':
          return `\n${line(event, paint.bold(event.summary))}`;
      }
    },
  };
}

function toolLine(
  data: z.infer<typeof ToolFinished>,
  question: string | undefined,
  summary: string,
  number: number,
  paint: Paint,
): string {
  const cached = data.cache !== undefined && ['l1', 'l2', 'coalesced'].includes(data.cache);
  const waited = data.waitedMs !== undefined && data.waitedMs >= SHOWN_WAIT_MS;
  const facts = [
    data.ms === undefined ? '' : duration(data.ms),
    data.bytes === undefined ? '' : bytes(data.bytes),
    cached ? paint.cyan('cached') : '',
    waited ? paint.yellow(`waited ${duration(data.waitedMs ?? 0)} for its turn`) : '',
    data.truncated ? paint.yellow('truncated') : '',
    data.partial ? paint.yellow('partial') : '',
  ].filter((fact) => fact !== '');
  const mark = data.ok ? ' ' : paint.red('✗');
  // A failure says why; an answer is told by its question.
  const text = data.ok ? (question ?? summary) : summary;
  return `${mark} ${paint.dim(`#${number}`.padStart(3))} ${cut(text, QUESTION_WIDTH)}  ${paint.dim('…')} ${facts.join(paint.dim(', '))}`;
}

const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, width - 1)}…`;
