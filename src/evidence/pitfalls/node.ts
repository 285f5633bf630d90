/** Known pitfalls of Node.js, and of the frameworks and tools of JavaScript. */
import type { Pitfall } from './model.ts';

const JS = /\.(?:[cm]?[jt]sx?|vue|svelte)$/;
const JSON_CONFIG =
  /(?:^|\/)(?:tsconfig[\w.-]*|package|\.swcrc|\.babelrc|babel\.config)\.(?:json|jsonc|[cm]?js)$|\.swcrc$|\.babelrc$/;
const NOTHING =
  /Cannot (?:read|set) propert(?:y|ies) (?:of|')|(?:undefined|null) is not (?:an object|iterable|a function)|is not iterable|Cannot destructure|Cannot convert undefined or null|is undefined|of (?:undefined|null)\b/;

export const NODE: readonly Pitfall[] = [
  {
    name: 'listener-in-a-loop',
    files: JS,
    added: /\.(?:on|addListener|addEventListener)\(\s*['"`]/,
    says: /MaxListenersExceededWarning|possible EventEmitter memory leak|listeners added/,
    kinds: ['memory'],
    did: 'listeners are added and never taken away',
    weight: 0.9,
  },
  {
    name: 'client-not-released',
    files: JS,
    removed: /\.release\(|\bfinally\b|\.end\(\)|\.close\(\)|\.disconnect\(\)|\busing\s+/,
    says: /timeout exceeded when trying to connect|remaining connection slots|Knex: Timeout acquiring|TimeoutError: ResourceRequest|pool is (?:full|draining)|ConnectionAcquireTimeout|too many (?:clients|connections)/i,
    kinds: ['pool_exhausted', 'file_descriptors', 'deadlock'],
    did: 'a connection is not given back on every way out',
    weight: 0.9,
  },
  {
    name: 'sync-call-in-a-request',
    files: JS,
    added:
      /\b(?:readFileSync|writeFileSync|execSync|spawnSync|pbkdf2Sync|scryptSync|gzipSync|inflateSync|deflateSync|randomFillSync|hashSync|compareSync|readdirSync|statSync)\(/,
    kinds: ['slow', 'timeout', 'cpu', 'threads'],
    says: /event loop|eventloop/i,
    did: 'a call that blocks the event loop',
    weight: 0.85,
  },
  {
    name: 'header-twice',
    files: JS,
    removed: /\breturn\b[^\n]{0,30}\bres\.|^\s*return;?\s*$/m,
    says: /ERR_HTTP_HEADERS_SENT|headers after they are sent/,
    did: 'a handler goes on after it has answered',
    weight: 0.9,
  },
  {
    name: 'error-handler-arity',
    files: JS,
    removed:
      /\(\s*(?:err|error|e)\s*(?::\s*\w+)?,\s*_?req\w*\s*(?::\s*[\w.]+)?,\s*_?res\w*\s*(?::\s*[\w.]+)?,\s*_?next/,
    kinds: ['unhandled', 'upstream_error'],
    says: /unhandled|<!DOCTYPE html>|Error<\/title>/i,
    did: 'a handler of errors that the framework does not take for one',
    weight: 0.85,
  },
  {
    name: 'raw-body-parsed',
    files: JS,
    added: /express\.json\(|bodyParser\.json\(|app\.use\(\s*json\(/,
    says: /No signatures found matching|signature (?:mismatch|verification failed|invalid|does not match)|invalid signature|stream is not readable|raw body/i,
    did: 'a body is parsed before its signature is checked',
    weight: 0.9,
  },
  {
    name: 'body-limit-default',
    files: JS,
    removed:
      /\blimit\s*:\s*['"`]?\d+\s*(?:kb|mb|k|m)?|bodyLimit\s*:|maxBodyLength|maxContentLength/i,
    says: /request entity too large|PayloadTooLargeError|entity\.too\.large|FST_ERR_CTP_BODY_TOO_LARGE|maxContentLength|maxBodyLength|\b413\b/,
    kinds: ['payload_size'],
    did: 'bodies may be only as large as the default allows',
    weight: 0.95,
  },
  {
    name: 'trust-proxy-dropped',
    files: JS,
    removed: /trust ?proxy|trustProxy|proxy\s*:\s*true|x-forwarded-for/i,
    says: /\b429\b|rate.?limit|too many requests|ERR_ERL|10\.\d+\.\d+\.\d+|redirect loop|too many redirects/i,
    kinds: ['rate_limited', 'auth'],
    did: 'the proxy’s address counts as that of every caller',
    weight: 0.95,
  },
  {
    name: 'keep-alive-agent-dropped',
    files: JS,
    removed:
      /keepAlive\s*:\s*true|new (?:https?\.)?Agent\(|setGlobalDispatcher|httpsAgent|httpAgent/,
    says: /EADDRNOTAVAIL|ECONNRESET|ETIMEDOUT|socket hang up/,
    kinds: ['slow', 'unreachable', 'timeout', 'file_descriptors'],
    did: 'a new connection for every call',
    weight: 0.85,
  },
  {
    name: 'fetch-does-not-throw',
    files: JS,
    added: /\bfetch\(/,
    removed: /\baxios\b|\bgot[.(]|\brequest\(|superagent|\bky[.(]|\.ok\b/,
    says: /Unexpected token '?<|is not valid JSON|Cannot read propert|is not iterable|undefined/,
    kinds: ['parse', 'null_dereference', 'wrong_result', 'timeout'],
    did: 'answers that are errors are taken for answers',
    weight: 0.8,
  },
  {
    name: 'timeout-option-dropped',
    files: JS,
    removed: /\btimeout\s*:|AbortSignal\.timeout\(|setTimeout\(\s*\(\)\s*=>\s*\w*\.?abort/,
    kinds: ['slow', 'timeout', 'pool_exhausted', 'threads', 'queue_backlog'],
    did: 'calls may wait for ever',
    weight: 0.8,
  },
  {
    name: 'import-of-the-other-module-kind',
    files: /(?:\.(?:[cm]?[jt]sx?)|(?:^|\/)(?:package|tsconfig[\w.-]*)\.json)$/,
    added:
      /"type"\s*:\s*"module"|"module"\s*:\s*"\w+"|\brequire\(|\bimport\s+[\w$*{]|esModuleInterop|"moduleResolution"/,
    says: /ERR_REQUIRE_ESM|Cannot use import statement|is not a constructor|\.default is not|does not provide an export named|ERR_MODULE_NOT_FOUND|require is not defined|exports is not defined|ERR_PACKAGE_PATH_NOT_EXPORTED|ERR_UNKNOWN_FILE_EXTENSION/,
    did: 'modules of another kind are asked for',
    weight: 0.95,
  },
  {
    name: 'compile-target',
    files: JSON_CONFIG,
    added:
      /"?target"?\s*:|"?lib"?\s*:|useDefineForClassFields|emitDecoratorMetadata|experimentalDecorators|"extends"|presets/,
    says: /SyntaxError|Invalid regular expression|is not iterable|is not a function|Class constructor \w+ cannot be invoked without 'new'|Reflect\.getMetadata|is not defined/,
    did: 'code is compiled for another version of the language',
    weight: 0.8,
  },
  {
    name: 'strict-target-removed',
    files: JSON_CONFIG,
    removed:
      /"?target"?\s*:|"?lib"?\s*:|downlevelIteration|useDefineForClassFields|emitDecoratorMetadata|experimentalDecorators/,
    says: /SyntaxError|Invalid regular expression|is not iterable|is not a function|Class constructor \w+ cannot be invoked without 'new'|Reflect\.getMetadata|is not defined/,
    did: 'code is compiled for the default version of the language',
    weight: 0.8,
  },
  {
    name: 'dev-dependency-at-run-time',
    files: /(?:^|\/)package\.json$|(?:^|\/)Dockerfile[\w.-]*$/,
    added: /"devDependencies"|--omit=dev|--production|NODE_ENV=production|npm prune/,
    says: /Cannot find module|ERR_MODULE_NOT_FOUND|MODULE_NOT_FOUND/,
    did: 'a package that is needed at run time is not installed there',
    weight: 0.95,
  },
  {
    name: 'package-removed',
    files: /(?:^|\/)package\.json$/,
    removed: /^\s*"[@\w./-]+"\s*:\s*"[~^]?\d/m,
    says: /Cannot find (?:module|package)|ERR_MODULE_NOT_FOUND|MODULE_NOT_FOUND/,
    did: 'a package is gone from the list',
    weight: 0.85,
  },
  {
    name: 'stream-error-unheard',
    files: JS,
    added: /\.pipe\(/,
    removed: /\bpipeline\(|\.on\(\s*['"]error['"]/,
    says: /Unhandled 'error' event|ERR_UNHANDLED_ERROR|ERR_STREAM_PREMATURE_CLOSE|ECONNRESET|EPIPE/,
    kinds: ['unhandled', 'file_descriptors', 'memory'],
    did: 'errors of a stream are heard by nobody',
    weight: 0.9,
  },
  {
    name: 'back-pressure-ignored',
    files: JS,
    removed:
      /\bpipeline\(|\.pipe\(|for await|\.pause\(\)|highWaterMark|once\([^)]{1,40}['"]drain['"]/,
    says: /heap out of memory|Reached heap limit|Allocation failed|OOMKilled/i,
    kinds: ['memory'],
    did: 'a stream is read faster than it is written',
    weight: 0.8,
  },
  {
    name: 'whole-file-in-memory',
    files: JS,
    added:
      /\.toArray\(\)|readFile(?:Sync)?\(|Buffer\.concat\(|\.text\(\)|\.arrayBuffer\(\)|findMany\(\s*\)|\.find\(\s*\{\s*\}\s*\)\s*\.lean/,
    removed: /createReadStream|\.stream\(|\.cursor\(|for await|\.batchSize\(|take\s*:|\.limit\(/,
    says: /heap out of memory|Reached heap limit|ERR_STRING_TOO_LONG|Cannot create a string longer|OOMKilled/i,
    kinds: ['memory', 'slow'],
    did: 'all of it is read into memory at once',
    weight: 0.85,
  },
  {
    name: 'query-in-a-loop',
    files: JS,
    added:
      /(?:for\s*\([^)\n]{1,80}\)|\.(?:map|forEach)\(\s*async)[\s\S]{0,240}await\s+[\w$.]*(?:find(?:One|Unique|First|ById)?|query|get|fetch|load|select|count|aggregate)\w*\(/,
    kinds: ['slow', 'db_slow', 'timeout', 'pool_exhausted', 'queue_backlog'],
    did: 'one query for each of many in place of one for all',
    weight: 0.85,
  },
  {
    name: 'eager-include-dropped',
    files: JS,
    removed:
      /\binclude\s*:|\brelations\s*:|\.populate\(|leftJoinAndSelect|withGraphFetched|eager\s*:\s*true|\bselect\s*:/,
    says: NOTHING,
    kinds: ['slow', 'db_slow', 'null_dereference'],
    did: 'what belongs to a record is no longer loaded with it',
    weight: 0.85,
  },
  {
    name: 'lean-or-raw',
    files: JS,
    added: /\.lean\(|raw\s*:\s*true|getRaw(?:Many|One)\(/,
    says: /is not a function|Cannot read propert|NaN/,
    did: 'bare rows in place of objects with methods',
    weight: 0.9,
  },
  {
    name: 'env-is-a-text',
    files: JS,
    added: /process\.env(?:\.\w+|\[['"]\w+['"]\])\s*(?:[;,)}]|&&|\|\||\?|$)/m,
    removed:
      /process\.env\.\w+\s*===?\s*['"]true['"]|Number\(\s*process\.env|parseInt\(\s*process\.env|z\.coerce/,
    kinds: ['wrong_result', 'invalid_argument', 'timeout', 'slow', 'missing_config'],
    did: 'a setting is taken as a text: "false" is true, "10" + 1 is "101"',
    weight: 0.85,
  },
  {
    name: 'schema-made-strict',
    files: JS,
    added:
      /\.strict\(\)|additionalProperties\s*:\s*false|forbidNonWhitelisted\s*:\s*true|z\.strictObject\(|stripUnknown\s*:\s*false|\.unknown\(false\)/,
    says: /unrecognized_keys|Unrecognized key|must NOT have additional properties|should not exist|is not allowed/i,
    kinds: ['invalid_argument'],
    did: 'fields that nobody knows are refused',
    weight: 0.95,
  },
  {
    name: 'schema-strips',
    files: JS,
    added:
      /whitelist\s*:\s*true|removeAdditional\s*:\s*(?:true|['"]all['"])|stripUnknown\s*:\s*true|\.strip\(\)|z\.object\(/,
    removed:
      /\.passthrough\(\)|z\.looseObject\(|whitelist\s*:\s*false|removeAdditional\s*:\s*false|\.catchall\(|as any/,
    says: NOTHING,
    kinds: ['null_dereference', 'missing_key', 'wrong_result'],
    did: 'fields that the schema does not name are taken away',
    weight: 0.9,
  },
  {
    name: 'schema-optional-dropped',
    files: JS,
    removed: /\.(?:optional|nullable|nullish|default|catch)\(|@IsOptional\(\)/,
    says: /ZodError|invalid_type|"?Required"?|is required|must be (?:a|an) |expected \w+, received (?:undefined|null)|ValidationError|BadRequest/,
    kinds: ['invalid_argument'],
    did: 'a field that may be missing has to be there',
    weight: 0.9,
  },
  {
    name: 'react-hook-dependency',
    files: /\.[jt]sx$/,
    added: /use(?:Effect|Memo|Callback)\(/,
    says: /Maximum update depth exceeded|Too many re-renders/,
    kinds: ['retry_storm', 'rate_limited', 'cpu'],
    did: 'an effect that makes itself run again',
    weight: 0.9,
  },
];
