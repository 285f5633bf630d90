/** Feedback on reports: kept, told in the event log, and learned from. */
import { Hono } from 'hono';
import { z } from 'zod';
import { MiraError } from '../../domain/errors.ts';
import { type Feedback, FeedbackInput } from '../../domain/feedback.ts';
import { FaultSignature, memoryFrom } from '../../domain/memory.ts';
import { Report } from '../../domain/report.ts';
import { toIso } from '../../domain/time.ts';
import type { ApiVariables } from '../auth/api-access.ts';
import type { IngressDeps } from '../deps.ts';
import { payloadProblem } from '../webhooks/problem.ts';

const StoredReport = z.object({ report: Report, signature: FaultSignature.default([]) });

export function feedbackRoutes({ store, clock, access }: IngressDeps) {
  return new Hono<{ Variables: ApiVariables }>()
    .get('/investigations/:id/feedback', access('api'), async (c) =>
      c.json({ feedback: await store.feedback.list(c.req.param('id')) }),
    )
    .post('/investigations/:id/feedback', access('api'), async (c) => {
      const id = c.req.param('id');
      const body: unknown = await c.req.json().catch(() => undefined);
      const given = FeedbackInput.safeParse(withAuthor(body, c.get('role')));
      if (!given.success) {
        const [issue] = given.error.issues;
        throw payloadProblem(issue?.path.join('.') || 'body', issue?.message ?? 'is invalid');
      }
      const investigation = await store.investigations.get(id);
      if (investigation === undefined) {
        throw new MiraError('not_found', `investigation ${id} does not exist`);
      }
      const outputs = await store.investigations.outputs(id);
      const stored = StoredReport.safeParse(outputs.investigation_report).data;
      if (stored === undefined) {
        throw new MiraError('conflict', `investigation ${id} has no report yet to speak of`);
      }
      const feedback: Feedback = { ...given.data, at: toIso(clock.now()) };
      const memory = memoryFrom(stored.report, investigation.org, stored.signature, feedback);
      // The memory first: a repeat after a lost answer replaces it, and the log tells of it at last.
      if (memory === null) await store.memory.forget(id);
      else await store.memory.remember(memory);
      await store.feedback.add(id, feedback);
      return c.json({ feedback, remembered: memory !== null }, 201);
    });
}

/** Who speaks: as they say, else as their token says. */
const withAuthor = (body: unknown, role: string): unknown =>
  typeof body === 'object' && body !== null && !('by' in body) ? { ...body, by: role } : body;
