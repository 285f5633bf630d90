/** Would the code before a patch have failed in the same way? */
import { createTwoFilesPatch } from 'diff';
import { describe, expect, it } from 'vitest';
import { parseUnifiedDiff } from '../../../src/evidence/index.ts';
import { askedBefore, failedBefore } from '../../../src/evidence/hypotheses/failed-before.ts';
import type { Context } from '../../../src/evidence/hypotheses/context.ts';
import { missedIn, sitesOf } from '../../../src/evidence/hypotheses/failing-operation.ts';

interface Case {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  /** A part of the failing line as it reads now. */
  readonly failing: string;
  readonly called?: string;
  readonly said?: string;
  readonly altered?: readonly string[];
}

const diffOf = ({ file, before, after }: Case) =>
  parseUnifiedDiff(createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after))[0] ??
  expect.unreachable();

const past = (given: Case): string | null => {
  const text = given.after.split('\n').find((line) => line.includes(given.failing)) ?? '';
  return (
    failedBefore(
      {
        file: given.file,
        line: 1,
        weight: 1,
        called: given.called ?? null,
        said: given.said ?? '',
      },
      text,
      diffOf(given),
      new Set(given.altered ?? []),
      () => false,
    )?.text ?? null
  );
};

/** A failure on the only line of a trace. */
const frameOf = (said: string) => {
  const [exceptionType = '', message = ''] = said.split(': ', 2);
  const frame = { raw: '', module: null, function: 'seat', file: 'seat.ts', line: 2, column: null };
  const trace = {
    language: 'unknown',
    exceptionType,
    message: said.slice(exceptionType.length + 2),
    frames: [frame],
    cause: null,
  };
  expect(message).not.toBe('');
  return {
    frame,
    file: 'seat.ts',
    weight: 1,
    fault: { sample: said, kinds: new Set(), traces: [trace] },
  };
};

const KT = (line: string, above = '    val room = boxes.size'): string =>
  `class Loft {\n  fun pack(boxes: List<Box>, tag: Tag?): Int {\n${above}\n${line}\n    return room\n  }\n}\n`;
const COUNTED: Case = {
  file: 'Loft.kt',
  before: KT('    shelf.put(boxes, tag!!.width - room)'),
  after: KT('    shelf.put(boxes.sorted(), tag!!.width - room)'),
  failing: 'shelf.put',
  said: 'java.lang.NullPointerException: tag!! must not be null: nil pointer',
};

describe('a patch of the failing line without which it would have failed as well', () => {
  it('leaves the call that failed, and what it was given', () => {
    const given = {
      ...COUNTED,
      before: KT('    shelf.put(weigh(tag), room)'),
      after: KT('    shelf.put(weigh(tag), room + 1)'),
      called: 'weigh',
    };
    expect(past(given)).toContain('weigh(tag), room)');
    expect(past({ ...given, called: 'put' })).toBeNull();
    expect(past({ ...given, altered: ['weigh'] })).toBeNull();
    expect(
      past({ ...given, after: KT('    shelf.put(weigh(tag), room + 1)', '    val tag = null') }),
    ).toBeNull();
  });

  it('leaves the side of the computation that was nothing', () => {
    const given = {
      file: 'fee.py',
      before: 'def fee(bed):\n    return bed.length * bed.rate\n',
      after: 'def fee(bed):\n    return round(bed.metres) * bed.rate\n',
      failing: 'bed.rate',
      said: "TypeError: unsupported operand type(s) for *: 'int' and 'NoneType'",
    };
    expect(past(given)).toContain('bed.length');
    expect(
      past({
        ...given,
        after: 'def fee(bed):\n    return bed.length * bed.price\n',
        failing: 'price',
      }),
    ).toBeNull();
  });

  it('only gives a name to what the condition compares', () => {
    const given = {
      file: 'vat.rb',
      before:
        "def close(vat)\n  if vat.parts.sum != vat.volume\n    raise Leaky, 'does not add up'\n  end\nend\n",
      after:
        'def close(vat)\n  found = vat.parts.sum\n  if found != vat.volume\n    raise Leaky, "#{found} is not #{vat.volume}"\n  end\nend\n',
      failing: 'raise',
      said: 'Leaky: 3 is not 4',
    };
    expect(past(given)).toContain('raise Leaky');
    expect(past({ ...given, after: given.after.replace('parts.sum', 'parts.last') })).toBeNull();
    expect(past({ ...given, after: given.after.replace('!=', '>') })).toBeNull();
    // what raises now did something else before
    expect(past({ ...given, before: given.before.replace(/raise.*/, 'vat.drain') })).toBeNull();
  });

  it('changes what the failing line never sees', () => {
    const given = {
      file: 'send.rb',
      before:
        "def send(rows)\n  rows.each_slice(Limits['ROWS']) do |part|\n    @sent += part.size\n  end\nend\n",
      after:
        "def send(rows)\n  rows.each_slice(Limits['ROWS']) do |part|\n    @sent += part.length\n  end\nend\n",
      failing: 'each_slice',
      called: 'each_slice',
      said: 'invalid slice size',
    };
    expect(past(given)).toContain('each_slice');
    expect(past({ ...given, after: given.after.replace('@sent +=', 'rows.drop') })).toBeNull();
    // what the function hangs on is not shown
    const long = (text: string): string =>
      text.replace('rows)\n', `rows)\n${'  tick\n'.repeat(9)}`);
    expect(past({ ...given, before: long(given.before), after: long(given.after) })).toBeNull();
  });
});

describe('what failed', () => {
  const on = (line: string): string => `function seat(hall) {\n  return ${line};\n}\n`;
  const given = {
    file: 'seat.ts',
    before: on('order(hall.rows)'),
    after: on('order(hall.rows, true)'),
    failing: 'order',
  };
  const failed = (said: string, text = given) => {
    const [site] = sitesOf({ frames: [frameOf(said)] } as unknown as Context);
    return past({ ...text, called: site?.called ?? '', said });
  };

  it('is the call that the message names', () => {
    const nested = {
      ...given,
      failing: 'return',
      before: on('sum(hall) + 1'),
      after: on('show(sum(hall), 1)'),
    };
    expect(failed('TypeError: sum(): Argument #1 must be of type array', nested)).toContain('sum');
    expect(failed('TypeError: show(): Argument #1 must be of type array', nested)).toBeNull();
  });

  it('is the callee alone where that is no function', () => {
    expect(failed('TypeError: (0 , order_1.default) is not a function')).toContain('order');
    expect(failed('TypeError: order() takes 1 argument but 2 were given')).toBeNull();
  });
});

describe('a literal in another field than what failed asks for', () => {
  const body = (made: string): string =>
    `def seat(hall)\n  found = ${made}\n  if found.floor != hall.floor\n    raise Misplaced, found.floor\n  end\nend\n`;
  const given = {
    file: 'seat.rb',
    before: body('{ floor: hall.floor, width: 60 }'),
    after: body('{ floor: hall.floor, width: 72 }'),
    failing: 'raise',
    said: 'Misplaced: 3',
  };

  it('made nothing fail', () => {
    expect(past(given)).toContain('raise');
    expect(past({ ...given, after: body('{ floor: 2, width: 60 }') })).toBeNull();
    const both = (text: string): string => text.replace('found.floor !=', 'found.width !=');
    expect(past({ ...given, before: both(given.before), after: both(given.after) })).toBeNull();
  });
});

describe('a patch of the failing line that only gives it another form', () => {
  it('hands on how the line read before, and clears nobody', () => {
    const given = {
      file: 'bunk.go',
      before: 'func bunk(hut Hut) int {\n\tfree := hut.beds\n\treturn free[hut.next]\n}\n',
      after: 'func bunk(hut Hut) int {\n\tleft := hut.beds\n\treturn left[hut.next]\n}\n',
      failing: 'return left',
    };
    const site = { file: given.file, line: 3, weight: 1, called: null, said: 'index out of range' };
    const found = failedBefore(
      site,
      '\treturn left[hut.next]',
      diffOf(given),
      new Set(),
      () => true,
    );
    expect(found).toEqual({ text: '\treturn free[hut.next]', lines: [] });
  });
});

describe('a patch of the failing line that may have made it fail', () => {
  it('took away what put up with nothing', () => {
    const given = {
      file: 'rider.ts',
      before: 'function code(policy) {\n  const rider = policy.riders?.find(one);\n}\n',
      after: 'function code(policy) {\n  const rider = policy.riders!.find(one);\n}\n',
      failing: 'rider',
      said: "TypeError: Cannot read properties of undefined (reading 'find')",
    };
    expect(past(given)).toBeNull();
  });

  it('changed what stands beside the access on a line that decides', () => {
    const given = {
      file: 'bay.js',
      before:
        'function last(bays, at) {\n  while (at < bays.length && bays[at].free) at += 1;\n}\n',
      after:
        'function last(bays, at) {\n  while (at <= bays.length && bays[at].free) at += 1;\n}\n',
      failing: 'while',
      said: "TypeError: Cannot read properties of undefined (reading 'free')",
    };
    expect(past(given)).toBeNull();
    expect(askedBefore(missedIn(given.said), diffOf(given))).toEqual([]);
  });

  it('moved a line to another time', () => {
    const body = (lines: string[]): string => `def book(ship, berth):\n${lines.join('\n')}\n`;
    const [take, note, log] = ['    berth.take(ship)', '    ship.note(berth)', '    tally(ship)'];
    const given = {
      file: 'berth.py',
      before: body([take ?? '', note ?? '', log ?? '']),
      after: body([note ?? '', log ?? '', take ?? '']),
      failing: 'berth.take',
      called: 'take',
    };
    expect(past(given)).toBeNull();
  });

  it('does once what was done twice', () => {
    const given = {
      file: 'pen.java',
      before:
        'void close(Pen pen) {\n  pen.put(c);\n  pen.put(c);\n  int end = pen.need(c);\n  this.end = end;\n}\n',
      after:
        'void close(Pen pen) {\n  pen.put(c);\n  int end = pen.need(c);\n  this.last = end;\n}\n',
      failing: 'pen.need',
      called: 'need',
    };
    expect(past(given)).toBeNull();
  });
});

describe('what was asked for in vain', () => {
  it('may stand in a query, whose other conditions are of no account', () => {
    const given = {
      file: 'open.py',
      before: 'OPEN = """\n  SELECT 1 FROM berths b\n  WHERE b.depth = ?\n"""\n',
      after: 'OPEN = """\n  SELECT 1 FROM berths b\n  WHERE b.depth = ? AND b.since < 9\n"""\n',
      failing: 'WHERE',
    };
    const asks = (column: string): number =>
      askedBefore(missedIn(`OperationalError: no such column: b.${column}`), diffOf(given)).length;
    expect(asks('depth')).toBe(2);
    expect(asks('since')).toBe(0);
  });
});
