/** Which links may leave MIRA: those of the systems it reads. Others are made harmless before a write. */
import type { Evidence } from '../../domain/analysis.ts';
import type { Observations } from '../../domain/observation.ts';

/** Datadog's addresses lead to the reader's own organisation, whoever wrote them. */
const VENDOR_HOSTS = /(?:^|\.)(?:datadoghq\.(?:com|eu)|ddog-gov\.com)$/i;
/** Hosts on which anybody can have an organisation: there the first part of the path counts too. */
const SHARED_HOSTS = /^(?:dev\.azure\.com|github\.com|gitlab\.com|bitbucket\.org)$/i;
/**
 * What a reader's client may turn into a link: anything with `://` (also in the middle of a word, or
 * with the slashes the wrong way round), `http:/`, and `www.`. Wider than the standards on purpose.
 */
const URL_PATTERN =
  /(?:[a-z0-9+.-]{0,30}:\/\/|https?:[/\\]|(?<![\w@-])www\.(?=[\w-]))[^\s<>"'`)\]}]*/gi;

/**
 * Domains without a scheme, which some clients link as well. Namespaces and folders look like them
 * (`Acme.Payments.App/Program.cs`), so an ending that those use counts only before a path, and not
 * where the repository has a folder or file of that name.
 */
const BARE_DOMAIN =
  /(?<![\w@\u2060./\\:=-])((?:[a-z0-9-]{1,63}\.){1,8})(?:(?:com|ru|cn|xyz|su|tk|icu|biz)(?![\w.-]*\w)|(?:com|net|org|info|biz|xyz|top|site|online|click|link|shop|live|icu|ru|cn|su|tk|ml|ga|cf|gq|pw|cc|ws|to|io|co|me|ai|app|dev|cloud|page|sh|gg|ly|gd|example)(?=(?::\d{1,5})?[/?#][\w%~.?=&/#-]))/gi;

export interface LinkPolicy {
  allows(url: string): boolean;
  /** True for a word that looks like a domain and is a service or a place in the repository. */
  isName(word: string): boolean;
}

/**
 * Datadog's own hosts, MIRA's, and those of the addresses that the upstreams gave in their own
 * fields (an on-premises server has a host that nobody can list here). Addresses inside of logs,
 * messages, titles and alerts never count: their words are anybody's.
 */
export function createLinkPolicy(options: {
  readonly publicUrl: string | undefined;
  readonly observations: Observations | null;
  readonly evidence: readonly Evidence[];
}): LinkPolicy {
  const fields = [
    options.publicUrl,
    ...(options.observations?.commits ?? []).flatMap((commit) => [
      commit.url,
      commit.pullRequest?.url,
    ]),
    ...(options.observations?.deployments ?? []).map(({ url }) => url),
    // An alert's link may have been found in its words.
    ...options.evidence.map(({ kind, link }) =>
      kind === 'alert' ? undefined : (link ?? undefined),
    ),
  ];
  const places = new Set(
    fields.flatMap((url) =>
      url !== undefined && URL.canParse(url) ? [placeOf(new URL(url))] : [],
    ),
  );
  const names = new Set(namesOf(options.observations).map((name) => name.toLowerCase()));
  return {
    isName: (word) => names.has(word.toLowerCase()),
    allows(text) {
      // As Markdown escapes it: `a\_b` is `a_b`.
      const plain = text.replaceAll('\\', '');
      if (!URL.canParse(plain)) return false;
      const url = new URL(plain);
      if (url.protocol !== 'https:' && url.protocol !== 'http:') return false;
      if (url.username !== '' || url.password !== '') return false;
      return (
        places.has(placeOf(url)) || (url.protocol === 'https:' && VENDOR_HOSTS.test(url.hostname))
      );
    },
  };
}

/** Folders, files and services with a point in their names. */
function namesOf(observations: Observations | null): string[] {
  if (observations === null) return [];
  const paths = [
    ...(observations.repositoryFiles ?? []),
    ...observations.commits.flatMap(({ files }) => files.map(({ path }) => path)),
  ];
  const parts = new Set(paths.flatMap((path) => path.split('/')));
  return [observations.service ?? '', ...parts].filter((name) => name.includes('.'));
}

/** Whose address it is: the host, and on shared ones the organisation. */
const placeOf = (url: URL): string =>
  SHARED_HOSTS.test(url.hostname)
    ? `${url.host}/${url.pathname.split('/')[1]?.toLowerCase() ?? ''}`
    : url.host;

/** Every text of a payload, however deep it stands. */
export function textsOf(payload: unknown): string[] {
  if (typeof payload === 'string') return [payload];
  if (typeof payload !== 'object' || payload === null) return [];
  return Object.values(payload).flatMap(textsOf);
}

/** Links of a text that the policy does not allow. */
export const forbiddenLinks = (text: string, policy: LinkPolicy): string[] =>
  [...text.matchAll(URL_PATTERN)].map(([url]) => url).filter((url) => !policy.allows(url));

/** `https://evil.example/x` → `hxxps[:]//evil.example/x`: readable for a person, dead for a click. */
export const defang = (text: string, policy: LinkPolicy): string =>
  text
    .replaceAll(URL_PATTERN, (url) =>
      policy.allows(url)
        ? url
        : url
            .replace(/http(?=s?:)/i, 'hxxp')
            .replace(/^www\./i, 'www[.]')
            .replace(/:(?=[/\\])/, '[:]'),
    )
    // Allowed addresses are not met again: what follows a slash is no bare domain.
    .replaceAll(BARE_DOMAIN, (domain, labels: string) =>
      policy.isName(domain) || policy.allows(`https://${domain}/`)
        ? domain
        : `${labels.slice(0, -1)}[.]${domain.slice(labels.length)}`,
    );
