/** Writes a history into a bare git repository in one go. */
import { execFileSync } from 'node:child_process';
import type { Step } from './model.ts';

/** One commit every six hours from this day on. */
const BEGIN_S = Date.UTC(2015, 0, 1) / 1_000;
const EVERY_S = 6 * 3_600;

/** Commits the steps one after the other; returns their ids in the same order. */
export function writeRepository(
  folder: string,
  steps: readonly Pick<Step, 'subject' | 'edits'>[],
): string[] {
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', folder], { stdio: 'ignore' });
  const parts: Buffer[] = [];
  const put = (text: string): void => void parts.push(Buffer.from(text));
  const data = (text: string): void => {
    const bytes = Buffer.from(text);
    put(`data ${bytes.length}\n`);
    parts.push(bytes);
    put('\n');
  };
  steps.forEach(({ subject, edits }, at) => {
    put(
      `commit refs/heads/main\nmark :${at + 1}\ncommitter Ann <ann@example.com> ${BEGIN_S + at * EVERY_S} +0000\n`,
    );
    data(subject);
    if (at > 0) put(`from :${at}\n`);
    for (const [file, text] of edits) {
      if (text === null) put(`D ${file}\n`);
      else {
        put(`M 100644 inline ${file}\n`);
        data(text);
      }
    }
    put('\n');
  });
  execFileSync('git', ['--git-dir', folder, 'fast-import', '--quiet', '--force'], {
    input: Buffer.concat(parts),
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  return execFileSync('git', ['--git-dir', folder, 'rev-list', '--reverse', 'main'], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  })
    .trim()
    .split('\n');
}
