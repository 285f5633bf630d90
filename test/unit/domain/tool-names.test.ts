// The names that settings are checked against are those of the tools that there are.
import { expect, it } from 'vitest';
import { READING_TOOLS, WRITING_TOOLS } from '../../../src/domain/tools/names.ts';
import { createTools } from '../../../src/mcp-proxy/tools/catalogue.ts';

it('lists every tool of the catalogue, by what it may do', () => {
  // Nothing is asked of the clients here: their shape does not matter.
  const tools = createTools({
    datadog: {},
    azureDevOps: {},
    slack: {},
    azureDevOpsDefaults: { project: null },
  } as never);
  const named = (access: 'read' | 'write') =>
    tools.filter((tool) => tool.access === access).map(({ name }) => name);
  expect(new Set(READING_TOOLS)).toEqual(new Set(named('read')));
  expect(new Set(WRITING_TOOLS)).toEqual(new Set(named('write')));
});
