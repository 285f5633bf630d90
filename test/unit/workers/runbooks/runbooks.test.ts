// Runbooks: what a file is for, when it is chosen, which steps it tells, and that quotes are real.
import { mkdtemp, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseRunbooks } from '../../../../src/workers/runbooks/choose-runbooks.ts';
import {
  parseRunbook,
  type Runbook,
  stepsOf,
} from '../../../../src/workers/runbooks/parse-runbook.ts';
import {
  checkRunbookSteps,
  type OfferedRunbook,
  quotedRunbooks,
  withRunbookSteps,
} from '../../../../src/workers/runbooks/quote-runbooks.ts';
import { createRunbookFolder } from '../../../../src/workers/runbooks/runbook-folder.ts';
import { aDraft } from '../../../helpers/workers.ts';

const aFile = (front: string, body = '# Title\n\n## Steps\n\n1. Look.\n') =>
  `---\n${front}\n---\n${body}`;

const parsed = (front: string, path = 'a.md', body?: string): Runbook => {
  const runbook = parseRunbook(aFile(front, body), path, 'folder');
  if (typeof runbook === 'string') throw new Error(runbook);
  return runbook;
};

describe('parseRunbook', () => {
  it('reads selectors as lists, single words, commas and numbers', () => {
    expect(parsed('services: [a, b]\nmonitors: 4711\ntags: team:pay, tier:1')).toMatchObject({
      title: 'Title',
      services: ['a', 'b'],
      monitors: ['4711'],
      tags: ['team:pay', 'tier:1'],
      priority: 0,
      steps: ['Look.'],
    });
  });

  it.each([
    ['no front matter at all', 'it has no front matter'],
    [aFile('title: x'), 'names no services, monitors or tags'],
    [aFile('services: {a: 1}'), 'not usable'],
    [aFile('services: [a\n  b: ['), 'is no YAML'],
    [aFile('a: &a [x]\nservices: [*a, *a]'), 'is no YAML'],
  ])('says why %j is none', (text, why) => {
    expect(parseRunbook(text, 'a.md', 'folder')).toContain(why);
  });

  it('of a service’s repository is the service’s, unless it says otherwise', () => {
    const own = parseRunbook('# T\n1. Look.', 'a.md', 'repository', 'payment-svc');
    expect(own).toMatchObject({ title: 'T', services: ['payment-svc'], steps: ['Look.'] });
    const tagged = parseRunbook(aFile('tags: [a]'), 'a.md', 'repository', 'payment-svc');
    expect(tagged).toMatchObject({ services: [], tags: ['a'] });
  });

  it('never throws, whatever it reads', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (text) => {
        parseRunbook(text, 'a.md', 'repository');
        parseRunbook(aFile(text, text), 'a.md', 'repository');
      }),
    );
  });
});

describe('stepsOf', () => {
  it('takes the items under a heading that promises steps, not other lists', () => {
    const body = [
      '# T',
      '- not a step',
      '## What to do',
      '1. First, look at',
      '   the dashboard.',
      '2. [ ] Then restart:',
      '   ```sh',
      '   - not a step # neither',
      '   ```',
      '* Last.',
      '   - nested',
      '## Contacts',
      '- ann',
    ].join('\n');
    expect(stepsOf(body)).toEqual(['First, look at the dashboard.', 'Then restart:', 'Last.']);
  });

  it('falls back to the first numbered list', () => {
    expect(stepsOf('# T\n- a bullet\n\n## How\n1) One\n2) Two\n- three')).toEqual(['One', 'Two']);
    expect(stepsOf('# T\nno list')).toEqual([]);
  });
});

describe('chooseRunbooks', () => {
  const subject = {
    service: 'payment-svc',
    alerts: [{ monitorId: '4711', title: 'Error rate of payments', tags: ['team:pay'] }],
  };
  const chosen = (...fronts: string[]) =>
    chooseRunbooks(
      fronts.map((front, index) => parsed(front, `${index}.md`)),
      subject,
    ).map(({ path }) => path);

  it('wants everything that is named to fit, and of each kind any pattern', () => {
    expect(
      chosen(
        'services: [other, payment-svc]',
        'services: payment-svc\ntags: team:other',
        'services: "*-svc"\nmonitors: 1',
        'monitors: [99, "error RATE*"]',
      ),
    ).toEqual(['0.md', '3.md']);
  });

  it('puts the most specific first, then the priority, at most three', () => {
    expect(
      chosen(
        'tags: team:pay',
        'services: "*"',
        'services: payment-svc',
        'services: payment-svc\npriority: 5',
        'services: payment-svc\nmonitors: 4711',
      ),
    ).toEqual(['4.md', '3.md', '2.md']);
  });

  it('reads pattern characters as themselves', () => {
    expect(chosen('services: "payment.svc"', 'services: "(payment-svc)"')).toEqual([]);
  });
});

describe('quotes', () => {
  const offered = (id: string, source: Runbook['source']): OfferedRunbook => ({
    ...parsed('services: a', `${id}.md`, '# T\n## Steps\n1. Roll back   first.\n2. Call ann.'),
    id,
    source,
  });

  it('of a model stand word for word in the runbook, or go', () => {
    const runbooks = [offered('R1', 'folder')];
    const draft = aDraft({
      runbook_steps: [
        { runbook: 'R1', step: 'Roll back first.' },
        { runbook: 'R1', step: 'Drop the database.' },
        { runbook: 'R9', step: 'Call ann.' },
        { runbook: 'R1', step: ' ' },
      ],
    });
    expect(checkRunbookSteps(draft, runbooks).map(({ where, fault }) => [where, fault])).toEqual([
      ['runbook_steps[1]', 'quote_not_found'],
      ['runbook_steps[2]', 'unknown_evidence'],
      ['runbook_steps[3]', 'quote_not_found'],
    ]);
    expect(quotedRunbooks(draft, runbooks)).toEqual([
      { title: 'T', path: 'R1.md', source: 'folder', steps: ['Roll back first.'] },
    ]);
    expect(quotedRunbooks(aDraft(), runbooks)).toEqual([]);
  });

  it('of the operator become next steps; those of a repository are only named', () => {
    const both = withRunbookSteps(aDraft(), [offered('R1', 'folder'), offered('R2', 'repository')]);
    expect(both.next_steps).toEqual([
      'Roll back.',
      'Roll back first.',
      'Call ann.',
      'See the runbook “T” in the repository: R2.md.',
    ]);
    expect(both.runbook_steps?.map(({ runbook }) => runbook)).toEqual(['R1', 'R1', 'R2', 'R2']);
    expect(withRunbookSteps(aDraft(), [])).toEqual(aDraft());
  });
});

describe('the folder', () => {
  it('is read again when a file changes, names what cannot be used, and may be missing', async () => {
    const path = await mkdtemp(join(tmpdir(), 'runbooks-'));
    const folder = createRunbookFolder({ path });
    const file = join(path, 'a.md');
    await writeFile(file, aFile('services: a\ntitle: one'));
    await writeFile(join(path, 'bad.md'), 'nothing');
    await writeFile(join(path, 'README.md'), 'how to write runbooks');
    const first = await folder.load();
    expect(first.runbooks.map(({ title }) => title)).toEqual(['one']);
    expect(first.problems).toEqual([expect.stringContaining('bad.md: it has no front matter')]);
    expect((await folder.load()).runbooks[0]).toBe(first.runbooks[0]);
    await writeFile(file, aFile('services: a\ntitle: two!'));
    await utimes(file, new Date(0), new Date(1_000));
    expect((await folder.load()).runbooks.map(({ title }) => title)).toEqual(['two!']);
    const missing = await createRunbookFolder({ path: join(path, 'none') }).load();
    expect(missing).toEqual({ runbooks: [], problems: [] });
  });
});
