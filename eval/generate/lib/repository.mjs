/** Real git repositories from base files and edits: every commit changes text, every diff is git's. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Applies one edit to a tree (path → text): `{ f, a, b }` replaces the one place where `a` stands,
 * `{ f, add }` writes a file, `{ f, end }` appends, `{ f, del: true }` removes, `{ f, to }` moves.
 *
 * @throws when the text to replace is missing: an edit that changes nothing is a mistake of its author
 */
export function applyEdit(tree, { f, a, b, add, end, del, to }) {
  if (add !== undefined) tree.set(f, add);
  else if (del) {
    if (!tree.delete(f)) throw new Error(`${f}: no file to remove`);
  } else if (to !== undefined) {
    tree.set(to, tree.get(f));
    tree.delete(f);
  } else if (end !== undefined) tree.set(f, (tree.get(f) ?? '') + end);
  else {
    const text = tree.get(f);
    const at = text?.indexOf(a) ?? -1;
    if (at < 0) throw new Error(`${f}: nothing to replace: ${a.slice(0, 60)}`);
    tree.set(f, text.slice(0, at) + b + text.slice(at + a.length));
  }
}

const identity = (kind, { name, email }, seconds) =>
  `${kind} ${name} <${email}> ${seconds} +0000\n`;
const data = (text) => `data ${Buffer.byteLength(text)}\n${text}\n`;

/**
 * @param steps `[{ message, who: { name, email }, atMs, edits }]`, oldest first
 * @returns ids in the order of the steps, `diffOf(index)`, `treeAt(index)`, `fastExport()`, `remove()`
 */
export function buildRepository(steps) {
  const directory = mkdtempSync(join(tmpdir(), 'eval-repo-'));
  const git = (args, input) =>
    execFileSync('git', args, {
      cwd: directory,
      input,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      env: { PATH: process.env.PATH, HOME: directory },
    });
  git(['init', '-q', '-b', 'main', '--bare', '.']);
  const trees = [];
  let tree = new Map();
  let stream = '';
  for (const [index, { message, who, atMs, edits }] of steps.entries()) {
    const next = new Map(tree);
    for (const edit of edits) applyEdit(next, edit);
    const seconds = Math.floor(atMs / 1000);
    stream += `commit refs/heads/main\nmark :${index + 1}\n${identity('author', who, seconds)}${identity('committer', who, seconds)}${data(message)}`;
    if (index > 0) stream += `from :${index}\n`;
    let changed = 0;
    for (const path of tree.keys()) {
      if (next.has(path)) continue;
      stream += `D ${path}\n`;
      changed += 1;
    }
    for (const [path, text] of next) {
      if (tree.get(path) === text) continue;
      stream += `M 100644 inline ${path}\n${data(text)}`;
      changed += 1;
    }
    if (changed === 0) throw new Error(`"${message}" changes nothing`);
    stream += '\n';
    tree = next;
    trees.push(tree);
  }
  git(['fast-import', '--quiet'], stream);
  const ids = git(['rev-list', '--reverse', 'main']).trim().split('\n');
  const diffs = new Map();
  const log = git(['log', '-p', '--no-color', '--format=%x01%H', '--find-renames', 'main']);
  for (const part of log.split('\u0001').slice(1)) {
    const line = part.indexOf('\n');
    diffs.set(part.slice(0, line), part.slice(line + 1).trimStart());
  }
  return {
    directory,
    ids,
    diffOf: (id) => diffs.get(id) ?? '',
    treeAt: (index) => trees[index],
    fastExport: () => git(['fast-export', 'main']),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** Writes a tree's files below a folder. */
export function writeTree(tree, folder) {
  for (const [path, text] of tree) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
