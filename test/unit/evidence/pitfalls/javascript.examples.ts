import type { Example } from './examples.ts';

type Row = readonly [name: string, patch: string, failure: string, harmless: string, path?: string];

const NO_LAT =
  "TypeError: Cannot read properties of undefined (reading 'lat')\n    at plan (/app/src/plan.js:12:9)";
const HEAP = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';
const SLOW = 'request took 31000 ms: slow query, timeout of 30000 ms exceeded';
const POOL =
  'Error: timeout exceeded when trying to connect: pool exhausted, 20 of 20 connections in use';
const WRONG = 'totals do not match: expected 12.50, got 125.0, wrong amount';

const ROWS: readonly Row[] = [
  [
    'await-dropped',
    '-  const rows = await store.load(id);\n+  const rows = store.load(id);',
    'TypeError: rows is not iterable',
    '-  const rows = await store.load(id);\n+  const rows = await store.load(key);',
  ],
  [
    'for-each-async',
    '+  ids.forEach(async (id) => {\n+    await send(id);\n+  });',
    'Error: too many connections for role "app"',
    '+  ids.forEach((id) => send(id));',
  ],
  [
    'all-at-once',
    '-  for (const id of ids) await book(id);\n+  await Promise.all(ids.map((id) => book(id)));',
    POOL,
    '+  await Promise.all([load(), warm()]);',
  ],
  [
    'parse-int-in-map',
    '+  const ids = text.split(",").map(parseInt);',
    'invalid input syntax for type integer: "NaN"',
    '+  const ids = text.split(",").map((each) => parseInt(each, 10));',
  ],
  [
    'number-of-a-long-id',
    '+  return Number(row.accountId);',
    'Error: account 914453209981443100 not found',
    '+  return String(row.accountId);',
  ],
  [
    'falsy-for-nullish',
    '-  const limit = given.limit ?? 20;\n+  const limit = given.limit || 20;',
    WRONG,
    '-  const limit = given.limit ?? 20;\n+  const limit = given.limit ?? 25;',
  ],
  [
    'optional-chain-dropped',
    '-  return stop?.place?.lat;\n+  return stop.place.lat;',
    NO_LAT,
    '-  return stop?.place?.lat;\n+  return stop?.place?.lng;',
  ],
  [
    'non-null-assertion',
    '+  return byId.get(id)!.lat;',
    NO_LAT,
    '+  if (a !== b) return byId.get(id);',
    'src/plan.ts',
  ],
  [
    'find-may-miss',
    '-  const [stop] = stops.filter((each) => each.id === id);\n+  const stop = stops.find((each) => each.id === id);',
    NO_LAT,
    '-  const stop = stops.find((each) => each.id === id);\n+  const stop = stops.find((each) => each.key === id);',
  ],
  [
    'default-argument-dropped',
    '-export function plan(stops, options = {}) {\n+export function plan(stops, options) {',
    NO_LAT,
    '-export function plan(stops, options = {}) {\n+export function plan(list, options = {}) {',
  ],
  [
    'spread-order',
    '-  return { ...DEFAULTS, retries: 3 };\n+  return { retries: 3, ...DEFAULTS };',
    WRONG,
    '-  return { ...DEFAULTS, retries: 3 };\n+  return { ...DEFAULTS, retries: 4 };',
  ],
  [
    'sort-without-comparator',
    '-  prices.sort((a, b) => a - b);\n+  prices.sort();',
    WRONG,
    '-  prices.sort((a, b) => a - b);\n+  prices.sort((a, b) => b - a);',
  ],
  [
    'boolean-comparator',
    '+  rows.sort((a, b) => a.at > b.at);',
    WRONG,
    '+  rows.sort((a, b) => a.at - b.at);',
  ],
  [
    'sort-in-place',
    '-  return [...stops].sort(byTime);\n+  return stops.sort(byTime);',
    WRONG,
    '-  return [...stops].sort(byTime);\n+  return [...stops].sort(byName);',
  ],
  [
    'shared-object-of-a-module',
    '-  const options = { ...defaults, ...given };\n+  const options = Object.assign(defaults, given);',
    'page of another tenant shown: wrong tenant',
    '-  const options = { ...defaults, ...given };\n+  const options = { ...defaults, ...given, ...more };',
  ],
  [
    'state-at-module-level',
    '+let currentUser;',
    'order shows the address of another: wrong user',
    '+const LIMIT = 5;',
  ],
  [
    'global-regex-state',
    '+const CODE = /^[A-Z]{3}\\d{4}$/g;\n+  if (!CODE.test(text)) throw new Error("invalid code");',
    'Error: invalid code AAA0001',
    '+const CODE = /^[A-Z]{3}\\d{4}$/;\n+  if (!CODE.test(text)) throw new Error("invalid code");',
  ],
  [
    'replace-first-only',
    "-  return text.replace(/,/g, '');\n+  return text.replace(',', '');",
    WRONG,
    "-  return text.replace(/,/g, '');\n+  return text.replace(/[,;]/g, '');",
  ],
  [
    'json-parse-unguarded',
    '+  return JSON.parse(body);',
    'SyntaxError: Unexpected token < in JSON at position 0',
    '+  return JSON.stringify(body);',
  ],
  [
    'circular-json',
    '+  logger.info(JSON.stringify(req));',
    'TypeError: Converting circular structure to JSON',
    '+  logger.info({ id });',
  ],
  [
    'bigint-mixed',
    '+  const cents = BigInt(amount) * 100;',
    'TypeError: Cannot mix BigInt and other types, use explicit conversions',
    '+  const cents = Number(amount) * 100;',
  ],
  [
    'month-from-zero',
    '+  const month = at.getMonth();',
    'RangeError: Invalid time value',
    '+  const at = new Date();',
  ],
  [
    'local-time-for-utc',
    '-  return at.getUTCHours();\n+  return at.getHours();',
    WRONG,
    '-  return at.getUTCHours();\n+  return at.getUTCMinutes();',
  ],
  [
    'date-from-loose-text',
    '+  const at = new Date(row.day);',
    'RangeError: Invalid time value',
    '+  const at = new Date();',
  ],
  [
    'listener-in-a-loop',
    "+  socket.on('close', onClose);",
    'MaxListenersExceededWarning: Possible EventEmitter memory leak detected. 11 close listeners added',
    '+  socket.end();',
  ],
  [
    'timer-not-cleared',
    '+  setInterval(() => poll(id), 1000);',
    HEAP,
    '+  const timer = setInterval(poll, 1000);\n+  timer.unref();',
  ],
  [
    'clear-taken-away',
    '-  clearInterval(timer);',
    HEAP,
    '-  clearInterval(timer);\n+  clearInterval(this.timer);',
  ],
  [
    'client-not-released',
    '-  } finally {\n-    client.release();\n-  }',
    POOL,
    '-    client.release();\n+    client.release(true);',
  ],
  [
    'unbounded-map-of-a-module',
    '+const seen = new Map();',
    HEAP,
    '+const seen = new LRUCache({ max: 500 });',
  ],
  [
    'sync-call-in-a-request',
    '+  const key = pbkdf2Sync(secret, salt, 200000, 32, "sha512");',
    'event loop blocked for 1200 ms',
    '+  const key = await pbkdf2(secret, salt);',
  ],
  [
    'header-twice',
    '-  if (!user) return res.status(404).end();\n+  if (!user) res.status(404).end();',
    'Error [ERR_HTTP_HEADERS_SENT]: Cannot set headers after they are sent to the client',
    '-  if (!user) return res.status(404).end();\n+  if (!user) return res.status(410).end();',
  ],
  [
    'error-handler-arity',
    '-app.use((err, req, res, next) => {\n+app.use((err, req, res) => {',
    'unhandled error: <!DOCTYPE html><title>Error</title>',
    '-app.use((err, req, res, next) => {\n+app.use((error, req, res, next) => {',
  ],
  [
    'raw-body-parsed',
    '+app.use(express.json());',
    'No signatures found matching the expected signature for payload',
    '+app.use(express.raw());',
  ],
  [
    'body-limit-default',
    "-app.use(express.json({ limit: '10mb' }));\n+app.use(express.json());",
    'PayloadTooLargeError: request entity too large',
    "-app.use(express.json({ limit: '10mb' }));\n+app.use(express.json({ limit: '12mb' }));",
  ],
  [
    'trust-proxy-dropped',
    "-app.set('trust proxy', 1);",
    'GET /me 429 Too Many Requests ip=10.42.3.5',
    "-app.set('trust proxy', 1);\n+app.set('trust proxy', 2);",
  ],
  [
    'keep-alive-agent-dropped',
    '-const agent = new Agent({ keepAlive: true });',
    'Error: connect EADDRNOTAVAIL 10.0.0.4:443',
    '-const agent = new Agent({ keepAlive: true });\n+const agent = new Agent({ keepAlive: true, maxSockets: 50 });',
  ],
  [
    'fetch-does-not-throw',
    '-  const { data } = await axios.get(url);\n+  const data = await (await fetch(url)).json();',
    "SyntaxError: Unexpected token '<' is not valid JSON",
    '-  const { data } = await axios.get(url);\n+  const { data } = await axios.post(url);',
  ],
  [
    'timeout-option-dropped',
    '-  return call(url, { timeout: 3000 });\n+  return call(url);',
    SLOW,
    '-  return call(url, { timeout: 3000 });\n+  return call(url, { timeout: 4000 });',
  ],
  [
    'import-of-the-other-module-kind',
    "+const chalk = require('chalk');",
    'Error [ERR_REQUIRE_ESM]: require() of ES Module not supported',
    '+const chalk = 5;',
  ],
  [
    'compile-target',
    '+    "target": "ES5",',
    'TypeError: rows is not iterable',
    '+    "outDir": "dist",',
    'tsconfig.json',
  ],
  [
    'strict-target-removed',
    '-    "target": "ES2022",',
    'SyntaxError: Invalid regular expression: missing flag',
    '-    "target": "ES2022",\n+    "target": "ES2023",',
    'tsconfig.json',
  ],
  [
    'dev-dependency-at-run-time',
    '+RUN npm ci --omit=dev',
    "Error: Cannot find module 'pino-pretty'",
    '+RUN npm ci',
    'Dockerfile',
  ],
  [
    'package-removed',
    '-    "lodash": "^4.17.21",',
    "Error: Cannot find module 'lodash'",
    '-    "lodash": "^4.17.21",\n+    "lodash": "^4.17.22",',
    'package.json',
  ],
  [
    'this-lost',
    '-  list.map((each) => this.format(each));\n+  list.map(this.format);',
    "TypeError: Cannot read properties of undefined (reading 'locale')",
    '-  list.map((each) => this.format(each));\n+  list.map((each) => this.print(each));',
  ],
  [
    'switch-falls-through',
    "     case 'refund':\n       pay(-1);\n-      break;\n     case 'charge':",
    WRONG,
    "     case 'refund':\n       pay(-1);\n       break;",
  ],
  [
    'stream-error-unheard',
    '-  await pipeline(source, gunzip, sink);\n+  source.pipe(gunzip).pipe(sink);',
    "Error: Unhandled 'error' event: ECONNRESET",
    '-  await pipeline(source, gunzip, sink);\n+  await pipeline(source, sink);',
  ],
  [
    'back-pressure-ignored',
    '-  await pipeline(rows, out);\n+  rows.on("data", (row) => out.write(row));',
    HEAP,
    '-  await pipeline(rows, out);\n+  await pipeline(rows, gzip, out);',
  ],
  [
    'whole-file-in-memory',
    '-  for await (const row of cursor) write(row);\n+  for (const row of await found.toArray()) write(row);',
    HEAP,
    '-  for await (const row of cursor) write(row);\n+  for await (const row of cursor) print(row);',
  ],
  [
    'query-in-a-loop',
    '+  for (const line of lines) {\n+    line.price = await prices.findOne(line.sku);\n+  }',
    SLOW,
    '+  const found = await prices.findMany(skus);',
  ],
  [
    'eager-include-dropped',
    '-    include: { lines: true },',
    NO_LAT,
    '-    include: { lines: true },\n+    include: { lines: true, tags: true },',
  ],
  [
    'lean-or-raw',
    '+  const order = await Order.findById(id).lean();',
    'TypeError: order.total is not a function',
    '+  const order = await Order.findById(id);',
  ],
  [
    'for-in-over-a-list',
    '-  for (const line of lines) add(line);\n+  for (const line in lines) add(line);',
    WRONG,
    '-  for (const line of lines) add(line);\n+  for (const line of rows) add(line);',
  ],
  [
    'env-is-a-text',
    "-  const dry = process.env.DRY_RUN === 'true';\n+  const dry = process.env.DRY_RUN;",
    WRONG,
    "+  const dry = 'true';",
  ],
  [
    'text-plus-number',
    '-  const total = Number(row.amount) + fee;\n+  const total = row.amount + fee;',
    WRONG,
    '-  const total = Number(row.amount) + fee;\n+  const total = Number(row.total) + fee;',
  ],
  [
    'schema-made-strict',
    '+  }).strict();',
    "ZodError: Unrecognized key(s) in object: 'channel'",
    '+  });',
  ],
  [
    'schema-strips',
    '-  }).passthrough();\n+  });\n+const other = z.object({});',
    NO_LAT,
    '+  }).passthrough();',
  ],
  [
    'schema-optional-dropped',
    '-  phone: z.string().optional(),\n+  phone: z.string(),',
    'ZodError: invalid_type, expected string, received undefined: Required',
    '-  phone: z.string().optional(),\n+  phone: z.string().min(3).optional(),',
  ],
  [
    'react-hook-dependency',
    '+  useEffect(() => setRows([]), [rows]);',
    'Error: Maximum update depth exceeded',
    '+  const [rows] = useState([]);',
    'src/List.tsx',
  ],
  [
    'text-length-for-bytes',
    "+    'content-length': body.length,",
    'SyntaxError: Unterminated string in JSON: is not valid JSON',
    "+    'content-length': Buffer.byteLength(body),",
  ],
  [
    'buffer-as-text',
    "-  return Buffer.concat(chunks).toString('utf8');\n+  text += chunk;",
    'invalid utf-8 sequence: malformed text',
    '+  return total;',
  ],
];

export const JAVASCRIPT_EXAMPLES: readonly Example[] = ROWS.map(
  ([name, patch, failure, harmless, path = 'src/plan.js']) => ({
    name,
    path,
    patch,
    failure,
    harmless,
  }),
);
