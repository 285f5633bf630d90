/** From the words of `config/agents.json` (`default`, `light`, `gemini:…`) to the models that are configured. */
import type { ModelCatalog } from '../models/model-catalog.ts';

export interface RouteNames {
  /** The configured model; null when there is none and the playbook works alone. */
  readonly defaultRef: string | null;
  /** The cheap one of the same provider. */
  readonly lightRef: string | null;
}

export const routeNames = (
  defaultRef: string | null,
  catalog: Pick<ModelCatalog, 'lightOf'>,
): RouteNames => ({
  defaultRef,
  lightRef: defaultRef === null ? null : catalog.lightOf(defaultRef),
});

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
