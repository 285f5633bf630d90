/** The same six small functions in four languages: right, and as a careless commit leaves them. */

const camel = (name) => name.replaceAll(/_(\w)/g, (_, letter) => letter.toUpperCase());
const pascal = (name) => camel(`_${name}`);
const NAMES = ['found', 'match', 'hit'];
const title = (unit) =>
  unit.name.split('_').slice(0, 1).concat(unit.name.split('_').slice(2)).join(' ');
const showsLocal = (unit) => unit.template !== 'consumer';

const python = {
  base: {
    'README.md': '# Library\n',
    'pyproject.toml': '[project]\nname = "depotlib"\nversion = "1.4.0"\n',
    'depotlib/__init__.py': '',
    'tests/__init__.py': '',
  },
  path: (name) => `depotlib/${name}.py`,
  title,
  showsLocal,
  isTest: (file) => file.startsWith('tests/test_'),
  command: ['python3', '-m', 'unittest', 'discover', '-s', 'tests', '-t', '.'],
  module: (module) => {
    const imports = module.units
      .filter((unit) => unit.uses)
      .map((unit) => `from depotlib.${unit.uses.module.name} import ${unit.uses.unit.name}\n`);
    return `"""Everything about a ${module.name}."""\n${imports.join('')}\n\n${module.units.map((unit) => python.unit(unit)).join('\n\n')}`;
  },
  unit: ({ template, name, constants: [a, b, c], doc, local, split, bug, uses }) => {
    const v = NAMES[local];
    const head = (args) => `def ${name}(${args}):\n${doc ? `    """${doc}"""\n` : ''}`;
    switch (template) {
      case 'table':
        return `${head('code')}    table = {'a': ${a}, 'b': ${b}, 'c': ${c}}\n${bug ? `    ${v} = table[code]\n    return ${v} * 2\n` : split ? `    ${v} = table.get(code, ${a})\n    return ${v} * 2\n` : `    ${v} = table[code] if code in table else ${a}\n    return ${v} * 2\n`}`;
      case 'window':
        return `${head(`items, count=${a}`)}${bug ? `    ${v} = items[len(items) - count]\n` : split ? `    start = max(0, len(items) - count)\n    ${v} = items[start] if items else 0\n` : `    ${v} = items[max(0, len(items) - count)] if items else 0\n`}    return ${v} + ${b}\n`;
      case 'pair':
        return `${head('text')}${bug ? `    key, ${v} = text.split('=')\n` : split ? `    key, _, ${v} = text.partition('=')\n` : `    parts = text.split('=', 1)\n    key, ${v} = parts[0], parts[1] if len(parts) > 1 else ''\n`}    return key.strip(), ${v}.strip() or '${b}'\n`;
      case 'first':
        return `${head('entries')}    wanted = (entry for entry in entries if entry['size'] > ${a})\n${bug ? `    ${v} = next(wanted)\n` : split ? `    ${v} = next(wanted, None) or {'size': ${b}}\n` : `    ${v} = next(wanted, {'size': ${b}})\n`}    return ${v}['size']\n`;
      case 'average':
        return `${head('values')}${bug ? `    ${v} = sum(values) // len(values)\n` : split ? `    if not values:\n        return ${a}\n    ${v} = sum(values) // len(values)\n` : `    ${v} = sum(values) // len(values) if values else ${a}\n`}    return min(${v}, ${c})\n`;
      case 'nested':
        return `${head('record')}${bug ? `    ${v} = record['meta']['limit']\n` : split ? `    meta = record.get('meta') or {}\n    ${v} = meta.get('limit', ${b})\n` : `    ${v} = (record.get('meta') or {}).get('limit', ${b})\n`}    return ${v} - ${a}\n`;
      default:
        return `${head('given')}    rows = []\n    for one in given:\n        rows.append((${a}, ${uses.unit.name}(one)))\n    return rows[:${c}]\n`;
    }
  },
  odd: {
    table: "'zz'",
    window: '[1]',
    pair: "'lonely'",
    first: "[{'size': 1}]",
    average: '[]',
    nested: "{'meta': None}",
  },
  test: (consumerModule, victimModule, victim) => {
    const consumer = consumerModule.units.find((unit) => unit.uses);
    return {
      path: 'tests/test_odd_input.py',
      text: `import unittest\n\nfrom depotlib.${consumerModule.name} import ${consumer.name}\n\n\nclass OddInput(unittest.TestCase):\n    def test_report(self):\n        self.assertEqual(len(${consumer.name}([${python.odd[victim.template]}])), 1)\n\n\nif __name__ == '__main__':\n    unittest.main()\n`,
    };
  },
};

const javascript = {
  base: {
    'README.md': '# Library\n',
    'package.json': '{\n  "name": "depotlib",\n  "version": "1.4.0",\n  "type": "module"\n}\n',
  },
  path: (name) => `src/${name}.js`,
  title,
  showsLocal,
  isTest: (file) => file.startsWith('test/'),
  command: ['node', '--test', '--test-reporter=spec', 'test/'],
  module: (module) => {
    const imports = module.units
      .filter((unit) => unit.uses)
      .map(
        (unit) =>
          `import { ${camel(unit.uses.unit.name)} } from './${unit.uses.module.name}.js';\n`,
      );
    return `${imports.join('')}${imports.length ? '\n' : ''}${module.units.map((unit) => javascript.unit(unit)).join('\n')}`;
  },
  unit: ({ template, name, constants: [a, b, c], doc, local, split, bug, uses }) => {
    const v = NAMES[local];
    const head = (args) =>
      `${doc ? `/** ${doc} */\n` : ''}export function ${camel(name)}(${args}) {\n`;
    switch (template) {
      case 'table':
        return `${head('code')}  const table = { a: { step: ${a} }, b: { step: ${b} }, c: { step: ${c} } };\n${bug ? `  const ${v} = table[code];\n` : split ? `  const known = code in table;\n  const ${v} = known ? table[code] : table.a;\n` : `  const ${v} = table[code] ?? table.a;\n`}  return ${v}.step * 2;\n}\n`;
      case 'window':
        return `${head(`items, count = ${a}`)}${bug ? `  const ${v} = items[items.length - count];\n` : split ? `  const start = Math.max(0, items.length - count);\n  const ${v} = items[start] ?? { size: 0 };\n` : `  const ${v} = items[Math.max(0, items.length - count)] ?? { size: 0 };\n`}  return ${v}.size + ${b};\n}\n`;
      case 'pair':
        return `${head('text')}${bug ? `  const [key, ${v}] = text.split('=');\n` : split ? `  const at = text.indexOf('=');\n  const [key, ${v}] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];\n` : `  const [key, ${v} = ''] = text.split('=');\n`}  return [key.trim(), ${v}.trim() || '${b}'];\n}\n`;
      case 'first':
        return `${head('entries')}  const ${v} = entries.find((entry) => entry.size > ${a})${bug ? '' : ` ?? { size: ${b} }`};\n${split ? `  const { size } = ${v};\n  return size;\n` : `  return ${v}.size;\n`}}\n`;
      case 'average':
        return `${head('values')}${bug ? `  const ${v} = values.reduce((sum, value) => sum + value);\n` : split ? `  if (values.length === 0) return ${a};\n  const ${v} = values.reduce((sum, value) => sum + value);\n` : `  const ${v} = values.reduce((sum, value) => sum + value, 0);\n`}  return Math.min(${v} / Math.max(1, values.length), ${c});\n}\n`;
      case 'nested':
        return `${head('record')}${bug ? `  const ${v} = record.meta.limit;\n` : split ? `  const meta = record.meta ?? {};\n  const ${v} = meta.limit ?? ${b};\n` : `  const ${v} = record.meta?.limit ?? ${b};\n`}  return ${v} - ${a};\n}\n`;
      default:
        return `${head('given')}  const rows = given.map((one) => [${a}, ${camel(uses.unit.name)}(one)]);\n  return rows.slice(0, ${c});\n}\n`;
    }
  },
  odd: {
    table: "'zz'",
    window: '[{ size: 1 }]',
    pair: "'lonely'",
    first: '[{ size: 1 }]',
    average: '[]',
    nested: '{}',
  },
  test: (consumerModule, victimModule, victim) => {
    const consumer = consumerModule.units.find((unit) => unit.uses);
    return {
      path: 'test/odd-input.test.js',
      text: `import assert from 'node:assert';\nimport { test } from 'node:test';\nimport { ${camel(consumer.name)} } from '../src/${consumerModule.name}.js';\n\ntest('odd input is reported', () => {\n  assert.equal(${camel(consumer.name)}([${javascript.odd[victim.template]}]).length, 1);\n});\n`,
    };
  },
};

const ruby = {
  base: {
    'README.md': '# Library\n',
    'depotlib.gemspec':
      "Gem::Specification.new do |spec|\n  spec.name = 'depotlib'\n  spec.version = '1.4.0'\nend\n",
  },
  path: (name) => `lib/depotlib/${name}.rb`,
  title,
  showsLocal,
  isTest: (file) => file.startsWith('test/'),
  command: ['ruby', '-Ilib', 'test/odd_input_test.rb', '--seed', '7'],
  module: (module) => {
    const imports = module.units
      .filter((unit) => unit.uses)
      .map((unit) => `require 'depotlib/${unit.uses.module.name}'\n`);
    return `# frozen_string_literal: true\n\n${imports.join('')}${imports.length ? '\n' : ''}module Depotlib\n  # Everything about a ${module.name}.\n  module ${pascal(module.name)}\n    module_function\n\n${module.units.map((unit) => ruby.unit(unit)).join('\n')}  end\nend\n`;
  },
  unit: ({ template, name, constants: [a, b, c], doc, local, split, bug, uses }) => {
    const v = NAMES[local];
    const head = (args) => `${doc ? `    # ${doc}\n` : ''}    def ${name}(${args})\n`;
    switch (template) {
      case 'table':
        return `${head('code')}      table = { 'a' => ${a}, 'b' => ${b}, 'c' => ${c} }\n${bug ? `      ${v} = table[code]\n` : split ? `      ${v} = table[code] || ${a}\n` : `      ${v} = table.fetch(code, ${a})\n`}      ${v} * 2\n    end\n`;
      case 'window':
        return `${head(`items, count = ${a}`)}${bug ? `      ${v} = items[-count]\n` : split ? `      start = [0, items.length - count].max\n      ${v} = items[start] || 0\n` : `      ${v} = items[[0, items.length - count].max] || 0\n`}      ${v} + ${b}\n    end\n`;
      case 'pair':
        return `${head('text')}${bug ? `      key, ${v} = text.split('=')\n` : split ? `      key, _, ${v} = text.partition('=')\n` : `      key, ${v} = text.split('=', 2)\n      ${v} ||= ''\n`}      [key.strip, ${v}.strip.empty? ? '${b}' : ${v}.strip]\n    end\n`;
      case 'first':
        return `${head('entries')}      ${v} = entries.find { |entry| entry[:size] > ${a} }\n${bug ? '' : split ? `      return ${b} if ${v}.nil?\n\n` : `      ${v} ||= { size: ${b} }\n`}      ${v}[:size]\n    end\n`;
      case 'average':
        return `${head('values')}${bug ? '' : split ? `      return ${a} if values.empty?\n\n` : `      values = [${a}] if values.empty?\n`}      ${v} = values.sum / values.length\n      [${v}, ${c}].min\n    end\n`;
      case 'nested':
        return `${head('record')}${bug ? `      ${v} = record[:meta][:limit]\n` : split ? `      meta = record[:meta] || {}\n      ${v} = meta.fetch(:limit, ${b})\n` : `      ${v} = record.dig(:meta, :limit) || ${b}\n`}      ${v} - ${a}\n    end\n`;
      default:
        return `${head('given')}      rows = given.map { |one| [${a}, ${pascal(uses.module.name)}.${uses.unit.name}(one)] }\n      rows.first(${c})\n    end\n`;
    }
  },
  odd: {
    table: "'zz'",
    window: '[1]',
    pair: "'lonely'",
    first: '[{ size: 1 }]',
    average: '[]',
    nested: '{}',
  },
  test: (consumerModule, victimModule, victim) => {
    const consumer = consumerModule.units.find((unit) => unit.uses);
    return {
      path: 'test/odd_input_test.rb',
      text: `# frozen_string_literal: true\n\nrequire 'minitest/autorun'\nrequire 'depotlib/${consumerModule.name}'\n\nclass OddInputTest < Minitest::Test\n  def test_report\n    assert_equal 1, Depotlib::${pascal(consumerModule.name)}.${consumer.name}([${ruby.odd[victim.template]}]).length\n  end\nend\n`,
    };
  },
};

const go = {
  base: { 'README.md': '# Library\n', 'go.mod': 'module lib.example/depot\n\ngo 1.19\n' },
  path: (name) => `${name}/${name}.go`,
  title,
  showsLocal,
  isTest: (file) => file.endsWith('_test.go'),
  command: ['go', 'test', './...'],
  module: (module) => {
    const imports = new Set(
      module.units
        .filter((unit) => unit.uses)
        .map((unit) => `"lib.example/depot/${unit.uses.module.name}"`),
    );
    if (module.units.some((unit) => unit.template === 'pair')) imports.add('"strings"');
    const block =
      imports.size === 0
        ? ''
        : `import (\n${[...imports]
            .sort((x, y) => Number(x.includes('/')) - Number(y.includes('/')) || (x < y ? -1 : 1))
            .map((one) => `\t${one}\n`)
            .join('')})\n\n`;
    return `// Package ${module.name} has everything about a ${module.name}.\npackage ${module.name}\n\n${block}${module.units.map((unit) => go.unit(unit)).join('\n')}`;
  },
  unit: ({ template, name, constants: [a, b, c], doc, local, split, bug, uses }) => {
    const v = NAMES[local];
    const head = (args, result) =>
      `// ${pascal(name)} is part of the public surface.${doc ? ` ${doc}` : ''}\nfunc ${pascal(name)}(${args}) ${result} {\n`;
    switch (template) {
      case 'table':
        return `${head('code string', 'int')}\ttable := map[string]int{"a": ${a}, "b": ${b}, "c": ${c}}\n${bug ? `\t${v} := table[code]\n` : split ? `\t${v}, ok := table[code]\n\tif !ok {\n\t\t${v} = ${a}\n\t}\n` : `\t${v} := ${a}\n\tif step, ok := table[code]; ok {\n\t\t${v} = step\n\t}\n`}\treturn ${c} / ${v}\n}\n`;
      case 'window':
        return `${head('items []int', 'int')}${bug ? `\t${v} := items[len(items)-${a}]\n` : split ? `\tstart := len(items) - ${a}\n\tif start < 0 {\n\t\tstart = 0\n\t}\n\t${v} := 0\n\tif len(items) > 0 {\n\t\t${v} = items[start]\n\t}\n` : `\t${v} := 0\n\tif len(items) >= ${a} {\n\t\t${v} = items[len(items)-${a}]\n\t} else if len(items) > 0 {\n\t\t${v} = items[0]\n\t}\n`}\treturn ${v} + ${b}\n}\n`;
      case 'pair':
        return `${head('text string', 'string')}${bug ? `\tparts := strings.Split(text, "=")\n\t${v} := parts[1]\n` : split ? `\t_, ${v}, ok := strings.Cut(text, "=")\n\tif !ok {\n\t\treturn "${b}"\n\t}\n` : `\tparts := strings.SplitN(text, "=", 2)\n\tif len(parts) < 2 {\n\t\treturn "${b}"\n\t}\n\t${v} := parts[1]\n`}\treturn strings.TrimSpace(${v})\n}\n`;
      case 'first':
        return `${head('entries []int', 'int')}\tvar ${v} []int\n\tfor _, entry := range entries {\n\t\tif entry > ${a} {\n\t\t\t${v} = append(${v}, entry)\n\t\t}\n\t}\n${bug ? '' : split ? `\tif len(${v}) == 0 {\n\t\treturn ${b}\n\t}\n` : `\t${v} = append(${v}, ${b})\n`}\treturn ${v}[0]\n}\n`;
      case 'average':
        return `${head('values []int', 'int')}${bug ? '' : split ? `\tif len(values) == 0 {\n\t\treturn ${a}\n\t}\n` : `\tif len(values) < 1 {\n\t\tvalues = []int{${a}}\n\t}\n`}\t${v} := 0\n\tfor _, value := range values {\n\t\t${v} += value\n\t}\n\treturn ${v} / len(values)\n}\n`;
      case 'nested':
        return `${head('record map[string]map[string]int', 'int')}${bug ? `\t${v} := record["meta"]["limit"]\n\treturn ${c} / ${v}\n` : split ? `\t${v}, ok := record["meta"]["limit"]\n\tif !ok {\n\t\t${v} = ${b}\n\t}\n\treturn ${c} / ${v}\n` : `\t${v} := record["meta"]["limit"]\n\tif ${v} == 0 {\n\t\t${v} = ${b}\n\t}\n\treturn ${c} / ${v}\n`}}\n`;
      default: {
        const type = {
          table: 'string',
          window: '[]int',
          pair: 'string',
          first: '[]int',
          average: '[]int',
          nested: 'map[string]map[string]int',
        }[uses.unit.template];
        return `${head(`given []${type}`, 'int')}\trows := ${a}\n\tfor _, one := range given {\n\t\t_ = ${uses.module.name}.${pascal(uses.unit.name)}(one)\n\t\trows++\n\t}\n\treturn rows + ${c}\n}\n`;
      }
    }
  },
  odd: {
    table: '[]string{"zz"}',
    window: '[][]int{{1}}',
    pair: '[]string{"lonely"}',
    first: '[][]int{{1}}',
    average: '[][]int{{}}',
    nested: '[]map[string]map[string]int{{}}',
  },
  test: (consumerModule, victimModule, victim) => {
    const consumer = consumerModule.units.find((unit) => unit.uses);
    return {
      path: `${consumerModule.name}/odd_input_test.go`,
      text: `package ${consumerModule.name}\n\nimport "testing"\n\nfunc TestOddInput(t *testing.T) {\n\tif ${pascal(consumer.name)}(${go.odd[victim.template]}) == 0 {\n\t\tt.Fatal("nothing reported")\n\t}\n}\n`,
    };
  },
};

export const languages = { python, javascript, ruby, go };
