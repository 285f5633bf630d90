// `docs/tools.md`: the tools of the proxy, from its catalogue.
import { catalogOf, type CatalogEntry } from '../../src/mcp-proxy/catalog.ts';
import { createTools } from '../../src/mcp-proxy/tools/catalogue.ts';
import type { UpstreamGate } from '../../src/mcp-proxy/upstream-http.ts';
import { createAzureDevOps } from '../../src/mcp-proxy/upstreams/azure-devops/client.ts';
import { createDatadog } from '../../src/mcp-proxy/upstreams/datadog/client.ts';
import { createSlack } from '../../src/mcp-proxy/upstreams/slack/client.ts';
import { TOOLSETS, type Toolset } from '../../src/domain/scope.ts';
import type { GeneratedFile } from '../gen.ts';

/** Nothing is called: only the tools' own words are read. */
const never = (): never => {
  throw new Error('no upstream is called while documentation is written');
};
const gate: UpstreamGate = { run: never, runIdempotent: never };

const TITLES: Readonly<Partial<Record<Toolset, string>>> = {
  datadog: 'Datadog',
  azure_devops: 'Azure DevOps',
  slack: 'Slack',
};

export const generate = (): GeneratedFile[] => {
  const { entries } = catalogOf(
    createTools({
      datadog: createDatadog({ gate, config: { apiKey: '', appKey: '', site: 'datadoghq.com' } }),
      azureDevOps: createAzureDevOps({ gate, config: { organization: 'acme', token: '' } }),
      slack: createSlack({ gate, config: { botToken: '' } }),
      azureDevOpsDefaults: { project: null },
    }),
  );
  const sections = TOOLSETS.map((toolset) =>
    section(
      toolset,
      entries.filter(({ tool }) => tool.toolset === toolset),
    ),
  );
  return [{ path: 'docs/tools.md', content: `${INTRODUCTION}\n${sections.join('\n')}` }];
};

const INTRODUCTION = `# The tools of the proxy

Written from the catalogue by \`npm run gen\`; see [mcp-proxy.md](mcp-proxy.md) for how they are called and [federation.md](federation.md) for other servers' tools. Arguments in bold are required. Service, environment and repository come from the token: leave them out, unless the token is for more than one.
`;

function section(toolset: Toolset, entries: readonly CatalogEntry[]): string {
  const rows = entries.map(({ tool, listing }) => {
    const aliases =
      tool.aliases.length > 0
        ? ` (also ${tool.aliases.map((name) => `\`${name}\``).join(', ')})`
        : '';
    return [
      `### \`${tool.name}\`${aliases}`,
      '',
      tool.description,
      '',
      `- ${tool.access === 'read' ? 'Reads' : 'Writes'}. ${cacheWords(tool.cache)} Rate limit: ${tool.buckets.map((name) => `\`${name}\``).join(', ')}.`,
      ...argumentLines(listing.inputSchema),
      '',
    ].join('\n');
  });
  return `\n## ${TITLES[toolset] ?? toolset} (toolset \`${toolset}\`)\n\n${rows.join('\n')}`;
}

function cacheWords(cache: CatalogEntry['tool']['cache']): string {
  if (cache === 'none') return 'Never cached.';
  const pinned =
    cache.immutableTtlMs === undefined
      ? ''
      : `; ${duration(cache.immutableTtlMs)} for what cannot change`;
  return `Cached for ${duration(cache.ttlMs)}${pinned}.`;
}

const duration = (ms: number): string =>
  ms >= 3_600_000 ? `${ms / 3_600_000} h` : ms >= 60_000 ? `${ms / 60_000} min` : `${ms / 1_000} s`;

interface Property {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly items?: Property;
  readonly default?: unknown;
  readonly description?: string;
  readonly anyOf?: readonly Property[];
}

function argumentLines(schema: Readonly<Record<string, unknown>>): string[] {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Property>>;
  const required = new Set((schema['required'] ?? []) as readonly string[]);
  return Object.entries(properties).map(([name, property]) => {
    const shown = required.has(name) ? `**\`${name}\`**` : `\`${name}\``;
    const details = [
      typeOf(property),
      ...(property.default === undefined
        ? []
        : [`default \`${JSON.stringify(property.default)}\``]),
    ].filter(Boolean);
    const about = property.description ? `: ${property.description}` : '';
    return `- ${shown} (${details.join(', ')})${about}`;
  });
}

function typeOf({ type, enum: values, items, anyOf }: Property): string {
  if (values) return values.map((value) => `\`${String(value)}\``).join(' | ');
  if (type === 'array') return `list of ${items ? typeOf(items) : 'anything'}`;
  if (anyOf) return [...new Set(anyOf.map(typeOf))].join(' or ');
  return type ?? 'any';
}
