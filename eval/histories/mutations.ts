/** Small ways of getting a line wrong, as people do. */

interface Mutation {
  readonly name: string;
  /** The spoilt line; null when it does not apply; '' removes the line. */
  readonly apply: (line: string) => string | null;
}

const swap = (name: string, pattern: RegExp, by: string): Mutation => ({
  name,
  apply: (line) => (pattern.test(line) ? line.replace(pattern, by) : null),
});

export const MUTATIONS: readonly Mutation[] = [
  swap('boundary', /(?<=[\w\])] )<(?= [\w(])/, '<='),
  swap('boundary', /(?<=[\w\])] )>=(?= )/, '>'),
  swap('boundary', /(?<=[\w\])] )<=(?= )/, '<'),
  swap('boundary', /(?<=[\w\])] )>(?= [\w(])/, '>='),
  swap('off by one', /(?<=[\w\])]) \+ 1\b/, ''),
  swap('off by one', /(?<=[\w\])]) - 1\b/, ''),
  swap('inverted condition', /\bif \(!(?=\w)/, 'if ('),
  swap('inverted condition', /\bif not /, 'if '),
  swap('wrong operator', / && /, ' || '),
  swap('wrong operator', / \|\| /, ' && '),
  swap('wrong operator', / and /, ' or '),
  swap('wrong operator', / or /, ' and '),
  swap('wrong operator', / === /, ' !== '),
  swap('wrong operator', / == /, ' != '),
  swap('wrong sign', /(?<=[\w\])]) \+ (?=\w)/, ' - '),
  swap('wrong sign', /(?<=[\w\])]) - (?=\w)/, ' + '),
  swap('wrong default', /(?<=[=,(] ?)true\b/, 'false'),
  swap('wrong default', /(?<=[=,(] ?)True\b/, 'False'),
  swap('wrong default', /(?<=[=,(] ?)None\b/, '0'),
  swap('wrong default', /(?<= = )0(?=;|$)/, '1'),
  swap('swapped arguments', /(?<=\w\()(\w+), (\w+)(?=\))/, '$2, $1'),
  swap('wrong return', /\breturn [^;{([]+;$/, 'return null;'),
  swap('wrong return', /^(\s+)return [^({[]+$/, '$1return None'),
  swap('regular expression', /(?<=\/\S*)\+(?=\S*\/[gim]*[,.);])/, '*'),
  swap('wrong index', /\[0\]/, '[1]'),
  swap('wrong index', /\[1\]/, '[0]'),
  swap('wrong method', /\.indexOf\(/, '.lastIndexOf('),
  swap('wrong method', /\.push\(/, '.unshift('),
  swap('wrong method', /\.append\(/, '.remove('),
  swap('wrong method', /\.startswith\(/, '.endswith('),
  swap('wrong method', /\.slice\(1\)/, '.slice(0)'),
  swap('wrong method', /\.toLowerCase\(\)/, ''),
  swap('wrong method', /\.lower\(\)/, ''),
  swap('wrong method', /\.strip\(\)/, ''),
  swap('wrong key', /(?<=\[')(\w+)(?='\])/, '$1_'),
  swap('wrong name', /(?<=\.)length\b/, 'size'),
  {
    name: 'removed guard',
    apply: (line) => (/^\s*if \(.*\) (?:return|throw|continue|break)\b.*;$/.test(line) ? '' : null),
  },
  {
    name: 'removed guard',
    apply: (line) => (/^\s*if .+: (?:return|raise|continue|break)\b.*$/.test(line) ? '' : null),
  },
  {
    name: 'lost assignment',
    apply: (line) => (/^\s+[\w.]+(?:\[\w+\])? (?:\+=|=) [^{([]+;$/.test(line) ? '' : null),
  },
  { name: 'lost call', apply: (line) => (/^\s+[\w.]+\([^{(]*\);$/.test(line) ? '' : null) },
];

const COMMENT = /^\s*(?:\/\/|\*|\/\*|#|"""|''')|^\s*$/;

/** Every way of spoiling a line, none for comments. */
export function mutationsOf(line: string): { name: string; line: string }[] {
  if (COMMENT.test(line) || line.length > 200) return [];
  return MUTATIONS.flatMap(({ name, apply }) => {
    const spoilt = apply(line);
    return spoilt === null || spoilt === line ? [] : [{ name, line: spoilt }];
  });
}
