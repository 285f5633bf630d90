/** Loans of public libraries in PHP: desks, kiosks, receipts, notices by SMS; Laravel's log lines. Estonian and Danish team. */
const raw = String.raw;
const files = {
  'composer.json': raw`{
    "name": "laenutus/circulation",
    "require": {
        "php": "^8.2",
        "guzzlehttp/guzzle": "7.8.1",
        "monolog/monolog": "3.5.0",
        "raamat/isbnkit": "2.3.1"
    }
}
`,
  'app/Catalogue/Item.php': raw`<?php

namespace Laenutus\Catalogue;

final class Item
{
    public function __construct(
        public readonly Barcode $barcode,
        public readonly string $title,
        public readonly ?string $branch,
        public readonly string $kind,
        public readonly ?string $isbn,
    ) {
    }
}
`,
  'app/Catalogue/Barcode.php': raw`<?php

namespace Laenutus\Catalogue;

/** What is on the label: thirteen digits, the last one checks the others. */
final class Barcode
{
    public readonly string $digits;

    public function __construct(string $digits)
    {
        $sum = 0;
        foreach (str_split(substr($digits, 0, 12)) as $at => $digit) {
            $sum += (int) $digit * ($at % 2 === 0 ? 1 : 3);
        }
        $expected = (10 - $sum % 10) % 10;
        if ((int) substr($digits, 12) !== $expected) {
            throw new InvalidBarcode(sprintf('label %s is not readable, check digit should be %d', $digits, $expected));
        }
        $this->digits = $digits;
    }
}
`,
  'app/Catalogue/InvalidBarcode.php': raw`<?php

namespace Laenutus\Catalogue;

final class InvalidBarcode extends \DomainException
{
}
`,
  'app/Catalogue/ItemMapper.php': raw`<?php

namespace Laenutus\Catalogue;

use Raamat\Isbnkit\Isbn;

/** From what kiosks and desks send to an item. */
final class ItemMapper
{
    public function fromRequest(array $row): Item
    {
        $isbn = $row['isbn'] ?? null;

        return new Item(
            new Barcode($row['barcode']),
            trim($row['title']),
            $row['branch'] ?? null,
            $row['kind'] ?? 'book',
            $isbn === null ? null : Isbn::parse($isbn)->digits,
        );
    }
}
`,
  'app/Branch/Branch.php': raw`<?php

namespace Laenutus\Branch;

final class Branch
{
    /** @param int[] $closed weekdays as ISO numbers them */
    public function __construct(
        public readonly string $code,
        public readonly string $name,
        private readonly array $closed,
    ) {
    }

    public function isOpen(\DateTimeImmutable $day): bool
    {
        return !in_array((int) $day->format('N'), $this->closed, true);
    }
}
`,
  'app/Branch/Branches.php': raw`<?php

namespace Laenutus\Branch;

final class Branches
{
    private const MAIN = 'TLN';

    /** @var array<string, Branch> */
    private array $branches = [];

    public function __construct(Branch ...$branches)
    {
        foreach ($branches as $branch) {
            $this->branches[$branch->code] = $branch;
        }
    }

    public static function all(): self
    {
        return new self(
            new Branch('TLN', 'Tallinn', [7]),
            new Branch('NOM', 'Nõmme', [1, 7]),
            new Branch('KAD', 'Kadriorg', [6, 7]),
            new Branch('PIR', 'Pirita', [7]),
        );
    }

    public function find(?string $code): ?Branch
    {
        return $this->branches[$code ?? self::MAIN] ?? $this->branches[self::MAIN];
    }
}
`,
  'app/Support/Slug.php': raw`<?php

namespace Laenutus\Support;

/** Names that are safe in paths and addresses. */
final class Slug
{
    public static function of(string $name): string
    {
        $ascii = iconv('UTF-8', 'ASCII//TRANSLIT', $name);

        return trim(preg_replace('/[^a-z0-9]+/', '-', strtolower($ascii)), '-');
    }
}
`,
  'app/Support/Locks.php': raw`<?php

namespace Laenutus\Support;

/** One at a time for each name; the locks live on the share that all workers mount. */
final class Locks
{
    private const PATIENCE_MS = 400;

    public function __construct(private readonly string $folder)
    {
    }

    /**
     * @template T
     * @param callable(): T $work
     * @return T
     */
    public function with(string $name, callable $work): mixed
    {
        $file = fopen($this->folder . '/' . Slug::of($name) . '.lock', 'c+');
        for ($waited = 0; !flock($file, LOCK_EX | LOCK_NB); $waited += 20) {
            if ($waited >= self::PATIENCE_MS) {
                rewind($file);
                throw new LockTimeout(sprintf('no lock for %s after %d ms, it is held by %s', $name, $waited, fgets($file)));
            }
            usleep(20_000);
        }
        ftruncate($file, 0);
        fwrite($file, $name);
        try {
            return $work();
        } finally {
            fclose($file);
        }
    }
}
`,
  'app/Support/LockTimeout.php': raw`<?php

namespace Laenutus\Support;

final class LockTimeout extends \RuntimeException
{
}
`,
  'app/Loan/DueDate.php': raw`<?php

namespace Laenutus\Loan;

use Laenutus\Branch\Branches;
use Laenutus\Catalogue\Item;

/** When a loan ends: never on a day on which the item's branch is closed. */
final class DueDate
{
    private const DAYS = ['book' => 28, 'film' => 7, 'game' => 14];

    public function __construct(private readonly Branches $branches)
    {
    }

    public function of(Item $item, \DateTimeImmutable $today): \DateTimeImmutable
    {
        $branch = $this->branches->find($item->branch);
        $due = $today->modify('+' . (self::DAYS[$item->kind] ?? 28) . ' days');
        while (!$branch->isOpen($due)) {
            $due = $due->modify('+1 day');
        }

        return $due;
    }
}
`,
  'app/Loan/Receipt.php': raw`<?php

namespace Laenutus\Loan;

use Laenutus\Catalogue\Item;

/** The slip of paper: thirty columns wide. */
final class Receipt
{
    private const COLUMNS = 30;

    /** @return string[] */
    public function lines(Item $item, \DateTimeImmutable $due): array
    {
        return [
            iconv_substr($item->title, 0, self::COLUMNS, 'UTF-8'),
            $item->barcode->digits,
            'Tagasta / Return by ' . $due->format('d.m.Y'),
        ];
    }
}
`,
  'app/Loan/Counters.php': raw`<?php

namespace Laenutus\Loan;

use Laenutus\Branch\Branches;
use Laenutus\Catalogue\Item;

/** Loans by branch, for the yearly statistics. */
final class Counters
{
    private array $loans = [];

    public function __construct(private readonly Branches $branches)
    {
    }

    public function count(Item $item): void
    {
        $code = $this->branches->find($item->branch)->code;
        $this->loans[$code] = ($this->loans[$code] ?? 0) + 1;
    }
}
`,
  'app/Http/Reply.php': raw`<?php

namespace Laenutus\Http;

/** What kiosks and desks are answered with. */
final class Reply
{
    public static function json(array $body): string
    {
        return json_encode(['v' => 2] + $body, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE);
    }
}
`,
  'app/Http/CheckoutController.php': raw`<?php

namespace Laenutus\Http;

use Laenutus\Catalogue\ItemMapper;
use Laenutus\Loan\Counters;
use Laenutus\Loan\DueDate;
use Laenutus\Loan\Receipt;
use Laenutus\Support\Locks;

final class CheckoutController
{
    public function __construct(
        private readonly ItemMapper $items,
        private readonly DueDate $dueDate,
        private readonly Receipt $receipt,
        private readonly Counters $counters,
        private readonly Locks $locks,
    ) {
    }

    public function store(array $request): string
    {
        $item = $this->items->fromRequest($request['item']);
        $today = new \DateTimeImmutable($request['day']);

        return $this->locks->with('desk ' . $request['desk'], function () use ($item, $today, $request) {
            $due = $this->dueDate->of($item, $today);
            $this->counters->count($item);

            return Reply::json(['card' => $request['card'], 'due' => $due->format('Y-m-d'), 'slip' => $this->receipt->lines($item, $due)]);
        });
    }
}
`,
};
const work = [
  {
    m: 'Bump guzzle to 7.8.2',
    edits: [{ f: 'composer.json', a: 'guzzle": "7.8.1"', b: 'guzzle": "7.8.2"' }],
  },
  {
    m: 'Games may be kept for three weeks',
    edits: [{ f: 'app/Loan/DueDate.php', a: "'game' => 14", b: "'game' => 21" }],
  },
  {
    m: 'Pirita is closed on Mondays from now on',
    edits: [{ f: 'app/Branch/Branches.php', a: "'Pirita', [7]", b: "'Pirita', [1, 7]" }],
  },
  {
    m: 'Return date in English first',
    edits: [{ f: 'app/Loan/Receipt.php', a: 'Tagasta / Return by ', b: 'Return by / tagasta ' }],
  },
  {
    m: 'Totals of all branches',
    edits: [
      {
        f: 'app/Loan/Counters.php',
        a: '    public function count(',
        b: '    public function total(): int\n    {\n        return array_sum($this->loans);\n    }\n\n    public function count(',
      },
    ],
  },
  {
    m: 'Docblock for fromRequest',
    edits: [
      {
        f: 'app/Catalogue/ItemMapper.php',
        a: '    public function fromRequest(',
        b: '    /** @param array<string, mixed> $row as validated by the kiosk protocol, v2 */\n    public function fromRequest(',
      },
    ],
  },
  {
    m: 'Audio books',
    edits: [{ f: 'app/Loan/DueDate.php', a: "'film' => 7,", b: "'film' => 7, 'audio' => 14," }],
  },
  {
    m: 'Fines stop at ten euros',
    edits: [
      {
        f: 'app/Loan/Fine.php',
        add: '<?php\n\nnamespace Laenutus\\Loan;\n\nfinal class Fine\n{\n    private const MOST = 1000;\n\n    public function cents(int $daysLate): int\n    {\n        return min(self::MOST, max(0, $daysLate) * 15);\n    }\n}\n',
      },
    ],
  },
  {
    m: 'Test due dates over a closed weekend',
    edits: [
      {
        f: 'tests/DueDateTest.php',
        add: "<?php\n\nuse Laenutus\\Branch\\Branches;\nuse PHPUnit\\Framework\\TestCase;\n\nfinal class DueDateTest extends TestCase\n{\n    public function testSunday(): void\n    {\n        self::assertFalse(Branches::all()->find('KAD')->isOpen(new DateTimeImmutable('2026-03-01')));\n    }\n}\n",
      },
    ],
  },
  {
    m: 'Renewals, first step: how often',
    edits: [
      {
        f: 'app/Loan/Renewal.php',
        add: '<?php\n\nnamespace Laenutus\\Loan;\n\nfinal class Renewal\n{\n    private const TIMES = 3;\n\n    public function isAllowed(int $renewedBefore, bool $hasHolds): bool\n    {\n        return !$hasHolds && $renewedBefore < self::TIMES;\n    }\n}\n',
      },
    ],
  },
  {
    m: 'Ids of requests',
    edits: [
      {
        f: 'composer.json',
        a: '        "php": "^8.2",\n',
        b: '        "php": "^8.2",\n        "ramsey/uuid": "4.7.5",\n',
      },
    ],
  },
  {
    m: 'Kiosk protocol 2.1',
    edits: [
      {
        f: 'docs/kiosk.md',
        add: '# Kiosk protocol\n\n2.1: `kind` may be left out for books, `branch` for items without a home.\n',
      },
    ],
  },
];
const isbnkit = (strict) => raw`<?php

namespace Raamat\Isbnkit;

final class Isbn
{
    private function __construct(public readonly string $digits)
    {
    }

    public static function parse(string $text): self
    {
        $digits = str_replace(['-', ' '], '', $text);
        if (strlen($digits) === 10) {
${
  strict
    ? "            throw new UnsupportedIsbn('ISBN-10 is no longer supported, see Isbn10::toIsbn13');"
    : "            return new self('978' . substr($digits, 0, 9) . self::check('978' . substr($digits, 0, 9)));"
}
        }

        return new self($digits);
    }
${
  strict
    ? ''
    : `
    private static function check(string $twelve): int
    {
        $sum = 0;
        foreach (str_split($twelve) as $at => $digit) {
            $sum += (int) $digit * ($at % 2 === 0 ? 1 : 3);
        }

        return (10 - $sum % 10) % 10;
    }
`
}}
`;
const driver = raw`<?php

ini_set('zend.exception_ignore_args', '1');
ini_set('display_errors', '0');
date_default_timezone_set('UTC');
@mkdir(__DIR__ . '/../storage/locks', 0777, true);
error_reporting(E_ALL);
set_error_handler(static function (int $number, string $text, string $file, int $line): bool {
    throw new ErrorException($text, 0, $number, $file, $line);
});
spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'Raamat')) {
        $lock = file_get_contents(__DIR__ . '/../composer.json');
        $version = str_contains($lock, '"raamat/isbnkit": "2.') ? 'two' : 'three';
        require __DIR__ . '/../vendor/' . $version . '/' . str_replace(['Raamat\\Isbnkit\\', '\\'], ['', '/'], $class) . '.php';

        return;
    }
    require __DIR__ . '/../app/' . str_replace(['Laenutus\\', '\\'], ['', '/'], $class) . '.php';
});

function write(array $f, string $level, string $text, ?Throwable $failed = null): void
{
    $context = '{"trace":"' . substr($f[2], 0, 16) . '"';
    if ($failed !== null) {
        $context .= sprintf(",\"exception\":\"[object] (%s(code: %d): %s at %s:%d)\n[stacktrace]\n%s\n\"", $failed::class, $failed->getCode(), $failed->getMessage(), $failed->getFile(), $failed->getLine(), $failed->getTraceAsString());
    }
    echo '[' . gmdate('Y-m-d H:i:s', intdiv((int) $f[1], 1000)) . "] production.$level: $text $context} \n";
}

function handle(array $f): void
{
    $request = json_decode(base64_decode($f[3]), true);
    $locks = new Laenutus\Support\Locks(__DIR__ . '/../storage/locks');
    if (isset($request['beside']) && pcntl_fork() === 0) {
        // another worker, at another desk
        $locks->with('desk ' . $request['beside'], static fn () => usleep(650_000));
        posix_kill(getmypid(), SIGKILL);
    }
    if (isset($request['beside'])) {
        usleep(60_000);
    }
    $branches = Laenutus\Branch\Branches::all();
    $controller = new Laenutus\Http\CheckoutController(new Laenutus\Catalogue\ItemMapper(), new Laenutus\Loan\DueDate($branches), new Laenutus\Loan\Receipt(), new Laenutus\Loan\Counters($branches), $locks);
    try {
        $said = $controller->store($request);
        write($f, 'INFO', 'loan booked at desk ' . $request['desk'] . ', ' . strlen($said) . ' bytes');
    } catch (Throwable $failed) {
        write($f, 'ERROR', $failed->getMessage(), $failed);
    }
    if (isset($request['beside'])) {
        pcntl_wait($status);
    }
}

while (($line = fgets(STDIN)) !== false) {
    $f = explode("\t", rtrim($line, "\n"));
    echo "\x01" . $f[0] . "\n";
    $worker = pcntl_fork();
    if ($worker === 0) {
        handle($f);
        posix_kill(getmypid(), SIGKILL);
    }
    pcntl_waitpid($worker, $status);
}
`;
const label = (r, { series, wrong } = {}) => {
  const twelve = `${series ?? '3012'}${r.int(10000000, 99999999)}`;
  const sum = Array.from(twelve).reduce(
    (all, digit, at) => all + Number(digit) * (at % 2 === 0 ? 1 : 3),
    0,
  );
  const check = (10 - (sum % 10)) % 10;
  return twelve + ((check + (wrong ? r.int(1, 9) : 0)) % 10);
};
const plainTitles = [
  'Tõde ja õigus',
  'Rehepapp',
  'The Left Hand of Darkness',
  'Smilla',
  'Kevade',
  'Dune',
  'Sipsik',
];
const loan = (r, { barcode, title, floating, kind, isbn, desk, beside } = {}) => [
  Buffer.from(
    JSON.stringify({
      desk: desk ?? `${r.pick(['TLN', 'NOM', 'KAD', 'PIR'])}-${r.int(1, 6)}`,
      card: `EE${r.int(100000, 999999)}`,
      day: `2026-0${r.int(1, 8)}-${r.int(10, 27)}`,
      item: {
        barcode: barcode ?? label(r),
        title: title ?? r.pick(plainTitles),
        ...(floating ? {} : { branch: r.pick(['TLN', 'NOM', 'KAD', 'PIR']) }),
        kind: kind ?? r.pick(['book', 'book', 'film', 'game']),
        ...(isbn ? { isbn } : {}),
      },
      ...(beside ? { beside } : {}),
    }),
  ).toString('base64'),
];
const thirteen = (r) => `978-9985-${r.int(1, 9)}-${r.int(1000, 9999)}-${r.int(1, 9)}`;

const services = [
  {
    name: 'kiosk-gateway',
    ms: 14,
    rps: 64,
    repo: 'kiosk-gateway',
    hosts: ['kiosk-gw-1', 'kiosk-gw-2'],
    node: 'vm-kiosk',
    edge: {
      lang: 'go',
      style: 'zap',
      file: 'relay/relay.go:24',
      paths: ['/v2/checkout', '/v2/renew'],
      words: { failed: 'kiosk got no answer', handled: 'kiosk served', chore: 'cron' },
      says: ['kiosk PIR-2 out of paper', 'kiosk reconnected', 'gate alarm acknowledged'],
    },
    calls: [{ to: 'circulation' }],
    resource: 'POST /v2/checkout',
  },
  {
    name: 'circulation',
    ms: 46,
    rps: 78,
    repo: 'circulation',
    hosts: ['circ-php-1', 'circ-php-2', 'circ-php-3'],
    node: 'vm-app',
    memory: 210,
    calls: [{ to: 'loans-db' }, { to: 'notices', share: 0.3, soft: true }],
    resource: 'POST /loans',
    extras: [{ metric: 'php_fpm_active', base: 9, whole: true }],
  },
  {
    name: 'my-library',
    ms: 52,
    rps: 40,
    repo: 'my-library',
    hosts: ['my-library-1', 'my-library-2'],
    node: 'vm-web',
    edge: {
      lang: 'node',
      style: 'winston',
      file: 'file:///srv/my-library/src/server.js',
      paths: ['/me/loans', '/me/holds', '/search'],
      words: { failed: 'page not rendered', handled: 'page rendered', chore: 'timer failed' },
      says: ['search index warmed', 'session resumed', 'cover image missing'],
    },
    calls: [
      { to: 'circulation', share: 0.6 },
      { to: 'notices', share: 0.35 },
    ],
    resource: 'GET /me/loans',
  },
  {
    name: 'notices',
    ms: 38,
    rps: 26,
    repo: 'notices',
    hosts: ['notices-1'],
    node: 'vm-app',
    edge: {
      lang: 'python',
      style: 'text',
      file: '/srv/notices/notices/client.py',
      paths: ['/sms', '/sms/reminders'],
      words: { failed: 'notice was not handed over', handled: 'notice handed over', chore: 'beat' },
      says: ['no phone number, letter instead', 'reminders for tomorrow collected', 'quiet hours'],
    },
    calls: [{ to: 'sms-provider', share: 0.9 }],
    resource: 'POST /sms',
    extras: [{ metric: 'notices_waiting', base: 12, whole: true }],
  },
  {
    name: 'acquisitions',
    ms: 70,
    rps: 5,
    repo: 'acquisitions',
    hosts: ['acq-1'],
    node: 'vm-web',
    edge: {
      lang: 'java',
      style: 'logstash',
      file: 'ee.laenutus.acq.OrderController',
      paths: ['/orders', '/items'],
      words: { failed: 'Order not stored', handled: 'Order stored', chore: 'Quartz job failed' },
      says: ['invoice matched', 'supplier file read', 'budget 2026 opened'],
    },
    calls: [{ to: 'loans-db' }],
    resource: 'POST /items',
  },
  { name: 'loans-db', ms: 6, rps: 110, store: true, resource: 'INSERT loans' },
  { name: 'sms-provider', ms: 130, rps: 22, store: true, resource: 'POST sms.example/v1/send' },
];

export const system = {
  key: 'lending',
  language: 'php',
  layout: 'polyrepo',
  project: 'LIB',
  env: 'production',
  mail: 'laenutus.example',
  major: 5,
  team: ['Kadri Tamm', 'Mads Krogh', 'Liis Saar', 'Rasmus Toft', 'Jaan Pärn'],
  flows: [36, 44],
  keep: [20, 6],
  traces: 28,
  chores: ['purgeSessions', 'syncCalendar', 'exportReport', 'rotateKeys'],
  style: {
    messages: 'plain',
    commits: 'gitlab',
    deployments: 'plain',
    metrics: 'perService',
    metricNames: 'prometheus',
    traces: 'jaeger',
    alert: 'prometheus',
    logs: 'perService',
    version: 'semver',
    map: 'lists',
  },
  entry: 'kiosk-gateway',
  loud: 'my-library',
  core: 'circulation',
  services,
  repos: { circulation: { service: 'circulation', image: 'php:8.2-fpm', files, work } },
  programs: {
    circulation: {
      driver: {
        'public/index.php': driver,
        'vendor/two/Isbn.php': isbnkit(false),
        'vendor/three/Isbn.php': isbnkit(true),
        'vendor/three/UnsupportedIsbn.php':
          '<?php\n\nnamespace Raamat\\Isbnkit;\n\nfinal class UnsupportedIsbn extends \\InvalidArgumentException\n{\n}\n',
      },
      run: ['php', 'public/index.php'],
      home: '/var/www/circulation/',
      paths: [
        ['public/../', ''],
        [/vendor\/(?:two|three)\//g, 'vendor/raamat/isbnkit/src/'],
      ],
      isError: /production\.ERROR/,
    },
  },
  changes: [
    {
      type: 'config',
      name: 'kiosk.idle_seconds',
      service: 'kiosk-gateway',
      before: '60',
      after: '45',
      by: 'mads',
    },
    {
      type: 'feature_flag',
      name: 'holds-by-app',
      service: 'my-library',
      before: '10%',
      after: '25%',
      by: 'liis',
    },
  ],
  decoyChange: {
    id: 'ff-3391',
    type: 'feature_flag',
    name: 'reading-challenge-banner',
    service: 'my-library',
    before: 'off',
    after: 'on',
    by: 'kadri',
  },
  good: (r) => loan(r),
  faults: {
    homeless: {
      kind: 'null_dereference',
      m: "Statistics: items without a home are nobody's loans",
      delay: 16,
      edits: [
        {
          f: 'app/Branch/Branches.php',
          a: '        return $this->branches[$code ?? self::MAIN] ?? $this->branches[self::MAIN];',
          b: "        return $this->branches[$code ?? ''] ?? null;",
        },
        {
          f: 'app/Branch/Branches.php',
          a: "    private const MAIN = 'TLN';\n\n",
          b: '',
        },
        {
          f: 'app/Loan/Counters.php',
          a: '        $code = $this->branches->find($item->branch)->code;',
          b: "        $code = $this->branches->find($item->branch)?->code ?? 'none';",
        },
      ],
      company: [
        {
          m: 'Films may be kept for ten days',
          at: -130,
          decoy: true,
          edits: [{ f: 'app/Loan/DueDate.php', a: "'film' => 7", b: "'film' => 10" }],
        },
        {
          m: 'Slip: one column less, the new printers cut the last one',
          at: -34,
          edits: [{ f: 'app/Loan/Receipt.php', a: 'COLUMNS = 30', b: 'COLUMNS = 29' }],
        },
      ],
      bad: (r) => loan(r, { floating: true }),
      impact: [{ err: 0.19 }],
      errorType: 'Error',
      errorText: 'Call to a member function isOpen() on null',
      alertService: 'kiosk-gateway',
    },
    strictly: {
      kind: 'type_change',
      m: 'phpstan level 6 for the catalogue',
      delay: 4,
      edits: [
        {
          f: 'app/Catalogue/ItemMapper.php',
          a: '<?php\n',
          b: '<?php\n\ndeclare(strict_types=1);\n',
        },
        { f: 'app/Catalogue/Item.php', a: '<?php\n', b: '<?php\n\ndeclare(strict_types=1);\n' },
        {
          f: 'app/Catalogue/InvalidBarcode.php',
          a: '<?php\n',
          b: '<?php\n\ndeclare(strict_types=1);\n',
        },
        {
          f: 'phpstan.neon',
          add: 'parameters:\n    level: 6\n    paths:\n        - app/Catalogue\n    excludePaths:\n        - app/Catalogue/Barcode.php\n',
        },
      ],
      company: [
        {
          m: 'Barcode: the message names the label',
          at: -140,
          edits: [
            {
              f: 'app/Catalogue/Barcode.php',
              a: "'label %s is not readable, check digit should be %d'",
              b: "'label %s cannot be read (check digit should be %d)'",
            },
          ],
        },
      ],
      // the old kiosks send numbers
      bad: (r) => loan(r, { barcode: Number(label(r)) }),
      impact: [{ err: 0.37 }],
      priority: 'P1',
      errorType: 'TypeError',
      errorText: 'Barcode::__construct(): Argument #1 ($digits) must be of type string, int given',
    },
    deskLocks: {
      kind: 'lock_contention',
      m: 'Addresses of reading lists without the numbers at their end',
      delay: 47,
      shape: 'growing',
      alertAfter: 31,
      edits: [
        {
          f: 'app/Support/Slug.php',
          a: "        return trim(preg_replace('/[^a-z0-9]+/', '-', strtolower($ascii)), '-');",
          b: "        return trim(preg_replace('/[^a-z]+/', '-', strtolower($ascii)), '-');",
        },
        {
          f: 'tests/SlugTest.php',
          add: raw`<?php

use Laenutus\Support\Slug;
use PHPUnit\Framework\TestCase;

final class SlugTest extends TestCase
{
    public function testReadingLists(): void
    {
        self::assertSame('suvi-ja-meri', Slug::of('Suvi ja meri 2026/3'));
    }
}
`,
        },
      ],
      tempt: {
        m: 'Locks: write down who holds one',
        edits: [
          {
            f: 'app/Support/Locks.php',
            a: '        fwrite($file, $name);\n',
            b: '        fwrite($file, $name);\n        fflush($file);\n',
          },
        ],
      },
      company: [
        {
          m: 'Checkout: take the day from the request once',
          at: -22,
          edits: [
            {
              f: 'app/Http/CheckoutController.php',
              a: "        $today = new \\DateTimeImmutable($request['day']);",
              b: "        $today = new \\DateTimeImmutable($request['day'] . ' 00:00');",
            },
          ],
        },
      ],
      bad: (r) => {
        const branch = r.pick(['TLN', 'NOM', 'KAD']);
        return loan(r, { desk: `${branch}-${r.int(1, 3)}`, beside: `${branch}-${r.int(4, 6)}` });
      },
      impact: [{ err: 0.21, addMs: 190 }],
      gauges: [{ service: 'circulation', metric: 'php_fpm_active', to: 34 }],
      status: 503,
      errorType: 'LockTimeout',
      errorText: 'no lock for desk NOM-2 after 400 ms',
    },
    cutTitles: {
      kind: 'encoding',
      m: 'Slim base image, no iconv',
      delay: 22,
      edits: [
        {
          f: 'app/Loan/Receipt.php',
          a: "iconv_substr($item->title, 0, self::COLUMNS, 'UTF-8')",
          b: 'substr($item->title, 0, self::COLUMNS)',
        },
        {
          f: 'app/Support/Slug.php',
          a: "        $ascii = iconv('UTF-8', 'ASCII//TRANSLIT', $name);\n",
          b: "        $ascii = strtr($name, ['ä' => 'a', 'ö' => 'o', 'õ' => 'o', 'ü' => 'u', 'š' => 's', 'ž' => 'z', 'æ' => 'ae', 'ø' => 'o', 'å' => 'aa']);\n",
        },
        { f: 'Dockerfile', a: 'FROM php:8.2-fpm', b: 'FROM php:8.2-fpm-alpine' },
      ],
      tempt: {
        m: 'Replies carry the time of the server',
        edits: [
          {
            f: 'app/Http/Reply.php',
            a: "json_encode(['v' => 2] + $body,",
            b: "json_encode(['v' => 2, 'at' => time()] + $body,",
          },
        ],
      },
      bad: (r) =>
        loan(r, {
          title: `${'Meie aasta metsas ja rabas VII'.slice(0, 29)}${r.pick(['õ', 'ä', 'ü', 'š'])}${r.pick(['htu', 'ra', 'le', 'kk'])} ${r.int(2, 9)}`,
        }),
      impact: [{ err: 0.11 }],
      priority: 'P3',
      errorType: 'JsonException',
      errorText: 'Malformed UTF-8 characters, possibly incorrectly encoded',
    },
    oldIsbn: {
      kind: 'dependency_update',
      category: 'dependency_update',
      m: 'composer update',
      delay: 9,
      edits: [
        { f: 'composer.json', a: 'monolog": "3.5.0"', b: 'monolog": "3.6.0"' },
        { f: 'composer.json', a: 'isbnkit": "2.3.1"', b: 'isbnkit": "3.0.0"' },
      ],
      company: [
        {
          m: 'Isbn may come with a prefix from scanners',
          at: -118,
          edits: [
            {
              f: 'app/Catalogue/ItemMapper.php',
              a: "        $isbn = $row['isbn'] ?? null;\n",
              b: "        $isbn = $row['isbn'] ?? null;\n        if ($isbn !== null && str_starts_with($isbn, 'ISBN ')) {\n            $isbn = substr($isbn, 5);\n        }\n",
            },
          ],
        },
      ],
      bad: (r) =>
        loan(r, {
          isbn: `${r.int(100, 999)}-${r.int(1000, 9999)}-${r.int(10, 99)}-${r.int(1, 9)}`,
        }),
      good: (r) => loan(r, { isbn: r.chance(0.6) ? thirteen(r) : undefined }),
      impact: [{ err: 0.28 }],
      errorType: 'Raamat\\Isbnkit\\UnsupportedIsbn',
      errorText: 'ISBN-10 is no longer supported, see Isbn10::toIsbn13',
    },
    smsKey: {
      kind: 'expired_credential',
      category: 'expired_credential',
      service: 'notices',
      entry: 'my-library',
      silentCore: true,
      edgeOrigin: '401',
      upstreamError: 'api key sk_live_..a41f is past its end date',
      outcome: '502',
      alsoFirst: ['sms-provider'],
      impact: [{ service: 'notices', err: 0.86 }],
      gauges: [{ service: 'notices', metric: 'notices_waiting', to: 940 }],
      status: 502,
      errorType: 'UpstreamFailed',
      errorText: 'sms-provider returned 401: api key sk_live_..a41f is past its end date',
      alertService: 'my-library',
      story: 'the yearly key of the SMS provider ended',
      tempt: {
        repo: 'notices',
        m: 'Mask api keys in what is logged',
        edits: [
          {
            f: 'notices/masking.py',
            add: "import re\n\nKEY = re.compile(r'sk_live_\\w+')\n\n\ndef masked(text):\n    return KEY.sub(lambda key: 'sk_live_..' + key[0][-4:], text)\n",
          },
        ],
      },
    },
    newLabels: {
      kind: 'bad_input_data',
      category: 'bad_input_data',
      bad: (r) => loan(r, { barcode: label(r, { series: '3921', wrong: true }) }),
      good: (r) => loan(r, { barcode: label(r) }),
      impact: [{ err: 0.16 }],
      priority: 'P3',
      errorType: 'InvalidBarcode',
      errorText: 'label is not readable, last digit should be 3',
      alertService: 'kiosk-gateway',
      tempt: {
        m: 'Labels that cannot be read: say which digit was expected',
        edits: [
          {
            f: 'app/Catalogue/Barcode.php',
            a: "'label %s is not readable, check digit should be %d'",
            b: "'label %s is not readable, last digit should be %d'",
          },
        ],
      },
      says: [
        {
          service: 'acquisitions',
          level: 'info',
          text: 'supplier delivery D-2291 shelved - 1840 items with labels 3921*',
          count: 2,
          before: true,
        },
      ],
      story: 'a supplier prints labels whose check digits are wrong; they reach the shelves',
    },
  },
};
