/** Makes a real git repository out of a weave and a list of commits; ids are the same every time. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseWeave } from './weave.mjs';

/**
 * @param history `{ authors, commits: [{ n, who, at, say, pr? }], pullRequests: { id: {…} } }`;
 *   commits of one pull request stand together, are made on its branch and merged without
 *   fast-forward, as Azure DevOps completes a pull request.
 * @param weaveText see weave.mjs
 * @param timeOf `at` → epoch milliseconds
 * @returns the directory, `id` by commit number, `merge` by pull request, `order` on main
 */
export function buildRepository(history, weaveText, timeOf) {
  const directory = mkdtempSync(join(tmpdir(), 'scenario-repo-'));
  const treeAt = parseWeave(weaveText);
  const git = (args, who, atMs) =>
    execFileSync('git', ['-c', 'commit.gpgsign=false', '-c', 'core.autocrlf=false', ...args], {
      cwd: directory,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
      env: { PATH: process.env.PATH, HOME: directory, ...(who ? identity(who, atMs) : {}) },
    }).trim();
  const identity = (who, atMs) => {
    const { name, email } = history.authors[who];
    const date = `${Math.floor(atMs / 1000)} +0000`;
    return {
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: email,
      GIT_COMMITTER_DATE: date,
    };
  };

  git(['init', '-q', '-b', 'main']);
  let previous = new Map();
  const id = new Map();
  const merge = new Map();
  const commit = ({ n, who, at, say }) => {
    const tree = treeAt(n);
    for (const path of previous.keys()) if (!tree.has(path)) rmSync(join(directory, path));
    for (const [path, content] of tree) {
      if (previous.get(path) === content) continue;
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), content);
    }
    previous = tree;
    git(['add', '-A']);
    if (git(['status', '--porcelain']) === '')
      throw new Error(`commit ${n} "${say}" changes nothing`);
    git(['commit', '-q', '-m', say], who, timeOf(at));
    id.set(n, git(['rev-parse', 'HEAD']));
  };

  for (let index = 0; index < history.commits.length; index += 1) {
    const entry = history.commits[index];
    if (!entry.pr) {
      commit(entry);
      continue;
    }
    const pull = history.pullRequests[entry.pr];
    git(['checkout', '-q', '-b', pull.branch]);
    commit(entry);
    while (history.commits[index + 1]?.pr === entry.pr) commit(history.commits[(index += 1)]);
    git(['checkout', '-q', 'main']);
    const message = [`Merged PR ${entry.pr}: ${pull.title}`, pull.description].filter(Boolean);
    git(
      ['merge', '-q', '--no-ff', '-m', message.join('\n\n'), pull.branch],
      pull.by,
      timeOf(pull.closed),
    );
    git(['branch', '-q', '-D', pull.branch]);
    merge.set(entry.pr, git(['rev-parse', 'HEAD']));
  }

  /** The commit that stands on main once commit `n` is in: the merge where it came by one. */
  const onMain = (n) => {
    const entry = history.commits.find((one) => one.n === n);
    return entry.pr ? merge.get(entry.pr) : id.get(n);
  };
  /** Writes the tree of commit `n` into `target`. */
  const checkout = (n, target) => {
    for (const [path, content] of treeAt(n)) {
      mkdirSync(dirname(join(target, path)), { recursive: true });
      writeFileSync(join(target, path), content);
    }
  };
  const fastExport = () => `${git(['fast-export', '--all'])}\n`;
  const remove = () => rmSync(directory, { recursive: true, force: true });
  return { directory, id, merge, onMain, checkout, fastExport, remove, git };
}
