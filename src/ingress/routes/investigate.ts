/** `POST /investigate`: a person asks; the same pipeline answers. */
import { Hono } from 'hono';
import { z } from 'zod';
import { newId } from '../../store/ids.ts';
import type { ApiVariables } from '../auth/api-access.ts';
import type { IngressDeps } from '../deps.ts';
import { followInvestigation } from '../streams/follow.ts';
import { respondLines, respondSse, wantsSse, type Message } from '../streams/respond.ts';
import { parseBody } from '../webhooks/body.ts';
import { manualAlert, ManualRequest } from '../webhooks/manual-request.ts';
import { payloadProblem } from '../webhooks/problem.ts';
import { investigationDocument } from './investigations.ts';
import { limitBody } from '../limit-body.ts';
import { acceptedAnswer, type AcceptedAnswer } from './webhook.ts';

export function investigateRoutes(deps: IngressDeps) {
  const { store, dispatcher, clock, live, stopping, access } = deps;

  return new Hono<{ Variables: ApiVariables }>().post(
    '/investigate',
    access('api'),
    limitBody,
    async (c) => {
      const request = readRequest(await c.req.text(), c.req.header('content-type'));
      const nowMs = clock.now();
      const alert = await manualAlert(request, { store, id: newId(nowMs), nowMs });
      const accepted = await store.acceptor.accept(alert, { requestedBy: c.get('role') });
      await dispatcher.accepted(accepted);
      const answer = acceptedAnswer(accepted);
      const wait = request.wait === true || /^(1|true|yes)$/i.test(c.req.query('wait') ?? '');
      if (!wait || answer.investigation_id === null) return c.json(answer, 202);

      const id = answer.investigation_id;
      const produce = (signal: AbortSignal) =>
        untilDone(answer, followInvestigation({ store, live, clock, investigationId: id, signal }));
      return wantsSse(c) ? respondSse(c, produce, stopping) : respondLines(c, produce, stopping);
    },
  );

  /** What was done, then every event, then the whole result. Leaving never stops the investigation. */
  async function* untilDone(
    answer: AcceptedAnswer,
    events: ReturnType<typeof followInvestigation>,
  ): AsyncGenerator<Message> {
    yield { event: 'accepted', data: answer };
    for await (const event of events) yield { id: String(event.seq), data: event };
    const id = answer.investigation_id;
    const document = id === null ? undefined : await investigationDocument(store, id);
    if (document) yield { event: 'result', data: document };
  }
}

function readRequest(text: string, contentType: string | undefined): ManualRequest {
  const parsed = ManualRequest.safeParse(parseBody(text, contentType));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw payloadProblem(
    z.core.toDotPath(issue?.path ?? []) || 'body',
    issue?.message ?? 'is invalid',
  );
}
