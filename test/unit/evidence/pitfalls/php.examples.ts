import type { Example } from './examples.ts';
import { PHP_FRAMEWORKS_EXAMPLES } from './php-frameworks.examples.ts';

type Row = readonly [name: string, patch: string, failure: string, harmless: string, path?: string];

const NULL = 'PHP Fatal error: Uncaught Error: Call to a member function name() on null';
const KEY = 'ErrorException: Undefined array key "zone" in src/Plan.php:12';
const WRONG = 'totals do not match: expected 12.50, got 125.0, wrong amount';
const MEMORY = 'PHP Fatal error: Allowed memory size of 134217728 bytes exhausted';
const SLOW = 'request took 31000 ms: slow query, timeout of 30000 ms exceeded';
const UTF = 'InvalidArgumentException: Malformed UTF-8 characters, possibly incorrectly encoded';
const MATCH = "UnhandledMatchError: Unhandled match case 'late'";

const ROWS: readonly Row[] = [
  [
    'php-strict-types',
    '+declare(strict_types=1);',
    'TypeError: round(): Argument #1 ($num) must be of type int|float, string given',
    '+declare(ticks=1);',
  ],
  [
    'php-type-declared',
    '-    public function plan($stops)\n+    public function plan(array $stops)',
    'TypeError: Plan::plan(): Argument #1 ($stops) must be of type array, string given',
    '+    public function plan($stops)',
  ],
  [
    'php-nullable-dropped',
    '-    public function plan(?Zone $zone)\n+    public function plan(Zone $zone)',
    'TypeError: plan(): Argument #1 ($zone) must be of type Zone, null given',
    '-    public function plan(?Zone $zone)\n+    public function plan(?Zone $area)',
  ],
  [
    'php-nullsafe-dropped',
    '-    $zone?->name();\n+    $zone->name();',
    NULL,
    '-    $zone->name();',
  ],
  [
    'php-key-without-default',
    "-    $zone = $row['zone'] ?? 'home';\n+    $zone = $row['zone'];",
    KEY,
    "-    $zone = $row['zone'];",
  ],
  ['php-key-renamed', "-    'zone' => $zone,\n+    'area' => $zone,", KEY, "+    'area' => $zone,"],
  ['php-finder-gives-null', '+    $zone = $zones->find($id);', NULL, '+    $zone = $zones[$id];'],
  ['php-return-lost', '-    return $zone->stops();', NULL, '-    return;'],
  [
    'php-bytes-of-text',
    '-    $short = mb_substr($name, 0, 20);\n+    $short = substr($name, 0, 20);',
    UTF,
    '+    $short = mb_substr($name, 0, 20);',
  ],
  [
    'php-cut-by-bytes',
    '+    $short = substr($name, 0, 20);',
    UTF,
    '+    $short = mb_substr($name, 0, 20);',
  ],
  [
    'php-json-errors-silent',
    '-    json_decode($body, true, 512, JSON_THROW_ON_ERROR)\n+    json_decode($body, true)',
    'TypeError: plan(): Argument #1 ($rows) must be of type array, null given',
    '-    json_decode($body, true)',
  ],
  [
    'php-json-object-or-array',
    '+    $rows = json_decode($body);',
    'Error: Cannot use object of type stdClass as array',
    '+    $rows = explode($body);',
  ],
  [
    'php-array-gaps',
    '+    return array_filter($rows);',
    'json: cannot unmarshal object into Go value of type []Row',
    '+    return array_values(array_filter($rows));',
  ],
  [
    'php-array-values-dropped',
    '-    return array_values($rows);\n+    return $rows;',
    'ErrorException: Undefined array key 0',
    '-    return array_keys($rows);',
  ],
  [
    'php-reference-left-over',
    '+    foreach ($rows as &$row) {',
    'the last line is there twice: wrong amount',
    '+    foreach ($rows as &$row) {}\n+    unset($row);',
  ],
  [
    'php-loose-comparison',
    "-    if ($code === '0e1') {\n+    if ($code == '0e1') {",
    WRONG,
    "-    if ($code === '0e1') {\n+    if ($code === '0e2') {",
  ],
  [
    'php-strict-comparison',
    '-    if ($user->id == $owner) {\n+    if ($user->id === $owner) {',
    'HTTP 403 forbidden',
    '-    if ($user == null) {\n+    if ($user === null) {',
  ],
  ['php-match-for-switch', '+    $fee = match ($state) {', MATCH, '+    $fee = matches($state);'],
  ['php-match-arm-dropped', '-        default => 0,', MATCH, '-    $fee = 0;'],
  [
    'php-enum-value',
    '+    $state = State::from($row->state);',
    'ValueError: "late" is not a valid backing value for enum State',
    '+    $state = State::tryFrom($row->state);',
  ],
  [
    'php-enum-case-changed',
    "-    case Late = 'late';",
    'ValueError: "late" is not a valid backing value for enum State',
    '-    $late = 1;',
  ],
  [
    'php-named-argument',
    '-    public function plan($zone)\n+    public function plan($stops, $zone)',
    'ArgumentCountError: Too few arguments to function Plan::plan(), 1 passed',
    '-    $this->plan($zone);\n+    $this->plan($stops, $zone);',
  ],
  [
    'php-method-gone',
    '-    public function plan($zone)',
    'Error: Call to undefined method App\\Plan::plan()',
    '-    $this->plan($zone);',
  ],
  [
    'php-typed-property-unset',
    '-    private $zone;\n+    private Zone $zone;',
    'Error: Typed property Plan::$zone must not be accessed before initialization',
    '+    private ?Zone $zone = null;',
  ],
  [
    'php-property-not-set',
    '-    $this->zone = $zone;',
    'Error: Typed property Plan::$zone must not be accessed before initialization',
    '-    $zone = $this->zone;',
  ],
  [
    'php-readonly',
    '+    private readonly Zone $zone;',
    'Error: Cannot modify readonly property Plan::$zone',
    '+    private Zone $zone;',
  ],
  [
    'php-undefined-variable',
    '-    $fee = 0;',
    'ErrorException: Undefined variable $fee',
    '-    $this->plan();',
  ],
  [
    'php-closure-scope',
    '+    array_map(function ($row) { return $row * $fee; }, $rows);',
    'ErrorException: Undefined variable $fee',
    '+    array_map(fn ($row) => $row * $fee, $rows);',
  ],
  [
    'php-closure-serialized',
    '+    $job->then(fn () => $this->done());',
    "Exception: Serialization of 'Closure' is not allowed",
    '+    $job->then($this);',
  ],
  [
    'php-serialized-shape',
    '-final class Plan\n+final class Route',
    'Error: The script tried to access a property on an incomplete object: __PHP_Incomplete_Class',
    '-    plan();\n+    route();',
  ],
  [
    'php-unserialize-classes',
    '-    return unserialize($text);\n+    return json_decode($text);',
    'JsonException: Syntax error',
    '-    return unserialize($text);\n+    return unserialize($body);',
  ],
  [
    'php-integer-precision',
    '+    $cents = (int) ($price * 100);',
    WRONG,
    '+    $cents = $price->cents();',
  ],
  [
    'php-money-in-floats',
    '-    $sum = bcadd($sum, $fee, 2);\n+    $sum += $fee;',
    'ledger does not balance: off by one cent',
    '-    $sum = $sum + $fee;',
  ],
  [
    'php-number-as-text',
    '+    return number_format($sum, 2);',
    'ErrorException: A non-numeric value encountered',
    '+    return $sum;',
  ],
  [
    'php-division-guard-dropped',
    '-    if ($parts === 0) {',
    'DivisionByZeroError: Division by zero',
    '-    $each = $sum / $parts;',
  ],
  [
    'php-timezone',
    "+date_default_timezone_set('Europe/Rome');",
    'the report begins one hour early',
    '+setlocale(LC_ALL);',
  ],
  [
    'php-month-overflow',
    "+    $next = $date->modify('+1 month');",
    'invoice of February skipped: wrong date 2026-03-03',
    "+    $next = $date->modify('+1 day');",
  ],
  [
    'php-mutable-date',
    '-    $end = new DateTimeImmutable($text);\n+    $end = new DateTime($text);',
    'wrong date of the invoice, expected 1 May but got 1 June',
    '+    $end = new DateTime($text);\n-    $end = new DateTime($date);',
  ],
  [
    'php-clone-dropped',
    '-    $count = (clone $query)->count();\n+    $count = $query->count();',
    WRONG,
    '-    $count = $query->count();',
  ],
  [
    'php-date-format',
    "-    $date->format('Y-m-d')\n+    $date->format('d/m/Y')",
    "SQLSTATE[22007]: Incorrect date value: '13/01/2026' for column 'day'",
    "+    $date->format('d/m/Y')",
  ],
  [
    'php-output-before-headers',
    '+    var_dump($row);',
    'Warning: Cannot modify header information - headers already sent by (output started at plan.php:3)',
    '+    $log->debug($row);',
  ],
  ['php-session-lock', '-    session_write_close();', SLOW, '-    session_id();'],
  [
    'php-whole-file-in-memory',
    '+    $text = file_get_contents($path);',
    MEMORY,
    '+    $file = fopen($path);',
  ],
  [
    'php-generator-dropped',
    '-        yield $row;\n+        $rows[] = $row;',
    MEMORY,
    '-        $rows[] = $row;',
  ],
  [
    'php-static-state',
    '+    private static array $cache = [];',
    'order of another customer shown',
    '+    private array $cache = [];',
  ],
  [
    'php-regex',
    "+    preg_match('/^(a+)+$/', $name);",
    'preg_match(): Backtrack limit exhausted',
    '+    ctype_alpha($name);',
  ],
  [
    'php-regex-unicode-flag',
    "-    preg_match('/^\\w+$/u', $name)\n+    preg_match('/^\\w+$/', $name)",
    'the format is invalid for name',
    '-    ctype_alpha($name)\n+    ctype_alnum($name)',
  ],
  [
    'php-time-limit',
    '-memory_limit = 512M\n+memory_limit = 128M',
    MEMORY,
    '-display_errors = 1\n+display_errors = 0',
    'docker/php.ini',
  ],
  [
    'php-fpm-pool',
    '-pm.max_children = 50\n+pm.max_children = 5',
    'WARNING: [pool www] server reached pm.max_children setting (5), consider raising it',
    '-user = www\n+user = php',
    'docker/www.conf',
  ],
  [
    'php-opcache',
    '+opcache.validate_timestamps=0',
    'stale code: old version of the class is run',
    '+display_errors=0',
    'docker/php.ini',
  ],
  [
    'php-extension-gone',
    '-RUN docker-php-ext-install pdo_pgsql intl',
    'PDOException: could not find driver',
    '-RUN composer dump',
    'Dockerfile',
  ],
  [
    'php-version',
    '-FROM php:8.0-fpm\n+FROM php:8.1-fpm',
    'Deprecated: strlen(): Passing null to parameter #1 ($string) of type string is deprecated',
    '-FROM nginx:1\n+FROM nginx:2',
    'Dockerfile',
  ],
  [
    'php-error-swallowed',
    '+    } catch (\\Throwable $error) {\n+        return null;\n+    }',
    NULL,
    '+    } catch (\\Throwable $error) {\n+        throw new Failed($id, $error);\n+    }',
  ],
  [
    'php-narrower-catch',
    '-    } catch (Refused $error) {',
    'PHP Fatal error: Uncaught Refused: card refused',
    '-    throw new Refused();',
  ],
  [
    'php-finally-dropped',
    '-    } finally {\n-        fclose($file);',
    'fopen(): Failed to open stream: Too many open files',
    '-    fwrite($file, $row);',
  ],
  [
    'php-array-merge-in-a-loop',
    '+    foreach ($pages as $page) {\n+        $rows = array_merge($rows, $page);',
    SLOW,
    '+    $rows = array_merge(...$pages);',
  ],
  [
    'php-array-plus-or-merge',
    '-    return array_merge($defaults, $given);\n+    return $defaults + $given;',
    WRONG,
    '-    return array_merge($defaults, $given);\n+    return array_merge($defaults, $own);',
  ],
  [
    'php-sort-callback',
    '+    usort($rows, fn ($a, $b) => $a->at > $b->at);',
    'rows are not sorted: wrong value first, mismatch',
    '+    usort($rows, fn ($a, $b) => $a->at <=> $b->at);',
  ],
];

export const PHP_EXAMPLES: readonly Example[] = [
  ...ROWS.map(([name, patch, failure, harmless, path = 'src/Plan.php']) => ({
    name,
    path,
    patch,
    failure,
    harmless,
  })),
  ...PHP_FRAMEWORKS_EXAMPLES,
];
