/** Investigations: their state, outputs, report, actions and events. */
import { Hono } from 'hono';
import { z } from 'zod';
import { MiraError } from '../../domain/errors.ts';
import { feedbackLine, type Feedback } from '../../domain/feedback.ts';
import { Stage } from '../../domain/investigation.ts';
import { Observations } from '../../domain/observation.ts';
import {
  RECORDING_VERSION,
  type RecordingHead,
  type RecordingLine,
} from '../../domain/recording.ts';
import { Report } from '../../domain/report.ts';
import type { StageOutputs, Store } from '../../store/contracts.ts';
import type { ApiVariables } from '../auth/api-access.ts';
import type { IngressDeps } from '../deps.ts';
import { followInvestigation } from '../streams/follow.ts';
import { respondLines, respondSse, wantsLines, type Message } from '../streams/respond.ts';
import { payloadProblem } from '../webhooks/problem.ts';
import { InvestigationQuery, parseQuery } from './query.ts';

const StoredReport = z.object({ report: Report, markdown: z.string() });

const noSuch = (id: string) =>
  new MiraError('not_found', `investigation ${id} does not exist, or is past its retention`);

export function investigationRoutes(deps: IngressDeps) {
  const { store, live, clock, access, stopping } = deps;
  return new Hono<{ Variables: ApiVariables }>()
    .get('/investigations', access('api'), async (c) => {
      const { incident, ...filter } = parseQuery(InvestigationQuery, c.req.query());
      const investigations = await store.investigations.list({ ...filter, incidentId: incident });
      return c.json({ investigations });
    })
    .get('/investigations/:id', access('api'), async (c) => {
      const document = await investigationDocument(store, c.req.param('id'));
      if (!document) throw noSuch(c.req.param('id'));
      return c.json(document);
    })
    .get('/investigations/:id/outputs/:stage', access('api'), async (c) => {
      const { id, stage } = c.req.param();
      const known = Stage.safeParse(stage);
      if (!known.success)
        throw payloadProblem('stage', `must be one of ${Stage.options.join(', ')}`);
      const output = (await store.investigations.outputs(id))[known.data];
      if (output === undefined) throw new MiraError('not_found', `no output of ${stage} yet`);
      return c.json({ stage: known.data, output });
    })
    .get('/investigations/:id/report', access('api'), async (c) => {
      const id = c.req.param('id');
      const stored = reportOf(await store.investigations.outputs(id));
      if (!stored) throw new MiraError('not_found', `investigation ${id} has no report yet`);
      const feedback = await store.feedback.list(id);
      if (!/text\/(markdown|plain)/.test(c.req.header('accept') ?? ''))
        return c.json({ ...stored.report, ...(feedback.length > 0 ? { feedback } : {}) });
      return c.body(`${stored.markdown}${feedbackSection(feedback)}`, 200, {
        'content-type': 'text/markdown; charset=utf-8',
      });
    })
    .get('/investigations/:id/events', access('api'), async (c) => {
      const id = c.req.param('id');
      const afterSeq = readAfter(c.req.header('last-event-id') ?? c.req.query('after'));
      if (!(await store.investigations.get(id))) throw noSuch(id);
      const produce = (signal: AbortSignal) =>
        asMessages(
          followInvestigation({ store, live, clock, investigationId: id, afterSeq, signal }),
        );
      return wantsLines(c) ? respondLines(c, produce, stopping) : respondSse(c, produce, stopping);
    })
    .get('/investigations/:id/recording', access('api'), async (c) => {
      const lines = await recordingLines(store, c.req.param('id'));
      if (lines === undefined) throw noSuch(c.req.param('id'));
      return c.body(lines.map((line) => `${JSON.stringify(line)}\n`).join(''), 200, {
        'content-type': 'application/x-ndjson; charset=utf-8',
      });
    })
    .post('/investigations/:id/cancel', access('api'), async (c) => {
      const Body = z.object({ reason: z.string().trim().min(1).max(500).default('not needed') });
      const body = Body.safeParse(await c.req.json().catch(() => ({})));
      if (!body.success) throw payloadProblem('reason', 'must be text of at most 500 characters');
      const { reason } = body.data;
      const id = c.req.param('id');
      return c.json(await store.investigations.cancel(id, c.get('role'), reason));
    });
}

async function* asMessages(
  events: ReturnType<typeof followInvestigation>,
): AsyncGenerator<Message> {
  for await (const event of events) yield { id: String(event.seq), data: event };
}

/** `Last-Event-ID` or `?after=`: the number of the last event that the client has. */
function readAfter(text: string | undefined): number {
  if (text === undefined || text === '') return 0;
  if (!/^\d{1,15}$/.test(text)) throw payloadProblem('after', 'must be the number of an event');
  return Number(text);
}

const reportOf = (outputs: StageOutputs) =>
  StoredReport.safeParse(outputs.investigation_report).data;

/**
 * All that is known of an investigation. The evidence's raw observations can be megabytes and are
 * left to `/outputs/evidence`; `laterAlerts` came too late for the report.
 */
export async function investigationDocument(
  store: Pick<Store, 'investigations' | 'incidents' | 'actions' | 'feedback' | 'usage'>,
  id: string,
) {
  const investigation = await store.investigations.get(id);
  if (!investigation) return undefined;
  const [outputs, actions, alerts, feedback, usage] = await Promise.all([
    store.investigations.outputs(id),
    store.actions.list(id),
    store.incidents.alerts(investigation.incidentId),
    store.feedback.list(id),
    store.usage.ofInvestigation(id),
  ]);
  const report = reportOf(outputs)?.report ?? null;
  const told = new Set(report?.alerts.map((alert) => alert.id));
  const laterAlerts = report ? alerts.filter(({ alert }) => !told.has(alert.id)) : [];
  return {
    investigation,
    report,
    actions,
    feedback,
    usage,
    laterAlerts,
    outputs: withoutObservations(outputs),
  };
}

/** What people said afterwards stands below the report, which itself never changes. */
const feedbackSection = (feedback: readonly Feedback[]): string =>
  feedback.length === 0
    ? ''
    : `\n\n## Feedback\n\n${feedback.map((one) => `- ${one.at} ${plain(feedbackLine(one))}`).join('\n')}\n`;

/** Typed by people, yet still no place for headings, links or images. */
const plain = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]<>|#~!]/g, String.raw`\$&`);

const Seen = z.object({ observations: Observations });

/** What `mira export` writes and `mira replay` reads; the first line is what came of it. */
async function recordingLines(
  store: Pick<Store, 'investigations' | 'recordings'>,
  id: string,
): Promise<readonly (RecordingHead | RecordingLine)[] | undefined> {
  const investigation = await store.investigations.get(id);
  if (!investigation) return undefined;
  const [outputs, lines] = await Promise.all([
    store.investigations.outputs(id),
    store.recordings.read(id),
  ]);
  const head: RecordingHead = {
    type: 'head',
    version: RECORDING_VERSION,
    investigation,
    report: reportOf(outputs)?.report ?? null,
    decision: investigation.decision,
    observations: Seen.safeParse(outputs.evidence).data?.observations ?? null,
  };
  return [head, ...lines];
}

function withoutObservations({ evidence, ...rest }: StageOutputs): StageOutputs {
  if (typeof evidence !== 'object' || evidence === null) return rest;
  const { observations: _, ...slim } = evidence as Record<string, unknown>;
  return { ...rest, evidence: slim };
}
