/** The JSON patch that makes a work item. */
import type { PatchOperation } from '../../upstreams/azure-devops/work-items.ts';

export interface NewWorkItem {
  readonly type: string;
  readonly title: string;
  /** Markdown. */
  readonly description: string;
  readonly priority: number;
  readonly tags: readonly string[];
  readonly areaPath: string | null;
  readonly links: readonly string[];
  /** `vstfs:///…` of the commit and pull request. */
  readonly artifacts: readonly { readonly name: string; readonly url: string }[];
}

const SEVERITIES: Readonly<Record<number, string>> = {
  1: '1 - Critical',
  2: '2 - High',
  3: '3 - Medium',
  4: '4 - Low',
};

/** Bugs show their steps, every other type its description. */
const bodyField = (type: string): string =>
  type.toLowerCase() === 'bug' ? 'Microsoft.VSTS.TCM.ReproSteps' : 'System.Description';

/** @param format - `html` for servers that don't know the Markdown operation */
export function workItemPatch(item: NewWorkItem, format: 'markdown' | 'html'): PatchOperation[] {
  const body = bodyField(item.type);
  const add = (path: string, value: unknown): PatchOperation => ({ op: 'add', path, value });
  const bug = item.type.toLowerCase() === 'bug';
  return [
    add('/fields/System.Title', item.title),
    add(
      `/fields/${body}`,
      format === 'markdown' ? item.description : markdownAsHtml(item.description),
    ),
    ...(format === 'markdown' ? [add(`/multilineFieldsFormat/${body}`, 'Markdown')] : []),
    add('/fields/System.Tags', tagText(item.tags)),
    add('/fields/Microsoft.VSTS.Common.Priority', item.priority),
    // other types have no severity, and an unknown field is refused
    ...(bug ? [add('/fields/Microsoft.VSTS.Common.Severity', SEVERITIES[item.priority])] : []),
    ...(item.areaPath === null ? [] : [add('/fields/System.AreaPath', item.areaPath)]),
    ...item.artifacts.map(({ name, url }) =>
      add('/relations/-', { rel: 'ArtifactLink', url, attributes: { name } }),
    ),
    ...item.links.map((url) => add('/relations/-', { rel: 'Hyperlink', url })),
  ];
}

/** A tag ends at `;` and `,`: neither can be part of one. At most 100 tags. */
export const tagText = (tags: readonly string[]): string =>
  [...new Set(tags.map((tag) => tag.replace(/[;,]/g, ' ').trim().slice(0, 400)).filter(Boolean))]
    .slice(0, 100)
    .join('; ');

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

/** Readable, and nothing in it can act: escaped, line breaks and code blocks kept. */
export function markdownAsHtml(markdown: string): string {
  return markdown
    .split(/^```\w*\n([\s\S]*?)^```$/m)
    .map((part, index) =>
      index % 2 === 1
        ? `<pre><code>${escapeHtml(part)}</code></pre>`
        : escapeHtml(part)
            .replace(/^#{1,6} (.+)$/gm, '<b>$1</b>')
            .replace(/\*\*([^*\n]+)\*\*/g, '<b>$1</b>')
            .replace(/`([^`\n]+)`/g, '<code>$1</code>')
            .replace(/\n/g, '<br>'),
    )
    .join('');
}

/** Link of a commit or pull request, by ids as the links want them. */
export const artifactUrl = (
  kind: 'Commit' | 'PullRequestId',
  projectId: string,
  repositoryId: string,
  id: string,
): string => `vstfs:///Git/${kind}/${projectId}%2F${repositoryId}%2F${id}`;
