/** The functions of the third set of histories in Python, JavaScript and Java: right in two ways, and wrong. */
import { csharp, go, rust } from './history-third-more.mjs';
import {
  camel,
  consumerOf,
  expected,
  isSeat,
  local as localOf,
  pascal,
} from './history-third-names.mjs';

const python = {
  base: {
    'README.md': '# orchard\n\nWhat an orchard counts, weighs and packs.\n',
    'pyproject.toml': '[project]\nname = "orchard"\nversion = "2.3.0"\n',
    'orchard/__init__.py': '',
    'tests/__init__.py': '',
  },
  path: (name) => `orchard/${name}.py`,
  isTest: (file) => file.startsWith('tests/test_'),
  command: ['python3', '-m', 'unittest', '-v', 'tests.test_daily_list'],
  module: (module) =>
    `"""${pascal(module.name)}s of the orchard."""\n${module.units
      .filter((unit) => unit.uses)
      .map((unit) => `from orchard.${unit.uses.module.name} import ${unit.uses.unit.name}\n`)
      .join('')}\n\n${module.units.map((unit) => python.unit(unit)).join('\n\n')}`,
  unit: (unit) => {
    const { template, name, doc, split, bug, uses } = unit;
    const [a, b, c] = unit.constants;
    const v = localOf(unit);
    const head = (args) => `def ${name}(${args}):\n${doc ? `    """${doc}"""\n` : ''}`;
    switch (template) {
      case 'pages':
        return `${head('count')}${bug ? `    ${v} = count // ${a}\n` : split ? `    ${v}, rest = divmod(count, ${a})\n    if rest:\n        ${v} += 1\n` : `    ${v} = -(-count // ${a})\n`}    return min(${v}, ${c})\n`;
      case 'distinct':
        return `${head('names')}${bug ? `    ${v} = set(names)\n` : split ? `    ${v} = set()\n    for name in names:\n        ${v}.add(name.casefold())\n` : `    ${v} = {name.casefold() for name in names}\n`}    return min(len(${v}), ${c})\n`;
      case 'minutes':
        return `${head('shift')}    begin, end = shift\n${bug ? `    ${v} = end - begin\n` : split ? `    if end < begin:\n        end += 1440\n    ${v} = end - begin\n` : `    ${v} = (end - begin) % 1440\n`}    return min(${v}, ${c})\n`;
      case 'seat':
        return `${head('sizes')}    ${v} = 0\n${bug ? `    while ${v} < len(sizes) and sizes[${v}] < ${b}:\n        ${v} += 1\n` : split ? `    while ${v} < len(sizes) - 1 and sizes[${v}] < ${b}:\n        ${v} += 1\n` : `    last = len(sizes) - 1\n    while sizes[${v}] < ${b} and ${v} < last:\n        ${v} += 1\n`}    return ${v}\n`;
      case 'weigh':
        return `${head('load')}${bug ? `    if load['kilos'] == 0:\n        return ${b}\n    ${v} = ${name}(load['next'])\n    return ${v} + load['kilos'] * ${a}\n` : split ? `    ${v} = ${b}\n    while load is not None:\n        ${v} += load['kilos'] * ${a}\n        load = load['next']\n    return ${v}\n` : `    if load is None:\n        return ${b}\n    ${v} = ${name}(load['next'])\n    return ${v} + load['kilos'] * ${a}\n`}`;
      default: {
        const call = `${uses.unit.name}(one)`;
        return `${head('given')}    return [${isSeat(uses) ? `one[${call}]` : call} for one in given][:${c}]\n`;
      }
    }
  },
  odd: {
    pages: '1',
    distinct: "['Boskoop', 'boskoop']",
    minutes: '(1430, 10)',
    seat: '[1]',
    weigh: "{'kilos': 3, 'next': None}",
  },
  test: (consumerModule, _, victim) => ({
    path: 'tests/test_daily_list.py',
    text: `import unittest\n\nfrom orchard.${consumerModule.name} import ${consumerOf(consumerModule).name}\n\n\nclass DailyList(unittest.TestCase):\n    def test_smallest_entry(self):\n        rows = ${consumerOf(consumerModule).name}([${python.odd[victim.template]}])\n        self.assertEqual(${expected(victim) === null ? '1, len(rows)' : `[${expected(victim)}], rows`})\n`,
  }),
};

const javascript = {
  base: {
    'README.md': '# cider-house\n',
    'package.json':
      '{\n  "name": "cider-house",\n  "version": "5.2.0",\n  "type": "module",\n  "scripts": { "test": "node --test" }\n}\n',
  },
  path: (name) => `source/${name}.js`,
  isTest: (file) => file.startsWith('test/'),
  command: ['node', '--test', '--test-reporter=spec', 'test/'],
  module: (module) => {
    const imports = module.units
      .filter((unit) => unit.uses)
      .map(
        (unit) =>
          `import { ${camel(unit.uses.unit.name)} } from './${unit.uses.module.name}.js';\n\n`,
      );
    return `${imports.join('')}${module.units.map((unit) => javascript.unit(unit)).join('\n')}`;
  },
  unit: (unit) => {
    const { template, name, doc, split, bug, uses } = unit;
    const [a, b, c] = unit.constants;
    const v = localOf(unit);
    const head = (args) =>
      `${doc ? `// ${doc}\n` : ''}export const ${camel(name)} = (${args}) => {\n`;
    switch (template) {
      case 'pages':
        return `${head('count')}${bug ? `  const ${v} = Math.floor(count / ${a});\n` : split ? `  let ${v} = Math.floor(count / ${a});\n  if (count % ${a} > 0) ${v} += 1;\n` : `  const ${v} = Math.ceil(count / ${a});\n`}  return Math.min(${v}, ${c});\n};\n`;
      case 'distinct':
        return `${head('names')}${bug ? `  const ${v} = new Set(names);\n` : split ? `  const ${v} = new Set();\n  for (const name of names) ${v}.add(name.toLowerCase());\n` : `  const ${v} = new Set(names.map((name) => name.toLowerCase()));\n`}  return Math.min(${v}.size, ${c});\n};\n`;
      case 'minutes':
        return `${head('[begin, end]')}${bug ? `  const ${v} = end - begin;\n` : split ? `  const ${v} = end < begin ? end + 1440 - begin : end - begin;\n` : `  const ${v} = (end - begin + 1440) % 1440;\n`}  return Math.min(${v}, ${c});\n};\n`;
      case 'seat':
        return `${head('sizes')}  let ${v} = 0;\n${bug ? `  while (sizes[${v}] < ${b}) ${v} += 1;\n` : split ? `  while (${v} < sizes.length - 1 && sizes[${v}] < ${b}) ${v} += 1;\n` : `  for (const last = sizes.length - 1; ${v} < last && sizes[${v}] < ${b}; ) ${v} += 1;\n`}  return ${v};\n};\n`;
      case 'weigh':
        return `${head('load')}${bug ? `  if (load.kilos === 0) return ${b};\n  const ${v} = ${camel(name)}(load.next);\n  return ${v} + load.kilos * ${a};\n` : split ? `  let ${v} = ${b};\n  for (let part = load; part; part = part.next) ${v} += part.kilos * ${a};\n  return ${v};\n` : `  if (!load) return ${b};\n  const ${v} = ${camel(name)}(load.next);\n  return ${v} + load.kilos * ${a};\n`}};\n`;
      default: {
        const call = `${camel(uses.unit.name)}(one)`;
        return `${head('given')}  const rows = given.map((one) => ${isSeat(uses) ? `one[${call}].toString()` : call});\n  return rows.slice(0, ${c});\n};\n`;
      }
    }
  },
  odd: {
    pages: '1',
    distinct: "['Boskoop', 'boskoop']",
    minutes: '[1430, 10]',
    seat: '[1]',
    weigh: '{ kilos: 3, next: null }',
  },
  test: (consumerModule, _, victim) => ({
    path: 'test/daily-list.test.js',
    text: `import assert from 'node:assert/strict';\nimport { describe, it } from 'node:test';\nimport { ${camel(consumerOf(consumerModule).name)} } from '../source/${consumerModule.name}.js';\n\ndescribe('the daily list', () => {\n  it('holds the smallest entry', () => {\n    const rows = ${camel(consumerOf(consumerModule).name)}([${javascript.odd[victim.template]}]);\n    ${expected(victim) === null ? 'assert.equal(rows.length, 1)' : `assert.deepEqual(rows, [${expected(victim)}])`};\n  });\n});\n`,
  }),
};

const java = {
  base: {
    'README.md': '# press-room\n',
    'build.gradle': "plugins { id 'java-library' }\ngroup = 'farm.press'\nversion = '4.0.2'\n",
    'src/main/java/farm/press/Load.java':
      'package farm.press;\n\n/** One load behind the other. */\npublic record Load(int kilos, Load next) {}\n',
  },
  path: (name) => `src/main/java/farm/press/${pascal(name)}Book.java`,
  isTest: (file) => file.startsWith('src/test/'),
  command: [
    'sh',
    '-c',
    "javac -g -d out $(find src -name '*.java') && java -XX:TieredStopAtLevel=1 -cp out farm.press.DailyListTest",
  ],
  module: (module) =>
    `package farm.press;\n\nimport java.util.ArrayList;\nimport java.util.HashSet;\nimport java.util.List;\nimport java.util.Set;\n\n/** Knows every ${module.name}. */\nfinal class ${pascal(module.name)}Book {\n${module.units.map((unit) => java.unit(unit)).join('\n')}}\n`,
  type: {
    pages: 'Integer',
    distinct: 'List<String>',
    minutes: 'int[]',
    seat: 'List<Integer>',
    weigh: 'Load',
  },
  unit: (unit) => {
    const { template, name, doc, split, bug, uses } = unit;
    const [a, b, c] = unit.constants;
    const v = localOf(unit);
    const head = (arg, type = 'int') =>
      `${doc ? `  // ${doc}\n` : ''}  static ${type} ${camel(name)}(${arg}) {\n`;
    switch (template) {
      case 'pages':
        return `${head('int count')}${bug ? `    int ${v} = count / ${a};\n` : split ? `    int ${v} = count / ${a};\n    if (count % ${a} > 0) {\n      ${v}++;\n    }\n` : `    int ${v} = (count + ${a} - 1) / ${a};\n`}    return Math.min(${v}, ${c});\n  }\n`;
      case 'distinct':
        return `${head('List<String> names')}${bug ? `    Set<String> ${v} = new HashSet<>(names);\n` : split ? `    Set<String> ${v} = new HashSet<>();\n    names.forEach(name -> ${v}.add(name.toLowerCase()));\n` : `    Set<String> ${v} = new HashSet<>(names.stream().map(String::toLowerCase).toList());\n`}    return Math.min(${v}.size(), ${c});\n  }\n`;
      case 'minutes':
        return `${head('int[] shift')}${bug ? `    int ${v} = shift[1] - shift[0];\n` : split ? `    int ${v} = shift[1] - shift[0];\n    if (${v} < 0) {\n      ${v} += 1440;\n    }\n` : `    int ${v} = Math.floorMod(shift[1] - shift[0], 1440);\n`}    return Math.min(${v}, ${c});\n  }\n`;
      case 'seat':
        return `${head('List<Integer> sizes')}    int ${v} = 0;\n${bug ? `    while (${v} < sizes.size() && sizes.get(${v}) < ${b}) {\n      ${v}++;\n    }\n` : split ? `    while (${v} < sizes.size() - 1 && sizes.get(${v}) < ${b}) {\n      ${v}++;\n    }\n` : `    for (int last = sizes.size() - 1; ${v} < last && sizes.get(${v}) < ${b}; ) {\n      ${v}++;\n    }\n`}    return ${v};\n  }\n`;
      case 'weigh':
        return `${head('Load load')}${bug ? `    if (load.kilos() == 0) {\n      return ${b};\n    }\n    int ${v} = ${camel(name)}(load.next());\n    return ${v} + load.kilos() * ${a};\n` : split ? `    int ${v} = ${b};\n    for (Load part = load; part != null; part = part.next()) {\n      ${v} += part.kilos() * ${a};\n    }\n    return ${v};\n` : `    if (load == null) {\n      return ${b};\n    }\n    int ${v} = ${camel(name)}(load.next());\n    return ${v} + load.kilos() * ${a};\n`}  }\n`;
      default: {
        const type = java.type[uses.unit.template];
        const call = `${pascal(uses.module.name)}Book.${camel(uses.unit.name)}(one)`;
        return `${head(`List<${type}> given`, 'List<Integer>')}    List<Integer> rows = new ArrayList<>();\n    for (${type} one : given) {\n      rows.add(${isSeat(uses) ? `one.get(${call})` : call});\n    }\n    return rows.subList(0, Math.min(rows.size(), ${c}));\n  }\n`;
      }
    }
  },
  odd: {
    pages: '1',
    distinct: 'List.of("Boskoop", "boskoop")',
    minutes: 'new int[] {1430, 10}',
    seat: 'List.of(1)',
    weigh: 'new Load(3, null)',
  },
  test: (consumerModule, _, victim) => ({
    path: 'src/test/java/farm/press/DailyListTest.java',
    text: `package farm.press;\n\nimport java.util.ArrayList;\nimport java.util.List;\n\npublic class DailyListTest {\n  public static void main(String[] args) {\n    List<${java.type[victim.template]}> given = new ArrayList<>();\n    given.add(${java.odd[victim.template]});\n    List<Integer> rows = ${pascal(consumerModule.name)}Book.${camel(consumerOf(consumerModule).name)}(given);\n    if (${expected(victim) === null ? 'rows.size() != 1' : `rows.get(0) != ${expected(victim)}`}) {\n      throw new AssertionError("expected ${expected(victim) ?? 'one row'} but was " + rows);\n    }\n  }\n}\n`,
  }),
};

const title = (unit) =>
  unit.name.split('_').slice(0, 1).concat(unit.name.split('_').slice(2)).join(' ');
const showsLocal = (unit) => unit.template !== 'consumer';
export { NOUNS, templates } from './history-third-names.mjs';
export const languages = Object.fromEntries(
  Object.entries({ python, javascript, java, go, rust, csharp }).map(([name, language]) => [
    name,
    { title, showsLocal, ...language },
  ]),
);
