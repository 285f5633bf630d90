// A real Chromium for browser tests: Debian's, found or unpacked by setup; Playwright only drives it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type BrowserContext, type BrowserContextOptions } from 'playwright-core';
import { ensureBrowser } from '../../scripts/setup/browser.mjs';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface TestBrowser extends AsyncDisposable {
  readonly context: BrowserContext;
}

/**
 * Opens a browser with an empty profile that reaches this machine alone: requests to any other host
 * are cut, so that a page that needs one fails here as it would behind a company's firewall.
 */
export async function openBrowser(options: BrowserContextOptions = {}): Promise<TestBrowser> {
  const { command, args, env } = await ensureBrowser();
  const profile = mkdtempSync(path.join(tmpdir(), 'mira-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: command,
    args: [...args, ...FLAGS],
    env: { ...process.env, ...env },
    headless: true,
    viewport: { width: 1400, height: 900 },
    ...options,
  });
  await context.route(
    (url) => url.hostname !== '127.0.0.1' && url.protocol.startsWith('http'),
    (route) => route.abort(),
  );
  return {
    context,
    [Symbol.asyncDispose]: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
