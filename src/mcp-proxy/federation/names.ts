/** Names of federated tools: `<server>__<tool>`, within what every host and model accepts. */
import { sha256 } from '../../domain/hash.ts';
import { fitsPattern } from '../../domain/name-pattern.ts';
import { FEDERATION_MARK } from '../../domain/tools/names.ts';

/** What hosts and models take, the strictest of them. */
export const FEDERATED_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

const LONGEST = 64;

/**
 * Characters that a model's API would refuse become `_`; names that are too long end in a hash of
 * the whole, so that two long names stay two.
 */
export function federatedName(prefix: string, tool: string): string {
  const plain = `${prefix}${FEDERATION_MARK}${tool.replace(/[^A-Za-z0-9_-]/g, '_')}`;
  if (plain.length <= LONGEST) return plain;
  return `${plain.slice(0, LONGEST - 9)}_${sha256(`${prefix}${FEDERATION_MARK}${tool}`).slice(0, 8)}`;
}

/** Whether the name is one of the patterns, in which `*` stands for any text. */
export const matchesAny = (patterns: readonly string[], name: string): boolean =>
  patterns.some((pattern) => fitsPattern(pattern, name));
