/** What a caller may do with a tool: see it, call it, send it this very payload. */
import { MiraError } from '../../domain/errors.ts';
import { payloadHash } from '../../domain/hash.ts';
import { ANY_FEDERATED, type Scope, type Toolset } from '../../domain/scope.ts';
import type { Tool } from '../tool.ts';
import type { Caller } from './authenticate.ts';

export const isFederated = ({ toolset }: Pick<Tool, 'toolset'>): boolean =>
  toolset.startsWith('mcp:');

/** Whether a scope has the toolset, by name or with all federated ones. */
export const holds = ({ toolsets }: Pick<Scope, 'toolsets'>, toolset: Toolset): boolean =>
  toolsets.includes(toolset) || (isFederated({ toolset }) && toolsets.includes(ANY_FEDERATED));

/** Tools that a caller can't see are not listed to it, and calling one answers as if it did not exist. */
export function canSee({ scope, kind }: Caller, tool: Tool): boolean {
  if (!holds(scope, tool.toolset)) return false;
  if (scope.write) return tool.name === scope.write.tool;
  if (tool.access === 'read') return scope.access === 'read' || kind === 'static';
  // a signed token without a payload can't write, whatever its access says
  return scope.access === 'write' && kind === 'static';
}

/**
 * Refuses every payload but the one that a write token was minted for.
 * @param args - as they arrived, before defaults: the hash is over what the caller sends
 * @throws MiraError `denied`
 */
export function assertPayload({ scope }: Caller, tool: Tool, args: unknown): void {
  if (!scope.write) return;
  if (payloadHash(tool.name, args) !== scope.write.payloadHash) {
    throw new MiraError(
      'denied',
      `this token may send one payload to ${tool.name}, and this is another one: have the changed action approved`,
      { context: { tool: tool.name } },
    );
  }
}
