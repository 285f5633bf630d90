// A front or middle service: takes a request, asks the service behind it over HTTP, logs what came.
// usage: edge.mjs <json settings>; requests: index, at, trace, path, outcome, ms
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer, request as tlsRequest } from 'node:https';
import { createInterface } from 'node:readline';

const settings = JSON.parse(process.argv[2]);
const { service, upstream, style, host, words } = settings;
let now = 0;

const server = createServer((request, response) => {
  const wanted = request.headers['x-outcome'];
  if (wanted === 'timeout') return; // never answers
  if (wanted === 'reset') {
    request.socket.destroy();
    return;
  }
  const status = /^\d+$/.test(wanted) ? Number(wanted) : 200;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(
    status >= 400
      ? JSON.stringify({ error: settings.upstreamError ?? 'internal error' })
      : '{"ok":true}',
  );
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const port = server.address().port;

let tlsPort;
if (settings.tls) {
  const tls = createTlsServer(
    { key: readFileSync(settings.tls.key), cert: readFileSync(settings.tls.cert) },
    (_, response) => response.end('{}'),
  );
  await new Promise((resolve) => tls.listen(0, '127.0.0.1', resolve));
  tls.unref();
  tlsPort = tls.address().port;
}

const clean = (text) =>
  text
    .replaceAll('/dev/full', settings.spoolPath ?? '/var/spool/out/batch.json')
    .replaceAll(/127\.0\.0\.1:\d+/g, `${upstream}:443`);

function log(level, msg, fields = {}, error) {
  const stack = error?.stack
    ?.replaceAll(/file:\/\/[^\s)]*\/edge\.mjs/g, settings.file)
    .replaceAll(/127\.0\.0\.1:\d+/g, `${upstream}:8080`);
  const at = new Date(now).toISOString();
  const cause = error?.cause
    ? `${error.cause.code ?? ''} ${error.cause.message}`
        .trim()
        .replaceAll(/127\.0\.0\.1:\d+/g, `${upstream}:8080`)
    : undefined;
  let line;
  if (style === 'pino')
    line = {
      level: { debug: 20, info: 30, warn: 40, error: 50 }[level],
      time: now,
      pid: 1,
      hostname: host,
      name: service,
      ...fields,
      ...(error
        ? {
            err: {
              type: error.name,
              message: clean(error.message),
              stack,
              ...(cause ? { cause } : {}),
            },
          }
        : {}),
      msg,
    };
  else if (style === 'bunyan')
    line = {
      name: service,
      hostname: host,
      pid: 17,
      level: { debug: 20, info: 30, warn: 40, error: 50 }[level],
      ...fields,
      ...(error ? { err: { message: clean(error.message), name: error.name, stack } } : {}),
      msg,
      time: at,
      v: 0,
    };
  else if (style === 'winston')
    line = {
      timestamp: at,
      level,
      service,
      message: error ? `${msg}: ${clean(error.message)}` : msg,
      ...fields,
      ...(error ? { stack } : {}),
    };
  else {
    const pairs = Object.entries(fields)
      .map(([k, v]) => `${k}=${v}`)
      .join(' ');
    process.stdout.write(
      `${at} ${level.toUpperCase().padEnd(5)} [${service}] ${msg}${pairs ? ` ${pairs}` : ''}${error ? `\n${stack}${cause ? `\n  [cause]: ${cause}` : ''}` : ''}\n`,
    );
    return;
  }
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

class UpstreamError extends Error {
  constructor(message, status) {
    super(message);
    this.name = words.errorName ?? 'UpstreamError';
    this.status = status;
  }
}

const overTls = (path) =>
  new Promise((resolve, reject) => {
    tlsRequest(
      {
        host: '127.0.0.1',
        port: tlsPort,
        path,
        servername: 'localhost',
        ca: readFileSync(settings.tls.cert),
      },
      resolve,
    )
      .on('error', reject)
      .end();
  });

/** Spools to disk before it sends, so that nothing is lost when the receiver is away. */
function spool(file, path) {
  writeFileSync(file, path);
}

function urlOf(path, outcome) {
  if (outcome === 'refused') return `http://127.0.0.1:59999${path}`;
  if (outcome === 'dns') return `http://${settings.dnsName ?? `${upstream}.invalid`}${path}`;
  return `http://127.0.0.1:${port}${path}`;
}

async function callUpstream(path, outcome) {
  if (outcome === 'cert') return overTls(path);
  if (outcome === 'disk') return spool('/dev/full', path);
  const limit = outcome === 'timeout' ? 40 : 4000;
  const answer = await fetch(urlOf(path, outcome), {
    headers: { 'x-outcome': outcome },
    signal: AbortSignal.timeout(limit),
  });
  if (answer.status === 401 || answer.status === 403 || answer.status === 429) {
    const { error } = await answer.json();
    throw new UpstreamError(
      `${upstream} ${words.answered ?? 'answered'} ${answer.status}: ${error}`,
      answer.status,
    );
  }
  if (answer.status >= 400) {
    throw new UpstreamError(
      `${upstream} ${words.answered ?? 'answered'} ${answer.status}`,
      answer.status,
    );
  }
  return answer.json();
}

const chores = {
  purgeSessions: () => {
    throw new Error('lease on purge-sessions is held by another instance');
  },
  syncCalendar: () => new Date('2025-02-30T99:00').toISOString(),
  exportReport: () => decodeURIComponent('%E0%A4%A'),
  rotateKeys: () => new URL('key-store/active'),
  refreshRates: () => JSON.parse('<html><body>503 Service Temporarily Unavailable'),
  warmCache: () => {
    const entry = new Map([['hot', 1]]).get('cold');
    return entry.toFixed(2);
  },
  importFeed: () => {
    throw new RangeError(`row ${1 + (now % 400)} has 7 columns, expected 8`);
  },
  sendDigest: () => {
    throw Object.assign(new Error('recipient rejected: 550 mailbox unavailable'), {
      code: 'EENVELOPE',
    });
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const [index, at, trace, path, outcome, ms] = line.split('\t');
  now = Number(at);
  process.stdout.write(`\u0001${index}\n`);
  const ids = trace === '-' ? {} : { trace_id: trace };
  if (outcome.startsWith('chore:')) {
    const name = outcome.slice(6);
    try {
      chores[name]();
    } catch (error) {
      log('error', `${words.chore ?? 'background job failed'}: ${name}`, { job: name }, error);
    }
    continue;
  }
  if (outcome.startsWith('say:')) {
    const [, level, text] = outcome.split(':');
    log(level, text, ids);
    continue;
  }
  try {
    await callUpstream(path, outcome);
    log('info', `${words.handled ?? 'request handled'}${style === 'text' ? ` ${path}` : ''}`, {
      ...ids,
      path,
      status: 200,
      duration_ms: Number(ms),
    });
  } catch (error) {
    const status = error.status === undefined ? 504 : 502;
    log(
      'error',
      words.failed ?? 'request failed',
      { ...ids, path, status, duration_ms: Number(ms) },
      error,
    );
  }
}
server.closeAllConnections();
server.close();
