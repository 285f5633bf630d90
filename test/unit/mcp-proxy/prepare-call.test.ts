// What a caller names beside the arguments that a tool takes: its own scope, or a guess.
import { expect, it } from 'vitest';
import { Scope } from '../../../src/domain/scope.ts';
import { catalogOf } from '../../../src/mcp-proxy/catalog.ts';
import { createPrepareCall } from '../../../src/mcp-proxy/prepare-call.ts';
import { createTools } from '../../../src/mcp-proxy/tools/catalogue.ts';

const noClients = {
  datadog: null,
  azureDevOps: {},
  slack: null,
  azureDevOpsDefaults: { project: 'Shop' },
};
const prepare = createPrepareCall(catalogOf(createTools(noClients as never)));

const prepared = (scope: Partial<Scope>, args: Record<string, unknown>) => {
  const caller = {
    scope: Scope.parse({
      subject: 's',
      service: 'payment-svc',
      env: 'prod',
      project: 'Payments',
      repositories: ['payments'],
      toolsets: ['azure_devops'],
      access: 'read',
      priority: 'P2',
      waitBudgetMs: 1_000,
      ...scope,
    }),
    tokenId: JSON.stringify(scope),
    kind: 'signed' as const,
  };
  const { scopedArgs } = prepare(caller, 'get_commits', args);
  return (scopedArgs as { repository: { repository: string } }).repository.repository;
};

it('takes the token’s own service and env, however they are written, for what they are', () => {
  expect(prepared({}, { service: 'Payment-Svc ', env: 'prod', project: 'payments' })).toBe(
    'payments',
  );
  expect(() => prepared({}, { service: 'cart-svc' })).toThrow(/`payment-svc`.*another one/);
  expect(() => prepared({ service: null }, { service: 'cart-svc' })).toThrow(/\(none\)/);
});

it('takes the service for the repository where the token is for any and no repository is named', () => {
  const any = { service: '*', env: '*', project: '*', repositories: ['*'] };
  expect(prepared(any, { service: 'cart-svc', env: 'prod' })).toBe('cart-svc');
  expect(prepared(any, { service: 'cart-svc', repository: 'carts' })).toBe('carts');
  expect(() => prepared(any, { servce: 'cart-svc' })).toThrow(/does not take `servce`/);
});
