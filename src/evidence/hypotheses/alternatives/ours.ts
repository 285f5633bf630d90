/** Whose a named system is: changed by the people who were asked, watched by them, or a stranger's. */
import type { Observations } from '../../../domain/observation.ts';
import { isStore } from '../../signals/topology.ts';
import type { Context } from '../context.ts';

const INTERNAL =
  /\.(?:internal|local|svc|cluster|lan|corp|intra|home|localdomain|test)(?:\.|$)|\.svc\b/i;
const PUBLIC =
  /\.(?:com|io|net|org|dev|cloud|co|eu|us|de|fr|uk|app|ai|tech|info|biz|gov|example|nl|es|it|pl|se|no|fi|at|ch|be|ca|au|br|in|jp|kr)$/i;

/** A name that the public resolves: not run by whoever runs the services. */
export const isPublicHost = (name: string): boolean => PUBLIC.test(name) && !INTERNAL.test(name);

const same = (name: string, other: string | null | undefined): boolean =>
  other !== null && other !== undefined && (other === name || other.endsWith(`/${name}`));

/** No commit, deployment, setting or file of a commit is known by its name. */
export function isUntouched(name: string, observations: Observations): boolean {
  const { commits, deployments, configChanges } = observations;
  return (
    !deployments.some((each) => same(name, each.service)) &&
    !configChanges.some((each) => same(name, each.service)) &&
    !commits.some(
      (each) =>
        same(name, each.service) ||
        same(name, each.repository) ||
        each.files.some(({ path }) => path.split('/').includes(name)),
    )
  );
}

/** Not the team's own code: a public host, a store, or one that is only called and never speaks. */
export function isStranger(name: string, { observations, topology }: Context): boolean {
  if (isPublicHost(name) || isStore(name)) return true;
  if (topology.callees(name).size > 0) return false;
  const logging = new Set(observations.logs.map((each) => each.service));
  return logging.size >= 2 && !logging.has(name) && isUntouched(name, observations);
}
