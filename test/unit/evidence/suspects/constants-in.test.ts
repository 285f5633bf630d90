// Tables and patterns outside of functions, whose faults a function only shows.
import { describe, expect, it } from 'vitest';
import { constantsIn } from '../../../../src/evidence/suspects/constants-in.ts';
import { functionsIn } from '../../../../src/evidence/suspects/functions-in.ts';

const constants = (text: string, path: string): string[] =>
  constantsIn(text.split('\n'), path, functionsIn(text, path)).map(
    (each) => `${each.name} ${each.start}-${each.end}`,
  );

describe('constantsIn', () => {
  it('reads values at the margin of JavaScript, without imports, functions and other names', () => {
    const text = `const fs = require('fs');
var QUOTES = '(["' + "'])";
const table = {
  a: [1, 2],
  b: "}",
};
function run() {
  const inner = 1;
  return inner;
}
exports.run = run;
exports.limit = 10;
const twice = (n) => n * 2;
let strict = false;
`;
    expect(constants(text, 'a.js')).toEqual([
      'QUOTES 2-2',
      'table 3-6',
      'limit 12-12',
      'strict 14-14',
    ]);
  });

  it.each([
    [
      'a.py',
      'import re\nWORD = re.compile(\n    "a"\n)\ndef f():\n    x = 1\n    return x\n',
      ['WORD 2-4'],
    ],
    [
      'src/A.java',
      'class A {\n    private static final int MAX = 3;\n    int f() {\n        int x = 1;\n        return x;\n    }\n}\n',
      ['MAX 2-2'],
    ],
    [
      'a.go',
      'package a\n\nvar words = []string{\n\t"a",\n}\n\nfunc f() {\n\tx := 1\n}\n',
      ['words 3-5'],
    ],
    ['a.rb', 'WORDS = %w[a b].freeze\ndef f\n  x = 1\nend\n', ['WORDS 1-1']],
    ['a.rs', 'pub const MAX: usize = 3;\nfn f() {\n    let x = 1;\n}\n', ['MAX 1-1']],
  ])('reads %s', (path, text, expected) => {
    expect(constants(text, path)).toEqual(expected);
  });

  it('knows no constants of other files', () => {
    expect(constants('A = 1\n', 'notes.txt')).toEqual([]);
  });
});
