/** Runs gateway-svc against a partner whose certificate ends at a given moment, with the clock set. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { iso, MINUTE } from '../lib/clock.mjs';
import { parseLines, toLog } from '../lib/logs.mjs';
import { inParallel, startService } from '../lib/processes.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
const PARTNER_PORT = 8443;
const CATALOG_PORT = 18630;
const CURRENCIES = ['USD', 'GBP', 'CHF', 'SEK', 'DKK', 'NOK', 'PLN'];

const listen = (server, port) =>
  new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
const stamp = (ms) => iso(ms).replaceAll(/[-:T]|\.\d+/g, '');

/** The partner and catalog-svc, both played here; the partner stalls where a request says so. */
async function startUpstreams(folder, random, calls) {
  const partner = createHttpsServer(
    { key: readFileSync(join(folder, 'leaf.key')), cert: readFileSync(join(folder, 'leaf.pem')) },
    (request, response) => {
      const call = calls.get(request.headers['x-trace-id']);
      const answer = () =>
        response.end(
          JSON.stringify({
            rate: Number(random.between(0.8, 11).toFixed(4)),
            as_of: iso(call?.atMs ?? 0),
          }),
        );
      setTimeout(answer, call?.partnerStalls ? 2_600 : random.between(18, 75));
    },
  );
  const catalog = createHttpServer((request, response) => {
    const sku = request.url.split('/').at(-1);
    setTimeout(
      () => response.end(JSON.stringify({ sku, name: `Article ${sku}`, price: random.int(5, 90) })),
      random.between(4, 22),
    );
  });
  await listen(partner, PARTNER_PORT);
  await listen(catalog, CATALOG_PORT);
  return () =>
    [partner, catalog].forEach((server) => (server.close(), server.closeAllConnections()));
}

/**
 * @param segments `[{ from, to, commit, version, pods }]`: each runs in processes of its own, one per
 *   pod, whose clock starts at `from`, so that what they print about time is true in the scenario
 * @returns requests, logs, the failing gateway records by trace id, and the certificate's text
 */
export async function capture({
  random,
  repository,
  segments,
  notAfterMs,
  stallsAt,
  perMinute,
  firstAfterMs,
}) {
  const folder = mkdtempSync(join(tmpdir(), 'partner-'));
  execFileSync(
    'sh',
    [
      join(HERE, 'partner.sh'),
      folder,
      stamp(notAfterMs - 365 * 24 * 60 * MINUTE),
      stamp(notAfterMs),
    ],
    { stdio: 'pipe' },
  );
  const requests = [];
  for (const [index, segment] of segments.entries()) {
    const near = perMinute[index];
    for (
      let at = segment.from + 2_000;
      at < segment.to;
      at += (MINUTE / near) * random.between(0.3, 1.7)
    ) {
      const quote = random.chance(0.55);
      requests.push({
        traceId: random.hex(32),
        atMs: Math.round(at),
        quote,
        segment: index,
        pod: random.int(0, segment.pods.length - 1),
        partnerStalls: false,
      });
    }
  }
  for (const stallMs of stallsAt) {
    const stalled = requests.find((request) => request.quote && request.atMs >= stallMs);
    stalled.partnerStalls = true;
  }
  const first = firstAfterMs && requests.find((request) => request.atMs >= firstAfterMs);
  if (first) Object.assign(first, { atMs: firstAfterMs + 740, quote: true });
  // each pod asks the partner soon after its segment begins: that is when it looks at the certificate
  for (const [index, segment] of segments.entries()) {
    for (const pod of segment.pods.keys()) {
      const early = requests.find((request) => request.segment === index && request.pod === pod);
      if (early) early.quote = true;
    }
  }

  const calls = new Map(requests.map((request) => [request.traceId, request]));
  const stopUpstreams = await startUpstreams(folder, random, calls);
  const logs = [];
  const errors = new Map();
  for (const [index, segment] of segments.entries()) {
    const tree = mkdtempSync(join(tmpdir(), 'gateway-svc-'));
    repository.checkout(segment.commit, tree);
    const running = [];
    for (const pod of segment.pods.keys()) {
      const port = 18640 + pod * 2;
      const gateway = await startService(
        'node',
        ['--import', join(HERE, 'resolve-partner.mjs'), join(tree, 'src/main.js')],
        {
          cwd: tree,
          env: {
            PORT: String(port),
            DD_VERSION: segment.version,
            CATALOG_URL: `http://127.0.0.1:${CATALOG_PORT}`,
            NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
            LD_PRELOAD: FAKETIME,
            FAKETIME: `@${iso(segment.from).slice(0, 19).replace('T', ' ')}`,
            FAKETIME_DONT_FAKE_MONOTONIC: '1',
            TZ: 'UTC',
          },
          ready: /"listening"/,
        },
      );
      const front = await startService('node', [join(HERE, '../lib/front.mjs')], {
        env: {
          PORT: String(port + 1),
          DD_SERVICE: 'storefront-web',
          DD_VERSION: '8.30.1',
          PUBLIC_PATH: '/price',
          APOLOGY: 'no price right now',
          UPSTREAM_URL: `http://127.0.0.1:${port}`,
          UPSTREAM_PATH: '/v1/quotes',
          UPSTREAM_NAME: 'gateway-svc',
        },
        ready: /listening on/,
      });
      running.push({ gateway, front, port, fakeOffsetMs: 0 });
    }
    const startRealMs = Date.now();
    await inParallel(
      requests.filter((request) => request.segment === index),
      4,
      async (request) => {
        const { port } = running[request.pod];
        request.realMs = Date.now();
        const startedMs = performance.now();
        const answer = request.quote
          ? await fetch(`http://127.0.0.1:${port + 1}/price`, {
              method: 'POST',
              headers: { 'x-trace-id': request.traceId },
              body: JSON.stringify({
                amount: Number(random.between(5, 300).toFixed(2)),
                from: 'EUR',
                to: random.pick(CURRENCIES),
              }),
            })
          : await fetch(`http://127.0.0.1:${port}/v1/catalog/A-${random.int(100, 999)}`, {
              headers: { 'x-trace-id': request.traceId, 'x-client-id': 'storefront-web' },
            });
        await answer.text();
        request.status = answer.status;
        request.tookMs = performance.now() - startedMs;
      },
    );
    for (const [pod, { gateway, front }] of running.entries()) {
      await gateway.stop();
      await front.stop();
      // the first line of a pod tells how its clock differs from the real one
      const [{ atMs: realStartMs, text }] = gateway.lines;
      const driftMs = Date.parse(JSON.parse(text).timestamp) - realStartMs;
      const host = `gateway-svc-${segment.pods[pod]}`;
      for (const { realMs, line } of parseLines([...gateway.lines, ...front.lines])) {
        const request = calls.get(line.trace_id);
        const own = line.service === 'gateway-svc';
        const stampMs = line.timestamp ? Date.parse(line.timestamp) - (own ? driftMs : 0) : realMs;
        if (!request) {
          // not about one request: the certificate watch, and the start where a rollout was
          if (own && line.message !== 'listening')
            logs.push(toLog(line, firstOf(requests, index, pod).atMs + 31, { host }));
          else if (own && segment.rollout)
            logs.push(toLog(line, segment.from - 40_000 + pod * 21_000, { host }));
          continue;
        }
        const atMs = request.atMs + Math.max(0, stampMs - request.realMs);
        const record = toLog(withoutPath(line, tree), atMs, {
          host: own ? host : 'storefront-web-74cf8-mm2dq',
        });
        if (own && record.attributes.error) errors.set(line.trace_id, record);
        if (own && line.duration_ms !== undefined) request.gatewayMs = line.duration_ms;
        logs.push(record);
      }
    }
    process.stdout.write(`  segment ${index + 1}: ${Date.now() - startRealMs} ms\n`);
    rmSync(tree, { recursive: true, force: true });
  }
  stopUpstreams();
  const certificate = execFileSync(
    'openssl',
    ['x509', '-in', join(folder, 'leaf.pem'), '-noout', '-serial', '-fingerprint', '-sha256'],
    { encoding: 'utf8' },
  );
  const serial = /serial=(\w+)/.exec(certificate)[1];
  rmSync(folder, { recursive: true, force: true });
  return { requests, logs, errors, serial };
}

const firstOf = (requests, index, pod) =>
  requests.find((request) => request.segment === index && request.pod === pod);

/** In its container the service lives in /app. */
const withoutPath = (line, tree) => JSON.parse(JSON.stringify(line).replaceAll(tree, '/app'));

/** Traces: quotes through storefront-web, articles straight from the gateway. */
export function spansOf({ random, requests, errors, segments, env, count }) {
  const failing = requests.filter((request) => errors.has(request.traceId)).slice(0, 26);
  const healthy = requests.filter(
    (request) => !errors.has(request.traceId) && request.status === 200,
  );
  const step = Math.max(1, Math.floor(healthy.length / count));
  return [...failing, ...healthy.filter((_, index) => index % step === 0)].flatMap((request) => {
    const error = errors.get(request.traceId)?.attributes.error;
    const [front, call, gateway, upstream, far] = Array.from({ length: 5 }, () => random.hex(16));
    const base = { traceId: request.traceId, name: 'http.request', tags: [`env:${env}`] };
    const gatewayMs = Math.max(0.5, request.gatewayMs ?? request.tookMs - 2);
    const two = (ms) => Number(Math.max(0.2, ms).toFixed(2));
    const at = (offset) => iso(request.atMs + Math.round(offset));
    const failed = error ? { status: 'error' } : {};
    const own = {
      ...base,
      ...failed,
      spanId: gateway,
      service: 'gateway-svc',
      kind: 'server',
      httpStatus: error ? 503 : 200,
      durationMs: two(gatewayMs),
      tags: [`env:${env}`, `version:${segments[request.segment].version}`],
      ...(error ? { error: { type: error.kind, message: error.message, stack: error.stack } } : {}),
    };
    if (!request.quote) {
      return [
        { ...own, parentId: null, resource: 'GET /v1/catalog/{sku}', at: at(0) },
        {
          ...base,
          spanId: upstream,
          parentId: gateway,
          service: 'gateway-svc',
          resource: 'GET catalog-svc/articles/{sku}',
          kind: 'client',
          at: at(1),
          durationMs: two(gatewayMs - 1),
          httpStatus: 200,
          peerService: 'catalog-svc',
        },
        {
          ...base,
          spanId: far,
          parentId: upstream,
          service: 'catalog-svc',
          resource: 'GET /articles/{sku}',
          kind: 'server',
          at: at(1.5),
          durationMs: two(gatewayMs - 2),
          httpStatus: 200,
        },
      ];
    }
    const cause = error?.stack?.match(/\[cause\]: (\w*Error): (.*)/);
    return [
      {
        ...base,
        ...failed,
        spanId: front,
        parentId: null,
        service: 'storefront-web',
        resource: 'POST /price',
        kind: 'server',
        at: at(0),
        durationMs: two(request.tookMs),
        httpStatus: request.status,
        ...(error ? { error: { type: 'UpstreamError', message: 'gateway-svc answered 503' } } : {}),
      },
      {
        ...base,
        ...failed,
        spanId: call,
        parentId: front,
        service: 'storefront-web',
        resource: 'POST gateway-svc/v1/quotes',
        kind: 'client',
        at: at(1),
        durationMs: two(request.tookMs - 1),
        httpStatus: error ? 503 : 200,
        peerService: 'gateway-svc',
      },
      { ...own, parentId: call, resource: 'POST /v1/quotes', at: at(2) },
      {
        ...base,
        ...failed,
        spanId: upstream,
        parentId: gateway,
        service: 'gateway-svc',
        resource: 'GET fx-rates.partner.example/v2/rates',
        kind: 'client',
        at: at(3),
        durationMs: two(gatewayMs - 1),
        peerService: 'fx-rates.partner.example',
        ...(cause ? { error: { type: cause[1], message: cause[2] } } : { httpStatus: 200 }),
      },
    ];
  });
}
