/** Work item fields as MIRA shows them. */
import type { z } from 'zod';
import type { WorkItemSummary } from '../../../domain/tools/azure-devops-work-items.ts';
import { isoDate } from '../../upstreams/azure-devops/commits.ts';
import type { WorkItemView } from '../../upstreams/azure-devops/work-items.ts';

export function toSummary(item: WorkItemView): z.infer<typeof WorkItemSummary> {
  const text = (name: string): string => {
    const value = item.fields[name];
    return typeof value === 'string' ? value : '';
  };
  const date = (name: string): string | null => {
    const value = item.fields[name];
    return value instanceof Date || typeof value === 'string' ? isoDate(value) : null;
  };
  const priority = item.fields['Microsoft.VSTS.Common.Priority'];
  return {
    id: item.id,
    type: text('System.WorkItemType'),
    title: text('System.Title'),
    state: text('System.State'),
    priority: typeof priority === 'number' ? priority : null,
    assignedTo: personName(item.fields['System.AssignedTo']),
    tags: tagsOf(item),
    createdAt: date('System.CreatedDate'),
    changedAt: date('System.ChangedDate'),
    url: item.url,
  };
}

export const tagsOf = (item: WorkItemView): string[] => {
  const tags = item.fields['System.Tags'];
  return typeof tags === 'string'
    ? tags
        .split(';')
        .map((tag) => tag.trim())
        .filter(Boolean)
    : [];
};

/** People are objects in newer API versions, `Name <mail>` in older ones. */
function personName(value: unknown): string | null {
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value !== 'object' || value === null || !('displayName' in value)) return null;
  return typeof value.displayName === 'string' ? value.displayName : null;
}

/** The text of a long field: tags removed, line breaks and entities kept as text. */
export function plainText(html: unknown): string {
  if (typeof html !== 'string') return '';
  return html
    .replace(/<(?:br|\/p|\/div|\/li|\/h\d|\/pre)[^>]*>/gi, '\n')
    .replace(/<[a-z/!][^>]*>/gi, '')
    .replace(/&#(\d+);/g, (whole, code: string) => {
      const point = Number(code);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    })
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
