/** Ids of tool calls: servers leave them out, send them empty, or give two calls of a turn the same. */
import { randomUUID } from 'node:crypto';

/**
 * Gives each call of one turn an id of its own: the provider's where it is usable, else ours. Every
 * result names its call by it, so two equal ones would get one answer between them.
 */
export function createCallIds(): (given: string | null | undefined) => string {
  const taken = new Set<string>();
  return (given) => {
    const id = given && !taken.has(given) ? given : `call-${randomUUID()}`;
    taken.add(id);
    return id;
  };
}
