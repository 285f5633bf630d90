/** `mira feedback`: says whether a report was right, and what was. */
import { userInfo } from 'node:os';
import { z } from 'zod';
import { MiraError } from '../../domain/errors.ts';
import { Feedback, feedbackLine, FeedbackInput } from '../../domain/feedback.ts';
import { Incident } from '../../domain/incident.ts';
import type { ApiClient } from '../api-client.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { mustBeAllowedToWrite, type Context } from './context.ts';

export interface FeedbackFlags {
  readonly verdict?: string;
  readonly commit?: string;
  readonly category?: string;
  readonly note?: string;
  readonly by?: string;
}

const Answer = z.looseObject({ feedback: Feedback, remembered: z.boolean() });

export async function giveFeedback(
  context: Context,
  id: string,
  verdict: string,
  flags: FeedbackFlags,
): Promise<ExitCode> {
  mustBeAllowedToWrite(context, 'mira feedback');
  const input = FeedbackInput.safeParse(inputOf(verdict, flags));
  if (!input.success) throw new MiraError('bad_argument', z.prettifyError(input.error));
  const { api, output } = context;
  const run = await investigationOf(api, id);
  const path = `/investigations/${encodeURIComponent(run)}/feedback`;
  const answer = await api.request(Answer, 'POST', path, input.data);
  output.data(answer);
  output.line(`${run}: ${feedbackLine(answer.feedback)}`);
  output.line(
    output.paint.dim(
      answer.remembered
        ? 'later investigations of the service, and of faults like this one, are told of it'
        : 'nothing of it is offered to later investigations',
    ),
  );
  return EXIT.ok;
}

/** A commit or a category says that a change or something else did it: the verdict follows from it. */
function inputOf(verdict: string, flags: FeedbackFlags): unknown {
  const { commit, category, note } = flags;
  const by = flags.by ?? userInfo().username;
  const really = flags.verdict ?? (commit === undefined ? undefined : 'root_cause');
  if (really === undefined && category === undefined)
    return { verdict, by, ...(note === undefined ? {} : { note }) };
  return {
    verdict,
    by,
    correction: {
      verdict: really,
      ...(commit === undefined ? {} : { commit }),
      ...(category === undefined ? {} : { category }),
      ...(note === undefined ? {} : { note }),
    },
  };
}

/** The id itself, or the newest investigation of the incident that it names. */
async function investigationOf(api: ApiClient, id: string): Promise<string> {
  try {
    const View = z.looseObject({ incident: Incident });
    const { incident } = await api.request(View, 'GET', `/incidents/${encodeURIComponent(id)}`);
    const newest = incident.investigationIds.at(-1);
    if (newest !== undefined) return newest;
  } catch (error) {
    if (!(error instanceof MiraError) || error.code !== 'not_found') throw error;
  }
  return id;
}
