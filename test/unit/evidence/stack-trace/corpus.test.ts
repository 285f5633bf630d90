// Real output of small failing programs (test/fixtures/traces/*.txt) against reviewed outlines.
// After a deliberate change of a parser: UPDATE_OUTLINES=1 vitest run …, then read the diff.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseStackTraces } from '../../../../src/evidence/index.ts';
import { outline } from './outline.ts';

const folder = new URL('../../../fixtures/traces/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.txt'));

describe('corpus of trace formats', () => {
  it('covers every language', () => {
    const languages = names.flatMap((name) =>
      parseStackTraces(readFileSync(new URL(name, folder), 'utf8')).map((trace) => trace.language),
    );
    expect([...new Set(languages)].sort()).toEqual([
      'dotnet',
      'go',
      'javascript',
      'jvm',
      'native',
      'php',
      'python',
      'ruby',
      'rust',
    ]);
  });

  it.each(names)('%s', (name) => {
    const actual = outline(parseStackTraces(readFileSync(new URL(name, folder), 'utf8')));
    const expectedAt = new URL(name.replace(/\.txt$/, '.outline'), folder);
    if (process.env.UPDATE_OUTLINES === '1') writeFileSync(expectedAt, actual);
    expect(actual).toBe(readFileSync(expectedAt, 'utf8'));
  });

  it.each(names)('%s inside a JSON string, behind container prefixes and coloured', (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8').replaceAll('\t', '    ').trimEnd();
    // escapes of their own would be unfolded as well
    if (text.includes('\\n')) return;
    const plain = parseStackTraces(text).map((trace) => outline([trace]));
    const prefixed = text
      .split('\n')
      .map((line) => `2026-01-01T10:00:00.000000001Z stderr F ${line}`)
      .join('\n');
    expect(parseStackTraces(prefixed).map((trace) => outline([trace]))).toEqual(plain);
    const coloured = text
      .split('\n')
      .map((line) => `\u001b[31m${line}\u001b[0m`)
      .join('\n');
    expect(parseStackTraces(coloured).map((trace) => outline([trace]))).toEqual(plain);
    const escaped = parseStackTraces(text.replaceAll('\n', '\\n'));
    expect(escaped.map((trace) => outline([trace]))).toEqual(plain);
  });
});
