/** The functions of the third set of histories in Go, Rust and C#: right in two ways, and wrong. */
import { consumerOf, expected, isSeat, local as localOf, pascal } from './history-third-names.mjs';

const byLetters = (x, y) => (x < y ? -1 : 1);

const GO_TYPES = {
  pages: 'int',
  distinct: '[]string',
  minutes: '[2]int',
  seat: '[]int',
  weigh: '*chain.Load',
};
const GO_PACKAGES = { distinct: '"strings"', weigh: '"farm.example/cellar/chain"' };

export const go = {
  base: {
    'README.md': '# cellar\n\nCounts what lies in the cellar.\n',
    'go.mod': 'module farm.example/cellar\n\ngo 1.19\n',
    'chain/chain.go':
      '// Package chain hangs one load behind the other.\npackage chain\n\n// Load is a part of a chain.\ntype Load struct {\n\tKilos int\n\tNext  *Load\n}\n',
  },
  path: (name) => `internal/${name}/${name}.go`,
  isTest: (file) => file.endsWith('_test.go'),
  command: ['go', 'test', './...'],
  module: (module) => {
    const imports = new Set();
    for (const { uses, template } of module.units) {
      if (uses) {
        imports.add(`"farm.example/cellar/internal/${uses.module.name}"`);
        if (uses.unit.template === 'weigh') imports.add(GO_PACKAGES.weigh);
      }
      if (GO_PACKAGES[template]) imports.add(GO_PACKAGES[template]);
    }
    const lines = [...imports]
      .sort((x, y) => Number(x.includes('/')) - Number(y.includes('/')) || (x < y ? -1 : 1))
      .map((one) => `\t${one}\n`);
    return `// Package ${module.name} keeps the book of each ${module.name}.\npackage ${module.name}\n\n${lines.length > 0 ? `import (\n${lines.join('')})\n\n` : ''}${module.units.map((unit) => go.unit(unit)).join('\n')}`;
  },
  unit: (unit) => {
    const { template, name, doc, split, bug, uses } = unit;
    const [a, b, c] = unit.constants;
    const v = localOf(unit);
    const head = (args, type = 'int') =>
      `// ${pascal(name)} is part of the daily list.${doc ? ` ${doc}` : ''}\nfunc ${pascal(name)}(${args}) ${type} {\n`;
    const most = `\tif ${v} > ${c} {\n\t\treturn ${c}\n\t}\n\treturn ${v}\n}\n`;
    switch (template) {
      case 'pages':
        return `${head('count int')}${bug ? `\t${v} := count / ${a}\n` : split ? `\t${v} := count / ${a}\n\tif count%${a} > 0 {\n\t\t${v}++\n\t}\n` : `\t${v} := (count + ${a} - 1) / ${a}\n`}${most}`;
      case 'distinct':
        return `${head('names []string')}\tseen := map[string]bool{}\n${bug ? `\tfor _, name := range names {\n\t\tseen[strings.TrimSpace(name)] = true\n\t}\n\t${v} := len(seen)\n` : split ? `\tfor _, name := range names {\n\t\tseen[strings.ToLower(strings.TrimSpace(name))] = true\n\t}\n\t${v} := len(seen)\n` : `\t${v} := 0\n\tfor _, name := range names {\n\t\tkey := strings.ToLower(strings.TrimSpace(name))\n\t\tif !seen[key] {\n\t\t\tseen[key] = true\n\t\t\t${v}++\n\t\t}\n\t}\n`}${most}`;
      case 'minutes':
        return `${head('shift [2]int')}${bug ? `\t${v} := shift[1] - shift[0]\n` : split ? `\t${v} := shift[1] - shift[0]\n\tif ${v} < 0 {\n\t\t${v} += 1440\n\t}\n` : `\t${v} := (shift[1] - shift[0] + 1440) % 1440\n`}${most}`;
      case 'seat':
        return `${head('sizes []int')}\t${v} := 0\n${bug ? `\tfor ${v} < len(sizes) && sizes[${v}] < ${b} {\n\t\t${v}++\n\t}\n` : split ? `\tfor ${v} < len(sizes)-1 && sizes[${v}] < ${b} {\n\t\t${v}++\n\t}\n` : `\tfor last := len(sizes) - 1; ${v} < last && sizes[${v}] < ${b}; {\n\t\t${v}++\n\t}\n`}\treturn ${v}\n}\n`;
      case 'weigh':
        return `${head('load *chain.Load')}${bug ? `\tif load.Kilos == 0 {\n\t\treturn ${b}\n\t}\n\t${v} := ${pascal(name)}(load.Next)\n\treturn ${v} + load.Kilos*${a}\n` : split ? `\t${v} := ${b}\n\tfor ; load != nil; load = load.Next {\n\t\t${v} += load.Kilos * ${a}\n\t}\n\treturn ${v}\n` : `\tif load == nil {\n\t\treturn ${b}\n\t}\n\t${v} := ${pascal(name)}(load.Next)\n\treturn ${v} + load.Kilos*${a}\n`}}\n`;
      default: {
        const call = `${uses.module.name}.${pascal(uses.unit.name)}(one)`;
        return `${head(`given []${GO_TYPES[uses.unit.template]}`, '[]int')}\trows := make([]int, 0, ${c})\n\tfor _, one := range given {\n\t\trows = append(rows, ${isSeat(uses) ? `one[${call}]` : call})\n\t}\n\treturn rows\n}\n`;
      }
    }
  },
  odd: {
    pages: '1',
    distinct: '{"Boskoop", "boskoop"}',
    minutes: '{1430, 10}',
    seat: '{1}',
    weigh: '{Kilos: 3}',
  },
  test: (consumerModule, _, victim) => ({
    path: `internal/${consumerModule.name}/daily_list_test.go`,
    text: `package ${consumerModule.name}\n\nimport (\n${victim.template === 'weigh' ? '\t"farm.example/cellar/chain"\n' : ''}\t"testing"\n)\n\nfunc TestDailyListHoldsSmallestEntry(t *testing.T) {\n\trows := ${pascal(consumerOf(consumerModule).name)}([]${GO_TYPES[victim.template]}{${go.odd[victim.template]}})\n\tif ${expected(victim) === null ? 'len(rows) != 1' : `rows[0] != ${expected(victim)}`} {\n\t\tt.Fatalf("${pascal(consumerOf(consumerModule).name)}: got %v, want ${expected(victim) ?? 'one row'}", rows)\n\t}\n}\n`,
  }),
};

const RUST_TYPES = {
  pages: 'u32',
  distinct: 'Vec<&str>',
  minutes: '(u32, u32)',
  seat: 'Vec<u32>',
  weigh: 'Option<Box<Load>>',
};

export const rust = {
  base: {
    'README.md': '# orchard-rs\n',
    'Cargo.toml':
      '[package]\nname = "orchard"\nversion = "0.8.1"\nedition = "2021"\n\n[dependencies]\n',
    'src/chain.rs':
      '//! One load behind the other.\n\npub struct Load {\n    pub kilos: u32,\n    pub next: Option<Box<Load>>,\n}\n',
  },
  path: (name) => `src/${name}.rs`,
  /** What names the modules of the crate: it grows with them. */
  index: (modules) => ({
    path: 'src/lib.rs',
    text: ['chain', ...modules.map(({ name }) => name)]
      .sort(byLetters)
      .map((name) => `pub mod ${name};\n`)
      .join(''),
  }),
  isTest: (file) => file.startsWith('tests/'),
  command: ['sh', '-c', 'RUST_BACKTRACE=1 CARGO_TERM_COLOR=never cargo test --offline'],
  module: (module) => {
    const all = module.units.map((unit) => unit.uses?.unit.template ?? unit.template);
    const uses = [
      ...module.units
        .filter((unit) => unit.uses)
        .map((unit) => `use crate::${unit.uses.module.name};\n`),
      ...(all.includes('weigh') ? ['use crate::chain::Load;\n'] : []),
      ...(module.units.some((unit) => unit.template === 'distinct')
        ? ['use std::collections::HashSet;\n']
        : []),
    ].sort(byLetters);
    return `//! Knows every ${module.name}.\n\n${uses.join('')}${uses.length > 0 ? '\n' : ''}${module.units.map((unit) => rust.unit(unit)).join('\n')}`;
  },
  unit: (unit) => {
    const { template, name, doc, split, bug, uses } = unit;
    const [a, b, c] = unit.constants;
    const v = localOf(unit);
    const head = (args, type = 'u32') =>
      `${doc ? `/// ${doc}\n` : ''}pub fn ${name}(${args}) -> ${type} {\n`;
    const rest = `    let ${v} = ${name}(&load.next);\n    ${v} + load.kilos * ${a}\n}\n`;
    switch (template) {
      case 'pages':
        return `${head('count: &u32')}${bug ? `    let ${v} = count / ${a};\n` : split ? `    let mut ${v} = count / ${a};\n    if count % ${a} > 0 {\n        ${v} += 1;\n    }\n` : `    let ${v} = (count + ${a} - 1) / ${a};\n`}    ${v}.min(${c})\n}\n`;
      case 'distinct':
        return `${head('names: &[&str]')}${bug ? `    let ${v}: HashSet<&str> = names.iter().copied().collect();\n` : split ? `    let mut ${v} = HashSet::new();\n    for name in names {\n        ${v}.insert(name.to_lowercase());\n    }\n` : `    let ${v}: HashSet<String> = names.iter().map(|name| name.to_lowercase()).collect();\n`}    (${v}.len() as u32).min(${c})\n}\n`;
      case 'minutes':
        return `${head('shift: &(u32, u32)')}    let (begin, end) = *shift;\n${bug ? `    let ${v} = end - begin;\n` : split ? `    let ${v} = if end < begin { end + 1440 - begin } else { end - begin };\n` : `    let ${v} = (end + 1440 - begin) % 1440;\n`}    ${v}.min(${c})\n}\n`;
      case 'seat':
        return `${head('sizes: &[u32]', 'usize')}    let mut ${v} = 0;\n${bug ? `    while ${v} < sizes.len() && sizes[${v}] < ${b} {\n        ${v} += 1;\n    }\n` : split ? `    while ${v} + 1 < sizes.len() && sizes[${v}] < ${b} {\n        ${v} += 1;\n    }\n` : `    let last = sizes.len() - 1;\n    while ${v} < last && sizes[${v}] < ${b} {\n        ${v} += 1;\n    }\n`}    ${v}\n}\n`;
      case 'weigh':
        return `${head('load: &Option<Box<Load>>')}${bug ? `    let load = load.as_ref().unwrap();\n    if load.kilos == 0 {\n        return ${b};\n    }\n${rest}` : split ? `    let mut ${v} = ${b};\n    let mut part = load;\n    while let Some(here) = part {\n        ${v} += here.kilos * ${a};\n        part = &here.next;\n    }\n    ${v}\n}\n` : `    let Some(load) = load else {\n        return ${b};\n    };\n${rest}`}`;
      default: {
        const call = `${uses.module.name}::${uses.unit.name}(one)`;
        return `${head(`given: &[${RUST_TYPES[uses.unit.template]}]`, 'Vec<u32>')}    given\n        .iter()\n        .map(|one| ${isSeat(uses) ? `one[${call}]` : call})\n        .take(${c})\n        .collect()\n}\n`;
      }
    }
  },
  odd: {
    pages: '1',
    distinct: 'vec!["Boskoop", "boskoop"]',
    minutes: '(1430, 10)',
    seat: 'vec![1]',
    weigh: 'Some(Box::new(Load { kilos: 3, next: None }))',
  },
  test: (consumerModule, _, victim) => ({
    path: 'tests/daily_list.rs',
    text: `${victim.template === 'weigh' ? 'use orchard::chain::Load;\n' : ''}use orchard::${consumerModule.name}::${consumerOf(consumerModule).name};\n\n#[test]\nfn holds_the_smallest_entry() {\n    let rows = ${consumerOf(consumerModule).name}(&[${rust.odd[victim.template]}]);\n    ${expected(victim) === null ? 'assert_eq!(rows.len(), 1)' : `assert_eq!(rows, [${expected(victim)}])`};\n}\n`,
  }),
};

const CSHARP_TYPES = {
  pages: 'int',
  distinct: 'List<string>',
  minutes: 'int[]',
  seat: 'List<int>',
  weigh: 'Load',
};

export const csharp = {
  base: {
    'README.md': '# Orchard.Packing\n',
    'Orchard.Packing.csproj':
      '<Project Sdk="Microsoft.NET.Sdk">\n  <PropertyGroup>\n    <Version>3.4.0</Version>\n  </PropertyGroup>\n</Project>\n',
    'src/Load.cs':
      'namespace Orchard.Packing\n{\n    /// <summary>One load behind the other.</summary>\n    public sealed class Load\n    {\n        public int Kilos;\n        public Load Next;\n    }\n}\n',
  },
  path: (name) => `src/${pascal(name)}Ledger.cs`,
  isTest: (file) => file.startsWith('tests/'),
  command: [
    'sh',
    '-c',
    "mcs -debug -out:tests.exe $(find . -name '*.cs' | sort) && mono --debug tests.exe",
  ],
  module: (module) =>
    `using System;\nusing System.Collections.Generic;\nusing System.Linq;\n\nnamespace Orchard.Packing\n{\n    public static class ${pascal(module.name)}Ledger\n    {\n${module.units.map((unit) => csharp.unit(unit)).join('\n')}    }\n}\n`,
  unit: (unit) => {
    const { template, name, doc, split, bug, uses } = unit;
    const [a, b, c] = unit.constants;
    const v = localOf(unit);
    const i = (lines) => lines.map((line) => (line ? `            ${line}\n` : '\n')).join('');
    const whole = (args, lines, type = 'int') =>
      `${doc ? `        // ${doc}\n` : ''}        public static ${type} ${pascal(name)}(${args})\n        {\n${i(lines)}        }\n`;
    const most = `return Math.Min(${v}, ${c});`;
    switch (template) {
      case 'pages':
        return whole('int count', [
          ...(bug
            ? [`var ${v} = count / ${a};`]
            : split
              ? [`var ${v} = count / ${a};`, `if (count % ${a} > 0) ${v}++;`]
              : [`var ${v} = (count + ${a} - 1) / ${a};`]),
          most,
        ]);
      case 'distinct':
        return whole('List<string> names', [
          ...(bug
            ? [`var ${v} = names.Distinct().Count();`]
            : split
              ? [
                  'var seen = new HashSet<string>(names, StringComparer.OrdinalIgnoreCase);',
                  `var ${v} = seen.Count;`,
                ]
              : [`var ${v} = names.Select(name => name.ToLowerInvariant()).Distinct().Count();`]),
          most,
        ]);
      case 'minutes':
        return whole('int[] shift', [
          ...(bug
            ? [`var ${v} = shift[1] - shift[0];`]
            : split
              ? [`var ${v} = shift[1] - shift[0];`, `if (${v} < 0) ${v} += 1440;`]
              : [`var ${v} = (shift[1] - shift[0] + 1440) % 1440;`]),
          most,
        ]);
      case 'seat':
        return whole('List<int> sizes', [
          ...(bug
            ? [`var ${v} = sizes.TakeWhile(size => size < ${b}).Count();`]
            : split
              ? [
                  `var ${v} = sizes.TakeWhile(size => size < ${b}).Count();`,
                  `if (${v} == sizes.Count) ${v}--;`,
                ]
              : [`var ${v} = 0;`, `while (${v} < sizes.Count - 1 && sizes[${v}] < ${b}) ${v}++;`]),
          `return ${v};`,
        ]);
      case 'weigh':
        return whole('Load load', [
          ...(bug
            ? [`if (load.Kilos == 0) return ${b};`, `var ${v} = ${pascal(name)}(load.Next);`]
            : split
              ? [
                  `var ${v} = ${b};`,
                  `for (; load != null; load = load.Next) ${v} += load.Kilos * ${a};`,
                ]
              : [`if (load == null) return ${b};`, `var ${v} = ${pascal(name)}(load.Next);`]),
          split && !bug ? `return ${v};` : `return ${v} + load.Kilos * ${a};`,
        ]);
      default: {
        const call = `${pascal(uses.module.name)}Ledger.${pascal(uses.unit.name)}(one)`;
        return whole(
          `List<${CSHARP_TYPES[uses.unit.template]}> given`,
          [
            'var rows = new List<int>();',
            'foreach (var one in given)',
            '{',
            `    rows.Add(${isSeat(uses) ? `one[${call}]` : call});`,
            '}',
            `return rows.Take(${c}).ToList();`,
          ],
          'List<int>',
        );
      }
    }
  },
  odd: {
    pages: '1',
    distinct: 'new List<string> { "Boskoop", "boskoop" }',
    minutes: 'new[] { 1430, 10 }',
    seat: 'new List<int> { 1 }',
    weigh: 'new Load { Kilos = 3 }',
  },
  test: (consumerModule, _, victim) => ({
    path: 'tests/DailyListTest.cs',
    text: `using System;\nusing System.Collections.Generic;\n\nnamespace Orchard.Packing.Tests\n{\n    public static class DailyListTest\n    {\n        public static void Main()\n        {\n            var given = new List<${CSHARP_TYPES[victim.template]}> { ${csharp.odd[victim.template]} };\n            var rows = ${pascal(consumerModule.name)}Ledger.${pascal(consumerOf(consumerModule).name)}(given);\n            if (${expected(victim) === null ? 'rows.Count != 1' : `rows[0] != ${expected(victim)}`})\n            {\n                throw new Exception("expected ${expected(victim) ?? 'one row'} but was " + string.Join(", ", rows));\n            }\n        }\n    }\n}\n`,
  }),
};
