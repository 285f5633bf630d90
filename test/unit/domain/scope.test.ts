import { describe, expect, test } from 'vitest';
import { Scope, Toolset } from '../../../src/domain/scope.ts';
import { ServiceFields } from '../../../src/domain/service.ts';

describe('toolsets', () => {
  test.each(['datadog', 'azure_devops', 'slack', 'mcp:github', 'mcp:My-Files_2', 'mcp:*'])(
    '%s is one',
    (name) => expect(Toolset.parse(name)).toBe(name),
  );

  test.each([
    '',
    'mcp:',
    'mcp:a b',
    'mcp:a\nmcp:b',
    'mcp:**',
    'xmcp:a',
    'MCP:a',
    `mcp:${'x'.repeat(33)}`,
  ])('%j is none, and the error says what is', (name) =>
    expect(() => Toolset.parse(name)).toThrow(/mcp:<server>/),
  );

  test('tokens from before there were federated ones still hold', () => {
    const scope = { subject: 'x', service: null, env: null, toolsets: ['datadog'], access: 'read' };
    expect(Scope.parse(scope).toolsets).toEqual(['datadog']);
  });

  test('the registry grants federated ones by name, and nothing else', () => {
    expect(ServiceFields.parse({ toolsets: ['mcp:github'] }).toolsets).toEqual(['mcp:github']);
    expect(ServiceFields.parse({}).toolsets).toBeUndefined();
    for (const toolsets of [['slack'], ['mcp:*'], ['github']]) {
      expect(() => ServiceFields.parse({ toolsets })).toThrow();
    }
  });
});
