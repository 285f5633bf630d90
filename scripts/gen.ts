// `npm run gen`: writes every generated file; with `--check` it only compares and fails on a
// difference. Each module in scripts/gen/ exports `generate()`.
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** A file that is derived from the sources, under its path from the repository's root. */
export interface GeneratedFile {
  path: string;
  content: string;
}

const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(import.meta.dirname, 'gen');
const checkOnly = process.argv.includes('--check');

async function current(file: string): Promise<string | undefined> {
  return existsSync(file) ? await readFile(file, 'utf8') : undefined;
}

const modules = existsSync(folder) ? (await readdir(folder)).filter((f) => f.endsWith('.ts')) : [];
const different: string[] = [];
for (const name of modules.toSorted()) {
  const { generate } = (await import(pathToFileURL(path.join(folder, name)).href)) as {
    generate: () => Promise<GeneratedFile[]> | GeneratedFile[];
  };
  for (const file of await generate()) {
    const target = path.join(root, file.path);
    if ((await current(target)) === file.content) continue;
    different.push(file.path);
    if (checkOnly) continue;
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, file.content);
  }
}

if (different.length > 0) {
  console.log(`${checkOnly ? 'out of date' : 'written'}: ${different.join(', ')}`);
  if (checkOnly) {
    console.log('run `npm run gen` and commit the result');
    process.exitCode = 1;
  }
}
