/** Datadog's service map, for one service. */
import { z } from 'zod';
import { MiraError } from '../../../domain/errors.ts';
import type { Datadog } from './client.ts';

const Dependencies = z
  .object({ calls: z.array(z.string()), called_by: z.array(z.string()) })
  .partial()
  // with neither it would read like a service that stands alone
  .refine(({ calls, called_by: calledBy }) => calls !== undefined || calledBy !== undefined);

/** @returns null where the API is not offered or does not know the service */
export async function serviceDependencies(
  datadog: Datadog,
  service: string,
  env: string,
): Promise<{ readonly calls: string[]; readonly calledBy: string[] } | null> {
  const body = await datadog.getJson(
    `/api/v1/service_dependencies/${encodeURIComponent(service)}`,
    { env },
    'the service map',
  );
  if (body === null) return null;
  const parsed = Dependencies.safeParse(body);
  if (!parsed.success) {
    throw new MiraError('contract_broken', 'Datadog’s service map has not the documented shape');
  }
  return { calls: parsed.data.calls ?? [], calledBy: parsed.data.called_by ?? [] };
}
