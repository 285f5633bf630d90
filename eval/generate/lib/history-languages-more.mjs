/** Five other functions in six languages for a second set of histories: right in two ways, and wrong. */
import { go } from './history-go-second.mjs';

const camel = (name) => name.replaceAll(/_(\w)/g, (_, letter) => letter.toUpperCase());
const pascal = (name) => camel(`_${name}`);
const NAMES = ['value', 'chosen', 'result'];
const title = (unit) =>
  unit.name.split('_').slice(0, 1).concat(unit.name.split('_').slice(2)).join(' ');
const showsLocal = (unit) => unit.template !== 'consumer';
const consumerOf = (module) => module.units.find((unit) => unit.uses);
export const templates = ['ratio', 'parse', 'latest', 'merge', 'ring'];

const python = {
  base: {
    'README.md': '# harbour\n\nArithmetic of a port.\n',
    'setup.cfg': '[metadata]\nname = harbour\nversion = 0.9.2\n',
    'src/harbour/__init__.py': '',
  },
  path: (name) => `src/harbour/${name}.py`,
  isTest: (file) => file.startsWith('tests/test_'),
  command: ['sh', '-c', 'PYTHONPATH=src python3 -m unittest tests/test_reports.py'],
  module: (module) =>
    `"""${pascal(module.name)}s of the port."""\n${module.units
      .filter((unit) => unit.uses)
      .map((unit) => `from .${unit.uses.module.name} import ${unit.uses.unit.name}\n`)
      .join('')}\n\n${module.units.map((unit) => python.unit(unit)).join('\n\n')}`,
  unit: ({ template, name, constants: [a, b, c], doc, local, split, bug, uses }) => {
    const v = NAMES[local];
    const head = (args) => `def ${name}(${args}):\n${doc ? `    # ${doc}\n` : ''}`;
    switch (template) {
      case 'ratio':
        return `${head('load')}    part, whole = load\n${bug ? `    ${v} = part * ${a} // whole\n` : split ? `    if whole == 0:\n        return ${b}\n    ${v} = part * ${a} // whole\n` : `    ${v} = part * ${a} // whole if whole else ${b}\n`}    return min(${v}, ${c})\n`;
      case 'parse':
        return `${head('text')}${bug ? `    ${v} = int(text)\n` : split ? `    try:\n        ${v} = int(text)\n    except ValueError:\n        ${v} = ${b}\n` : `    ${v} = int(text) if text.isdigit() else ${b}\n`}    return ${v} * ${a}\n`;
      case 'latest':
        return `${head('entries')}    ordered = sorted(entries, key=lambda entry: entry['at'])\n${bug ? `    ${v} = ordered[-1]\n` : split ? `    if not ordered:\n        return ${b}\n    ${v} = ordered[-1]\n` : `    ${v} = ordered[-1] if ordered else {'tons': ${b}}\n`}    return ${v}['tons'] + ${a}\n`;
      case 'merge':
        return `${head('given')}${bug ? `    ${v} = {'draft': ${a}, **given['options']}\n` : split ? `    options = given.get('options') or {}\n    ${v} = {'draft': ${a}, **options}\n` : `    ${v} = dict({'draft': ${a}}, **(given.get('options') or {}))\n`}    return ${v}['draft'] + ${b}\n`;
      case 'ring':
        return `${head('items')}${bug ? `    ${v} = items[${a}]\n` : split ? `    if len(items) <= ${a}:\n        return ${b}\n    ${v} = items[${a}]\n` : `    ${v} = items[${a}] if len(items) > ${a} else ${b}\n`}    return ${v} % ${c}\n`;
      default:
        return `${head('given')}    return [(${a}, ${uses.unit.name}(one)) for one in given][:${c}]\n`;
    }
  },
  odd: { ratio: '(3, 0)', parse: "'n/a'", latest: '[]', merge: "{'options': None}", ring: '[1]' },
  test: (consumerModule, _, victim) => ({
    path: 'tests/test_reports.py',
    text: `import unittest\n\nfrom harbour.${consumerModule.name} import ${consumerOf(consumerModule).name}\n\n\nclass Reports(unittest.TestCase):\n    def test_unusual_entry_is_listed(self):\n        rows = ${consumerOf(consumerModule).name}([${python.odd[victim.template]}])\n        self.assertEqual(1, len(rows))\n`,
  }),
};

const javascript = {
  base: {
    'README.md': '# tide-kit\n',
    'package.json': '{\n  "name": "tide-kit",\n  "version": "3.0.1"\n}\n',
  },
  path: (name) => `lib/${name}.js`,
  isTest: (file) => file.startsWith('test/'),
  command: ['node', '--test', 'test/'],
  module: (module) =>
    `'use strict';\n\n${module.units
      .filter((unit) => unit.uses)
      .map((unit) => `const ${unit.uses.module.name} = require('./${unit.uses.module.name}');\n\n`)
      .join('')}${module.units.map((unit) => javascript.unit(unit)).join('\n')}`,
  unit: ({ template, name, constants: [a, b, c], doc, local, split, bug, uses }) => {
    const v = NAMES[local];
    const head = (args) =>
      `${doc ? `// ${doc}\n` : ''}exports.${camel(name)} = function ${camel(name)}(${args}) {\n`;
    switch (template) {
      case 'ratio':
        return `${head('load')}  const { part, whole } = load;\n${bug ? `  const ${v} = BigInt(part * ${a}) / BigInt(whole);\n` : split ? `  if (whole === 0) return ${b};\n  const ${v} = BigInt(part * ${a}) / BigInt(whole);\n` : `  const ${v} = whole === 0 ? ${b}n : BigInt(part * ${a}) / BigInt(whole);\n`}  return Number(${v}) + ${c};\n};\n`;
      case 'parse':
        return `${head('text')}${bug ? `  const ${v} = Number(text);\n` : split ? `  let ${v} = Number(text);\n  if (Number.isNaN(${v})) ${v} = ${b};\n` : `  const ${v} = Number(text) || ${b};\n`}  return '-'.repeat(new Array(${v}).length % ${a});\n};\n`;
      case 'latest':
        return `${head('entries')}  const ordered = [...entries].sort((x, y) => x.at - y.at);\n${bug ? `  const ${v} = ordered.pop();\n` : split ? `  if (ordered.length === 0) return ${b};\n  const ${v} = ordered.pop();\n` : `  const ${v} = ordered.pop() || { tons: ${b} };\n`}  return ${v}.tons + ${a};\n};\n`;
      case 'merge':
        return `${head('given')}${bug ? `  const ${v} = Object.entries(given.options);\n` : split ? `  const options = given.options || {};\n  const ${v} = Object.entries(options);\n` : `  const ${v} = Object.entries(given.options || {});\n`}  return ${v}.length + ${a};\n};\n`;
      case 'ring':
        return `${head('items')}${bug ? `  const ${v} = items[${a}];\n` : split ? `  if (items.length <= ${a}) return ${b};\n  const ${v} = items[${a}];\n` : `  const ${v} = items[${a}] || { tons: ${b} };\n`}  return ${v}.tons % ${c};\n};\n`;
      default:
        return `${head('given')}  return given.map((one) => [${a}, ${uses.module.name}.${camel(uses.unit.name)}(one)]).slice(0, ${c});\n};\n`;
    }
  },
  odd: {
    ratio: '{ part: 3, whole: 0 }',
    parse: "'n/a'",
    latest: '[]',
    merge: '{ options: null }',
    ring: '[{ tons: 1 }]',
  },
  test: (consumerModule, _, victim) => ({
    path: 'test/reports.test.js',
    text: `'use strict';\n\nconst assert = require('node:assert');\nconst { test } = require('node:test');\nconst ${consumerModule.name} = require('../lib/${consumerModule.name}');\n\ntest('an unusual entry is listed', () => {\n  const rows = ${consumerModule.name}.${camel(consumerOf(consumerModule).name)}([${javascript.odd[victim.template]}]);\n  assert.strictEqual(rows.length, 1);\n});\n`,
  }),
};

const ruby = {
  base: {
    'README.md': '# quay\n',
    'quay.gemspec':
      "Gem::Specification.new do |gem|\n  gem.name = 'quay'\n  gem.version = '2.2.0'\nend\n",
  },
  path: (name) => `lib/quay/${name}.rb`,
  isTest: (file) => file.startsWith('test/'),
  command: ['ruby', '-Ilib', 'test/reports_test.rb', '--seed', '11'],
  module: (module) =>
    `# frozen_string_literal: true\n\n${module.units
      .filter((unit) => unit.uses)
      .map((unit) => `require 'quay/${unit.uses.module.name}'\n\n`)
      .join(
        '',
      )}module Quay\n  class ${pascal(module.name)}\n${module.units.map((unit) => ruby.unit(unit)).join('\n')}  end\nend\n`,
  unit: ({ template, name, constants: [a, b, c], doc, local, split, bug, uses }) => {
    const v = NAMES[local];
    const head = (args) => `${doc ? `    # ${doc}\n` : ''}    def ${name}(${args})\n`;
    switch (template) {
      case 'ratio':
        return `${head('load')}      part, whole = load\n${bug ? `      ${v} = part * ${a} / whole\n` : split ? `      return ${b} if whole.zero?\n\n      ${v} = part * ${a} / whole\n` : `      ${v} = whole.zero? ? ${b} : part * ${a} / whole\n`}      [${v}, ${c}].min\n    end\n`;
      case 'parse':
        return `${head('text')}${bug ? `      ${v} = Integer(text)\n` : split ? `      ${v} = Integer(text, exception: false)\n      ${v} = ${b} if ${v}.nil?\n` : `      ${v} = Integer(text, exception: false) || ${b}\n`}      ${v} * ${a}\n    end\n`;
      case 'latest':
        return `${head('entries')}${bug ? `      ${v} = entries.max_by { |entry| entry[:at] }\n` : split ? `      return ${b} if entries.empty?\n\n      ${v} = entries.max_by { |entry| entry[:at] }\n` : `      ${v} = entries.max_by { |entry| entry[:at] } || { tons: ${b} }\n`}      ${v}[:tons] + ${a}\n    end\n`;
      case 'merge':
        return `${head('given')}${bug ? `      ${v} = { draft: ${a} }.merge(given[:options])\n` : split ? `      options = given[:options] || {}\n      ${v} = { draft: ${a} }.merge(options)\n` : `      ${v} = { draft: ${a} }.merge(given[:options].to_h)\n`}      ${v}[:draft] + ${b}\n    end\n`;
      case 'ring':
        return `${head('items')}${bug ? `      ${v} = items[${a}]\n` : split ? `      return ${b} if items.size <= ${a}\n\n      ${v} = items[${a}]\n` : `      ${v} = items.fetch(${a}, ${b})\n`}      ${v} % ${c}\n    end\n`;
      default:
        return `${head('given')}      helper = ${pascal(uses.module.name)}.new\n      given.map { |one| [${a}, helper.${uses.unit.name}(one)] }.first(${c})\n    end\n`;
    }
  },
  odd: { ratio: '[3, 0]', parse: "'n/a'", latest: '[]', merge: '{ options: nil }', ring: '[1]' },
  test: (consumerModule, _, victim) => ({
    path: 'test/reports_test.rb',
    text: `# frozen_string_literal: true\n\nrequire 'minitest/autorun'\nrequire 'quay/${consumerModule.name}'\n\nclass ReportsTest < Minitest::Test\n  def test_unusual_entry\n    rows = Quay::${pascal(consumerModule.name)}.new.${consumerOf(consumerModule).name}([${ruby.odd[victim.template]}])\n    assert_equal 1, rows.size\n  end\nend\n`,
  }),
};

const php = {
  base: {
    'README.md': '# pontile\n',
    'composer.json': '{\n  "name": "porto/pontile",\n  "version": "1.7.0"\n}\n',
  },
  path: (name) => `src/${pascal(name)}.php`,
  isTest: (file) => file.startsWith('tests/'),
  command: ['php', '-d', 'display_errors=stderr', '-d', 'html_errors=0', 'tests/ReportsTest.php'],
  module: (module) =>
    `<?php\ndeclare(strict_types=1);\n\nnamespace Porto\\Pontile;\n\n${module.units
      .filter((unit) => unit.uses)
      .map((unit) => `require_once __DIR__ . '/${pascal(unit.uses.module.name)}.php';\n\n`)
      .join(
        '',
      )}final class ${pascal(module.name)}\n{\n${module.units.map((unit) => php.unit(unit)).join('\n')}}\n`,
  unit: ({ template, name, constants: [a, b, c], doc, local, split, bug, uses }) => {
    const v = `$${NAMES[local]}`;
    const head = (args, type) =>
      `${doc ? `    /** ${doc} */\n` : ''}    public function ${camel(name)}(${args}): ${type}\n    {\n`;
    switch (template) {
      case 'ratio':
        return `${head('array $load', 'int')}        [$part, $whole] = $load;\n${bug ? `        ${v} = intdiv($part * ${a}, $whole);\n` : split ? `        if ($whole === 0) {\n            return ${b};\n        }\n        ${v} = intdiv($part * ${a}, $whole);\n` : `        ${v} = $whole === 0 ? ${b} : intdiv($part * ${a}, $whole);\n`}\n        return min(${v}, ${c});\n    }\n`;
      case 'parse':
        return `${head('string $text', 'int')}${bug ? `        ${v} = json_decode($text, false, 3, JSON_THROW_ON_ERROR);\n` : split ? `        ${v} = json_decode($text);\n        if (!is_int(${v})) {\n            ${v} = ${b};\n        }\n` : `        ${v} = json_decode($text) ?? ${b};\n`}\n        return ${v} * ${a};\n    }\n`;
      case 'latest':
        return `${head('array $entries', 'int')}        $tons = array_column($entries, 'tons', 'at');\n${bug ? `        ${v} = $tons[max(array_keys($tons))];\n` : split ? `        if ($tons === []) {\n            return ${b};\n        }\n        ${v} = $tons[max(array_keys($tons))];\n` : `        ${v} = $tons === [] ? ${b} : $tons[max(array_keys($tons))];\n`}\n        return ${v} + ${a};\n    }\n`;
      case 'merge':
        return `${head('array $given', 'int')}${bug ? `        ${v} = array_merge(['draft' => ${a}], $given['options']);\n` : split ? `        $options = $given['options'] ?? [];\n        ${v} = array_merge(['draft' => ${a}], $options);\n` : `        ${v} = array_merge(['draft' => ${a}], $given['options'] ?? []);\n`}\n        return ${v}['draft'] + ${b};\n    }\n`;
      case 'ring':
        return `${head('\\ArrayObject $items', 'int')}${bug ? `        ${v} = iterator_to_array($items)[${a}]->tons;\n` : split ? `        if (count($items) <= ${a}) {\n            return ${b};\n        }\n        ${v} = iterator_to_array($items)[${a}]->tons;\n` : `        ${v} = count($items) > ${a} ? iterator_to_array($items)[${a}]->tons : ${b};\n`}\n        return ${v} % ${c};\n    }\n`;
      default:
        return `${head('array $given', 'array')}        $helper = new ${pascal(uses.module.name)}();\n        $rows = array_map(fn ($one) => [${a}, $helper->${camel(uses.unit.name)}($one)], $given);\n\n        return array_slice($rows, 0, ${c});\n    }\n`;
    }
  },
  odd: {
    ratio: '[3, 0]',
    parse: "'n/a'",
    latest: '[]',
    merge: "['options' => null]",
    ring: 'new \\ArrayObject([1])',
  },
  test: (consumerModule, _, victim) => ({
    path: 'tests/ReportsTest.php',
    text: `<?php\ndeclare(strict_types=1);\n\nrequire __DIR__ . '/../src/${pascal(consumerModule.name)}.php';\n\nset_error_handler(static function (int $number, string $text, string $file, int $line): never {\n    throw new ErrorException($text, 0, $number, $file, $line);\n});\n\n$rows = (new Porto\\Pontile\\${pascal(consumerModule.name)}())->${camel(consumerOf(consumerModule).name)}([${php.odd[victim.template]}]);\nif (count($rows) !== 1) {\n    throw new RuntimeException('an unusual entry is not listed');\n}\n`,
  }),
};

const java = {
  base: {
    'README.md': '# berth\n',
    'pom.xml':
      '<project>\n  <artifactId>berth</artifactId>\n  <version>6.1.0</version>\n</project>\n',
  },
  path: (name) => `src/main/java/port/berth/${pascal(name)}s.java`,
  isTest: (file) => file.startsWith('src/test/'),
  command: [
    'sh',
    '-c',
    "javac -g -d out $(find src -name '*.java') && java -XX:TieredStopAtLevel=1 -cp out port.berth.ReportsTest",
  ],
  module: (module) =>
    `package port.berth;\n\nimport java.util.ArrayList;\nimport java.util.HashMap;\nimport java.util.List;\nimport java.util.Map;\n\npublic final class ${pascal(module.name)}s {\n  private ${pascal(module.name)}s() {}\n\n${module.units.map((unit) => java.unit(unit)).join('\n')}}\n`,
  type: {
    ratio: 'int[]',
    parse: 'String',
    latest: 'List<Integer>',
    merge: 'Map<String, Integer>',
    ring: 'int[]',
  },
  unit: ({ template, name, constants: [a, b, c], doc, local, split, bug, uses }) => {
    const v = NAMES[local];
    const head = (arg, type = 'int') =>
      `${doc ? `  /** ${doc} */\n` : ''}  public static ${type} ${camel(name)}(${arg}) {\n`;
    switch (template) {
      case 'ratio':
        return `${head('int[] load')}${bug ? `    int ${v} = load[0] * ${a} / load[1];\n` : split ? `    if (load[1] == 0) {\n      return ${b};\n    }\n    int ${v} = load[0] * ${a} / load[1];\n` : `    int ${v} = load[1] == 0 ? ${b} : load[0] * ${a} / load[1];\n`}    return Math.min(${v}, ${c});\n  }\n`;
      case 'parse':
        return `${head('String text')}${bug ? `    int ${v} = Integer.parseInt(text);\n` : split ? `    int ${v};\n    try {\n      ${v} = Integer.parseInt(text);\n    } catch (NumberFormatException failed) {\n      ${v} = ${b};\n    }\n` : `    int ${v} = text.matches("\\\\d+") ? Integer.parseInt(text) : ${b};\n`}    return ${v} * ${a};\n  }\n`;
      case 'latest':
        return `${head('List<Integer> entries')}${bug ? `    int ${v} = entries.get(entries.size() - 1);\n` : split ? `    if (entries.isEmpty()) {\n      return ${b};\n    }\n    int ${v} = entries.get(entries.size() - 1);\n` : `    int ${v} = entries.isEmpty() ? ${b} : entries.get(entries.size() - 1);\n`}    return ${v} + ${a};\n  }\n`;
      case 'merge':
        return `${head('Map<String, Integer> options')}    Map<String, Integer> all = new HashMap<>(Map.of("draft", ${a}));\n${bug ? `    all.putAll(options);\n` : split ? `    if (options != null) {\n      all.putAll(options);\n    }\n` : `    all.putAll(options == null ? Map.of() : options);\n`}    int ${v} = all.get("draft");\n    return ${v} + ${b};\n  }\n`;
      case 'ring':
        return `${head('int[] items')}${bug ? `    int ${v} = items[${a}];\n` : split ? `    if (items.length <= ${a}) {\n      return ${b};\n    }\n    int ${v} = items[${a}];\n` : `    int ${v} = items.length > ${a} ? items[${a}] : ${b};\n`}    return ${v} % ${c};\n  }\n`;
      default:
        return `${head(`List<${java.type[uses.unit.template]}> given`, 'List<Integer>')}    List<Integer> rows = new ArrayList<>();\n    for (${java.type[uses.unit.template]} one : given) {\n      rows.add(${a} + ${pascal(uses.module.name)}s.${camel(uses.unit.name)}(one));\n    }\n    return rows.size() > ${c} ? rows.subList(0, ${c}) : rows;\n  }\n`;
    }
  },
  odd: {
    ratio: 'new int[] {3, 0}',
    parse: '"n/a"',
    latest: 'List.of()',
    merge: 'null',
    ring: 'new int[] {1}',
  },
  test: (consumerModule, _, victim) => ({
    path: 'src/test/java/port/berth/ReportsTest.java',
    text: `package port.berth;\n\nimport java.util.ArrayList;\nimport java.util.List;\n\npublic class ReportsTest {\n  public static void main(String[] args) {\n    List<${java.type[victim.template]}> given = new ArrayList<>();\n    given.add(${java.odd[victim.template]});\n    if (${pascal(consumerModule.name)}s.${camel(consumerOf(consumerModule).name)}(given).size() != 1) {\n      throw new AssertionError("an unusual entry is not listed");\n    }\n  }\n}\n`,
  }),
};

export const languages = Object.fromEntries(
  Object.entries({ python, javascript, ruby, php, java, go }).map(([name, language]) => [
    name,
    { title, showsLocal, ...language },
  ]),
);
