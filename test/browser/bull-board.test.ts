// Queue monitoring as an operator meets it: a login, the queues, a job.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBrowser } from '../helpers/browser.ts';
import { startTestStack, type TestStack } from '../helpers/stack.ts';

let mira: TestStack;
beforeAll(async () => {
  mira = await startTestStack({ workers: 1 });
});
afterAll(async () => {
  await mira.stop();
});

it('shows an operator the queues with the job of an investigation', async () => {
  const { investigation_id: id } = await mira.accept({
    service: 'bull-board-svc',
    env: 'prod',
    alert_type: 'error',
    alert_title: 'Seen on the board',
    alert_id: '77',
  });
  await mira.settled(id ?? '');
  await using browser = await openBrowser({
    httpCredentials: { username: 'operator', password: mira.stack.addresses.operatorToken },
  });
  const page = await browser.context.newPage();
  await page.goto(
    `${mira.stack.addresses.ingress}/admin/queues/queue/investigations?status=completed`,
  );
  await page
    .getByText(id ?? '')
    .first()
    .waitFor();
  expect(await page.getByText('investigations').count()).toBeGreaterThan(0);
  expect(await page.getByText('actions').count()).toBeGreaterThan(0);
});

it('asks everybody else who they are', async () => {
  await using browser = await openBrowser({
    httpCredentials: { username: 'operator', password: mira.stack.addresses.apiToken },
  });
  const page = await browser.context.newPage();
  const response = await page.goto(`${mira.stack.addresses.ingress}/admin/queues`);
  expect(response?.status()).toBe(403);
});
