import { createTwoFilesPatch } from 'diff';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  diffFacts,
  fileRole,
  parseUnifiedDiff,
  type DiffFact,
} from '../../../src/evidence/index.ts';

const facts = (path: string, patch: string): DiffFact[] =>
  diffFacts([{ path, status: 'modified', patch }]);
const kinds = (path: string, patch: string): string[] =>
  facts(path, patch).map((each) => `${each.kind} ${each.direction}`);

describe('parseUnifiedDiff', () => {
  it('reads what git prints: renames, new files, deletions, binary files', () => {
    const files = parseUnifiedDiff(`diff --git a/old name.ts b/new name.ts
similarity index 90%
rename from old name.ts
rename to new name.ts
--- a/old name.ts
+++ b/new name.ts
@@ -1,2 +1,2 @@ function a() {
-x
+y
 z
diff --git a/n.ts b/n.ts
new file mode 100644
--- /dev/null
+++ b/n.ts
@@ -0,0 +1 @@
+--- not a header
diff --git a/gone.ts b/gone.ts
deleted file mode 100644
--- a/gone.ts
+++ /dev/null
@@ -1 +0,0 @@
-q
diff --git a/logo.png b/logo.png
Binary files a/logo.png and b/logo.png differ
`);
    expect(files.map((each) => [each.path, each.status, each.previousPath, each.binary])).toEqual([
      ['new name.ts', 'renamed', 'old name.ts', false],
      ['n.ts', 'added', null, false],
      ['gone.ts', 'deleted', null, false],
      ['logo.png', 'modified', null, true],
    ]);
    expect(files[0]?.hunks[0]?.section).toBe('function a() {');
    expect(files[1]?.hunks[0]?.lines[0]?.text).toBe('--- not a header');
  });

  it.each([
    ['bare hunks', '@@ -1 +1 @@\n-a\n+b\n'],
    ['hunks without numbers', '@@\n-a\n+b\n'],
    ['a named hunk without numbers', '@@ def f():\n-a\n+b\n'],
    ['changed lines alone', '-a\n+b\n'],
    ['file headers without diff --git', '--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-a\n+b\n'],
    ['Windows line ends', '@@ -1 +1 @@\r\n-a\r\n+b\r\n'],
  ])('accepts %s', (_name, text) => {
    const [file] = parseUnifiedDiff(text, 'x.py');
    expect(file?.path).toBe('x.py');
    expect(file?.hunks[0]?.lines.map((each) => [each.kind, each.text])).toEqual([
      ['removed', 'a'],
      ['added', 'b'],
    ]);
  });

  it('rebuilds the new text from the old one', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', '', '  c', '--- d', '+++ e', '@@ f', '-g'), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(lines, lines, fc.integer({ min: 0, max: 4 }), (before, after, context) => {
        const text = (some: readonly string[]): string => some.map((each) => `${each}\n`).join('');
        const [file] = parseUnifiedDiff(
          createTwoFilesPatch('a/f', 'b/f', text(before), text(after), '', '', { context }),
        );
        const out: string[] = [];
        let at = 1;
        for (const hunk of file?.hunks ?? []) {
          for (const each of hunk.lines) {
            if (each.oldLine !== null) {
              while (at < each.oldLine) out.push(before[(at += 1) - 2] ?? '');
            } else if (each.newLine !== null) {
              while (out.length < each.newLine - 1) out.push(before[(at += 1) - 2] ?? '');
            }
            if (each.kind === 'added') out.push(each.text);
            else if (each.kind === 'context') {
              out.push(each.text);
              at += 1;
            } else at += 1;
          }
        }
        while (at <= before.length) out.push(before[(at += 1) - 2] ?? '');
        expect(out).toEqual(after);
      }),
    );
  });

  it('never throws', () => {
    const piece = fc.constantFrom(
      'diff --git a/x b/x',
      '--- a/x',
      '+++ b/x',
      '@@ -1,3 +1,4 @@',
      '@@',
      '+a',
      '-b',
      ' c',
      '',
      '\\ No newline at end of file',
      'Binary files differ',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), (some) => {
        expect(Array.isArray(parseUnifiedDiff(some.join('\n')))).toBe(true);
      }),
    );
  });
});

describe('diffFacts', () => {
  it("reads a setting's move with its direction", () => {
    expect(
      facts(
        'config/app.yml',
        '@@ -1 +1 @@\n-  maximum-pool-size: 40\n+  maximum-pool-size: 4\n',
      )[0],
    ).toMatchObject({ kind: 'pool_changed', direction: 'down', name: 'maximum-pool-size' });
    expect(
      facts(
        'a.go',
        '@@ -1 +1 @@\n-\treturn C{timeout: 2 * time.Second}\n+\treturn C{timeout: 200 * time.Millisecond}\n',
      )[0],
    ).toMatchObject({ kind: 'timeout_changed', direction: 'down' });
    expect(
      facts(
        'k8s/d.yaml',
        '@@ -1,3 +1,3 @@\n   limits:\n-    memory: 1Gi\n+    memory: 512Mi\n',
      ).some((each) => each.kind === 'memory_setting' && each.direction === 'down'),
    ).toBe(true);
  });

  it.each([
    ['src/a.ts', '-  if (user === null) return;\n', 'guard_removed removed'],
    ['src/a.py', '-    except KeyError:\n-        return None\n', 'error_handling_removed removed'],
    ['src/A.java', '-        synchronized (this) {\n+        {\n', 'locking_removed removed'],
    ['src/a.ts', '-  stream.close();\n', 'resource_leak removed'],
    [
      'src/a.ts',
      '+for (const id of ids) {\n+  rows.push(await db.query(sql, [id]));\n+}\n',
      'query_in_loop added',
    ],
    [
      'src/a.ts',
      '+const seen = new Map<string, Item>();\n+seen.set(item.id, item);\n',
      'accumulation added',
    ],
    ['src/a.py', '+BUCKET = os.environ["BUCKET"]\n', 'config_required added'],
    [
      'package.json',
      '-    "left-pad": "1.3.0",\n+    "left-pad": "2.0.0",\n',
      'dependency_version changed',
    ],
    [
      'go.mod',
      '-\tgolang.org/x/sys v0.20.0\n+\tgolang.org/x/sys v0.21.0\n',
      'dependency_version changed',
    ],
    [
      'pom.xml',
      '-        <version>2.15.2</version>\n+        <version>3.0.0</version>\n',
      'dependency_version changed',
    ],
    ['db/migrate/1.sql', '+DROP INDEX idx_a;\n', 'index_removed added'],
    ['src/a.ts', '+const RE = /^(([a-z]+)+\\.)+$/;\n', 'regex_changed added'],
    ['src/a.js', '+  fs.writeFileSync(path, data);\n', 'blocking_call added'],
  ])('%s: %j → %s', (path, body, expected) => {
    expect(kinds(path, `@@ -1,9 +1,9 @@\n${body}`)).toContain(expected);
  });

  it('sees nothing in comments, moves and white space', () => {
    expect(kinds('src/a.ts', '@@ -1 +1 @@\n-// old\n+// new\n')).toEqual(['logging_only changed']);
    expect(kinds('src/a.ts', '@@ -1,2 +1,2 @@\n-  a();\n-  b();\n+b();\n+a();\n')).toEqual([]);
    expect(kinds('docs/a.md', '@@ -1 +1 @@\n-timeout: 5\n+timeout: 1\n')).toEqual([]);
  });
});

describe('a setting that only lost its quotes', () => {
  it('has not changed', () => {
    const patch = '@@ -1 +1 @@\n-  pool-name: "orders-pool"\n+  pool-name: orders-pool\n';
    const summaries = facts('src/main/resources/application.yml', patch).map(
      ({ summary }) => summary,
    );
    expect(summaries.filter((summary) => summary.startsWith('connection pool'))).toEqual([]);
  });
});

describe('a threshold for warnings', () => {
  it('is not the thing that it warns of', () => {
    const patch = '@@ -1 +1,2 @@\n PORT=1\n+CERTIFICATE_WARNING_DAYS=3\n';
    const settings = (text: string) =>
      facts('config/prod.env', text)
        .map(({ summary }) => summary)
        .join();
    expect(settings(patch)).not.toContain('TLS CERTIFICATE');
    expect(settings(patch.replace('_WARNING_DAYS', '_FILE'))).toContain('TLS CERTIFICATE_FILE');
  });
});

describe('fileRole', () => {
  it.each([
    ['src/main/java/a/B.java', 'source'],
    ['src/test/java/a/BTest.java', 'test'],
    ['pkg/x_test.go', 'test'],
    ['README.md', 'docs'],
    ['.env.example', 'docs'],
    ['config/settings.sample.yml', 'docs'],
    ['.github/workflows/ci.yml', 'ci'],
    ['package-lock.json', 'lock_file'],
    ['pom.xml', 'dependency_manifest'],
    ['charts/api/values.yaml', 'deployment'],
    ['Dockerfile', 'deployment'],
    ['src/main/resources/application.yml', 'runtime_config'],
    ['db/migrate/1_x.rb', 'migration'],
    ['web/a.css', 'style'],
    ['locales/de.json', 'asset'],
    ['ops/grafana/orders.json', 'tooling'],
    ['observability/dashboards/fleet.yaml', 'tooling'],
    ['src/dashboards/view.ts', 'source'],
  ])('%s is %s', (path, role) => {
    expect(fileRole(path)).toBe(role);
  });
});

describe('what Go hands back', () => {
  const kinds = (head: string, line: string): string[] =>
    diffFacts([
      {
        path: 'pier/berth.go',
        status: 'modified',
        patch: `@@ -3,3 +3,4 @@\n ${head}\n+\tif b.free {\n+\t\t${line}\n+\t}\n \tb.take()\n`,
      },
    ] as never).map((each) => each.kind);

  it('is nothing only where something was due', () => {
    expect(kinds('func (b *Berth) Hold() error {', 'return nil')).not.toContain('null_returned');
    expect(kinds('func (b *Berth) Hold() (Ship, error) {', 'return nil, err')).toContain(
      'null_returned',
    );
    expect(kinds('func (b *Berth) Ship() *Ship {', 'return nil')).toContain('null_returned');
  });
});

describe('a check that gives up as it did', () => {
  const weight = (removed: string[], added: string[], path = 'quay/berth.kt'): number =>
    Math.max(
      0,
      ...diffFacts([
        {
          path,
          status: 'modified',
          patch: `@@ -3,${removed.length} +3,${added.length} @@ fun moor(ship: Ship) {\n${removed.map((line) => `-${line}\n`).join('')}${added.map((line) => `+${line}\n`).join('')}`,
        },
      ] as never)
        .filter((each) => each.kind === 'guard_removed' || each.kind === 'validation_removed')
        .map((each) => each.weight),
    );

  it('was put into another form, not taken away', () => {
    const was = [
      '  if (ship.crew == null) {',
      '    throw Unmanned(ship.name)',
      '  }',
      '  go(ship.crew)',
    ];
    const kept = weight(was, ['  val crew = ship.crew ?: throw Unmanned(ship.name)', '  go(crew)']);
    const gone = weight(was, ['  val crew = ship.crew', '  go(crew)']);
    expect(gone).toBeGreaterThan(0.5);
    expect(kept).toBeLessThan(0.5 * gone);
    expect(weight(was, ['  go(ship.crew ?: throw Grounded(ship))'])).toBeGreaterThan(kept);
  });
});

describe('a comment that the language reads', () => {
  const facts = (path: string, line: string) =>
    diffFacts([
      { path, status: 'modified', patch: `@@ -0,0 +1,1 @@\n+${line}\n` },
      { path: 'pier/other.rb', status: 'modified', patch: '@@ -1 +1 @@\n-a(1)\n+a(2)\n' },
    ] as never).filter((each) => each.file === path && each.kind !== 'logging_only');

  it.each([
    ['pier/berth.rb', '# frozen_string_literal: true', '# all of them are literal'],
    ['pier/Berth.cs', '#nullable enable', '// nullable on purpose'],
    ['pier/berth.go', '//go:build !linux', '// go: built on linux'],
  ])('of %s changes what the file does', (path, told, said) => {
    expect(facts(path, told).map((each) => each.kind)).toContain('mode_changed');
    expect(facts(path, said)).toEqual([]);
  });
});
