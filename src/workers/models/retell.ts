/** Retells the turns of another model in words, for a model that takes over in mid-conversation. */
import type { AssistantMessage, Message, ToolResult } from './language-model.ts';

/**
 * Leaves the turns of `modelId` alone. The others' tool calls and their results become plain user
 * text: a provider rejects calls without its own signatures and ids, and dropping them would lose
 * what was already learned.
 */
export function retellForeignTurns(
  messages: readonly Message[],
  modelId: string,
): readonly Message[] {
  const told: Message[] = [];
  let foreign = false;
  for (const message of messages) {
    if (message.role === 'assistant') {
      foreign = message.toolCalls.length > 0 && message.native?.model !== modelId;
      told.push(foreign ? { role: 'user', text: retellCalls(message) } : message);
    } else if (message.role === 'tool' && foreign) {
      told.push({ role: 'user', text: message.results.map(retellResult).join('\n\n') });
    } else {
      told.push(message);
    }
  }
  return joinUserTurns(told);
}

const retellCalls = (message: AssistantMessage): string =>
  [
    'An earlier turn of this investigation, made by another model:',
    ...(message.text ? [message.text] : []),
    ...message.toolCalls.map((call) => `It called ${call.name} with ${JSON.stringify(call.args)}.`),
  ].join('\n');

const retellResult = (result: ToolResult): string =>
  `${result.isError ? 'Error of' : 'Result of'} ${result.name}:\n${result.text}`;

function joinUserTurns(messages: readonly Message[]): readonly Message[] {
  const joined: Message[] = [];
  for (const message of messages) {
    const last = joined.at(-1);
    if (message.role === 'user' && last?.role === 'user') {
      joined[joined.length - 1] = { role: 'user', text: `${last.text}\n\n${message.text}` };
    } else {
      joined.push(message);
    }
  }
  return joined;
}
