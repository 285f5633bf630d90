/**
 * The shop's front as it runs in the scenarios: takes a request, passes it on, answers 502 when that
 * fails. `DD_SERVICE` says which front it is.
 */
import { createServer } from 'node:http';

const {
  PORT,
  DD_SERVICE = 'checkout-web',
  PUBLIC_PATH = '/checkout',
  APOLOGY = 'payment is not possible right now',
  UPSTREAM_URL,
  UPSTREAM_PATH = '/v1/payments',
  UPSTREAM_NAME = 'payment-svc',
  DD_VERSION = '5.12.3',
  UPSTREAM_TIMEOUT_MS = '6000',
} = process.env;

class UpstreamError extends Error {
  name = 'UpstreamError';
}

function log(level, traceId, message, fields = {}) {
  const timestamp = new Date().toISOString();
  process.stdout.write(
    `${JSON.stringify({ timestamp, level, service: DD_SERVICE, version: DD_VERSION, trace_id: traceId, ...fields, message })}\n`,
  );
}

async function callUpstream(traceId, key, body) {
  const answer = await fetch(`${UPSTREAM_URL}${UPSTREAM_PATH}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'x-trace-id': traceId, 'idempotency-key': key },
    signal: AbortSignal.timeout(Number(UPSTREAM_TIMEOUT_MS)),
  });
  const text = await answer.text();
  if (answer.status >= 500) throw new UpstreamError(`${UPSTREAM_NAME} answered ${answer.status}`);
  return { status: answer.status, text };
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', async () => {
    const traceId = request.headers['x-trace-id'];
    const startedMs = performance.now();
    const finish = (status, body) => {
      const took = Math.round(performance.now() - startedMs);
      log('info', traceId, `POST ${PUBLIC_PATH} ${status} ${took}ms`, {
        'http.status_code': status,
        'http.method': 'POST',
        'http.url': PUBLIC_PATH,
        duration_ms: took,
      });
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    };
    try {
      const { status, text } = await callUpstream(
        traceId,
        `order-${traceId}`,
        Buffer.concat(chunks),
      );
      finish(status < 300 ? 200 : status, text);
    } catch (error) {
      log('error', traceId, `${PUBLIC_PATH.slice(1)} failed: ${error.message}`, {
        'error.kind': error.name,
        'error.message': error.message,
        'error.stack': error.stack.replaceAll(import.meta.url, 'file:///app/server/front.mjs'),
        upstream: UPSTREAM_NAME,
      });
      finish(502, JSON.stringify({ detail: APOLOGY }));
    }
  });
});
server.listen(Number(PORT), '127.0.0.1', () => log('info', undefined, `listening on ${PORT}`));
process.on('SIGTERM', () => process.exit(0));
