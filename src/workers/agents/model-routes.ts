/** From the words of `config/agents.json` (`default`, `light`, `gemini:…`) to the models that are configured. */
import type { ModelCatalog } from '../models/model-catalog.ts';

export interface RouteNames {
  /** The configured model; null when there is none and the playbook works alone. */
  readonly defaultRef: string | null;
  /** A cheaper one of the same provider. */
  readonly lightRef: string | null;
}

/** Gemini's cheap sibling; other providers have no such thing that could be known here. */
const LIGHT_GEMINI = 'gemini:gemini-3.5-flash-lite';

export function routeNames(defaultRef: string | null): RouteNames {
  const light = defaultRef?.startsWith('gemini:') ? LIGHT_GEMINI : defaultRef;
  return { defaultRef, lightRef: defaultRef === 'playbook' ? 'playbook' : light };
}

/** References in order of trial, without repeats; a name that stands for nothing is left out. */
export function resolveRoute(
  route: readonly string[],
  names: RouteNames,
  catalog: ModelCatalog,
): string[] {
  const refs = route.flatMap((word) => {
    if (word === 'default') return names.defaultRef ?? [];
    if (word === 'light') return [names.lightRef, names.defaultRef].filter((ref) => ref !== null);
    return catalog.resolve(word).ref;
  });
  return [...new Set([...refs, 'playbook'])];
}
