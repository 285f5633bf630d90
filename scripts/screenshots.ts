// `npm run screenshots`: the pictures of the README, made from the running product.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { openBrowser } from '../test/helpers/browser.ts';
import { startTestStack } from '../test/helpers/stack.ts';

const root = path.resolve(import.meta.dirname, '..');
const images = path.join(root, 'docs/images');

const COLORS: Readonly<Record<string, string>> = {
  '1': 'font-weight:700',
  '2': 'opacity:.55',
  '31': 'color:#f47067',
  '32': 'color:#6bc46d',
  '33': 'color:#daaa3f',
  '36': 'color:#56b6c2',
};

/** Terminal colours → HTML. Only what the CLI uses. */
function toHtml(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  let open = 0;
  const spans = escaped.replaceAll(/\u001B\[(\d+)m/g, (_all, code: string) => {
    const style = COLORS[code];
    if (style) {
      open += 1;
      return `<span style="${style}">`;
    }
    if (open === 0) return '';
    open -= 1;
    return '</span>';
  });
  return `<body style="margin:0;background:#1c2128;color:#cdd9e5"><pre style="margin:0;padding:18px 22px;font:13px/1.45 'DejaVu Sans Mono',monospace;width:max-content">${spans}</pre></body>`;
}

/** Keeps the beginning and the report: the middle of a run is long. */
function excerpt(output: string): string {
  const lines = output.split('\n');
  const from = lines.findIndex((line) => line.includes('Datadog webhook'));
  const evidence = lines.findIndex((line) => line.includes('E1 alert'));
  const report = lines.findIndex((line) => line.includes('ROOT CAUSE FOUND')) - 1;
  const timeline = lines.findIndex((line) => line.includes('Timeline'));
  const decision = lines.findIndex((line) => line.includes('Decision'));
  return [
    '$ npm run demo',
    ...lines.slice(from, Math.min(evidence, from + 24)),
    '  …',
    '',
    ...lines.slice(report, timeline),
    '  …',
    '',
    ...lines.slice(decision),
  ].join('\n');
}

async function demoPicture(): Promise<void> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [path.join(root, 'src/cli/main.ts'), 'demo', '--exit'],
    { cwd: root, env: { ...process.env, FORCE_COLOR: '1' }, maxBuffer: 16 * 1024 * 1024 },
  );
  await using browser = await openBrowser();
  const page = await browser.context.newPage();
  await page.setContent(toHtml(excerpt(stdout)));
  await page.locator('pre').screenshot({ path: path.join(images, 'demo.png') });
}

async function boardPicture(): Promise<void> {
  const mira = await startTestStack();
  try {
    for (const name of ['null-check-removed', 'certificate-expired']) {
      const [webhook] = await mira.load(name);
      const { investigation_id: id } = await mira.accept(webhook);
      await mira.settled(id ?? '');
    }
    await using browser = await openBrowser({
      httpCredentials: { username: 'operator', password: mira.stack.addresses.operatorToken },
      viewport: { width: 1280, height: 760 },
    });
    const page = await browser.context.newPage();
    await page.goto(`${mira.stack.addresses.ingress}/admin/queues/queue/actions?status=completed`);
    await page.getByText('act').first().waitFor();
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: path.join(images, 'bull-board.png') });
  } finally {
    await mira.stop();
  }
}

await demoPicture();
await boardPicture();
