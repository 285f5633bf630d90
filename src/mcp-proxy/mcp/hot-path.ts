/**
 * Calls whose answer this process remembers, answered without the protocol library: its checks of a
 * message cost as much as everything else on the way. Whatever is not a plain `tools/call` with such
 * an answer takes the long way, which gives the same result.
 */
import type { JSONRPCRequest } from '@modelcontextprotocol/sdk/types.js';
import type { ToolCaller } from '../call-tool.ts';
import type { Caller } from '../scope/authenticate.ts';
import { resultJson } from './server.ts';

/** The response as JSON, or undefined. */
export type HotPath = (message: JSONRPCRequest, caller: Caller) => string | undefined;

export function createHotPath(tools: ToolCaller): HotPath {
  return ({ id, method, params }, caller) => {
    if (method !== 'tools/call' || !params) return undefined;
    const { name, arguments: args = {}, task, _meta } = params;
    const plain = typeof name === 'string' && typeof args === 'object' && args !== null;
    if (!plain || task !== undefined || _meta?.progressToken !== undefined) return undefined;
    const outcome = tools.fromMemory({ caller, name, args, signal: neverAborted });
    return (
      outcome && `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${resultJson(outcome)}}`
    );
  };
}

const neverAborted = (): AbortSignal => new AbortController().signal;
