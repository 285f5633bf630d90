// A front or middle service: takes a request, asks the service behind it over HTTP, logs what came.
// usage: edge.mjs <json settings>; requests: index, at, trace, path, outcome, ms
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

const settings = JSON.parse(process.argv[2]);
const { service, upstream, style, host, words } = settings;
let now = 0;

const server = createServer((request, response) => {
  const wanted = request.headers['x-outcome'];
  if (wanted === 'timeout') return; // never answers
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
        ? { err: { type: error.name, message: error.message, stack, ...(cause ? { cause } : {}) } }
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
      ...(error ? { err: { message: error.message, name: error.name, stack } } : {}),
      msg,
      time: at,
      v: 0,
    };
  else if (style === 'winston')
    line = {
      timestamp: at,
      level,
      service,
      message: error ? `${msg}: ${error.message}` : msg,
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

async function callUpstream(path, outcome) {
  const url =
    outcome === 'refused' ? `http://127.0.0.1:59999${path}` : `http://127.0.0.1:${port}${path}`;
  const answer = await fetch(url, {
    headers: { 'x-outcome': outcome },
    signal: AbortSignal.timeout(outcome === 'timeout' ? 40 : 4000),
  });
  if (answer.status >= 400)
    throw new UpstreamError(
      `${upstream} ${words.answered ?? 'answered'} ${answer.status}`,
      answer.status,
    );
  return answer.json();
}

const chores = {
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
