import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { alignTable, createOutput } from '../../../src/cli/output.ts';

const capture = () => {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => (written[name] += text),
  });
  return { written, streams: { stdout: stream('stdout'), stderr: stream('stderr') } };
};

describe('alignTable', () => {
  it('lines columns up whatever their colours', () => {
    const red = pc.createColors(true).red('bad');
    expect(
      alignTable([
        ['state', 'x'],
        [red, 'y'],
      ]),
    ).toEqual(['state  x', `${red}    y`]);
  });
});

describe('createOutput', () => {
  it('keeps data on stdout and progress on stderr', () => {
    const { written, streams } = capture();
    const output = createOutput({ format: 'json', quiet: false, color: false }, streams);
    output.line('for people');
    output.progress('working');
    output.event({ n: 1 });
    output.data({ n: 2 });
    expect(JSON.parse(written.stdout)).toEqual({ n: 2 });
    expect(written.stderr).toBe('working\n');
  });

  it('says nothing of what is happening when quiet, and the result all the same', () => {
    const { written, streams } = capture();
    const output = createOutput({ format: 'text', quiet: true, color: false }, streams);
    output.live('#1 get_logs');
    output.progress('working');
    output.line('the report');
    expect(written).toEqual({ stdout: 'the report\n', stderr: '' });
  });

  it('writes one line per entry in jsonl', () => {
    const { written, streams } = capture();
    createOutput({ format: 'jsonl', quiet: true, color: false }, streams).data([
      { n: 1 },
      { n: 2 },
    ]);
    expect(written.stdout).toBe('{"n":1}\n{"n":2}\n');
  });
});
