/** Which of the proxy's tools an agent sees: names of MIRA's own, patterns over everybody's. */
import { fitsPattern } from '../../domain/name-pattern.ts';
import { FEDERATION_MARK, READING_TOOLS, WRITING_TOOLS } from '../../domain/tools/names.ts';

/** `github/*` is what people write for all tools of a server, whose names begin with `github__`. */
const proxyForm = (pattern: string): string => pattern.replace('/', FEDERATION_MARK);

export const seesTool = (patterns: readonly string[], name: string): boolean =>
  patterns.some((pattern) => fitsPattern(proxyForm(pattern), name));

/**
 * Why no tool can ever fit a pattern; null where one may. Which federated tools there are depends on
 * the servers and on the service, so their names are not judged.
 */
export function toolProblem(pattern: string): string | null {
  if (pattern.trim() !== pattern || pattern === '') return 'is no name of a tool';
  if (proxyForm(pattern).includes(FEDERATION_MARK)) return null;
  if (READING_TOOLS.some((name) => fitsPattern(pattern, name))) return null;
  if (WRITING_TOOLS.some((name) => fitsPattern(pattern, name)))
    return 'writes: agents only read, and writes go through the decision and the guardian';
  return `is no tool: ${unknownTool(pattern, READING_TOOLS)} Tools of other servers are <server>/<tool>, or <server>/* for all of one.`;
}

/** Names what there is, the most alike first: a model that guessed a name guesses right next time. */
export function unknownTool(name: string, known: readonly string[]): string {
  const words = new Set(name.toLowerCase().split(/[^a-z]+/));
  const likeness = (tool: string): number =>
    tool.split('_').filter((word) => words.has(word)).length;
  const ranked = known.toSorted((a, b) => likeness(b) - likeness(a));
  const best = ranked[0];
  const hint = best !== undefined && likeness(best) > 0 ? ` Did you mean ${best}?` : '';
  return `there is no tool named ${JSON.stringify(name)}.${hint} The tools are: ${known.join(', ')}.`;
}
