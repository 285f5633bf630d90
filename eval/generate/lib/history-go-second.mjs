/** The functions of the second set of histories in Go: right in two ways, and wrong. */

const NAMES = ['value', 'chosen', 'result'];
const pascal = (name) => `_${name}`.replaceAll(/_(\w)/g, (_, letter) => letter.toUpperCase());
const consumerOf = (module) => module.units.find((unit) => unit.uses);
const TYPES = {
  ratio: '[2]int',
  parse: 'string',
  latest: '[]int',
  merge: 'map[string]map[string]int',
  ring: '[]int',
};
const PACKAGES = { parse: '"strconv"', latest: '"sort"' };

export const go = {
  base: {
    'README.md': '# roads\n\nWhat lies in the roads, and for how long.\n',
    'go.mod': 'module port.example/roads\n\ngo 1.19\n',
  },
  path: (name) => `${name}/${name}.go`,
  isTest: (file) => file.endsWith('_test.go'),
  command: ['go', 'test', './...'],
  module: (module) => {
    const imports = new Set();
    for (const { uses, template } of module.units) {
      if (uses) imports.add(`"port.example/roads/${uses.module.name}"`);
      if (PACKAGES[template]) imports.add(PACKAGES[template]);
    }
    const lines = [...imports]
      .sort((x, y) => Number(x.includes('/')) - Number(y.includes('/')) || (x < y ? -1 : 1))
      .map((one) => `\t${one}\n`);
    return `// Package ${module.name} knows each ${module.name} of the port.\npackage ${module.name}\n\n${lines.length > 0 ? `import (\n${lines.join('')})\n\n` : ''}${module.units.map((unit) => go.unit(unit)).join('\n')}`;
  },
  unit: ({ template, name, constants: [a, b, c], doc, local, split, bug, uses }) => {
    const v = NAMES[local];
    const head = (args) =>
      `// ${pascal(name)} is used by the reports.${doc ? ` ${doc}` : ''}\nfunc ${pascal(name)}(${args}) int {\n`;
    switch (template) {
      case 'ratio':
        return `${head('load [2]int')}${bug ? `\t${v} := load[0] * ${a} / load[1]\n` : split ? `\tif load[1] == 0 {\n\t\treturn ${b}\n\t}\n\t${v} := load[0] * ${a} / load[1]\n` : `\t${v} := ${b}\n\tif load[1] != 0 {\n\t\t${v} = load[0] * ${a} / load[1]\n\t}\n`}\tif ${v} > ${c} {\n\t\treturn ${c}\n\t}\n\treturn ${v}\n}\n`;
      case 'parse':
        return `${head('text string')}${bug ? `\t${v}, _ := strconv.Atoi(text)\n` : split ? `\t${v}, err := strconv.Atoi(text)\n\tif err != nil || ${v} == 0 {\n\t\t${v} = ${b}\n\t}\n` : `\t${v} := ${b}\n\tif parsed, err := strconv.Atoi(text); err == nil && parsed != 0 {\n\t\t${v} = parsed\n\t}\n`}\treturn ${c} / ${v} * ${a}\n}\n`;
      case 'latest':
        return `${head('entries []int')}\tsort.Ints(entries)\n${bug ? `\t${v} := entries[len(entries)-1]\n` : split ? `\tif len(entries) == 0 {\n\t\treturn ${b}\n\t}\n\t${v} := entries[len(entries)-1]\n` : `\t${v} := ${b}\n\tif last := len(entries) - 1; last >= 0 {\n\t\t${v} = entries[last]\n\t}\n`}\treturn ${v} + ${a}\n}\n`;
      case 'merge':
        return `${head('given map[string]map[string]int')}${bug ? `\t${v} := given["options"]\n` : split ? `\t${v} := given["options"]\n\tif ${v} == nil {\n\t\t${v} = map[string]int{}\n\t}\n` : `\t${v} := map[string]int{}\n\tfor key, one := range given["options"] {\n\t\t${v}[key] = one\n\t}\n`}\t${v}["draft"] += ${a}\n\treturn ${v}["draft"] + ${b}\n}\n`;
      case 'ring':
        return `${head('items []int')}${bug ? `\t${v} := items[${a}]\n` : split ? `\tif len(items) <= ${a} {\n\t\treturn ${b}\n\t}\n\t${v} := items[${a}]\n` : `\t${v} := ${b}\n\tif ${a} < len(items) {\n\t\t${v} = items[${a}]\n\t}\n`}\treturn ${v} % ${c}\n}\n`;
      default:
        return `${head(`given []${TYPES[uses.unit.template]}`)}\trows := 0\n\tfor _, one := range given {\n\t\t_ = ${uses.module.name}.${pascal(uses.unit.name)}(one)\n\t\trows++\n\t}\n\treturn rows + ${a}\n}\n`;
    }
  },
  odd: { ratio: '{3, 0}', parse: '"n/a"', latest: '{}', merge: '{}', ring: '{1}' },
  test: (consumerModule, _, victim) => ({
    path: `${consumerModule.name}/reports_test.go`,
    text: `package ${consumerModule.name}\n\nimport "testing"\n\nfunc TestUnusualEntryIsListed(t *testing.T) {\n\tif ${pascal(consumerOf(consumerModule).name)}([]${TYPES[victim.template]}{${go.odd[victim.template]}}) == 0 {\n\t\tt.Fatal("an unusual entry is not listed")\n\t}\n}\n`,
  }),
};
