/**
 * azure-devops-node-api, tamed: one API object for each area and organisation (each object
 * negotiates its locations anew), on our transport (see transport.ts).
 */
import azdev from 'azure-devops-node-api';
import type { IBuildApi } from 'azure-devops-node-api/BuildApi.js';
import type { IGitApi } from 'azure-devops-node-api/GitApi.js';
import type { ILocationsApi } from 'azure-devops-node-api/LocationsApi.js';
import type { IReleaseApi } from 'azure-devops-node-api/ReleaseApi.js';
import type { ITaskAgentApi } from 'azure-devops-node-api/TaskAgentApi.js';
import type { IWorkItemTrackingApi } from 'azure-devops-node-api/WorkItemTrackingApi.js';
import { isMiraError, MiraError, messageOf } from '../../../domain/errors.ts';
import { createUpstreamFetch } from '../../upstream-http.ts';
import type { UpstreamGate } from '../../upstream-http.ts';
import { installTransport } from './transport.ts';
import type { HasTransport } from './transport.ts';

export interface AzureDevOpsConfig {
  /** Name (`acme`) or URL (`https://dev.azure.com/acme`) of the organisation used by default. */
  readonly organization: string;
  /** Personal access token, or an Entra token. */
  readonly token: string;
}

export interface AzureDevOpsDeps {
  readonly config: AzureDevOpsConfig;
  readonly gate: UpstreamGate;
  /** @defaultValue the global one */
  readonly fetch?: typeof globalThis.fetch;
}

interface Apis {
  readonly git: IGitApi;
  readonly build: IBuildApi;
  readonly release: IReleaseApi;
  readonly taskAgent: ITaskAgentApi;
  readonly workItems: IWorkItemTrackingApi;
}

/** Organisation, project and repository that a call is about; from the scope, never from the caller. */
export interface RepositoryRef {
  /** Null is the configured one. */
  readonly organization: string | null;
  readonly project: string;
  readonly repository: string;
}

export interface AzureDevOps {
  /**
   * Runs calls on one API object.
   * @param what - for messages, for example `the commits of payment-svc`
   * @throws MiraError: `auth`, `not_found`, `bad_argument`, `conflict`, `contract_broken`, or what
   * the gate throws
   */
  call<Name extends keyof Apis, Result>(
    name: Name,
    organization: string | null,
    what: string,
    fn: (api: Apis[Name]) => Promise<Result>,
  ): Promise<Result>;
  /** Where people look at an organisation, without a slash at the end. */
  organizationUrl(organization: string | null): string;
}

/** The library's own factory, whose location lookups use our transport too. */
class MiraWebApi extends azdev.WebApi {
  private readonly upstreamFetch: typeof globalThis.fetch;

  constructor(url: string, token: string, upstreamFetch: typeof globalThis.fetch) {
    super(
      url,
      azdev.getHandlerFromToken(token),
      { allowRetries: false },
      {
        productName: 'mira',
        productVersion: '0.1.0',
      },
    );
    this.upstreamFetch = upstreamFetch;
  }

  override async getLocationsApi(): Promise<ILocationsApi> {
    return installTransport(await super.getLocationsApi(), this.upstreamFetch);
  }
}

export function createAzureDevOps({ config, gate, fetch }: AzureDevOpsDeps): AzureDevOps {
  const upstreamFetch = createUpstreamFetch({
    gate,
    // one identity: its work units count over all hosts and organisations together
    bucketOf: () => ({ upstream: 'azure_devops', bucket: 'azure_devops' }),
    isIdempotent: (url, method) => method !== 'PATCH' && (method !== 'POST' || isQuery(url)),
    ...(fetch ? { fetch } : {}),
  });
  const organizations = new Map<string, MiraWebApi>();
  const apis = new Map<string, Promise<unknown>>();

  function organizationUrl(organization: string | null): string {
    return resolveOrganization(config.organization, organization);
  }

  function api<Name extends keyof Apis>(
    name: Name,
    organization: string | null,
  ): Promise<Apis[Name]> {
    const url = organizationUrl(organization);
    const key = `${name} ${url}`;
    const known = apis.get(key);
    if (known) return known as Promise<Apis[Name]>;
    const web = organizations.get(url) ?? new MiraWebApi(url, config.token, upstreamFetch);
    organizations.set(url, web);
    const made = create(web, name).then((ready) => {
      installTransport(ready as unknown as HasTransport, upstreamFetch);
      return ready;
    });
    apis.set(key, made);
    // a failed negotiation must not be remembered, neither here nor in the factory
    made.catch(() => {
      apis.delete(key);
      organizations.delete(url);
    });
    return made;
  }

  return {
    organizationUrl,
    async call(name, organization, what, fn) {
      try {
        const ready = await api(name, organization);
        return await fn(ready);
      } catch (error) {
        if (isMiraError(error) || isAbort(error)) throw error;
        if (error instanceof Error && /api location|resource area/i.test(error.message)) {
          throw new MiraError(
            'contract_broken',
            `Azure DevOps at ${organizationUrl(organization)} does not offer what ${what} needs`,
            { cause: error, context: { upstream: 'azure_devops' } },
          );
        }
        throw new MiraError('contract_broken', `${what}: ${messageOf(error).slice(0, 300)}`, {
          cause: error,
          context: { upstream: 'azure_devops' },
        });
      }
    },
  };
}

/** The caller left, or its time is over: that says nothing about Azure DevOps. */
export const isAbort = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');

/** POSTs that only ask. */
const isQuery = (url: URL): boolean =>
  /\/(?:wiql|pullrequestquery|workitemsbatch|filediffs)$/i.test(url.pathname);

async function create<Name extends keyof Apis>(web: MiraWebApi, name: Name): Promise<Apis[Name]> {
  const factories: { readonly [Key in keyof Apis]: () => Promise<Apis[Key]> } = {
    git: () => web.getGitApi(),
    build: () => web.getBuildApi(),
    release: () => web.getReleaseApi(),
    taskAgent: () => web.getTaskAgentApi(),
    workItems: () => web.getWorkItemTrackingApi(),
  };
  return factories[name]();
}

/**
 * @param configured - name or URL
 * @param asked - another organisation's name, of a registry entry; null for the configured one
 */
export function resolveOrganization(configured: string, asked: string | null): string {
  const url = URL.canParse(configured)
    ? configured.replace(/\/+$/, '')
    : `https://dev.azure.com/${encodeURIComponent(configured)}`;
  if (asked === null || asked === '') return url;
  if (URL.canParse(asked)) return asked.replace(/\/+$/, '');
  const { origin, pathname } = new URL(url);
  // https://acme.visualstudio.com has the organisation in its host name
  if (pathname === '/' && origin.endsWith('.visualstudio.com')) {
    return `https://dev.azure.com/${encodeURIComponent(asked)}`;
  }
  const collection = pathname.split('/').slice(0, -1).join('/');
  return `${origin}${collection}/${encodeURIComponent(asked)}`;
}

/** A value that the library gives as null for "not found". @throws MiraError `not_found` */
export function required<T>(value: T | null | undefined, what: string): T {
  if (value !== null && value !== undefined) return value;
  throw new MiraError('not_found', `Azure DevOps has no ${what}, or the token may not see it`, {
    context: { upstream: 'azure_devops' },
  });
}
