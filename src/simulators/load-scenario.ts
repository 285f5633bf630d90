/** Reads a scenario's folder into one checked {@link Scenario}. The format is docs/simulators.md. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Scenario } from './scenario.ts';
import { ScenarioError } from './scenario-error.ts';

/** Where the built-in scenarios are. */
export const SCENARIOS_DIRECTORY = fileURLToPath(new URL('./scenarios/', import.meta.url));

async function readOptional(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ScenarioError(400, `${file}: not JSON: ${why}`);
  }
}

function parseLines(text: string, file: string): unknown[] {
  return text
    .split('\n')
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '')
    .map(({ line, number }) => parseJson(line, `${file}:${number}`));
}

type Loose = Record<string, unknown>;
const isObject = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Repositories may leave their stream to `repos/<name>.fast-export`. */
async function withStreams(directory: string, repositories: unknown): Promise<unknown[]> {
  return Promise.all(
    listOf(repositories).map(async (entry) => {
      if (!isObject(entry) || 'fastExport' in entry) return entry;
      const file = join(directory, 'repos', `${String(entry['name'])}.fast-export`);
      const fastExport = await readOptional(file);
      if (fastExport === undefined) throw new ScenarioError(400, `${file}: missing`);
      return { ...entry, fastExport };
    }),
  );
}

/**
 * `scenario.json` holds everything; the long lists may be in `logs.ndjson`, `spans.ndjson` and
 * `metrics.json` beside it, which are appended to the lists in it, and the repositories' streams in
 * `repos/<name>.fast-export`.
 * @throws ScenarioError naming file, line and field
 */
export async function loadScenarioFolder(directory: string): Promise<Scenario> {
  const file = join(directory, 'scenario.json');
  const text = await readOptional(file);
  if (text === undefined) throw new ScenarioError(404, `${file}: missing`);
  const main = parseJson(text, file);
  if (!isObject(main)) throw new ScenarioError(400, `${file}: not an object`);
  const [logs, spans, metrics] = await Promise.all(
    ['logs.ndjson', 'spans.ndjson', 'metrics.json'].map((name) =>
      readOptional(join(directory, name)),
    ),
  );
  const merged: Loose = {
    name: basename(directory),
    ...main,
    logs: [...listOf(main['logs']), ...parseLines(logs ?? '', join(directory, 'logs.ndjson'))],
    spans: [...listOf(main['spans']), ...parseLines(spans ?? '', join(directory, 'spans.ndjson'))],
    metrics: [
      ...listOf(main['metrics']),
      ...listOf(metrics === undefined ? [] : parseJson(metrics, join(directory, 'metrics.json'))),
    ],
    repositories: await withStreams(directory, main['repositories']),
  };
  const parsed = Scenario.safeParse(merged);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .slice(0, 10)
    .map((issue) => `${issue.path.join('.') || 'scenario'}: ${issue.message}`);
  throw new ScenarioError(400, `${directory}: ${problems.join('; ')}`);
}

/** The names of the built-in scenarios: folders that hold a `scenario.json`. */
export async function listScenarios(directory = SCENARIOS_DIRECTORY): Promise<string[]> {
  const names = await readdir(directory).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) =>
      (await stat(join(directory, name, 'scenario.json')).catch(() => null)) === null ? [] : [name],
    ),
  );
  return found.flat().toSorted();
}

/** @throws ScenarioError naming the scenarios that exist */
export async function loadBuiltIn(
  name: string,
  directory = SCENARIOS_DIRECTORY,
): Promise<Scenario> {
  const names = await listScenarios(directory);
  if (!names.includes(name)) {
    throw new ScenarioError(404, `no scenario "${name}"; there are: ${names.join(', ') || 'none'}`);
  }
  return loadScenarioFolder(join(directory, name));
}
