/** `config/agents.json` and the instruction files it names: who the agents are and what they may do. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { MiraError, messageOf } from '../../domain/errors.ts';
import type { Stage } from '../../domain/investigation.ts';
import { STATE_KEYS, unknownKeys } from './template.ts';
import { toolProblem } from './tool-filter.ts';

export const AGENT_NAMES = ['triage', 'investigator', 'decision', 'guardian'] as const;
export const AgentName = z.enum(AGENT_NAMES);
export type AgentName = z.infer<typeof AgentName>;

/** The stage output, and so the `{state_key}` of later instructions, that each agent fills. */
const OUTPUT_KEYS: Readonly<Record<AgentName, Stage>> = {
  triage: 'triage',
  investigator: 'investigation_report',
  decision: 'decision',
  guardian: 'guardian',
};

const AgentEntry = z.strictObject({
  /** File below the instructions folder. */
  instruction: z.string(),
  /** Said for the reader of the file: see {@link OUTPUT_KEYS}. */
  output_key: z.string(),
  /** Tools of the proxy that it sees: names, `<server>/<tool>`, and `*` for any text in either. */
  tools: z.array(z.string()).default([]),
  /** Name of a route. */
  route: z.string(),
  thinking: z.enum(['low', 'medium', 'high']).default('low'),
  max_output_tokens: z.number().int().positive().default(8_192),
  timeout_seconds: z.number().positive().default(60),
  /** Turns of this agent, its last one included; the run's own ceilings hold besides. */
  max_turns: z.number().int().positive(),
});

const Profile = z.strictObject({
  description: z.string(),
  /** Text that the investigator gets in place of `{profile}`. */
  instruction: z.string(),
  /** Log queries that the sweep asks besides the usual ones. */
  first_queries: z
    .array(
      z.strictObject({
        tool: z.enum(['get_logs', 'get_metrics', 'search_traces']),
        query: z.string(),
        why: z.string(),
      }),
    )
    .default([]),
});

const AgentFile = z.strictObject({
  $comment: z.string().optional(),
  instructions_folder: z.string().default('instructions'),
  /** Route → models in order of trial; `default` is the configured model, `playbook` always comes last. */
  routes: z.record(z.string(), z.array(z.string()).min(1)),
  agents: z.record(AgentName, AgentEntry),
  profiles: z.record(z.string(), Profile),
  /** The most of a model's context window that a conversation may fill. */
  context_share: z.number().min(0.05).max(0.95).default(0.5),
});

export interface AgentDefinition {
  readonly name: AgentName;
  /** The stable part: same for every run, so that the provider's cache can hold it. */
  readonly system: string;
  /** The part with this run's facts, as the first message. */
  readonly task: string;
  readonly outputKey: string;
  readonly tools: readonly string[];
  readonly route: readonly string[];
  readonly thinking: 'low' | 'medium' | 'high';
  readonly maxOutputTokens: number;
  readonly timeoutMs: number;
  readonly maxTurns: number;
}

export interface ProfileDefinition {
  readonly name: string;
  readonly text: string;
  readonly firstQueries: readonly {
    readonly tool: 'get_logs' | 'get_metrics' | 'search_traces';
    readonly query: string;
    readonly why: string;
  }[];
}

export interface AgentConfig {
  readonly agents: Readonly<Record<AgentName, AgentDefinition>>;
  /**
   * The named profile, or {@link FALLBACK_PROFILE} when the file has no such one: its `name` tells.
   */
  profile(name: string): ProfileDefinition;
  /** Why a service does not get the profile that its registry entry names; null: it does. */
  profileProblem(name: string): string | null;
  readonly contextShare: number;
}

/** What services get whose profile does not exist, and those that are not in the registry. */
export const FALLBACK_PROFILE = 'backend';

/** Parts an instruction file into what never changes and what this run adds. */
const SEPARATOR = /^---\s*$/m;

/**
 * @param trial - a folder with other instructions to try; files that it lacks are the configured ones
 * @throws MiraError `config_invalid` naming file and field
 */
export async function loadAgentConfig(path: string, trial?: string): Promise<AgentConfig> {
  const file = parse(path, await read(path));
  const folder = resolve(dirname(path), file.instructions_folder);
  const agents = await Promise.all(
    AGENT_NAMES.map(
      async (name) => [name, await loadAgent({ name, path, file, folder, trial })] as const,
    ),
  );
  const profiles = new Map(
    await Promise.all(
      Object.entries(file.profiles).map(async ([name, profile]) => {
        const text = await readNamed(
          `${path}: profiles.${name}.instruction`,
          resolve(folder, profile.instruction),
        );
        return [name, { name, text: text.trim(), firstQueries: profile.first_queries }] as const;
      }),
    ),
  );
  const fallback = profiles.get(FALLBACK_PROFILE);
  if (fallback === undefined)
    throw invalid(
      path,
      `profiles.${FALLBACK_PROFILE} is missing: services without a profile use it`,
    );
  return {
    agents: Object.fromEntries(agents) as Record<AgentName, AgentDefinition>,
    profile: (name) => profiles.get(name) ?? fallback,
    profileProblem: (name) =>
      profiles.has(name)
        ? null
        : `${path} has no such profile (it has ${[...profiles.keys()].join(', ')}); ${FALLBACK_PROFILE} was used. Correct the service’s entry, or add the profile`,
    contextShare: file.context_share,
  };
}

interface AgentSource {
  readonly name: AgentName;
  /** Of the file that names the agent, for errors. */
  readonly path: string;
  readonly file: z.infer<typeof AgentFile>;
  readonly folder: string;
  readonly trial: string | undefined;
}

async function loadAgent(source: AgentSource): Promise<AgentDefinition> {
  const { name, file, folder, trial } = source;
  const entry = file.agents[name];
  const route = checkedEntry(source);
  const tried = trial === undefined ? undefined : resolve(trial, entry.instruction);
  const path =
    tried !== undefined && existsSync(tried) ? tried : resolve(folder, entry.instruction);
  const text = await readNamed(`${source.path}: agents.${name}.instruction`, path);
  const [system, task, ...more] = text.split(SEPARATOR);
  if (task === undefined || more.length > 0) {
    throw invalid(
      path,
      'needs exactly one line of --- between the standing instructions and the task',
    );
  }
  const volatile = [...(system ?? '').matchAll(/\{([a-z_]+)\}/g)].map((match) => match[1] ?? '');
  if (volatile.length > 0) {
    throw invalid(
      path,
      `{${volatile[0]}} stands above the ---: what changes from run to run belongs below it`,
    );
  }
  const unknown = unknownKeys(task);
  if (unknown.length > 0) {
    throw invalid(
      path,
      `{${unknown[0]}} is no state key; there are ${STATE_KEYS.map((key) => `{${key}}`).join(', ')}`,
    );
  }
  return {
    name,
    system: (system ?? '').trim(),
    task: task.trim(),
    outputKey: entry.output_key,
    tools: entry.tools,
    route,
    thinking: entry.thinking,
    maxOutputTokens: entry.max_output_tokens,
    timeoutMs: entry.timeout_seconds * 1_000,
    maxTurns: entry.max_turns,
  };
}

/** What the schema cannot say of an entry. @returns its route's models */
function checkedEntry({ name, path, file }: AgentSource): readonly string[] {
  const { route, output_key, tools } = file.agents[name];
  const fail = (field: string, problem: string): never => {
    throw invalid(path, `agents.${name}.${field}${problem}`);
  };
  if (output_key !== OUTPUT_KEYS[name])
    fail('output_key', ` has to be ${OUTPUT_KEYS[name]}, the output of its stage`);
  if (name !== 'investigator' && tools.length > 0)
    fail('tools', ' has to be empty: only the investigator asks tools');
  tools.forEach((tool, index) => {
    const problem = toolProblem(tool);
    if (problem !== null) fail(`tools[${index}]`, `: ${JSON.stringify(tool)} ${problem}`);
  });
  const models = file.routes[route];
  return (
    models ??
    fail(
      'route',
      ` names ${route}, which is not among routes: ${Object.keys(file.routes).join(', ')}`,
    )
  );
}

function parse(path: string, text: string): z.infer<typeof AgentFile> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalid(path, `is no JSON: ${messageOf(error)}`);
  }
  const parsed = AgentFile.safeParse(json);
  if (!parsed.success) throw invalid(path, z.prettifyError(parsed.error));
  return parsed.data;
}

/** @param named - the field that names the file */
async function readNamed(named: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new MiraError(
      'config_invalid',
      `${named} names ${path}, which cannot be read: ${messageOf(error)}`,
    );
  }
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw invalid(path, `cannot be read: ${messageOf(error)}`);
  }
}

const invalid = (path: string, problem: string): MiraError =>
  new MiraError('config_invalid', `${path}: ${problem}`);
