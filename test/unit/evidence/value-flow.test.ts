/** What the failing line works with, followed back to who altered where it comes from. */
import { describe, expect, it } from 'vitest';
import { collect } from '../../../src/evidence/collect.ts';
import { createEvidenceBook } from '../../../src/evidence/evidence-book.ts';
import { candidateOfCommit } from '../../../src/evidence/hypotheses/change-facts.ts';
import {
  argumentsOf,
  chainsOf,
  definesField,
  definesLocal,
  parametersOf,
  readIn,
  soughtOn,
  spellingsOf,
} from '../../../src/evidence/hypotheses/flow/expressions.ts';
import { valueFlow } from '../../../src/evidence/hypotheses/flow/value-flow.ts';
import { takenAway } from '../../../src/evidence/hypotheses/word-score.ts';
import { observe } from './incidents.ts';

const paths = (line: string): string[] => chainsOf(line).map(({ parts }) => parts.join('.'));

describe('what a line of code works with', () => {
  it('reads chains of names in the ways of different languages', () => {
    expect(paths('return berth.tide?.level + this.draught;')).toEqual([
      'berth.tide.level',
      'this.draught',
    ]);
    expect(paths("quota = tenant['plan'].seats")).toEqual(['quota', 'tenant.plan.seats']);
    expect(paths('$this->rates->of($room->kind)')).toContain('room.kind');
    expect(paths("log('no berth for crane')")).toEqual(['log']);
  });

  it('tells what is written from what is read', () => {
    expect(paths(readIn('const fee = band.fee + extra;'))).toEqual(['band.fee', 'extra']);
    expect(paths(readIn('if (fee == band.fee) {'))).toEqual(['fee', 'band.fee']);
  });

  it('takes from the message what of it was wrong', () => {
    const parts = (line: string, message: string, column: number | null = null) =>
      soughtOn(line, message, column, null).map((each) => each.parts.join('.'));
    expect(
      parts('  return order.buyer.name;', "Cannot read properties of undefined (reading 'name')"),
    ).toEqual(['order.buyer']);
    expect(parts('', 'TypeError: pickBand is not a function')).toEqual(['pickBand']);
    expect(parts('', 'Cannot invoke "Slot.hour()" because "slot" is null')).toEqual(['slot']);
    // the column tells which of two that are asked for the same
    const line = 'return left.size + right.size;';
    expect(parts(line, "reading 'size'", line.lastIndexOf('size') + 1)).toEqual(['right']);
  });

  it('suspects what was handed to a library that fails, not all else on the line', () => {
    const sought = soughtOn('const at = base + parse(stamp, zone);', 'bad value', null, 'parse');
    expect(sought.map((each) => each.parts.join('.'))).toEqual(['stamp', 'zone']);
  });

  it('knows definitions of locals and of fields', () => {
    for (const text of [
      'let tide = 3;',
      'tide := read()',
      'for tide in tides:',
      'for (const tide of tides) {',
      'const { tide, wind } = at;',
      'tide, err := read()',
      'with open(path) as tide:',
      'tide: int = 0',
    ])
      expect(definesLocal(text, 'tide'), text).toBe(true);
    for (const text of ['if (tide == 3)', 'return tide', 'x.tide = 3', 'low_tide = 2', 'f(tide)'])
      expect(definesLocal(text, 'tide'), text).toBe(false);
    for (const text of [
      'self.tide = 3',
      '  tide: level,',
      "'tide' => 3,",
      "row['tide'] = x",
      'Berth(tide=4)',
      'setTide(4)',
    ])
      expect(definesField(text, 'tide'), text).toBe(true);
    for (const text of ['return berth.tide', 'if berth.tide == 3:', 'lowtide: 4,'])
      expect(definesField(text, 'tide'), text).toBe(false);
  });

  it('reads arguments and parameters in their places', () => {
    expect(argumentsOf('return fee(zone, [a, b], of(x, y));', 'fee')).toEqual([
      'zone',
      '[a, b]',
      'of(x, y)',
    ]);
    expect(argumentsOf('return fees(zone);', 'fee')).toBeNull();
    expect(parametersOf('func (z *Zone) Fee(at Stop, more ...int) int {')).toEqual(['at', 'more']);
    expect(parametersOf('public function fee(Zone $zone, int $extra = 0): int')).toEqual([
      'zone',
      'extra',
    ]);
    expect(parametersOf('def fee(self, zone: Zone, *, extra=0):')).toEqual(['zone', '', 'extra']);
    expect(parametersOf('int fee(const Zone& zone, int extra) {')).toEqual(['zone', 'extra']);
  });

  it('tells the ways of asking for a key apart', () => {
    expect(spellingsOf("row['zone'] || row[:zone] || row.zone", 'zone')).toEqual([
      "['zone']",
      '[:zone]',
      '.zone',
    ]);
  });
});

/** What each commit feeds the failing line, of the older ones first; all are live when it fails. */
function feeding(
  trace: string,
  commits: Record<string, readonly (readonly [path: string, patch: string])[]>,
): Record<string, number> {
  const observations = observe({
    name: 'quay',
    service: 'quay',
    alert: 'errors on quay',
    logs: [[0, 'error', trace, 12]],
    commits: Object.entries(commits).map(([message, files], at) => ({
      sha: `${at}`.repeat(8),
      at: -600 + 60 * at,
      message,
      files: Object.fromEntries(files),
    })),
    truth: { verdict: 'root_cause' },
  });
  const context = collect(observations, createEvidenceBook());
  const candidates = observations.commits.map((each) => candidateOfCommit(each, observations));
  const flow = valueFlow(context, candidates);
  return Object.fromEntries(
    candidates.map((each) => [each.message, flow.of(each)?.value ?? 0] as const),
  );
}

describe('who feeds the failing line', () => {
  it('is who took away where the missing value was set', () => {
    const fed = feeding(
      'TypeError: pick is not a function\n    at chooseBerth (/app/src/berths.js:14:10)\n    at handle (/app/src/server.js:8:3)',
      {
        'shorter names': [
          [
            'src/berths.js',
            '@@ -11,4 +11,4 @@ function chooseBerth(ships) {\n   const out = [];\n-  let amount = ships.length;\n+  let amount = ships.count;\n   let at = 0;\n   return pick(ships);',
          ],
        ],
        'berths by draught': [
          [
            'src/berths.js',
            '@@ -3,5 +3,4 @@ function chooseBerth(ships) {\n   let pick;\n   switch (order) {\n     case "draught":\n-      pick = deepest;\n       break;',
          ],
        ],
      },
    );
    expect(fed['berths by draught']).toBeGreaterThan(0.6);
    expect(fed['shorter names']).toBe(0);
  });

  it('is the caller who hands in something else', () => {
    const fed = feeding(
      [
        'Traceback (most recent call last):',
        '  File "/app/quay/plan.py", line 22, in plan',
        '    return room_for(ship, ship.cargo)',
        '  File "/app/quay/room.py", line 7, in room_for',
        '    return hold.length - 2',
        "AttributeError: 'str' object has no attribute 'length'",
      ].join('\n'),
      {
        'cargo goes by its code': [
          [
            'quay/plan.py',
            '@@ -20,4 +20,4 @@ def plan(ship):\n     check(ship)\n     ship.berth = None\n-    return room_for(ship, ship.hold)\n+    return room_for(ship, ship.cargo)\n ',
          ],
        ],
        'two less': [
          [
            'quay/room.py',
            '@@ -4,5 +4,5 @@ import sys\n \n \n def room_for(ship, hold):\n-    return hold.length - 1\n+    return hold.length - 2\n ',
          ],
        ],
      },
    );
    expect(fed['cargo goes by its code']).toBeGreaterThan(0.5);
    expect(fed['two less']).toBeLessThan(0.3);
  });

  it('is who reads its key in another way, for the failing line was left behind', () => {
    const trace =
      "NoMethodError: undefined method `upcase' for nil:NilClass\n\tfrom /app/lib/tag.rb:9:in `print_tag'\n\tfrom /app/lib/desk.rb:4:in `call'";
    const failing = [
      'lib/tag.rb',
      "@@ -6,6 +6,6 @@ def print_tag(bag)\n   # labels of bags\n   head = 'T'\n   size = 4\n-  head + bag['owner'].upcase + size\n+  head + bag['owner'].upcase + size.to_s\n   # done\n   # so",
    ] as const;
    const fed = feeding(trace, {
      'symbols for keys': [
        [
          'lib/bag.rb',
          "@@ -3,4 +3,4 @@ def weigh(bag)\n   # weight\n-  note(bag['owner'])\n+  note(bag[:owner])\n   0\n ",
        ],
      ],
      'size as text': [failing],
    });
    expect(fed['symbols for keys']).toBeGreaterThan(0.4);
    expect(fed['size as text']).toBeLessThan(0.3);
  });

  it('is who altered the condition that the value hangs on', () => {
    const fed = feeding(
      "TypeError: Cannot read properties of null (reading 'hour')\n    at hourOf (/app/src/slots.js:9:15)\n    at lift (/app/src/crane.js:21:9)",
      {
        'hours of slots': [
          [
            'src/slots.js',
            '@@ -6,5 +6,5 @@\n \n \n function hourOf(slot) {\n-  return slot.hour;\n+  return slot.hour % 24;\n }',
          ],
        ],
        'lift at noon': [
          [
            'src/crane.js',
            '@@ -14,8 +14,8 @@ function lift(box) {\n   let slot = null;\n-  if (box.heavy || box.late) {\n+  if (box.heavy && box.late) {\n     slot = slots.next();\n   }\n   a();\n   b();\n   c();\n   return hourOf(slot);',
          ],
        ],
      },
    );
    expect(fed['lift at noon']).toBeGreaterThan(0.5);
    expect(fed['hours of slots']).toBeLessThan(0.3);
  });

  it('is hardly who wrote all of it long ago, nor who rewrote a call around the same arguments', () => {
    const trace =
      'java.lang.NullPointerException: Cannot invoke "Slot.hour()" because "slot" is null\n\tat port.Crane.lift(Crane.java:6)\n\tat port.Yard.work(Yard.java:18)';
    const born = Array.from({ length: 20 }, (_, at) => `+    step${at}();`).join('\n');
    const fed = feeding(trace, {
      'all of it': [
        [
          'port/Yard.java',
          `@@ -0,0 +1,24 @@\n+class Yard {\n+  void work() {\n+    Slot slot = slots.next();\n${born}\n+  }`,
        ],
      ],
      'count what was lifted': [
        [
          'port/Yard.java',
          '@@ -15,5 +15,5 @@ void work() {\n     a();\n     b();\n     c();\n-    crane.lift(slot);\n+    lifted += crane.lift(slot);\n     d();',
        ],
      ],
      'next slot at night': [
        [
          'port/Yard.java',
          '@@ -1,5 +1,5 @@\n class Yard {\n   void work() {\n-    Slot slot = slots.next();\n+    Slot slot = night ? slots.late() : null;\n     step0();\n     step1();',
        ],
      ],
    });
    expect(fed['next slot at night']).toBeGreaterThan(fed['all of it'] ?? 1);
    expect(fed['count what was lifted']).toBe(0);
  });

  it('is hardly who wrote a whole file anew with that line in it', () => {
    const trace = "AttributeError: 'NoneType' object has no attribute 'knots'\n".trim();
    const lines = (mark: string, indent: string): string =>
      Array.from({ length: 70 }, (_, at) => `${mark}${indent}step(${at})`).join('\n');
    const text = [
      'Traceback (most recent call last):',
      '  File "/app/wind/mast.py", line 73, in hoist',
      '    return wind.knots',
      trace,
    ].join('\n');
    const fed = feeding(text, {
      'spaces for tabs': [
        [
          'wind/mast.py',
          `@@ -1,73 +1,73 @@\n-def hoist(at):\n-\twind = measure(at)\n${lines('-', '\t')}\n-\treturn wind.knots\n+def hoist( at ):\n+    wind = measure( at )\n${lines('+', '    ')}\n+    return wind.knots`,
        ],
      ],
    });
    expect(fed['spaces for tabs']).toBeLessThan(0.5);
  });
});

describe('what is asked of nothing', () => {
  const asked = (message: string, gone: string): number => {
    const observations = observe({
      name: 'mast',
      service: 'mast',
      alert: 'errors on mast',
      logs: [[0, 'error', message, 12]],
      commits: [
        {
          sha: 'aaaa1111',
          at: -60,
          message: 'tidy',
          files: { 'src/other.js': `@@ -4,3 +4,2 @@\n   first();\n-${gone}\n   last();` },
        },
      ],
      truth: { verdict: 'root_cause' },
    });
    const context = collect(observations, createEvidenceBook());
    const candidate = observations.commits.map((each) => candidateOfCommit(each, observations))[0];
    return candidate === undefined ? -1 : (takenAway(candidate, context)?.weight ?? 0);
  };

  it('was hardly taken away by who no longer asks for it elsewhere, but by who set it', () => {
    const message =
      "TypeError: Cannot read properties of null (reading 'reefings')\n    at hoist (/app/src/mast.js:7:12)";
    expect(asked(message, 'sails.reefings();')).toBeLessThan(0.5);
    expect(asked(message, 'sails.reefings = [];')).toBeGreaterThan(0.9);
    expect(
      asked(
        'TypeError: sails.reefings is not a function\n    at hoist (/app/src/mast.js:7:12)',
        'reefings() {}',
      ),
    ).toBeGreaterThan(0.9);
  });
});
