import { describe, expect, test } from 'vitest';
import {
  markdownAsHtml,
  tagText,
  workItemPatch,
} from '../../../../../src/mcp-proxy/tools/azure-devops/work-item-patch.ts';
import { plainText } from '../../../../../src/mcp-proxy/tools/azure-devops/work-item-view.ts';
import { resolveOrganization } from '../../../../../src/mcp-proxy/upstreams/azure-devops/client.ts';
import { wiqlText } from '../../../../../src/mcp-proxy/upstreams/azure-devops/work-items.ts';

test.each([
  ['acme', null, 'https://dev.azure.com/acme'],
  ['https://dev.azure.com/acme/', null, 'https://dev.azure.com/acme'],
  ['https://dev.azure.com/acme', 'other', 'https://dev.azure.com/other'],
  ['https://acme.visualstudio.com', 'other', 'https://dev.azure.com/other'],
  ['http://127.0.0.1:9/acme', 'a b', 'http://127.0.0.1:9/a%20b'],
  ['https://tfs.acme.example/tfs/Default', 'Other', 'https://tfs.acme.example/tfs/Other'],
])('organisation %s asked for %s is %s', (configured, asked, url) => {
  expect(resolveOrganization(configured, asked)).toBe(url);
});

test('WIQL values can’t leave their quotes', () => {
  expect(wiqlText("x' OR '1'='1")).toBe("'x'' OR ''1''=''1'");
});

describe('work item text', () => {
  test('nothing in it can act as HTML', () => {
    const html = markdownAsHtml(
      '# A **b** `c`\n<img src=x onerror=alert(1)>\n```js\n<script>\n```',
    );
    expect(html).not.toMatch(/<(?!\/?(?:b|code|pre|br)\b)/);
    expect(html).toContain('<b>A ');
  });

  test('tags can’t split', () => {
    expect(tagText(['a;b', 'c,d', 'a;b', ''])).toBe('a b; c d');
  });

  test('other types use the description and have no severity', () => {
    const item = {
      type: 'Task',
      title: 't',
      description: 'd',
      priority: 2,
      tags: [],
      areaPath: null,
      links: [],
      artifacts: [],
    };
    const paths = workItemPatch(item, 'html').map(({ path }) => path);
    expect(paths).toContain('/fields/System.Description');
    expect(paths.join()).not.toMatch(/Severity|multilineFieldsFormat/);
  });

  test('HTML comes back as text', () => {
    expect(plainText('<div>a &lt;b&gt;<br>c</div><p>d</p>')).toBe('a <b>\nc\nd');
  });
});
