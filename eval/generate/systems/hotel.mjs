/** Hotel rooms in PHP: prices of nights, allotments, channel partners. Monolog lines, Polish team. */

const files = {
  'composer.json':
    '{\n  "name": "nocleg/rooms",\n  "require": {\n    "php": ">=8.2",\n    "monolog/monolog": "3.5.0",\n    "slim/slim": "4.13.0"\n  }\n}\n',
  'src/Autoload.php': `<?php
declare(strict_types=1);

spl_autoload_register(function (string $class): void {
    $path = __DIR__ . '/' . str_replace(['Nocleg\\\\Rooms\\\\', '\\\\'], ['', '/'], $class) . '.php';
    if (is_file($path)) {
        require $path;
    }
});
`,
  'src/Search/Availability.php': `<?php
declare(strict_types=1);

namespace Nocleg\\Rooms\\Search;

use Nocleg\\Rooms\\Inventory\\Allotments;
use Nocleg\\Rooms\\Pricing\\NightPrices;
use Nocleg\\Rooms\\Partner\\ChannelMapper;

final class Availability
{
    public function __construct(
        private readonly Allotments $allotments,
        private readonly NightPrices $prices,
        private readonly ChannelMapper $mapper,
    ) {
    }

    /** @return array{rooms: int, total: int} */
    public function search(string $hotel, int $nights, int $guests, string $channel, array $body): array
    {
        $rooms = $this->allotments->free($hotel);
        $total = $this->prices->total($hotel, $nights, $guests);
        $this->mapper->accept($channel, $body);

        return ['rooms' => $rooms, 'total' => $total];
    }
}
`,
  'src/Inventory/Allotments.php': `<?php
declare(strict_types=1);

namespace Nocleg\\Rooms\\Inventory;

/** Rooms that a hotel gave us to sell. */
final class Allotments
{
    private const ROOMS = ['WAW01' => 14, 'KRK02' => 6, 'GDN07' => 0, 'POZ03' => 9];

    public function free(string $hotel): int
    {
        return self::ROOMS[$hotel] ?? 0;
    }

    /** Share of sold rooms, for the occupancy report. */
    public function occupancy(string $hotel, int $sold): float
    {
        $rooms = $this->free($hotel);
        if ($rooms === 0) {
            return 1.0;
        }

        return $sold / $rooms;
    }
}
`,
  'src/Pricing/NightPrices.php': `<?php
declare(strict_types=1);

namespace Nocleg\\Rooms\\Pricing;

use Nocleg\\Rooms\\Inventory\\Allotments;

/** Prices in grosze. */
final class NightPrices
{
    private const BASE = ['WAW01' => 42000, 'KRK02' => 38500, 'GDN07' => 51000, 'POZ03' => 29900];

    public function __construct(private readonly Allotments $allotments, private readonly Discounts $discounts)
    {
    }

    public function total(string $hotel, int $nights, int $guests): int
    {
        $base = self::BASE[$hotel];
        $busy = $this->allotments->occupancy($hotel, 3);
        $perNight = (int) round($base * (1 + min(0.4, $busy / 4)));
        $extra = max(0, $guests - 2) * 4000;

        return (int) round(($perNight + $extra) * $nights * $this->discounts->forNights($nights));
    }
}
`,
  'src/Pricing/Discounts.php': `<?php
declare(strict_types=1);

namespace Nocleg\\Rooms\\Pricing;

final class Discounts
{
    /** index: nights, the last entry holds for longer stays */
    private const STEPS = [1.0, 1.0, 1.0, 0.97, 0.97, 0.95, 0.95, 0.9];

    public function forNights(int $nights): float
    {
        return self::STEPS[min($nights, count(self::STEPS) - 1)];
    }
}
`,
  'src/Partner/ChannelMapper.php': `<?php
declare(strict_types=1);

namespace Nocleg\\Rooms\\Partner;

/** Partners send the same request in their own words. */
final class ChannelMapper
{
    private const DEFAULT_BOARD = 'none';

    public function accept(string $channel, array $body): string
    {
        $board = $body['board'] ?? self::DEFAULT_BOARD;

        return $this->code($channel) . ':' . strtoupper($board);
    }

    private function code(string $channel): string
    {
        return match ($channel) {
            'direct' => 'D',
            'booqi' => 'B',
            'hotelgrid' => 'H',
            default => 'X',
        };
    }
}
`,
  'config/rooms.php':
    "<?php\n\nreturn [\n    'cache_seconds' => 30,\n    'partner_timeout' => 4,\n    'max_nights' => 28,\n];\n",
};
const work = [
  { m: 'Monolog 3.5.1', edits: [{ f: 'composer.json', a: '"3.5.0"', b: '"3.5.1"' }] },
  {
    m: 'Nowe ceny w Poznaniu',
    edits: [{ f: 'src/Pricing/NightPrices.php', a: "'POZ03' => 29900", b: "'POZ03' => 31900" }],
  },
  {
    m: 'Dwa pokoje więcej w Krakowie',
    edits: [{ f: 'src/Inventory/Allotments.php', a: "'KRK02' => 6", b: "'KRK02' => 8" }],
  },
  {
    m: 'Opis tabeli rabatów',
    edits: [
      {
        f: 'src/Pricing/Discounts.php',
        a: 'final class Discounts',
        b: '/** Rabaty za dłuższy pobyt. */\nfinal class Discounts',
      },
    ],
  },
  {
    m: 'Krótszy cache wyników',
    edits: [{ f: 'config/rooms.php', a: "'cache_seconds' => 30", b: "'cache_seconds' => 20" }],
  },
  {
    m: 'Kolejny partner: staymo',
    edits: [
      {
        f: 'src/Partner/ChannelMapper.php',
        a: "            'hotelgrid' => 'H',",
        b: "            'hotelgrid' => 'H',\n            'staymo' => 'S',",
      },
    ],
  },
];
const driver = `<?php
declare(strict_types=1);

require __DIR__ . '/../src/Autoload.php';

use Nocleg\\Rooms\\Inventory\\Allotments;
use Nocleg\\Rooms\\Partner\\ChannelMapper;
use Nocleg\\Rooms\\Pricing\\Discounts;
use Nocleg\\Rooms\\Pricing\\NightPrices;
use Nocleg\\Rooms\\Search\\Availability;

set_error_handler(function (int $level, string $message, string $file, int $line): bool {
    throw new ErrorException($message, 0, $level, $file, $line);
});

$allotments = new Allotments();
$search = new Availability($allotments, new NightPrices($allotments, new Discounts()), new ChannelMapper());
while (($line = fgets(STDIN)) !== false) {
    [$index, $at, $trace, $hotel, $nights, $guests, $channel, $board] = explode("\\t", rtrim($line, "\\n"));
    $stamp = gmdate('Y-m-d\\TH:i:s', intdiv((int) $at, 1000)) . sprintf('.%03d000+00:00', (int) $at % 1000);
    echo "\\x01$index\\n";
    try {
        $result = $search->search($hotel, (int) $nights, (int) $guests, $channel, $board === '-' ? [] : ['board' => $board === 'null' ? null : $board]);
        echo "[$stamp] rooms.INFO: search answered {\\"hotel\\":\\"$hotel\\",\\"total\\":{$result['total']}} {\\"trace\\":\\"$trace\\"}\\n";
    } catch (Throwable $error) {
        $class = get_class($error);
        echo "[$stamp] rooms.ERROR: Uncaught $class: {$error->getMessage()} in {$error->getFile()}:{$error->getLine()} {\\"trace\\":\\"$trace\\",\\"hotel\\":\\"$hotel\\"}\\nStack trace:\\n{$error->getTraceAsString()}\\n  thrown in {$error->getFile()} on line {$error->getLine()}\\n";
    }
}
`;
const search = (r, { hotel, nights, channel, board } = {}) => [
  hotel ?? r.pick(['WAW01', 'KRK02', 'POZ03']),
  String(nights ?? r.int(1, 6)),
  String(r.int(1, 4)),
  channel ?? r.pick(['direct', 'booqi', 'hotelgrid']),
  board ?? r.pick(['-', 'bb', 'hb']),
];

export const system = {
  key: 'hotel',
  language: 'php',
  layout: 'polyrepo',
  project: 'NOC',
  env: 'prod',
  mail: 'nocleg.example',
  team: ['Agnieszka Wójcik', 'Piotr Lewandowski', 'Zofia Kamińska', 'Dmytro Shevchenko'],
  style: {
    messages: 'bracket',
    commits: 'gitlab',
    deployments: 'plain',
    metrics: 'records',
    metricNames: 'prometheus',
    traces: 'jaeger',
    alert: 'prometheus',
    logs: 'compose',
    version: 'semver',
  },
  entry: 'www',
  core: 'rooms',
  services: [
    {
      name: 'www',
      ms: 45,
      rps: 130,
      repo: 'www',
      hosts: ['www-a'],
      edge: {
        lang: 'node',
        style: 'winston',
        file: '/app/www/server.js',
        paths: ['/szukaj', '/hotel/WAW01'],
        words: {
          failed: 'nie udało się wyszukać',
          handled: 'wyniki pokazane',
          chore: 'zadanie cykliczne nie powiodło się',
          answered: 'zwrócił',
        },
      },
      calls: [{ to: 'search-gw' }],
      resource: 'GET /szukaj',
    },
    {
      name: 'search-gw',
      ms: 15,
      rps: 180,
      repo: 'search-gw',
      hosts: ['sgw-1'],
      edge: {
        lang: 'python',
        style: 'structlog',
        file: '/app/search_gw/app.py',
        paths: ['/search'],
        words: { failed: 'search_failed', handled: 'search_done', chore: 'task_failed' },
      },
      calls: [{ to: 'rooms' }, { to: 'reviews', share: 0.6, soft: true }],
      resource: 'GET /search',
    },
    {
      name: 'rooms',
      ms: 28,
      rps: 170,
      repo: 'rooms',
      hosts: ['rooms-fpm-1', 'rooms-fpm-2'],
      calls: [{ to: 'rooms-mysql' }],
      resource: 'GET /rooms',
      extras: [{ metric: 'phpfpm_active_processes', base: 7, whole: true }],
    },
    {
      name: 'reviews',
      ms: 12,
      rps: 100,
      repo: 'reviews',
      edge: {
        lang: 'node',
        style: 'winston',
        file: '/app/reviews/index.js',
        paths: ['/reviews'],
        words: { handled: 'opinie zwrócone' },
      },
      calls: [{ to: 'rooms-mysql', share: 0.2, soft: true }],
      resource: 'GET /reviews',
    },
    {
      name: 'channel-sync',
      ms: 55,
      rps: 18,
      repo: 'channel-sync',
      hosts: ['sync-1'],
      edge: {
        lang: 'python',
        style: 'structlog',
        file: '/app/channel_sync/push.py',
        paths: ['/ari/push'],
        words: { failed: 'push_failed', handled: 'push_done' },
      },
      calls: [{ to: 'hotelgrid-api' }],
      resource: 'POST /ari/push',
    },
    { name: 'rooms-mysql', ms: 6, rps: 180, store: true, resource: 'SELECT allotments' },
    {
      name: 'hotelgrid-api',
      ms: 150,
      rps: 18,
      store: true,
      resource: 'POST hotelgrid.example/ari',
    },
  ],
  repos: { rooms: { service: 'rooms', image: 'php:8.2-fpm', files, work } },
  programs: {
    rooms: {
      driver: { 'public/index.php': driver },
      run: ['php', 'public/index.php'],
      home: '/var/www/html/',
      isError: /ERROR/,
    },
  },
  changes: [
    {
      type: 'config',
      name: 'www.analytics_sampling',
      service: 'www',
      before: '0.1',
      after: '0.05',
      by: 'piotr',
    },
    {
      type: 'feature_flag',
      name: 'mapa-wynikow',
      service: 'www',
      before: 'off',
      after: 'on',
      by: 'zofia',
    },
  ],
  good: (r) => search(r),
  faults: {
    soldOut: {
      kind: 'validation_removed',
      m: 'Obłożenie bez wyjątków',
      delay: 6,
      edits: [
        {
          f: 'src/Inventory/Allotments.php',
          a: '        if ($rooms === 0) {\n            return 1.0;\n        }\n\n',
          b: '',
        },
      ],
      bad: (r) => search(r, { hotel: 'GDN07' }),
      impact: [{ err: 0.14 }],
      errorType: 'DivisionByZeroError',
      errorText: 'Division by zero',
      tempt: {
        m: 'Zero guests count as one in reports',
        edits: [
          {
            f: 'src/Report/Guests.php',
            add: '<?php\ndeclare(strict_types=1);\n\nnamespace Nocleg\\Rooms\\Report;\n\nfinal class Guests\n{\n    public static function average(int $guests, int $rooms): float\n    {\n        return $rooms === 0 ? 0.0 : $guests / $rooms;\n    }\n}\n',
          },
        ],
      },
    },
    longStay: {
      kind: 'index_out_of_range',
      m: 'Uproszczone rabaty',
      delay: 31,
      edits: [
        {
          f: 'src/Pricing/Discounts.php',
          a: 'return self::STEPS[min($nights, count(self::STEPS) - 1)];',
          b: 'return self::STEPS[$nights];',
        },
      ],
      bad: (r) => search(r, { nights: r.int(9, 21) }),
      impact: [{ err: 0.08 }],
      priority: 'P3',
      errorType: 'ErrorException',
      errorText: 'Undefined array key 14',
    },
    boardType: {
      kind: 'type_change',
      m: 'Typ wyżywienia przekazywany bez zmian',
      delay: 8,
      edits: [
        {
          f: 'src/Partner/ChannelMapper.php',
          a: "$body['board'] ?? self::DEFAULT_BOARD",
          b: "array_key_exists('board', $body) ? $body['board'] : self::DEFAULT_BOARD",
        },
      ],
      bad: (r) => search(r, { channel: 'hotelgrid', board: 'null' }),
      impact: [{ err: 0.17 }],
      errorType: 'TypeError',
      errorText: 'strtoupper(): Argument #1 ($string) must be of type string, null given',
      tempt: {
        m: 'Typ kanału w logach',
        edits: [
          {
            f: 'src/Partner/ChannelMapper.php',
            a: '/** Partners send the same request in their own words. */',
            b: '/** Partners send the same request in their own words; the type of the channel is logged. */',
          },
        ],
      },
    },
    partnerToken: {
      kind: 'expired_credential',
      category: 'expired_credential',
      service: 'channel-sync',
      silentCore: true,
      edgeOrigin: '403',
      upstreamError: 'api key expired on 1st of month',
      entry: 'channel-sync',
      alsoFirst: ['hotelgrid-api'],
      failsAt: 'hotelgrid-api',
      impact: [{ service: 'hotelgrid-api', err: 0.97 }],
      alertService: 'channel-sync',
      priority: 'P2',
      status: 403,
      errorType: 'UpstreamFailed',
      errorText: 'hotelgrid-api returned 403: api key expired',
      story: 'the key for a partner ran out at the end of the month',
    },
    surgeBots: {
      kind: 'traffic_surge',
      category: 'traffic_surge',
      traffic: 7,
      trafficOn: ['www', 'search-gw', 'rooms', 'reviews'],
      shape: 'step',
      alertAfter: 9,
      noBad: true,
      impact: [
        { timesMs: 9, err: 0.05 },
        { service: 'rooms-mysql', timesMs: 6 },
        { service: 'search-gw', timesMs: 2 },
      ],
      cpu: { rooms: 3.1, www: 2.6, 'search-gw': 2.4 },
      gauges: [{ service: 'rooms', metric: 'phpfpm_active_processes', to: 64 }],
      alsoFirst: ['rooms-mysql'],
      says: [
        {
          service: 'www',
          level: 'warn',
          text: 'ruch z jednego AS - 6100 zapytań na minutę, user-agent farecompare-bot',
          count: 5,
        },
        { service: 'search-gw', level: 'warn', text: 'rooms slow, served stale result', count: 9 },
      ],
      story: 'a price comparison begins to crawl',
    },
  },
};
