/** Which links may leave MIRA: those of the systems it reads. Others are made harmless before a write. */
import type { Evidence } from '../../domain/analysis.ts';
import type { Observations } from '../../domain/observation.ts';
import type { Alert } from '../../domain/alert.ts';

const VENDOR_HOSTS =
  /(?:^|\.)(?:datadoghq\.(?:com|eu)|ddog-gov\.com|dev\.azure\.com|visualstudio\.com)$/i;
const URL_PATTERN = /\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s<>"'`)\]}]+/gi;

export interface LinkPolicy {
  allows(url: string): boolean;
}

/**
 * Vendors' own hosts, MIRA's, and those of the addresses that the upstreams gave in their own
 * fields (an on-premises server has a host that nobody can list here). Addresses inside of logs,
 * messages and titles never count.
 */
export function createLinkPolicy(options: {
  readonly publicUrl: string | undefined;
  readonly alerts: readonly Alert[];
  readonly observations: Observations | null;
  readonly evidence: readonly Evidence[];
}): LinkPolicy {
  const fields = [
    options.publicUrl,
    ...options.alerts.map(({ link }) => link),
    ...(options.observations?.commits ?? []).flatMap((commit) => [
      commit.url,
      commit.pullRequest?.url,
    ]),
    ...(options.observations?.deployments ?? []).map(({ url }) => url),
    ...options.evidence.map(({ link }) => link ?? undefined),
  ];
  const hosts = new Set(
    fields.flatMap((url) => (url !== undefined && URL.canParse(url) ? [new URL(url).host] : [])),
  );
  return {
    allows(text) {
      if (!URL.canParse(text)) return false;
      const url = new URL(text);
      if (url.protocol !== 'https:' && url.protocol !== 'http:') return false;
      if (url.username !== '' || url.password !== '') return false;
      return hosts.has(url.host) || (url.protocol === 'https:' && VENDOR_HOSTS.test(url.hostname));
    },
  };
}

/** Links of a text that the policy does not allow. */
export const forbiddenLinks = (text: string, policy: LinkPolicy): string[] =>
  [...text.matchAll(URL_PATTERN)].map(([url]) => url).filter((url) => !policy.allows(url));

/** `https://evil.example/x` → `hxxps[:]//evil.example/x`: readable for a person, dead for a click. */
export const defang = (text: string, policy: LinkPolicy): string =>
  text.replaceAll(URL_PATTERN, (url) =>
    policy.allows(url) ? url : url.replace(/^http/i, 'hxxp').replace('://', '[:]//'),
  );
