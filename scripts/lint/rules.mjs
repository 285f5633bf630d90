/** Who may import whom, as data and one pure function; plugin.mjs turns it into lint rules. */

import path from 'node:path';

/** The three processes: they meet through the queue, Redis and HTTP, never through an import. */
const processLayers = ['domain', 'evidence', 'config', 'platform', 'queue', 'store'];

/**
 * For each folder under src/ (and the dashboard): the folders whose values it may import
 * (`values`), and those it may name in `import type` alone (`types`).
 */
export const layers = {
  domain: { values: [], types: [] },
  evidence: { values: ['domain'], types: [] },
  bundle: { values: ['domain', 'evidence'], types: [] },
  config: { values: ['domain'], types: [] },
  platform: { values: ['domain'], types: ['config'] },
  queue: { values: ['domain', 'config', 'platform'], types: [] },
  store: { values: ['domain', 'config', 'platform', 'queue'], types: [] },
  ingress: { values: processLayers, types: [] },
  workers: { values: processLayers, types: [] },
  'mcp-proxy': { values: [...processLayers, 'bundle'], types: [] },
  cli: { values: [...processLayers, 'bundle', 'simulators', 'scripts'], types: ['ingress'] },
  simulators: { values: ['domain'], types: [] },
  dashboard: { values: ['domain'], types: ['ingress'] },
};

/** Packages that cost too much, or reach too far, to be loaded anywhere but in one place. */
const packageHomes = [
  {
    name: '@datadog/datadog-api-client',
    home: ['mcp-proxy'],
    why: 'it costs 180 to 250 MB of memory',
  },
  { name: 'azure-devops-node-api', home: ['mcp-proxy'], why: 'upstreams are reached by tools' },
  { name: '@google/genai', home: ['workers'], why: 'models are called by the workers' },
  {
    name: 'vitest',
    home: [],
    why: 'it is a test tool',
  },
];

/** What the simulators may load besides node's own modules: they stand in for other companies. */
const simulatorPackages = ['hono', '@hono/node-server', 'zod', 'yaml'];

/**
 * The layer of a repository path, or undefined where the rules do not apply (test, bench, scripts).
 * @param {string} file path relative to the repository's root, with forward slashes
 */
export function layerOf(file) {
  const [first, second, ...rest] = file.split('/');
  if (first === 'src') return rest.length > 0 ? second : '(src)';
  if (first === 'dashboard' || first === 'scripts' || first === 'test' || first === 'bench') {
    return first;
  }
  return undefined;
}

/** `@scope/name/deep/path` → `@scope/name`. */
function packageName(specifier) {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
}

function checkPackage(layer, specifier, typeOnly) {
  if (specifier.startsWith('node:') || typeOnly) return undefined;
  const name = packageName(specifier);
  if (layer === 'simulators' && !simulatorPackages.includes(name)) {
    return `simulators may load ${simulatorPackages.join(', ')} and node's own modules, not ${name}`;
  }
  const rule = packageHomes.find((entry) => entry.name === name);
  if (!rule) return undefined;
  if (!rule.home.includes(layer)) {
    const where = rule.home.length > 0 ? `only src/${rule.home.join(', src/')}` : 'nothing in src';
    return `${where} may load ${name}: ${rule.why}`;
  }
  return undefined;
}

/**
 * Says why an import is not allowed, or returns undefined when it is.
 * @param {{ file: string, specifier: string, typeOnly?: boolean }} edge `file` relative to the root
 * @returns {string | undefined}
 */
export function checkImport({ file, specifier, typeOnly = false }) {
  const from = layerOf(file);
  if (from === undefined || from === 'scripts' || from === 'test' || from === 'bench') return;
  const allowed = layers[from];
  if (!allowed) {
    return `src/${from === '(src)' ? '' : from} has no place in the import order: add it to scripts/lint/rules.mjs or move the file`;
  }
  if (!specifier.startsWith('.')) return checkPackage(from, specifier, typeOnly);

  const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
  const to = layerOf(target);
  if (to === undefined || to === from) return;
  if (allowed.values.includes(to) || (typeOnly && allowed.types.includes(to))) return;
  if (allowed.types.includes(to)) {
    return `${from} may only \`import type\` from ${to}`;
  }
  const sees = allowed.values.length > 0 ? allowed.values.join(', ') : 'nothing of ours';
  return `${from} may not import ${to}: it sees ${sees}`;
}

/** Whether a file may read `process.env`: settings enter the program in one place. */
export function mayReadEnv(file) {
  const layer = layerOf(file);
  if (!file.startsWith('src/')) return true;
  return (
    layer === 'config' ||
    layer === 'cli' ||
    (layer === 'simulators' && path.posix.basename(file) === 'main.ts')
  );
}

/** Whether a file may open a Redis connection. */
export function mayOpenRedis(file) {
  return !file.startsWith('src/') || file === 'src/platform/redis.ts';
}
