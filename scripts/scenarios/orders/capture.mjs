/** Runs versions of orders-svc for real, in phases of load, and collects what they print. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { iso, SECOND } from '../lib/clock.mjs';
import { parseLines, toLog } from '../lib/logs.mjs';
import { startService } from '../lib/processes.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
export const SERVICE = 'orders-svc';
export const ENV = 'prod';
const JARS = ['HikariCP.jar', 'snakeyaml.jar', 'slf4j-api.jar', 'slf4j-simple.jar', 'h2.jar'].map(
  (jar) => `/usr/share/java/${jar}`,
);

export const weaveText = () => readFileSync(join(HERE, 'orders-svc.weave'), 'utf8');

function compile(repository, version) {
  const folder = mkdtempSync(join(tmpdir(), 'orders-svc-'));
  repository.checkout(version.commit, folder);
  const sources = readdirSync(join(folder, 'src/main/java'), { recursive: true })
    .filter((path) => path.endsWith('.java'))
    .map((path) => join(folder, 'src/main/java', path));
  const classes = join(folder, 'classes');
  execFileSync(
    'javac',
    [
      '-proc:none',
      '-g',
      '-cp',
      JARS.join(':'),
      '-d',
      classes,
      ...sources,
      join(HERE, 'H2Stock.java'),
    ],
    { stdio: 'pipe' },
  );
  writeFileSync(
    join(folder, 'init.sql'),
    'CREATE ALIAS IF NOT EXISTS reserve_stock FOR "H2Stock.reserve";\n',
  );
  return { folder, classPath: [classes, join(folder, 'src/main/resources'), ...JARS].join(':') };
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Sends open-loop load: arrivals do not wait for answers, as customers don't. */
async function runPhase(phase, random, send) {
  const started = performance.now();
  const pending = [];
  for (let offset = 0; offset < phase.realMs;) {
    const wait = offset - (performance.now() - started);
    if (wait > 0) await sleep(wait);
    const real = performance.now() - started;
    pending.push(
      send(
        phase,
        phase.from + ((phase.to - phase.from) * Math.min(real, phase.realMs)) / phase.realMs,
      ),
    );
    const rate = phase.rate[0] + (phase.rate[1] - phase.rate[0]) * (offset / phase.realMs);
    offset += (1000 / rate) * random.between(0.2, 1.8);
  }
  return pending;
}

/** Moves requests so that the earliest of `failed` is at the anchor; ends stay where they are. */
function stretch(requests, { from, at, to }, failed, delayOf) {
  const [first] = failed.toSorted(
    (a, b) => a.request.atMs + delayOf(a) - (b.request.atMs + delayOf(b)),
  );
  const pivot = first.request.atMs;
  const target = at - delayOf(first);
  for (const request of requests) {
    const { atMs } = request;
    if (atMs <= from || atMs >= to) continue;
    request.atMs = Math.round(
      atMs <= pivot
        ? from + ((atMs - from) * (target - from)) / (pivot - from)
        : target + ((atMs - pivot) * (to - target)) / (to - pivot),
    );
  }
}

/**
 * Phases are the day in fast motion: each is real load (`rate`, per second, from … to) for `realMs`,
 * spread over the scenario's `from`…`to`; `keep` is the share of the requests whose logs are kept.
 *
 * How soon an overloaded pool fails depends on the machine: `anchor` (`{ from, at, to }`) stretches the
 * requests between `from` and `to` so that the first failure is at `at`.
 *
 * @returns requests, kept logs, failing records by trace id, p95 in seconds by phase
 */
export async function capture({ random, repository, versions, phases, anchor }) {
  const calls = new Map();
  const running = [];
  for (const version of versions) {
    const { folder, classPath } = compile(repository, version);
    const orders = await startService(
      'java',
      [
        '-XX:+UseSerialGC',
        '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
        '-cp',
        classPath,
        'com.acme.orders.App',
      ],
      {
        cwd: folder,
        env: {
          SERVER_PORT: String(version.port),
          DD_VERSION: version.version,
          DB_URL: `jdbc:h2:mem:orders;DB_CLOSE_DELAY=-1;INIT=RUNSCRIPT FROM '${folder}/init.sql'`,
        },
        ready: /listening on/,
      },
    );
    const web = await startService('node', [join(HERE, '../lib/front.mjs')], {
      env: {
        PORT: String(version.web),
        UPSTREAM_URL: `http://127.0.0.1:${version.port}`,
        UPSTREAM_PATH: '/v1/orders',
        UPSTREAM_NAME: SERVICE,
        UPSTREAM_TIMEOUT_MS: '10000',
      },
      ready: /listening on/,
    });
    running.push({ orders, web, folder });
  }

  const send = async (phase, atMs, { record = true } = {}) => {
    const version = versions[phase.version];
    const request = {
      traceId: random.hex(32),
      atMs: Math.round(atMs),
      version,
      pod: random.pick(version.pods),
      kept: random.chance(phase.keep),
      phase: phases.indexOf(phase),
      realMs: Date.now(),
    };
    if (record) calls.set(request.traceId, request);
    const startedMs = performance.now();
    const answer = await fetch(`http://127.0.0.1:${version.web}/checkout`, {
      method: 'POST',
      headers: { 'x-trace-id': request.traceId },
      body: JSON.stringify({
        customer_id: `cus_${random.hex(8)}`,
        sku: `A-${random.int(100, 999)}`,
        quantity: random.int(1, 4),
        unit_price: Number(random.between(4, 90).toFixed(2)),
        zip: String(random.int(10000, 99999)),
        gift_wrap: random.chance(0.1),
        lines: random.int(1, 6),
      }),
    });
    await answer.text();
    request.status = answer.status;
    request.tookMs = performance.now() - startedMs;
  };
  for (const index of versions.keys()) {
    const phase = phases.find((one) => one.version === index);
    await Promise.all(Array.from({ length: 8 }, () => send(phase, 0, { record: false })));
  }
  const pending = [];
  for (const phase of phases) pending.push(...(await runPhase(phase, random, send)));
  await Promise.all(pending);

  const printed = [];
  for (const [index, version] of versions.entries()) {
    const { orders, web, folder } = running[index];
    await orders.stop();
    await web.stop();
    rmSync(folder, { recursive: true, force: true });
    for (const entry of parseLines([...orders.lines, ...web.lines])) {
      printed.push({ ...entry, index, version, request: calls.get(entry.line.trace_id) });
    }
  }
  const delayOf = ({ realMs, line, request }) =>
    Math.max(0, (line.timestamp ? Date.parse(line.timestamp) : realMs) - request.realMs);
  stretch(
    calls.values(),
    anchor,
    printed.filter(
      ({ line, request }) => request && line.level === 'error' && line.service === SERVICE,
    ),
    delayOf,
  );

  const logs = [];
  const errors = new Map();
  const measured = phases.map(() => []);
  for (const entry of printed) {
    const { line, index, version, request } = entry;
    const own = line.service === SERVICE;
    if (!request) {
      if (line.trace_id || !own || index === 0) continue;
      const rolloutMs = phases.find((one) => one.version === index).from - 90 * SECOND;
      for (const [pod, name] of version.pods.entries()) {
        const at = rolloutMs + pod * 40 * SECOND + (line.message.startsWith('listening') ? 620 : 0);
        logs.push(toLog(line, at, { host: `${SERVICE}-${name}` }));
      }
      continue;
    }
    const host = own ? `${SERVICE}-${request.pod}` : 'checkout-web-5b77d4-rl2vn';
    const record = toLog(line, request.atMs + delayOf(entry), { host });
    if (own && record.attributes.error) errors.set(line.trace_id, record);
    if (own && line['http.status_code']) request.ordersMs = line.duration_ms;
    if (request.kept) logs.push(record);
  }
  for (const request of calls.values())
    measured[request.phase].push(request.ordersMs ?? request.tookMs);
  const p95 = measured.map(
    (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] / 1000,
  );
  return { requests: [...calls.values()], logs, errors, p95 };
}

/** Healthy traces of every phase, and slow and failing ones of the peak. */
export function spansOf(random, requests, errors) {
  const pick = (list, count) =>
    Array.from(
      { length: Math.min(count, list.length) },
      (_, index) => list[Math.floor((index * list.length) / count)],
    );
  const done = requests.filter((request) => request.ordersMs !== undefined && request.status < 500);
  const chosen = [
    ...pick(
      done.filter((request) => request.phase < 3),
      30,
    ),
    ...pick(
      done.filter((request) => request.phase >= 3),
      16,
    ),
    ...pick(
      requests.filter((request) => errors.has(request.traceId)),
      26,
    ),
  ];
  return chosen.flatMap((request) => {
    const error = errors.get(request.traceId)?.attributes.error;
    const [web, call, order, query] = Array.from({ length: 4 }, () => random.hex(16));
    const upstream = error ? 503 : request.status === 200 ? 201 : request.status;
    const ordersMs = request.ordersMs ?? request.tookMs - 4;
    const slack = Math.max(2, request.tookMs - ordersMs);
    const at = (offset) => iso(request.atMs + Math.round(offset));
    const tags = [`env:${ENV}`];
    const base = {
      traceId: request.traceId,
      tags,
      name: 'http.request',
      status: error ? 'error' : 'ok',
    };
    const failure = error
      ? { error: { type: error.kind, message: error.message, stack: error.stack } }
      : {};
    const two = (ms) => Number(ms.toFixed(2));
    // the statement's own time: what is left of the request is waiting for a connection
    const queryMs = Math.min(ordersMs, 132 + (ordersMs % 180));
    return [
      {
        ...base,
        spanId: web,
        parentId: null,
        service: 'checkout-web',
        resource: 'POST /checkout',
        kind: 'server',
        at: at(0),
        durationMs: two(request.tookMs),
        httpStatus: request.status,
        ...(error ? { error: { type: 'UpstreamError', message: 'orders-svc answered 503' } } : {}),
      },
      {
        ...base,
        spanId: call,
        parentId: web,
        service: 'checkout-web',
        resource: 'POST orders-svc/v1/orders',
        kind: 'client',
        at: at(1),
        durationMs: two(request.tookMs - slack / 3),
        httpStatus: upstream,
        peerService: SERVICE,
      },
      {
        ...base,
        spanId: order,
        parentId: call,
        service: SERVICE,
        resource: 'POST /v1/orders',
        kind: 'server',
        at: at(slack / 2),
        durationMs: two(ordersMs),
        httpStatus: upstream,
        tags: [...tags, `version:${request.version.version}`],
        ...failure,
      },
      ...(error
        ? [
            {
              ...base,
              name: 'pool.acquire',
              spanId: query,
              parentId: order,
              service: SERVICE,
              resource: 'HikariDataSource.getConnection',
              kind: 'internal',
              at: at(slack / 2 + 1),
              durationMs: two(ordersMs - 1),
              ...failure,
            },
          ]
        : [
            {
              ...base,
              name: 'postgresql.query',
              spanId: query,
              parentId: order,
              service: SERVICE,
              resource: 'SELECT reserve_stock(?, ?)',
              kind: 'client',
              at: at(slack / 2 + ordersMs - queryMs),
              durationMs: two(queryMs),
              peerService: 'orders-db',
            },
          ]),
    ];
  });
}
