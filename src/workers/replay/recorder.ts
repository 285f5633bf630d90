/**
 * Records an investigation while it runs, around what it asks: the proxy, the models, the lookups.
 * The stages know nothing of it. A recording that can't be kept costs the recording, not the run.
 */
import { RECORDING_MAX_BYTES } from '../../config/tunables.ts';
import { isMiraError, messageOf } from '../../domain/errors.ts';
import { sha256 } from '../../domain/hash.ts';
import type { RecordingLine } from '../../domain/recording.ts';
import type { Service } from '../../domain/service.ts';
import { toIso } from '../../domain/time.ts';
import type { ClaimedInvestigation } from '../../store/contracts.ts';
import type { AgentConfig } from '../agents/definitions.ts';
import type { ProxyClient } from '../mcp-client/proxy-client.ts';
import { failedUse } from '../models/failed-usage.ts';
import type { LanguageModel } from '../models/language-model.ts';
import type { WorkerDeps } from '../stages/run.ts';

export interface Recorder {
  /** The same dependencies, listened to. */
  readonly deps: WorkerDeps;
  /** Resolves when all that was recorded is stored. */
  flush(): Promise<void>;
}

type Note = (line: RecordingLine) => void;

/** @param maxBytes - gzipped; what comes after is left out, and the recording says so */
export function startRecording(
  deps: WorkerDeps,
  { investigation, incident, alerts, claim }: ClaimedInvestigation,
  service: Service | null,
  maxBytes = RECORDING_MAX_BYTES,
): Recorder {
  let queue: Promise<void> = Promise.resolve();
  let bytes = 0;
  let closed = false;
  const store = async (line: RecordingLine): Promise<void> => {
    if (closed) return;
    try {
      bytes += await deps.store.recordings.append(investigation.id, line);
      if (bytes <= maxBytes) return;
      closed = true;
      const why = `a recording may have ${maxBytes} bytes`;
      await deps.store.recordings.append(investigation.id, { type: 'cut', claim, why });
    } catch (error) {
      closed = true;
      deps.logger.warn(
        { err: messageOf(error), investigation_id: investigation.id },
        'the recording of an investigation ends early',
      );
    }
  };
  const note: Note = (line) => {
    queue = queue.then(() => store(line));
  };

  note({
    type: 'start',
    claim,
    at: toIso(deps.clock.now()),
    investigation,
    incident,
    alerts: [...alerts],
    service,
    instructions: instructionHashes(deps.agents),
  });
  const heard = (model: LanguageModel): LanguageModel => recordModel(model, claim, note);
  return {
    deps: {
      ...deps,
      proxy: recordProxy(deps.proxy, claim, note),
      models: new Map([...deps.models].map(([ref, model]) => [ref, heard(model)])),
      playbook: heard(deps.playbook),
      runbooks: {
        load: async () => {
          const answer = await deps.runbooks.load();
          note({ type: 'lookup', claim, what: 'runbooks', answer });
          return answer;
        },
      },
      store: {
        ...deps.store,
        memory: {
          ...deps.store.memory,
          recall: async (query) => {
            const answer = await deps.store.memory.recall(query);
            note({ type: 'lookup', claim, what: 'memory', answer });
            return answer;
          },
        },
      },
    },
    flush: () => queue,
  };
}

/** What tells one version of an agent's instructions from another. */
export const instructionHashes = ({ agents }: AgentConfig): Record<string, string> =>
  Object.fromEntries(
    Object.values(agents).map(({ name, system, task }) => [
      name,
      sha256(`${system}\n---\n${task}`).slice(0, 16),
    ]),
  );

function recordProxy(proxy: ProxyClient, claim: number, note: Note): ProxyClient {
  let told = false;
  return {
    listTools: async (token, signal) => {
      const tools = await proxy.listTools(token, signal);
      if (!told) note({ type: 'tools', claim, tools });
      told = true;
      return tools;
    },
    callTool: async (call, token) => {
      const result = await proxy.callTool(call, token);
      note({ type: 'call', claim, name: call.name, args: call.args, result });
      return result;
    },
    close: () => proxy.close(),
  };
}

function recordModel(model: LanguageModel, claim: number, note: Note): LanguageModel {
  return {
    ...model,
    async generate(request) {
      const of = { claim, agent: request.agent, model: model.id };
      try {
        const reply = await model.generate(request);
        const { text, toolCalls } = reply.message;
        note({
          type: 'turn',
          ...of,
          text,
          toolCalls: toolCalls.map(({ id, name, args }) => ({ id, name, args })),
          usage: reply.usage,
          attempts: reply.attempts,
          stop: reply.stop,
        });
        return reply;
      } catch (error) {
        if (!request.signal.aborted) {
          const { usage, attempts } = failedUse(error);
          const code = isMiraError(error) ? error.code : undefined;
          note({ type: 'refusal', ...of, message: messageOf(error), usage, attempts, code });
        }
        throw error;
      }
    },
  };
}
