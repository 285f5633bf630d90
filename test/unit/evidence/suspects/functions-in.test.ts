import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { functionAt, functionsIn } from '../../../../src/evidence/suspects/functions-in.ts';

const names = (text: string, path: string): string[] =>
  functionsIn(text, path).map(
    (each) =>
      `${each.owner === null ? '' : `${each.owner}.`}${each.name} ${each.start}-${each.end}`,
  );

describe('functionsIn', () => {
  it('reads Java', () => {
    const text = `package a;
public class Cart<T> {
    private final int x = 1;
    @Override
    public <R> int total(List<Item> items,
                         int n) throws IOException {
        if (n > 0) { return 1; }
        items.forEach(i -> { add(i); });
        String s = "} not a brace {";
        return 0; // }
    }
    static class Inner { Inner() { super(); } void go() { while (true) { break; } } }
}
`;
    expect(names(text, 'Cart.java')).toEqual([
      'Cart.total 5-11',
      'Inner.Inner 12-12',
      'Inner.go 12-12',
    ]);
  });

  it('reads TypeScript', () => {
    const text = `export function a(x: number): string {
  return \`\${x}\`;
}
const b = async (y: string): Promise<void> => {
  await c(y);
};
class D {
  private e = (z: number) => { return z; };
  async f(
    g: string,
  ): Promise<void> {
    switch (g) { case 'x': { break; } }
  }
}
`;
    expect(names(text, 'a.ts')).toEqual(['a 1-3', 'b 4-6', 'D.e 8-8', 'D.f 9-13']);
  });

  it('reads Go, Rust and C++', () => {
    expect(
      names(
        'func (s *Server) Charge(n int) (int, error) {\n\tif n < 0 {\n\t\treturn 0, nil\n\t}\n\treturn n, nil\n}\n',
        'a.go',
      ),
    ).toEqual(['Charge 1-6']);
    expect(
      names(
        "impl<'a> Cart<'a> {\n    pub fn first(&self) -> u32 {\n        let c = 'x';\n        match c { 'y' => { 1 } _ => { 2 } }\n    }\n}\n",
        'a.rs',
      ),
    ).toEqual(['Cart.first 2-5']);
    expect(
      names('#include <x>\nint shop::Cart::at(int i) const {\n  return raw[i];\n}\n', 'a.cpp'),
    ).toEqual(['at 2-4']);
  });

  it('reads Python with decorators, docstrings and nesting', () => {
    const text = `import x

class Cart(Base):
    """A cart.

def not_a_function():
    """
    @property
    def total(self):
        def inner(y):
            return y

        return inner(1)

    async def load(
        self,
    ):
        pass


def top():
    return 1
`;
    expect(names(text, 'cart.py')).toEqual([
      'Cart.total 9-13',
      'Cart.inner 10-11',
      'Cart.load 15-18',
      'top 21-22',
    ]);
  });

  it('reads Ruby', () => {
    const text =
      'class Cart\n  def total\n    items.map do |i|\n      i\n    end\n  end\n\n  def self.of(x) = new(x)\nend\n';
    expect(names(text, 'cart.rb').map((each) => each.split(' ')[0])).toEqual([
      'Cart.total',
      'Cart.of',
    ]);
    expect(names(text, 'cart.rb')[0]).toBe('Cart.total 2-6');
  });

  it('takes the innermost function around a line', () => {
    const spans = functionsIn('function a() {\n  function b() {\n    x();\n  }\n}\n', 'a.js');
    expect(functionAt(spans, 3)?.name).toBe('b');
    expect(functionAt(spans, 5)?.name).toBe('a');
    expect(functionAt(spans, 9)).toBeNull();
  });

  it('never throws, and every span lies inside the file', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '(',
      ')',
      'function f(',
      'def g',
      ':',
      '\n',
      '  ',
      '"',
      "'",
      '`',
      '/*',
      '*/',
      '//',
      'class X',
      '=>',
      ';',
      'end',
      '"""',
      'x = 1',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 200 }),
        fc.constantFrom('a.ts', 'a.py', 'a.rb', 'a.java'),
        (pieces, path) => {
          const text = pieces.join('');
          const count = text.split('\n').length;
          for (const span of functionsIn(text, path)) {
            expect(span.start).toBeGreaterThan(0);
            expect(span.end).toBeGreaterThanOrEqual(span.start);
            expect(span.end).toBeLessThanOrEqual(count);
          }
        },
      ),
    );
  });

  it('sees functions without braces, behind regular expressions and of properties', () => {
    const text = [
      'const cents = (amount) => Math.round(amount * 100);',
      'export const rate = async (one, two) =>',
      '  first(one)',
      '    .second(two);',
      'exports.clean = function (text) {',
      "  return text.replace(/['\"{]/g, '').replace(/[/`]/, '{');",
      '};',
      'Parser.prototype.read = function () {',
      '  return `',
      '    {${this.text}',
      '  `;',
      '};',
      'function last() {',
      '  return 1 / 2;',
      '}',
    ].join('\n');
    expect(functionsIn(text, 'a.js').map(({ name, start, end }) => [name, start, end])).toEqual([
      ['cents', 1, 1],
      ['rate', 2, 4],
      ['clean', 5, 7],
      ['read', 8, 12],
      ['last', 13, 15],
    ]);
  });

  it('is not led astray by object literals in a condition over several lines', () => {
    const text = `exports.isEmail = function (user, domain) {
  if (!exports.isLength(user, { max: 64 }) ||
          !exports.isLength(domain, { max: 256 })) {
    return false;
  }
  return exports.isDomain(domain, {
    tld: true
  });
};
`;
    expect(functionsIn(text, 'lib/a.js')).toEqual([
      { name: 'isEmail', start: 1, end: 9, owner: null },
    ]);
  });
});
