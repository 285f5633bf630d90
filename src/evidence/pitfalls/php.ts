/** Known pitfalls of PHP as a language; those of its runtime and its frameworks follow. */
import type { Pitfall } from './model.ts';
import { ELOQUENT } from './php-eloquent.ts';
import { LARAVEL } from './php-laravel.ts';
import { PHP_LIBRARIES } from './php-libraries.ts';
import { PHP_RUNTIME } from './php-runtime.ts';

const PHP_FILE = /\.(?:php|phtml|inc|module)$/;
const NOTHING =
  /\bon (?:null|false|bool(?:ean)?)\b|of type (?:null|bool)|must be of (?:the )?type [\w\\|?]+, (?:null|bool|false|none) (?:given|returned)|none returned|of non-object|(?:array\|object|array), (?:null|bool|false) given|Passing null to parameter|Invalid argument supplied for foreach/;
const TYPE =
  /TypeError|must be of (?:the )?type|Unsupported operand types|could not be converted to|Array to string conversion/;
const KEY = /Undefined (?:array key|index|offset|property)|must be of (?:the )?type|on null\b/;
const WRONG_USER =
  /(?:other|another|wrong|different) (?:user|tenant|customer|account|order|request|company|session)/i;

const PHP_LANGUAGE: readonly Pitfall[] = [
  {
    name: 'php-strict-types',
    files: PHP_FILE,
    added: /declare\s*\(\s*strict_types\s*=\s*1\s*\)/,
    says: /TypeError|must be of (?:the )?type \S+, \w+ (?:given|returned)/,
    did: 'values are no longer converted to the types that functions ask for',
    weight: 0.95,
  },
  {
    name: 'php-type-declared',
    files: PHP_FILE,
    added:
      /function\s+\w+\s*\([^)]{0,300}\b(?:int|float|string|bool|array|iterable|self|[A-Z]\w+)\s+&?\$\w+|\)\s*:\s*\??\w+|(?:public|protected|private|readonly)\s+(?:readonly\s+)?\??(?:int|float|string|bool|array|[A-Z]\w+)\s+\$\w+/,
    says: /(?:Argument #?\d+|Return value|Cannot assign \w+ to property)[\s\S]{0,200}(?:must be of (?:the )?type|of type)|must be of (?:the )?type \S+, \w+ (?:given|returned|used)/,
    did: 'a type is asked for that not every value has',
    weight: 0.85,
  },
  {
    name: 'php-nullable-dropped',
    files: PHP_FILE,
    removed: /[(,|:\s]\?\w+(?:\s+&?\$\w+|\s*(?:;|\{|$))|\|\s*null\b|\bnull\s*\||=\s*null\s*[,)]/m,
    says: /, null (?:given|returned)|Too few arguments|Passing null to parameter|Cannot assign null to property/,
    did: 'null is no longer allowed where it comes',
    weight: 0.95,
  },
  {
    name: 'php-nullsafe-dropped',
    files: PHP_FILE,
    removed:
      /\?->|\?\?|\bisset\s*\(|\bis_null\s*\(|(?:!==?|===?)\s*null\b|\bempty\s*\(|\boptional\(/,
    says: new RegExp(`${NOTHING.source}|${KEY.source}`),
    did: 'what may be null or missing is no longer asked about',
    weight: 0.85,
  },
  {
    name: 'php-key-without-default',
    files: PHP_FILE,
    removed:
      /\?\?|array_key_exists\(|\bisset\s*\(|Arr::get\(|data_get\(|->get\(\s*['"]|array_merge\(|['"][\w.-]+['"]\s*=>/,
    says: /Undefined (?:array key|index|offset)|array offset on (?:value of type )?(?:null|bool|int)/,
    did: 'a key that may be missing is asked for without a default',
    weight: 0.85,
  },
  {
    name: 'php-key-renamed',
    files: PHP_FILE,
    changed:
      /['"]\w+['"]\s*=>|\[\s*['"]\w+['"]\s*\]|(?:public|protected|private)\s+[\w?|]{0,40}\s*\$\w+/,
    says: /Undefined (?:array key|index|property)|Unrecognized field|Cannot access (?:private|protected) property/,
    did: 'a key or field has another name',
    weight: 0.75,
  },
  {
    name: 'php-finder-gives-null',
    files: PHP_FILE,
    added:
      /->(?:find|first|findOneBy|findOneBy\w+|fetch|fetchAssociative|getOneOrNullResult|latest|value)\(|\breturn\s+null\s*;|::(?:find|tryFrom)\(|array_search\(|\breset\(|\bend\(|\bstrtok\(/,
    says: NOTHING,
    did: 'a lookup may answer with null or false',
    weight: 0.75,
  },
  {
    name: 'php-return-lost',
    files: PHP_FILE,
    removed: /\breturn\s+[^;\s]/,
    says: /\bon null\b|, (?:null|none) (?:given|returned)|none returned|of type null|Trying to access array offset/,
    did: 'a value is no longer given back',
    weight: 0.8,
  },
  {
    name: 'php-bytes-of-text',
    files: PHP_FILE,
    added:
      /(?<!mb_|grapheme_)\b(?:substr|strlen|strrev|str_split|wordwrap|chunk_split|str_pad|ucfirst|lcfirst|strtolower|strtoupper|ucwords|substr_replace|strpos)\s*\(/,
    removed: /\b(?:mb_\w+|grapheme_\w+|iconv_\w+|Str::\w+|u\()\s*\(?/,
    says: /Malformed UTF-8|Incorrect string value|JSON_ERROR_UTF8|invalid byte sequence|not valid utf|\b22021\b|\b1366\b|Data too long|\ufffd|\\x[0-9A-F]{2}/i,
    kinds: ['encoding', 'db_constraint', 'wrong_result'],
    did: 'text is cut by bytes and not by characters',
    weight: 0.95,
  },
  {
    name: 'php-cut-by-bytes',
    files: PHP_FILE,
    added:
      /(?<!mb_|grapheme_|\w)(?:substr|str_split|strrev|wordwrap|chunk_split|substr_replace)\s*\(/,
    says: /Malformed UTF-8|Incorrect string value|JSON_ERROR_UTF8|invalid byte sequence for encoding|not valid utf-?8|UTF-8 characters, possibly/i,
    kinds: ['encoding'],
    did: 'text is cut by bytes and not by characters',
    weight: 0.9,
  },
  {
    name: 'php-json-errors-silent',
    files: PHP_FILE,
    removed:
      /JSON_(?:THROW_ON_ERROR|INVALID_UTF8_SUBSTITUTE|INVALID_UTF8_IGNORE|PARTIAL_OUTPUT_ON_ERROR|PRESERVE_ZERO_FRACTION|UNESCAPED_UNICODE|BIGINT_AS_STRING|FORCE_OBJECT)|json_last_error|Json::(?:en|de)code/,
    says: new RegExp(`${NOTHING.source}|Malformed UTF-8|JsonException|json_(?:en|de)code`),
    kinds: ['parse', 'encoding', 'wrong_result'],
    did: 'JSON is written or read with other flags',
    weight: 0.85,
  },
  {
    name: 'php-json-object-or-array',
    files: PHP_FILE,
    added:
      /json_decode\(\s*[^;\n]{1,120}\)|JSON_OBJECT_AS_ARRAY|toArray\(\)|\(object\)|->getContents\(\)/,
    says: /Cannot use object of type stdClass as array|on (?:array|string)\b|Undefined property: stdClass|Attempt to read property "?\w+"? on (?:array|string)|property of non-object/,
    did: 'JSON comes as objects where arrays were, or the other way round',
    weight: 0.95,
  },
  {
    name: 'php-array-gaps',
    files: PHP_FILE,
    added:
      /\barray_(?:filter|unique|diff|diff_key|intersect|intersect_key)\(|\bunset\(|->(?:filter|reject|unique|where|sortBy|keyBy)\(/,
    unless: /array_values\(|->values\(\)/,
    says: /Undefined (?:array key|offset):? \d+|Cannot unmarshal object into|expected (?:an? )?(?:array|list|BEGIN_ARRAY)|is not iterable|\.(?:map|forEach|filter) is not a function|START_OBJECT/i,
    did: 'an array keeps the gaps of what was taken out, and its JSON is an object',
    weight: 0.9,
  },
  {
    name: 'php-array-values-dropped',
    files: PHP_FILE,
    removed: /\barray_values\(|->values\(\)|iterator_to_array\([^)]{1,60}false\)/,
    says: /Undefined (?:array key|offset)|unmarshal object into|expected (?:an? )?(?:array|list)|is not iterable|is not a function|START_OBJECT/i,
    kinds: ['wrong_result', 'parse'],
    did: 'an array keeps the gaps of what was taken out, and its JSON is an object',
    weight: 0.95,
  },
  {
    name: 'php-reference-left-over',
    files: PHP_FILE,
    added: /foreach\s*\([^)\n]{1,80}\bas\b[^)\n]{0,40}&\s*\$\w+/,
    unless: /\bunset\s*\(/,
    kinds: ['wrong_result', 'duplicate'],
    says: /last (?:line|item|row|entry)|twice|duplicate/i,
    did: 'a reference of a loop lives on and is written to',
    weight: 0.9,
  },
  {
    name: 'php-loose-comparison',
    files: PHP_FILE,
    removed:
      /[!=]==|in_array\([^;\n]{1,100},\s*true\s*\)|array_search\([^;\n]{1,100},\s*true\s*\)|hash_equals\(|\bmatch\s*\(/,
    added: /[^!=<>]==[^=]|!=[^=]|in_array\(|array_search\(|\bswitch\s*\(/,
    kinds: ['wrong_result', 'auth', 'unmatched', 'duplicate'],
    says: WRONG_USER,
    did: 'values are compared loosely: "0" is false and "1e3" is "1000"',
    weight: 0.85,
  },
  {
    name: 'php-strict-comparison',
    files: PHP_FILE,
    added: /[!=]==\s*(?!null|false|true)[\w$'"]|in_array\([^;\n]{1,100},\s*true\s*\)/,
    removed: /[^!=]==[^=]|!=[^=]|in_array\(/,
    kinds: ['wrong_result', 'auth', 'unmatched', 'invalid_argument'],
    says: /\b40[34]\b|forbidden|access denied|not (?:found|allowed|permitted)/i,
    did: 'values of other types no longer count as equal: "1" is not 1',
    weight: 0.85,
  },
  {
    name: 'php-match-for-switch',
    files: PHP_FILE,
    added: /\bmatch\s*\(|^[ \t]{0,60}[\w:'"\\][\w:'"\\, ]{0,160}=>/m,
    says: /UnhandledMatchError|Unhandled match case/,
    did: 'a match has no arm for every value',
    weight: 0.95,
  },
  {
    name: 'php-match-arm-dropped',
    files: PHP_FILE,
    removed: /\bdefault\s*(?:=>|:)|^[ \t]{0,60}[\w:'"\\][\w:'"\\, ]{0,160}(?:=>|:)/m,
    says: /UnhandledMatchError|Unhandled match case/,
    did: 'a match has no arm for every value',
    weight: 0.95,
  },
  {
    name: 'php-enum-value',
    files: PHP_FILE,
    added: /::from\(|\benum\s+\w+\s*:\s*(?:string|int)|^[ \t]*case\s+\w+\s*=/m,
    says: /is not a valid backing value for enum|ValueError: [\d"][^\n]{0,60}enum/,
    did: 'values are turned into an enum that does not have them all',
    weight: 0.95,
  },
  {
    name: 'php-enum-case-changed',
    files: PHP_FILE,
    removed: /^[ \t]*case\s+\w+\s*=\s*['"\d]|::tryFrom\(|^[ \t]*(?:public )?const\s+\w+\s*=/m,
    says: /is not a valid backing value for enum|Undefined constant|Undefined class constant|Data truncated for column|CHECK constraint/,
    did: 'an enum or constant lost a value that is still stored',
    weight: 0.95,
  },
  {
    name: 'php-named-argument',
    files: PHP_FILE,
    changed: /function\s+\w+\s*\(/,
    says: /Unknown named parameter|Too few arguments to function|ArgumentCountError|Argument #?\d+[\s\S]{0,120}must be of|must be compatible with/,
    did: 'a function takes other arguments',
    weight: 0.95,
  },
  {
    name: 'php-method-gone',
    files: PHP_FILE,
    removed:
      /function\s+\w+\s*\(|^use\s+[\w\\]+|^[ \t]*(?:final |abstract )?(?:class|trait|interface)\s+\w+|^[ \t]*use\s+\w+\s*;/m,
    says: /Call to undefined (?:method|function)|Class ["'][^"']{1,120}["'] not found|Trait ["'][^"']{1,120}["'] not found|contains \d+ abstract methods?|Undefined constant|Interface ["'][^"']{1,120}["'] not found|Call to private method|Call to protected method/,
    did: 'a name that others use is gone',
    weight: 0.9,
  },
  {
    name: 'php-typed-property-unset',
    files: PHP_FILE,
    added: /(?:public|protected|private)\s+(?:readonly\s+)?\??[\w\\|]+\s+\$\w+\s*;/,
    says: /must not be accessed before initialization/,
    did: 'a typed property has no first value',
    weight: 0.95,
  },
  {
    name: 'php-property-not-set',
    files: PHP_FILE,
    removed:
      /\$this->\w+\s*=|(?:public|protected|private)\s+[\w?|\\]{0,60}\s*\$\w+\s*=|parent::__construct\(/,
    says: /must not be accessed before initialization|Undefined property|on null\b/,
    did: 'a property is not set on every way',
    weight: 0.85,
  },
  {
    name: 'php-readonly',
    files: PHP_FILE,
    added: /\breadonly\b/,
    says: /Cannot modify readonly property|Cannot initialize readonly property|Cannot unset readonly property/,
    did: 'what is written later is read-only',
    weight: 0.95,
  },
  {
    name: 'php-undefined-variable',
    files: PHP_FILE,
    removed: /^[ \t]*\$\w+\s*=\s*|\buse\s*\([^)]{0,80}\$\w+|\bglobal\s+\$/m,
    says: /Undefined variable/,
    did: 'a variable is not set on every way',
    weight: 0.95,
  },
  {
    name: 'php-closure-scope',
    files: PHP_FILE,
    added:
      /\bfunction\s*\([^)]*\)\s*(?:use\s*\([^)]*\)\s*)?(?::\s*\??\w+\s*)?\{|\bstatic\s+(?:fn|function)\b/,
    says: /Undefined variable|Using \$this when not in object context|Serialization of 'Closure' is not allowed/,
    did: 'a closure that does not take along what it uses',
    weight: 0.9,
  },
  {
    name: 'php-integer-precision',
    files: PHP_FILE,
    added:
      /\(int\)|\bintval\(|\bintdiv\(|\bround\(|\bfloor\(|\(float\)|\bfloatval\(|\bnumber_format\(/,
    says: /Implicit conversion from float|off by|does not balance|rounding|cents?\b|A non-numeric value|mismatch/i,
    kinds: ['wrong_result', 'arithmetic'],
    did: 'a number is cut or rounded',
    weight: 0.8,
  },
  {
    name: 'php-money-in-floats',
    files: PHP_FILE,
    removed:
      /\bbc(?:add|sub|mul|div|comp|mod|pow|round)\(|\bMoney\b|BigDecimal|BigInteger|gmp_|intdiv\(|PHP_ROUND_/,
    says: /off by|does not balance|rounding|cents?\b|mismatch|differs/i,
    kinds: ['wrong_result', 'arithmetic', 'type_mismatch'],
    did: 'money is reckoned in binary fractions or rounded in another way',
    weight: 0.9,
  },
  {
    name: 'php-number-as-text',
    files: PHP_FILE,
    added: /\bnumber_format\(|\bsetlocale\(|NumberFormatter|->format\(|money_format|sprintf\(/,
    says: /non-numeric value|non-well formed numeric|Unsupported operand types|must be of (?:the )?type (?:int|float|\?float|int\|float), string given|Incorrect (?:decimal|double|integer) value|invalid input syntax for type (?:numeric|double|integer)/,
    did: 'a number becomes a text with separators',
    weight: 0.95,
  },
  {
    name: 'php-division-guard-dropped',
    files: PHP_FILE,
    removed: /[!=><]=?=?\s*0\b|\bempty\(|\bcount\(|\bmax\(\s*1|\?:\s*1|\bif\s*\(\s*!?\$/,
    says: /Division by zero|Modulo by zero|DivisionByZeroError/,
    did: 'a divisor is no longer kept from zero',
    weight: 0.9,
  },
  {
    name: 'php-array-plus-or-merge',
    files: PHP_FILE,
    added:
      /\barray_merge_recursive\(|\barray_replace\(|\]\s*\+\s*[$[]|\$\w+\s*\+\s*\$\w+|\.\.\.\s*\$/,
    removed: /\barray_merge\(/,
    kinds: ['wrong_result', 'missing_key', 'missing_config'],
    says: new RegExp(`${TYPE.source}|Undefined (?:array key|offset)`),
    did: 'arrays are put together by another rule of keys',
    weight: 0.85,
  },
];

/** The language first, then what is built on it. */
export const PHP: readonly Pitfall[] = [
  ...PHP_LANGUAGE,
  ...PHP_RUNTIME,
  ...ELOQUENT,
  ...LARAVEL,
  ...PHP_LIBRARIES,
];
