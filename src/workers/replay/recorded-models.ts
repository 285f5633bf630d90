/** The models of a replay: each says again what it said, turn by turn, to whatever it is asked. */
import { ERROR_CODES, type ErrorCode, MiraError } from '../../domain/errors.ts';
import type { RecordingLine } from '../../domain/recording.ts';
import type { AgentConfig, AgentDefinition, AgentName } from '../agents/definitions.ts';
import type { LanguageModel } from '../models/language-model.ts';

type Said = Extract<RecordingLine, { type: 'turn' | 'refusal' }>;

const isSaid = (line: RecordingLine): line is Said =>
  line.type === 'turn' || line.type === 'refusal';

/** By reference; the playbook is not among them: it is code, and code is what a replay tries. */
export function createRecordedModels(
  lines: readonly RecordingLine[],
): ReadonlyMap<string, LanguageModel> {
  const said = lines.filter(isSaid).filter(({ model }) => model !== 'playbook');
  const refs = [...new Set(said.map(({ model }) => model))];
  return new Map(refs.map((ref) => [ref, recordedModel(ref, said)]));
}

function recordedModel(ref: string, said: readonly Said[]): LanguageModel {
  const left = said.filter(({ model }) => model === ref);
  return {
    id: ref,
    async generate({ agent, signal }) {
      signal.throwIfAborted();
      const index = left.findIndex((line) => line.agent === agent);
      const [line] = index === -1 ? [] : left.splice(index, 1);
      if (line === undefined)
        throw new MiraError('invalid_output', `the recording holds no further turn of ${agent}`);
      if (line.type === 'refusal') throw failureOf(line);
      return {
        message: {
          role: 'assistant',
          text: line.text,
          toolCalls: line.toolCalls,
          native: null,
        },
        usage: line.usage,
        stop: line.stop,
        waitedMs: 0,
        attempts: line.attempts ?? 1,
      };
    },
  };
}

/** The same failure at the same price: what was used counts against the ceilings again. */
function failureOf({ code = '', message, usage, attempts }: Extract<Said, { type: 'refusal' }>) {
  return new MiraError(isErrorCode(code) ? code : 'invalid_output', message, {
    context: { ...usage, attempts: attempts ?? 1 },
  });
}

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(ERROR_CODES, code);

/** Each agent asks the models that it asked then, in that order, whatever the routes say today. */
export function recordedRoutes(config: AgentConfig, lines: readonly RecordingLine[]): AgentConfig {
  const routeOf = (name: string): string[] => [
    ...new Set(
      lines
        .filter(isSaid)
        .filter(({ agent }) => agent === name)
        .map(({ model }) => model),
    ),
  ];
  const routed = (name: AgentName): AgentDefinition => {
    const route = routeOf(name);
    return { ...config.agents[name], route: route.length > 0 ? route : ['playbook'] };
  };
  const agents = {
    triage: routed('triage'),
    investigator: routed('investigator'),
    decision: routed('decision'),
    guardian: routed('guardian'),
  };
  return { ...config, agents };
}
