/**
 * `POST /webhook/datadog`: the way in for alerts. Alert, incident and the pending entry of its job are
 * durable before it is answered; the job itself follows at once.
 */
import { Hono, type Context } from 'hono';
import { isMiraError } from '../../domain/errors.ts';
import { toIso } from '../../domain/time.ts';
import type { Alert } from '../../domain/alert.ts';
import type { Accepted } from '../../store/contracts.ts';
import { newId } from '../../store/ids.ts';
import { OAUTH_TOKEN_SECONDS } from '../auth/webhook-sender.ts';
import { readAuthorization } from '../auth/secrets.ts';
import type { IngressDeps } from '../deps.ts';
import { limitBody, withLimitedBody } from '../limit-body.ts';
import { sha256 } from '../../domain/hash.ts';
import { parseBody } from '../webhooks/body.ts';
import { parseAlert } from '../webhooks/parse-alert.ts';

/** The answer of webhook and `/investigate`. */
export interface AcceptedAnswer {
  readonly action: Accepted['action'];
  readonly reason: string;
  readonly alert_id: string;
  readonly incident_id: string | null;
  readonly investigation_id: string | null;
  /** What would make the next alert better, for who sets the webhook up. */
  readonly hint?: string;
}

export const acceptedAnswer = (accepted: Accepted, hint?: string): AcceptedAnswer => ({
  action: accepted.action,
  reason: accepted.reason,
  alert_id: accepted.alertId,
  incident_id: accepted.incidentId,
  investigation_id: accepted.investigationId,
  ...(hint === undefined ? {} : { hint }),
});

const DEFAULT_TEMPLATE_HINT =
  "this is Datadog's default template: it names no monitor, transition or cycle, so repeats and recoveries can only be guessed from the title. Use MIRA's template: docs/datadog-webhook.md";

export function webhookRoutes(deps: IngressDeps) {
  const handle = withLimitedBody(async (c) => {
    const startedMs = performance.now();
    try {
      const { accepted, alert } = await receive(deps, c);
      deps.metrics.webhook(accepted.action, performance.now() - startedMs);
      const hint = alert.template === 'datadog_default' ? DEFAULT_TEMPLATE_HINT : undefined;
      return c.json(acceptedAnswer(accepted, hint), 202);
    } catch (error) {
      deps.metrics.webhook(outcomeOf(error), performance.now() - startedMs);
      throw error;
    }
  });

  return new Hono()
    .post('/webhook/datadog', handle)
    .post('/api/webhook/datadog', handle)
    .post('/oauth/token', limitBody, async (c) => {
      // Basic or form fields, as RFC 6749 has it for client credentials.
      const form = await c.req.parseBody();
      const basic = readAuthorization(c.req.header('authorization'));
      const secret = basic?.scheme === 'basic' ? basic.secret : form['client_secret'];
      const token = typeof secret === 'string' ? await deps.senders.issueToken(secret) : undefined;
      if (token === undefined) return c.json({ error: 'invalid_client' }, 401);
      c.header('cache-control', 'no-store');
      return c.json({
        access_token: token,
        token_type: 'Bearer',
        expires_in: OAUTH_TOKEN_SECONDS,
      });
    });
}

async function receive(deps: IngressDeps, c: Context) {
  const { store, dispatcher, senders, clock, logger } = deps;
  await senders.check({
    header: (name) => c.req.header(name),
    body: async () => new Uint8Array(await c.req.arrayBuffer()),
  });
  const alert = await parseOrKeep(deps, c, await c.req.text());
  const accepted = await store.acceptor.accept(alert);
  // Not waited for: the alert and its pending entry are stored, so that whatever happens to this
  // process or to the job now, the sweeper adds it in a few seconds. The answer then costs its sender
  // one round trip to Redis instead of two, which doubles what comes through when everything is slow.
  void dispatcher.accepted(accepted);
  logger.debug(
    {
      alert_id: accepted.alertId,
      incident_id: accepted.incidentId,
      investigation_id: accepted.investigationId,
      fate: accepted.action,
      waited_ms: clock.now() - Date.parse(alert.receivedAt),
    },
    'alert accepted',
  );
  return { accepted, alert };
}

/** What can't be parsed is kept for the operator before the sender is told. */
async function parseOrKeep(deps: IngressDeps, c: Context, text: string): Promise<Alert> {
  const nowMs = deps.clock.now();
  const contentType = c.req.header('content-type');
  try {
    const context = { id: newId(nowMs), nowMs, bodyHash: () => sha256(text) };
    return parseAlert(parseBody(text, contentType), context);
  } catch (error) {
    if (!isMiraError(error) || error.code !== 'payload_invalid') throw error;
    await deps.store.rejected.add({
      at: toIso(nowMs),
      reason: error.message,
      contentType: contentType ?? null,
      body: text,
    });
    deps.logger.warn({ problem: error.message }, 'webhook body rejected and kept: GET /rejected');
    throw error;
  }
}

function outcomeOf(error: unknown): 'rejected' | 'unauthenticated' | 'unavailable' {
  if (!isMiraError(error)) return 'unavailable';
  if (error.code === 'signature_invalid') return 'unauthenticated';
  return error.class === 'request' ? 'rejected' : 'unavailable';
}
