/** Bids of an auction house in PHP: increments, premiums, currencies, confirmations; Monolog lines. Dutch team. */
const raw = String.raw;
const files = {
  'composer.json':
    '{\n  "name": "hamerslag/biedingen",\n  "require": {\n    "php": ">=8.2",\n    "monolog/monolog": "3.5.0",\n    "symfony/error-handler": "6.4.3",\n    "ramsey/uuid": "4.7.5"\n  },\n  "autoload": { "psr-4": { "Hamerslag\\\\Bids\\\\": "src/" } }\n}\n',
  'deploy/php/app.ini': raw`; read by every worker at its start
memory_limit = 96M
max_execution_time = 20
zend.exception_ignore_args = On
display_errors = Off
log_errors = Off
opcache.validate_timestamps = 0
`,
  'deploy/php/fpm.conf': raw`[biedingen]
pm = static
pm.max_children = 6
pm.max_requests = 500
`,
  'src/Bid/Bid.php': raw`<?php
declare(strict_types=1);

namespace Hamerslag\Bids\Bid;

final class Bid
{
    public function __construct(
        public readonly string $bidder,
        public readonly int $cents,
        public readonly bool $withdrawn = false,
    ) {
    }
}
`,
  'src/Bid/BidBook.php': raw`<?php
declare(strict_types=1);

namespace Hamerslag\Bids\Bid;

/** What was bid for one lot so far. */
final class BidBook
{
    /** @param list<Bid> $bids */
    private function __construct(private readonly array $bids)
    {
    }

    /** One bid after the other, "paddle:cents", and ":w" where it was taken back. */
    public static function fromText(string $text): self
    {
        $bids = [];
        foreach (array_filter(explode(',', $text)) as $part) {
            [$paddle, $cents, $mark] = [...explode(':', $part), ''];
            $bids[] = new Bid($paddle, (int) $cents, $mark === 'w');
        }

        return new self($bids);
    }

    public function isEmpty(): bool
    {
        return $this->bids === [];
    }

    /** @return list<Bid> */
    public function standing(): array
    {
        return $this->bids;
    }
}
`,
  'src/Bid/Increment.php': raw`<?php
declare(strict_types=1);

namespace Hamerslag\Bids\Bid;

/** What the next bid must be at least. */
final class Increment
{
    private const OPENING = 5000;
    private const STEPS = [0 => 1000, 50000 => 5000, 200000 => 10000, 1000000 => 50000];

    public function next(BidBook $book): int
    {
        if ($book->isEmpty()) {
            return self::OPENING;
        }
        $highest = max(array_map(static fn (Bid $bid): int => $bid->cents, $book->standing()));

        return $highest + $this->stepAt($highest);
    }

    private function stepAt(int $cents): int
    {
        $found = 0;
        foreach (self::STEPS as $from => $step) {
            $found = $cents >= $from ? $step : $found;
        }

        return $found;
    }
}
`,
  'src/Premium/Tiers.php': raw`<?php
declare(strict_types=1);

namespace Hamerslag\Bids\Premium;

/** Percent that the buyer pays on top of the hammer price. */
final class Tiers
{
    private const PERCENT = [
        0 => 25,
        5_000_000 => 20,
        20_000_000 => 13,
    ];

    public function percentAt(int $cents): int
    {
        $found = 0;
        foreach (self::PERCENT as $from => $percent) {
            $found = $cents >= $from ? $percent : $found;
        }

        return $found;
    }
}
`,
  'src/Premium/Premium.php': raw`<?php
declare(strict_types=1);

namespace Hamerslag\Bids\Premium;

final class Premium
{
    public function __construct(private readonly Tiers $tiers)
    {
    }

    public function on(int $cents): int
    {
        return intdiv($cents * $this->tiers->percentAt($cents), 100);
    }
}
`,
  'src/Money/Money.php': raw`<?php
declare(strict_types=1);

namespace Hamerslag\Bids\Money;

final class Money
{
    public function __construct(public readonly int $cents, public readonly string $currency)
    {
    }
}
`,
  'src/Money/Rate.php': raw`<?php
declare(strict_types=1);

namespace Hamerslag\Bids\Money;

/** What one currency was worth in another, on one day. */
final class Rate
{
    public function __construct(
        public readonly string $from,
        public readonly string $to,
        public readonly string $day,
        public readonly int $permille,
    ) {
    }

    public function apply(Money $money): Money
    {
        if ($money->currency !== $this->from) {
            throw new CurrencyMismatch(sprintf('koers %s/%s past niet op %s', $this->from, $this->to, $money->currency));
        }

        return new Money(intdiv($money->cents * $this->permille, 1000), $this->to);
    }
}
`,
  'src/Money/CurrencyMismatch.php': raw`<?php
declare(strict_types=1);

namespace Hamerslag\Bids\Money;

final class CurrencyMismatch extends \LogicException
{
}
`,
  'src/Money/Rates.php': raw`<?php
declare(strict_types=1);

namespace Hamerslag\Bids\Money;

/** Rates of the day; a worker keeps what it has looked up. */
final class Rates
{
    private const PERMILLE = ['EUR' => 1000, 'CHF' => 1041, 'GBP' => 1168, 'USD' => 921];

    /** @var array<string, Rate> */
    private array $kept = [];

    public function toEuro(Money $money, string $day): Money
    {
        return $this->rate($money->currency, 'EUR', $day)->apply($money);
    }

    private function rate(string $from, string $to, string $day): Rate
    {
        return $this->kept[$from . $to . $day] ??= new Rate($from, $to, $day, self::PERMILLE[$from]);
    }
}
`,
  'src/Limit/Limit.php': raw`<?php
declare(strict_types=1);

namespace Hamerslag\Bids\Limit;

/** The most that may be bid online without a call from the house; set by the auctioneers. */
final class Limit
{
    public function __construct(private readonly int $cents)
    {
    }

    public function check(int $bid): void
    {
        if ($bid > $this->cents) {
            throw new LimitExceeded(sprintf('bod van %d ligt boven %d', $bid, $this->cents));
        }
    }
}
`,
  'src/Limit/LimitExceeded.php': raw`<?php
declare(strict_types=1);

namespace Hamerslag\Bids\Limit;

final class LimitExceeded extends \DomainException
{
}
`,
  'src/Catalogue/Catalogue.php': raw`<?php
declare(strict_types=1);

namespace Hamerslag\Bids\Catalogue;

/** The lots of a sale, as the confirmation shows them. */
final class Catalogue
{
    /** @return list<array{number: int, title: string, text: string}> the lots around one */
    public function around(int $lot, int $lots): array
    {
        $sale = [];
        for ($number = 1; $number <= $lots; $number++) {
            $sale[] = $this->lot($number);
        }

        return array_slice($sale, max(0, $lot - 3), 6);
    }

    /** @return array{number: int, title: string, text: string} */
    private function lot(int $number): array
    {
        return [
            'number' => $number,
            'title' => sprintf('Kavel %05d', $number),
            'text' => str_repeat(chr(97 + $number % 26), 1400),
        ];
    }
}
`,
  'src/Confirmation/Spool.php': raw`<?php
declare(strict_types=1);

namespace Hamerslag\Bids\Confirmation;

/** Confirmations wait here until the mailer takes them. */
final class Spool
{
    public function __construct(private readonly string $file)
    {
    }

    public function put(string $line): void
    {
        $handle = fopen($this->file, 'ab');
        fwrite($handle, $line . "\n");
        fclose($handle);
    }
}
`,
  'src/Placement.php': raw`<?php
declare(strict_types=1);

namespace Hamerslag\Bids;

use Hamerslag\Bids\Bid\BidBook;
use Hamerslag\Bids\Bid\Increment;
use Hamerslag\Bids\Catalogue\Catalogue;
use Hamerslag\Bids\Confirmation\Spool;
use Hamerslag\Bids\Limit\Limit;
use Hamerslag\Bids\Money\Money;
use Hamerslag\Bids\Money\Rates;
use Hamerslag\Bids\Premium\Premium;
use Hamerslag\Bids\Premium\Tiers;

/** One bid, from the paddle to the confirmation. */
final class Placement
{
    public function __construct(
        private readonly Limit $limit,
        private readonly Rates $rates,
        private readonly Spool $spool,
    ) {
    }

    public function place(int $lot, int $lots, BidBook $book, Money $bid, string $day): string
    {
        $this->limit->check($bid->cents);
        $least = (new Increment())->next($book);
        $euro = $this->rates->toEuro($bid, $day);
        if ($euro->cents < $least) {
            return sprintf('te laag, minimaal %d', $least);
        }
        $premium = (new Premium(new Tiers()))->on($euro->cents);
        $around = (new Catalogue())->around($lot, $lots);
        $this->spool->put(json_encode(['lot' => $lot, 'total' => $euro->cents + $premium, 'around' => array_column($around, 'title')]));

        return sprintf('geboden %d plus %d', $euro->cents, $premium);
    }
}
`,
};
const driver = raw`<?php
declare(strict_types=1);

if ($argc < 2) {
    @mkdir('var');
    while (($line = fgets(STDIN)) !== false) {
        $f = explode("\t", rtrim($line, "\n"));
        echo "\x01" . $f[0] . "\n";
        passthru('php -n -c deploy/php/app.ini public/index.php ' . escapeshellarg(rtrim($line, "\n")) . ' 2>&1');
    }
    exit;
}
ini_set('memory_limit', (string) (parse_ini_file('deploy/php/app.ini')['memory_limit']));
ini_set('zend.exception_ignore_args', '1');
ini_set('display_errors', '0');
error_reporting(E_ALL);

spl_autoload_register(static function (string $class): void {
    require __DIR__ . '/../src/' . str_replace(['Hamerslag\\Bids\\', '\\'], ['', '/'], $class) . '.php';
});

$f = explode("\t", $argv[1]);
$log = static function (string $channel, string $level, string $text, ?Throwable $failed = null) use ($f): void {
    $at = intdiv((int) $f[1], 1000);
    $stamp = gmdate('Y-m-d\TH:i:s', $at) . sprintf('.%03d000+00:00', (int) $f[1] % 1000);
    $about = '[]';
    if ($failed !== null) {
        $about = sprintf("{\"exception\":\"[object] (%s(code: %d): %s at %s:%d)\n[stacktrace]\n%s\n\"}", $failed::class, $failed->getCode(), $failed->getMessage(), $failed->getFile(), $failed->getLine(), $failed->getTraceAsString());
    }
    echo "[$stamp] $channel.$level: $text $about {\"uid\":\"" . substr($f[2], 0, 12) . "\"}\n";
};
$reserve = str_repeat('x', 1 << 18);
set_error_handler(static function (int $number, string $text, string $file, int $line): bool {
    throw new ErrorException($text, 0, $number, $file, $line);
});
register_shutdown_function(static function () use ($log, &$reserve): void {
    $reserve = null;
    $last = error_get_last();
    if ($last !== null && $last['type'] === E_ERROR) {
        $log('php', 'CRITICAL', sprintf('Fatal Error: %s {"file":"%s","line":%d}', $last['message'], $last['file'], $last['line']));
    }
});

[, , , $lot, $lots, $book, $cents, $currency, $earlier, $limit, $spool] = $f;
$rates = new Hamerslag\Bids\Money\Rates();
$placement = new Hamerslag\Bids\Placement(new Hamerslag\Bids\Limit\Limit((int) $limit), $rates, new Hamerslag\Bids\Confirmation\Spool($spool));
$day = gmdate('Y-m-d', intdiv((int) $f[1], 1000));
foreach (array_filter(explode(',', $earlier)) as $other) {
    $rates->toEuro(new Hamerslag\Bids\Money\Money(10000, $other), $day);
}
try {
    $said = $placement->place((int) $lot, (int) $lots, Hamerslag\Bids\Bid\BidBook::fromText($book), new Hamerslag\Bids\Money\Money((int) $cents, $currency), $day);
    $log('biedingen', 'INFO', "kavel $lot: $said");
} catch (Throwable $failed) {
    $log('biedingen', 'ERROR', "kavel $lot: bod niet verwerkt", $failed);
}
`;
const bid = (r, { lots, book, cents, currency, earlier, limit, spool } = {}) => {
  const highest = r.int(60, 1800) * 100;
  const own = currency ?? r.pick(['EUR', 'EUR', 'EUR', 'CHF', 'GBP', 'USD']);
  return [
    String(r.int(1, 900)),
    String(lots ?? r.int(80, 900)),
    book ??
      r.pick([
        '',
        `${r.int(100, 999)}:${highest}`,
        `${r.int(100, 999)}:${highest - 1000},${r.int(100, 999)}:${highest}`,
        `${r.int(100, 999)}:${highest},${r.int(100, 999)}:${highest + 10000}:w`,
      ]),
    String(cents ?? highest + r.int(2, 40) * 1000),
    own,
    earlier ?? r.pick(['', own]),
    String(limit ?? 25_000_000_00),
    spool ?? 'var/confirmations.ndjson',
  ];
};

export const system = {
  key: 'veiling',
  language: 'php',
  layout: 'polyrepo',
  project: 'HAM',
  env: 'productie',
  mail: 'hamerslag.example',
  major: 4,
  team: ['Femke de Wit', 'Bram Kuipers', 'Yasmin El Amrani', 'Joost Verbeek'],
  flows: [36, 44],
  keep: [18, 5],
  traces: 26,
  chores: ['purgeSessions', 'syncCalendar', 'rotateKeys', 'refreshRates', 'sendDigest'],
  style: {
    messages: 'azure',
    commits: 'azure',
    deployments: 'releases',
    metrics: 'wide',
    metricNames: 'azure',
    traces: 'otel',
    alert: 'prometheus',
    logs: 'gcp',
    version: 'semver',
    map: 'graph',
    ci: 'azure',
    events: 'kubectl',
    gzip: ['metrics', 'logs'],
  },
  entry: 'zaal-web',
  core: 'biedingen',
  services: [
    {
      name: 'zaal-web',
      ms: 30,
      rps: 75,
      repo: 'zaal-web',
      hosts: ['zaal-web-58-a', 'zaal-web-58-b'],
      node: 'aks-web-01',
      edge: {
        lang: 'node',
        style: 'winston',
        file: 'file:///app/src/server.js',
        paths: ['/kavels/bieden', '/kavels'],
        words: {
          failed: 'verzoek mislukt',
          handled: 'verzoek afgehandeld',
          chore: 'taak mislukt',
          answered: 'antwoordde',
        },
        says: ['websocket opnieuw verbonden', 'oude app-versie', 'paddle zonder foto'],
      },
      calls: [{ to: 'biedingen' }, { to: 'fotos', share: 0.5, soft: true }],
      resource: 'POST /kavels/bieden',
    },
    {
      name: 'biedingen',
      ms: 42,
      rps: 70,
      repo: 'biedingen',
      hosts: ['biedingen-7d-k', 'biedingen-7d-p', 'biedingen-7d-z'],
      node: 'aks-app-02',
      memory: 420,
      calls: [{ to: 'veiling-db' }, { to: 'koersen', share: 0.3, soft: true }],
      resource: 'POST /biedingen',
      extras: [
        { metric: 'phpfpm_active_processes', base: 4, whole: true },
        { metric: 'node_disk_used_percent', base: 61 },
      ],
    },
    {
      name: 'koersen',
      ms: 8,
      rps: 22,
      repo: 'koersen',
      hosts: ['koersen-1'],
      node: 'aks-app-01',
      edge: {
        lang: 'go',
        style: 'zap',
        file: 'relay/relay.go:24',
        paths: ['/koers/CHF', '/koers/USD'],
        words: { failed: 'koers niet opgehaald', handled: 'koers opgehaald' },
        says: ['koers van gisteren gebruikt', 'feed is 40 s te laat'],
      },
      calls: [{ to: 'wisselbank', share: 0.2 }],
      resource: 'GET /koers',
    },
    {
      name: 'facturen',
      ms: 85,
      rps: 6,
      repo: 'facturen',
      hosts: ['facturen-0'],
      node: 'aks-app-01',
      edge: {
        lang: 'java',
        style: 'logstash',
        file: 'nl.hamerslag.facturen.FactuurController',
        paths: ['/facturen'],
        words: { failed: 'Factuur mislukt', handled: 'Factuur gemaakt', chore: 'Job mislukt' },
        says: ['btw-nummer zonder land', 'pdf in de wachtrij'],
      },
      calls: [
        { to: 'biedingen', share: 0.6 },
        { to: 'veiling-db', share: 0.5 },
      ],
      resource: 'POST /facturen',
    },
    {
      name: 'fotos',
      ms: 22,
      rps: 60,
      repo: 'fotos',
      hosts: ['fotos-1'],
      node: 'aks-app-02',
      edge: {
        lang: 'python',
        style: 'structlog',
        file: '/app/fotos/fotos/client.py',
        paths: ['/schaal', '/voorbeeld'],
        words: { failed: 'foto_mislukt', handled: 'foto_geleverd', chore: 'taak_mislukt' },
        says: ['voorbeeld opnieuw gemaakt', 'exif zonder stand'],
      },
      calls: [{ to: 'veiling-db', share: 0.2 }],
      resource: 'GET /schaal',
    },
    { name: 'veiling-db', ms: 5, rps: 100, store: true, resource: 'SELECT kavels' },
    { name: 'wisselbank', ms: 130, rps: 5, store: true, resource: 'GET rates.bank.example/day' },
  ],
  repos: {
    biedingen: {
      service: 'biedingen',
      image: 'php:8.2-fpm',
      files,
      work: [
        {
          m: 'monolog 3.6.0',
          edits: [{ f: 'composer.json', a: '"3.5.0"', b: '"3.6.0"' }],
        },
        {
          m: 'error-handler 6.4.4',
          edits: [{ f: 'composer.json', a: '"6.4.3"', b: '"6.4.4"' }],
        },
        {
          m: 'Vanaf tienduizend euro stappen van zeshonderd',
          edits: [{ f: 'src/Bid/Increment.php', a: '1000000 => 50000]', b: '1000000 => 60000]' }],
        },
        {
          m: 'Acht kavels rond het eigen kavel',
          edits: [
            {
              f: 'src/Catalogue/Catalogue.php',
              a: 'max(0, $lot - 3), 6)',
              b: 'max(0, $lot - 4), 8)',
            },
          ],
        },
        {
          m: 'Koers van de dollar bijgewerkt',
          edits: [{ f: 'src/Money/Rates.php', a: "'USD' => 921", b: "'USD' => 926" }],
        },
        {
          m: 'Zeggen wat een paddle is',
          edits: [
            {
              f: 'src/Bid/Bid.php',
              a: 'final class Bid\n',
              b: '/** The bidder is known by the number on the paddle. */\nfinal class Bid\n',
            },
          ],
        },
        {
          m: 'Workers na 800 verzoeken verversen',
          edits: [{ f: 'deploy/php/fpm.conf', a: 'max_requests = 500', b: 'max_requests = 800' }],
        },
      ],
    },
  },
  programs: {
    biedingen: {
      driver: { 'public/index.php': driver },
      run: ['php', 'public/index.php'],
      home: '/var/www/biedingen/',
      isError: /\.(?:ERROR|CRITICAL): /,
    },
  },
  changes: [
    {
      type: 'feature_flag',
      name: 'zaal-audio',
      service: 'zaal-web',
      before: 'uit',
      after: 'aan',
      by: 'yasmin',
    },
    {
      type: 'config',
      name: 'biedingen.sluitmarge_s',
      service: 'biedingen',
      before: '20',
      after: '30',
      by: 'veilingmeester',
    },
  ],
  decoyChange: {
    id: 'wijz-5518',
    type: 'config',
    name: 'fotos.kwaliteit',
    service: 'fotos',
    before: '84',
    after: '80',
    by: 'bram',
  },
  good: (r) => bid(r),
  faults: {
    withdrawnOnly: {
      kind: 'empty_collection',
      m: 'Ingetrokken biedingen tellen niet meer mee',
      delay: 25,
      edits: [
        {
          f: 'src/Bid/BidBook.php',
          a: '        return $this->bids;\n',
          b: '        return array_values(array_filter($this->bids, static fn (Bid $bid): bool => $bid->stands()));\n',
        },
        {
          f: 'src/Bid/Bid.php',
          a: '        public readonly bool $withdrawn = false,\n    ) {\n    }\n',
          b: '        public readonly bool $withdrawn = false,\n    ) {\n    }\n\n    public function stands(): bool\n    {\n        return !$this->withdrawn;\n    }\n',
        },
        {
          f: 'tests/Bid/BidBookTest.php',
          add: raw`<?php
declare(strict_types=1);

namespace Hamerslag\Bids\Tests\Bid;

use Hamerslag\Bids\Bid\BidBook;
use PHPUnit\Framework\TestCase;

final class BidBookTest extends TestCase
{
    public function testWithdrawnBidsDoNotStand(): void
    {
        $book = BidBook::fromText('12:6000,40:7000:w');

        self::assertCount(1, $book->standing());
    }
}
`,
        },
      ],
      bad: (r) =>
        bid(r, {
          book: `${r.int(100, 999)}:${r.int(60, 900) * 100}:w`,
          cents: r.int(1000, 2000) * 100,
        }),
      impact: [{ err: 0.16 }],
      errorType: 'ValueError',
      errorText: 'max(): Argument #1 ($value) must contain at least one element',
      tempt: {
        m: 'Openingsbod naar 60 euro, max ongewijzigd',
        edits: [{ f: 'src/Bid/Increment.php', a: 'OPENING = 5000', b: 'OPENING = 6000' }],
      },
    },
    halfPercent: {
      kind: 'invalid_cast',
      m: 'Opgeld boven twee ton: 12,5 procent, per 1 dezer',
      delay: 9,
      edits: [
        { f: 'src/Premium/Tiers.php', a: '20_000_000 => 13,', b: '20_000_000 => 12.5,' },
        {
          f: 'src/Premium/Tiers.php',
          a: 'percentAt(int $cents): int',
          b: 'percentAt(int $cents): int|float',
        },
      ],
      bad: (r) => bid(r, { cents: r.int(210_000, 900_000) * 100, currency: 'EUR' }),
      good: (r, { index }) =>
        bid(
          r,
          index < 20 && r.chance(0.2)
            ? { cents: r.int(210_000, 400_000) * 100, currency: 'EUR' }
            : {},
        ),
      impact: [{ err: 0.08 }],
      priority: 'P3',
      errorType: 'TypeError',
      errorText: 'intdiv(): Argument #1 ($num1) must be of type int, float given',
      alertService: 'biedingen',
      alert: {
        title: 'Foutpercentage van biedingen boven drempel',
        body: '8,1% van de verzoeken mislukt in 5 minuten (drempel 5%). Klantenservice meldt telefoontjes uit de avondveiling.',
        metric: 'Requests/FailedPercentage',
        value: 8.1,
        threshold: 5,
      },
    },
    shortKeys: {
      kind: 'cache_key',
      m: 'Minder koersen in het geheugen van een worker',
      delay: 52,
      shape: 'growing',
      edits: [
        {
          f: 'src/Money/Rates.php',
          a: '$this->kept[$from . $to . $day] ??=',
          b: '$this->kept[$to . $day] ??=',
        },
      ],
      bad: (r) =>
        bid(r, { currency: r.pick(['GBP', 'USD']), earlier: r.pick(['EUR', 'CHF', 'EUR,CHF']) }),
      good: (r, { index }) => bid(r, index < 5 ? { currency: 'CHF', earlier: 'EUR,USD' } : {}),
      impact: [{ err: 0.22 }],
      errorType: 'Hamerslag\\Bids\\Money\\CurrencyMismatch',
      errorText: 'koers EUR/EUR past niet op GBP',
      tempt: {
        m: 'Koers: melding noemt ook de dag',
        edits: [
          {
            f: 'src/Money/Rate.php',
            a: "'koers %s/%s past niet op %s', $this->from, $this->to, $money->currency",
            b: "'koers %s/%s van %s past niet op %s', $this->from, $this->to, $this->day, $money->currency",
          },
        ],
      },
    },
    smallWorkers: {
      kind: 'memory_limit',
      m: 'Tien workers per pod voor de najaarsveiling',
      delay: 34,
      edits: [
        { f: 'deploy/php/fpm.conf', a: 'max_children = 6', b: 'max_children = 10' },
        { f: 'deploy/php/app.ini', a: 'memory_limit = 96M', b: 'memory_limit = 32M' },
      ],
      bad: (r) => bid(r, { lots: r.int(23000, 34000), book: '', cents: r.int(1000, 2000) * 100 }),
      good: (r, { index }) => bid(r, index < 6 ? { lots: r.int(9000, 15000) } : {}),
      impact: [{ err: 0.19 }],
      gauges: [{ service: 'biedingen', metric: 'phpfpm_active_processes', to: 8 }],
      memory: { biedingen: 0.8 },
      errorType: 'OutOfMemoryError',
      errorText: 'Allowed memory size of 33554432 bytes exhausted',
      tempt: {
        m: 'Catalogus: kortere teksten per kavel, minder geheugen',
        edits: [
          {
            f: 'src/Catalogue/Catalogue.php',
            a: '$number % 26), 1400)',
            b: '$number % 26), 1360)',
          },
        ],
      },
    },
    fullSpool: {
      kind: 'disk_pressure',
      category: 'infrastructure',
      bad: (r) =>
        bid(r, { spool: '/dev/full', book: '', cents: r.int(1000, 2000) * 100, currency: 'EUR' }),
      impact: [{ err: 0.71 }],
      priority: 'P1',
      errorType: 'ErrorException',
      errorText: 'fwrite(): Write of 181 bytes failed with errno=28 No space left on device',
      alertService: 'zaal-web',
      gauges: [{ service: 'biedingen', metric: 'node_disk_used_percent', to: 100 }],
      events: [
        {
          reason: 'NodeHasDiskPressure',
          service: null,
          node: 'aks-app-02',
          message: 'Node aks-app-02 status is now: NodeHasDiskPressure',
          after: -3,
          spread: 1,
        },
        {
          reason: 'Evicted',
          service: 'biedingen',
          node: 'aks-app-02',
          message:
            'The node was low on resource: ephemeral-storage. Threshold quantity: 12884901888, available: 0.',
          after: 2,
          spread: 7,
          count: 2,
        },
      ],
      tempt: {
        m: 'Spool: regeleinde van het platform',
        edits: [
          {
            f: 'src/Confirmation/Spool.php',
            a: '        fwrite($handle, $line . "\\n");\n',
            b: '        fwrite($handle, $line . PHP_EOL);\n',
          },
        ],
      },
      story: 'dumps of a debugging session were left on the node and fill its disk',
    },
    limitInEuros: {
      kind: 'config_change',
      category: 'configuration',
      delay: 4,
      change: {
        id: 'wijz-5524',
        type: 'config',
        name: 'biedingen.limiet_online',
        service: 'biedingen',
        before: '25000000',
        after: '250000',
        by: 'veilingmeester',
      },
      bad: (r) => bid(r, { limit: 250_000, book: '', cents: r.int(2600, 9000) * 100 }),
      good: (r, { index }) =>
        bid(r, index < 24 && r.chance(0.4) ? { cents: r.int(2600, 9000) * 100 } : {}),
      impact: [{ err: 0.28 }],
      status: 409,
      errorType: 'Hamerslag\\Bids\\Limit\\LimitExceeded',
      errorText: 'bod van 412000 ligt boven 250000',
      alertService: 'biedingen',
      tempt: {
        m: 'Limiet: melding noemt de limiet bij naam',
        edits: [
          {
            f: 'src/Limit/Limit.php',
            a: "'bod van %d ligt boven %d'",
            b: "'bod van %d ligt boven limiet %d'",
          },
        ],
      },
      story: 'the auctioneers wrote euros where the setting is in cents',
    },
  },
};
