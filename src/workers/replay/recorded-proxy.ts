/** The proxy of a replay: answers from the recording, by tool and arguments; asks nobody. */
import type { CallToolResult, Tool } from '@modelcontextprotocol/sdk/types.js';
import { canonicalJson } from '../../domain/hash.ts';
import type { RecordingLine } from '../../domain/recording.ts';
import type { ProxyClient } from '../mcp-client/proxy-client.ts';

export interface RecordedProxy {
  readonly proxy: ProxyClient;
  /** Calls that the original never made, in order. */
  readonly unknown: readonly { readonly name: string; readonly args: Record<string, unknown> }[];
}

const keyOf = (name: string, args: Record<string, unknown>): string =>
  `${name} ${canonicalJson(args)}`;

export function createRecordedProxy(lines: readonly RecordingLine[]): RecordedProxy {
  const answers = new Map<string, CallToolResult[]>();
  let tools: Tool[] = [];
  for (const line of lines) {
    if (line.type === 'tools') tools = line.tools as Tool[];
    if (line.type !== 'call') continue;
    const key = keyOf(line.name, line.args);
    answers.set(key, [...(answers.get(key) ?? []), line.result as CallToolResult]);
  }
  const unknown: { name: string; args: Record<string, unknown> }[] = [];
  return {
    unknown,
    proxy: {
      listTools: async () => tools,
      callTool: async ({ name, args }) => {
        const known = answers.get(keyOf(name, args));
        // A question that was asked twice got two answers; the last one stays.
        const answer = known !== undefined && known.length > 1 ? known.shift() : known?.[0];
        if (answer !== undefined) return answer;
        unknown.push({ name, args });
        return notRecorded(name);
      },
      close: async () => {},
    },
  };
}

function notRecorded(name: string): CallToolResult {
  const message = `not recorded: the original investigation did not ask ${name} this`;
  const hint = 'finish with what is recorded';
  return {
    isError: true,
    content: [{ type: 'text', text: message }],
    structuredContent: { error: { code: 'no_match', message, hint } },
  };
}
