import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { catalogOf } from '../../../src/mcp-proxy/catalog.ts';
import { defineTool, type Tool } from '../../../src/mcp-proxy/tool.ts';

const tool = (name: string, more: Partial<Tool> = {}): Tool =>
  defineTool({
    name,
    title: name,
    description: name,
    toolset: 'datadog',
    access: 'read',
    args: z.object({ query: z.string().default('') }),
    result: z.object({ n: z.number() }),
    cache: 'none',
    buckets: [],
    applyScope: (args) => args,
    run: async () => ({ result: { n: 1 } }),
    render: () => '',
    ...more,
  });

describe('the catalogue', () => {
  test('finds tools by name and alias', () => {
    const catalog = catalogOf([tool('get_logs', { aliases: ['read_logs'] })]);
    expect(catalog.find('read_logs')?.tool.name).toBe('get_logs');
    expect(catalog.find('get_log')).toBeUndefined();
  });

  test('knows what a wrong name may have meant', () => {
    const catalog = catalogOf(
      ['get_logs', 'get_metrics', 'get_commits', 'query_monitors'].map((name) => tool(name)),
    );
    const nearest = (name: string): string | undefined => catalog.nearest(name, catalog.entries)[0];
    expect(nearest('getLogs')).toBe('get_logs');
    expect(nearest('monitors')).toBe('query_monitors');
    expect(nearest('get_commit')).toBe('get_commits');
  });

  test('refuses names twice, and names that hosts would not take', () => {
    expect(() => catalogOf([tool('a'), tool('b', { aliases: ['a'] })])).toThrow('two tools');
    expect(() => catalogOf([tool('getLogs')])).toThrow('snake_case');
    expect(() => catalogOf([tool('x'.repeat(65))])).toThrow();
  });

  test('tells hosts that other arguments are not taken and that failures are structured too', () => {
    const [entry] = catalogOf([tool('get_logs')]).entries;
    expect(entry?.listing.inputSchema).toMatchObject({
      type: 'object',
      properties: { query: { type: 'string' } },
      additionalProperties: false,
    });
    expect(entry?.listing.inputSchema['required']).toBeUndefined();
    expect(entry?.listing.outputSchema).toMatchObject({ type: 'object', anyOf: [{}, {}] });
    expect(entry?.listing.annotations).toMatchObject({ readOnlyHint: true, idempotentHint: true });
  });
});
