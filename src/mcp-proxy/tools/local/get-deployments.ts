/** get_deployments over local sources: what the files say went live. */
import { toMs as epochMs } from '../../../domain/time.ts';
import type { Deployment } from '../../../domain/observation.ts';
import type { Tool } from '../../tool.ts';
import { createGetDeployments } from '../azure-devops/get-deployments.ts';
import { mergeDeployments } from '../azure-devops/merge-deployments.ts';
import { createAzureDevOpsUpstream } from '../azure-devops/upstream.ts';
import type { TelemetrySource } from '../datadog/source.ts';
import { resolveWindow } from '../common/window.ts';
import type { ScopedWindow } from '../common/window.ts';

interface Scoped {
  readonly service: string | null;
  readonly env: string | null;
  readonly window: ScopedWindow;
  readonly limit: number;
}

export function createLocalDeployments(source: TelemetrySource): Tool {
  const upstream = createAzureDevOpsUpstream(
    { call: () => Promise.reject(new Error('not reached')), organizationUrl: () => '' },
    { project: 'local' },
  );
  return {
    ...createGetDeployments(upstream, source),
    async run(scoped, { clock }) {
      const { service, env, window: asked, limit } = scoped as Scoped;
      const { fromMs, toMs, window, notes } = resolveWindow(asked, clock.now(), Infinity);
      const known = await source.listDeployments({ query: '', fromMs: 0, toMs, limit: 10_000 });
      const own = known.filter(
        (one: Deployment) =>
          (service === null || one.service === null || one.service === service) &&
          (env === null || one.env === null || one.env === env),
      );
      const found = mergeDeployments([own]).filter(
        ({ finishedAt }) => epochMs(finishedAt) >= fromMs,
      );
      return {
        result: { deployments: found.slice(0, limit), window },
        window,
        truncated: found.length > limit,
        notes,
      };
    },
  };
}
