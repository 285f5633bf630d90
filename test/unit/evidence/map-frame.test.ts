import { describe, expect, it } from 'vitest';
import { StackFrame } from '../../../src/domain/stack-frame.ts';
import { indexRepository, mapFrameToFile, parseStackTraces } from '../../../src/evidence/index.ts';

const frame = (fields: Partial<StackFrame>): StackFrame =>
  StackFrame.parse({
    raw: 'x',
    module: null,
    function: null,
    file: null,
    line: 12,
    origin: 'app',
    ...fields,
  });

const index = indexRepository([
  'services/pay/src/main/java/com/acme/pay/Card.java',
  'services/shop/src/main/java/com/acme/shop/Card.java',
  'services/shop/src/main/kotlin/com/acme/shop/Cart.kt',
  'src/Pay/Client.cs',
  'tests/Pay/ClientTests.cs',
  'web/src/cart.ts',
  'web/src/index.ts',
  'admin/src/index.ts',
  'app/models/order.rb',
  'internal/pay/pay.go',
  'main.py',
  'lib/only.py',
]);

describe('mapFrameToFile', () => {
  it.each([
    [
      'the package tells equal names apart',
      { module: 'com.acme.shop', function: 'Card.total', file: 'Card.java' },
      'services/shop/src/main/java/com/acme/shop/Card.java',
    ],
    [
      'an inner class is in its outer file',
      { module: 'com.acme.pay', function: 'Card$Inner.lambda$x$0', file: 'Card.java' },
      'services/pay/src/main/java/com/acme/pay/Card.java',
    ],
    [
      'a generated proxy has only its type',
      { module: 'com.acme.shop', function: 'CartKt.total' },
      'services/shop/src/main/kotlin/com/acme/shop/Cart.kt',
    ],
    [
      "a build machine's path",
      { file: 'C:\\agent\\_work\\1\\s\\src\\Pay\\Client.cs' },
      'src/Pay/Client.cs',
    ],
    ["a container's path", { file: '/app/app/models/order.rb' }, 'app/models/order.rb'],
    ['compiled JavaScript', { file: '/srv/web/src/cart.js' }, 'web/src/cart.ts'],
    ['a monorepo', { file: '/srv/admin/src/index.ts' }, 'admin/src/index.ts'],
    [
      "Go's build path",
      {
        module: 'github.com/acme/shop/internal/pay',
        file: '/go/src/github.com/acme/shop/internal/pay/pay.go',
      },
      'internal/pay/pay.go',
    ],
    ['a file at the root', { file: '/app/main.py' }, 'main.py'],
  ])('%s', (_name, fields, expected) => {
    expect(mapFrameToFile(frame(fields), index).file).toBe(expected);
  });

  it('lets path rules decide first', () => {
    const rules = [
      { from: '/opt/run/', to: 'web/src/' },
      { from: 'com.acme.', to: 'services/pay/src/main/java/com/acme/' },
    ];
    expect(mapFrameToFile(frame({ file: '/opt/run/index.ts' }), index, rules)).toMatchObject({
      file: 'web/src/index.ts',
      how: 'rule',
    });
    expect(
      mapFrameToFile(
        frame({ module: 'com.acme.pay', function: 'Card.x', file: 'Card.java' }),
        index,
        rules,
      ),
    ).toMatchObject({ file: 'services/pay/src/main/java/com/acme/pay/Card.java', how: 'rule' });
  });

  it.each([
    ['ambiguous', { file: 'index.ts' }, /equally well/],
    ['unknown', { file: '/x/nowhere.ts' }, /no file of the repository/],
    ["a library's", { file: 'node_modules/x/y.js', origin: 'library' as const }, /library code/],
    ['nameless', {}, /names no file/],
  ])('says why not: %s', (_name, fields, reason) => {
    const mapped = mapFrameToFile(frame(fields), index);
    expect(mapped).toMatchObject({ file: null, reason: expect.stringMatching(reason) });
  });

  it('classifies frames by the repository', () => {
    const [trace] = parseStackTraces(
      'Error: x\n    at a (/srv/node_modules/acme/web/src/cart.ts:1:1)\n    at b (/srv/web/src/cart.ts:2:2)',
      { inRepository: (file) => file === '/srv/web/src/cart.ts' },
    );
    expect(trace?.frames.map((each) => each.origin)).toEqual(['library', 'app']);
  });
});
