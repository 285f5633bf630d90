/** Published versions of libraries in any language: the source packages of Debian's and Ubuntu's releases. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { treeBelow } from './libraries.ts';
import type { Tree, Version } from './model.ts';

const DEBIAN = 'https://deb.debian.org/debian/';
const UBUNTU = 'https://archive.ubuntu.com/ubuntu/';

/** Releases, oldest first; both archives interleaved by their age. */
const RELEASES: readonly (readonly [base: string, release: string, component: string])[] = [
  [UBUNTU, 'xenial', 'main'],
  [UBUNTU, 'xenial', 'universe'],
  [UBUNTU, 'bionic', 'main'],
  [UBUNTU, 'bionic', 'universe'],
  [UBUNTU, 'focal', 'main'],
  [UBUNTU, 'focal', 'universe'],
  [DEBIAN, 'bullseye', 'main'],
  [UBUNTU, 'jammy', 'universe'],
  [DEBIAN, 'bookworm', 'main'],
  [UBUNTU, 'noble', 'universe'],
  [DEBIAN, 'trixie', 'main'],
  [DEBIAN, 'sid', 'main'],
];

/** Upstream versions of each source package with the address of their archive, oldest first. */
export type ArchiveIndex = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Reads the releases' indexes once; a release that is gone is left out. */
export async function archiveIndex(cache: string): Promise<ArchiveIndex> {
  const file = path.join(cache, 'archives.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as ArchiveIndex;
  mkdirSync(cache, { recursive: true });
  const found: Record<string, Record<string, string>> = {};
  for (const [base, release, component] of RELEASES) {
    const answer = await fetch(`${base}dists/${release}/${component}/source/Sources.gz`);
    if (!answer.ok) continue;
    const text = gunzipSync(await answer.arrayBuffer()).toString('utf8');
    for (const entry of text.split('\n\n')) {
      const field = (name: string): string =>
        new RegExp(`^${name}: (.+)$`, 'm').exec(entry)?.[1] ?? '';
      const name = field('Package');
      const version = field('Version')
        .replace(/^\d+:/, '')
        .replace(/-[^-]*$/, '');
      const archive = /^ [0-9a-f]{64} \d+ (\S+\.orig\.tar\.(?:gz|xz|bz2))$/m.exec(entry)?.[1];
      if (name === '' || archive === undefined) continue;
      (found[name] ??= {})[version] ??= `${base}${field('Directory')}/${archive}`;
    }
  }
  writeFileSync(file, JSON.stringify(found));
  return found;
}

const numbers = (version: string): number[] =>
  version.split(/[^0-9]+/).map((part) => Number.parseInt(part, 10) || 0);

function older(left: string, right: string): number {
  const [a, b] = [numbers(left), numbers(right)];
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const by = (a[at] ?? 0) - (b[at] ?? 0);
    if (by !== 0) return by;
  }
  return 0;
}

/** The trees of a source package's versions up to `head`, oldest first. */
export async function archiveVersions(
  name: string,
  head: string | null,
  cache: string,
  keep: (file: string) => boolean,
): Promise<Version[]> {
  const index = await archiveIndex(cache);
  const folder = path.join(cache, 'archives', name);
  mkdirSync(folder, { recursive: true });
  const versions: Version[] = [];
  const wanted = Object.entries(index[name] ?? {})
    .filter(([version]) => !version.includes('really'))
    .filter(([version]) => head === null || older(version, head) <= 0)
    .toSorted(([a], [b]) => older(a, b));
  for (const [version, address] of wanted) {
    const file = path.join(folder, path.basename(address));
    if (!existsSync(file)) {
      const answer = await fetch(address);
      if (!answer.ok) continue;
      writeFileSync(file, Buffer.from(await answer.arrayBuffer()));
    }
    const tree = unpacked(file, path.join(folder, 'unpacked'), keep);
    if (tree.size > 0) versions.push({ name: version, tree });
  }
  return versions;
}

function unpacked(file: string, target: string, keep: (file: string) => boolean): Tree {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target);
  try {
    execFileSync('tar', ['xf', file, '-C', target], { stdio: 'ignore' });
  } catch {
    return new Map();
  }
  const entries = readdirSync(target);
  const only = entries.length === 1 ? path.join(target, entries[0] ?? '') : target;
  const tree = treeBelow(only, keep);
  rmSync(target, { recursive: true, force: true });
  return tree;
}
