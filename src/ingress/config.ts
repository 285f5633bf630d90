/** The ingress's settings, and what must not be missing. */
import { configInvalid, load, type Environment } from '../config/load.ts';
import { ingress } from '../config/fields.ts';
import type { ConfigOf } from '../config/field.ts';

export type IngressConfig = ConfigOf<typeof ingress>;

/** @throws MiraError `config_invalid`, also when no webhook secret is set without `MIRA_INSECURE=1` */
export function loadIngressConfig(env?: Environment): IngressConfig {
  const config = load(ingress, env);
  if (config.webhookSecrets.length === 0 && !config.insecure) {
    throw configInvalid([
      'MIRA_WEBHOOK_SECRET: is not set, so that anybody could start investigations. Make one with: openssl rand -hex 32. For a trial on a closed machine set MIRA_INSECURE=1',
    ]);
  }
  return config;
}
