import { expect, test } from 'vitest';
import { Service } from '../../../../src/domain/service.ts';
import { readScope, writeScope } from '../../../../src/workers/mcp-client/scope-of.ts';
import { anInvestigation } from '../../../helpers/workers.ts';

const investigation = anInvestigation({ service: 'payment-svc', env: 'prod' });
const service = Service.parse({
  name: 'payment-svc',
  repo_name: 'payments',
  shared_repositories: ['shared'],
  toolsets: ['mcp:github'],
});

test('an investigation reads with what the registry grants its service', () => {
  expect(readScope(investigation, service)).toMatchObject({
    service: 'payment-svc',
    env: 'prod',
    repositories: ['payments', 'shared'],
    toolsets: ['datadog', 'azure_devops', 'mcp:github'],
    access: 'read',
    write: null,
  });
  expect(readScope(investigation, null).toolsets).toEqual(['datadog', 'azure_devops']);
});

test('a write has its own toolset alone', () => {
  const action = { kind: 'post_message', payloadHash: 'abc' } as Parameters<typeof writeScope>[2];
  expect(writeScope(investigation, service, action)).toMatchObject({
    toolsets: ['slack'],
    access: 'write',
    write: { tool: 'post_message', payloadHash: 'abc' },
  });
});
