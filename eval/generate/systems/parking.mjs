/** Parking permits and fines of a city in PHP; a process for each request, one repository, patches by mail. Italian team. */
import { inMonorepo } from '../lib/edge-repository.mjs';

const raw = String.raw;
const p = (path) => `permessi/${path}`;
const php = {
  [p('composer.json')]:
    '{\n  "name": "comune/permessi",\n  "require": {\n    "php": ">=8.2",\n    "symfony/http-kernel": "6.4.3",\n    "ramsey/uuid": "4.7.5"\n  }\n}\n',
  [p('src/autoload.php')]: raw`<?php
declare(strict_types=1);

spl_autoload_register(static function (string $class): void {
    $file = __DIR__ . '/' . str_replace(['Comune\\Permessi\\', '\\'], ['', '/'], $class) . '.php';
    if (is_file($file)) {
        require $file;
    }
});
`,
  [p('src/Zone/ZoneMap.php')]: raw`<?php
declare(strict_types=1);

namespace Comune\Permessi\Zone;

final class ZoneMap
{
    private const STREETS = ['via roma' => 'ZTL-1', 'corso como' => 'ZTL-2', 'via po' => 'B-4'];

    /** Null for streets without rules. */
    public function zoneOf(string $street): ?Zone
    {
        $code = self::STREETS[strtolower($street)] ?? null;

        return $code === null ? null : new Zone($code, str_starts_with($code, 'ZTL') ? 9000 : 4000);
    }
}
`,
  [p('src/Zone/Zone.php')]: raw`<?php
declare(strict_types=1);

namespace Comune\Permessi\Zone;

final class Zone
{
    public function __construct(public readonly string $code, public readonly int $fineCents)
    {
    }
}
`,
  [p('src/Fine/FineCalculator.php')]: raw`<?php
declare(strict_types=1);

namespace Comune\Permessi\Fine;

use Comune\Permessi\Zone\ZoneMap;

final class FineCalculator
{
    public function __construct(private readonly ZoneMap $zones)
    {
    }

    public function forStreet(string $street, int $days): int
    {
        $zone = $this->zones->zoneOf($street);
        if ($zone === null) {
            return 0;
        }

        return $days <= 5 ? intdiv($zone->fineCents * 7, 10) : $zone->fineCents;
    }
}
`,
  [p('src/Letter/Letter.php')]: raw`<?php
declare(strict_types=1);

namespace Comune\Permessi\Letter;

/** The letter to the holder of a car. */
final class Letter
{
    private const WIDTH = 11;

    /** @throws \JsonException */
    public function compose(string $holder, int $cents): string
    {
        preg_match('/^.{0,' . self::WIDTH . '}/su', $holder, $found);
        $line = $found[0] ?? '';

        return json_encode(['a' => $line, 'importo' => $cents], JSON_THROW_ON_ERROR);
    }
}
`,
  [p('src/Archive/Archive.php')]: raw`<?php
declare(strict_types=1);

namespace Comune\Permessi\Archive;

/** Earlier fines of a car, page by page. */
final class Archive
{
    private const PAGE = 500;

    /** @return list<array{plate: string, note: string}> */
    public function earlier(string $plate, int $known): array
    {
        $rows = [];
        for ($at = 0; $at < min($known, self::PAGE); $at++) {
            $rows[] = ['plate' => $plate, 'note' => str_repeat(chr(97 + $at % 26), 180)];
        }

        return $rows;
    }
}
`,
  [p('src/Quota/Quota.php')]: raw`<?php
declare(strict_types=1);

namespace Comune\Permessi\Quota;

final class Quota
{
    /** Visitor permits of one address in a month. */
    public const PER_MONTH = 30;

    public function take(int $used): void
    {
        if ($used >= self::PER_MONTH) {
            throw new QuotaExceeded(sprintf('indirizzo ha usato %d permessi su %d', $used, self::PER_MONTH));
        }
    }
}
`,
  [p('src/Quota/QuotaExceeded.php')]: raw`<?php
declare(strict_types=1);

namespace Comune\Permessi\Quota;

final class QuotaExceeded extends \RuntimeException
{
}
`,
  [p('src/Kernel.php')]: raw`<?php
declare(strict_types=1);

namespace Comune\Permessi;

use Comune\Permessi\Archive\Archive;
use Comune\Permessi\Fine\FineCalculator;
use Comune\Permessi\Letter\Letter;
use Comune\Permessi\Quota\Quota;
use Comune\Permessi\Zone\ZoneMap;

final class Kernel
{
    public function handle(string $street, int $days, string $holder, int $known, int $used): string
    {
        (new Quota())->take($used);
        $earlier = (new Archive())->earlier('AB123CD', $known);
        $cents = (new FineCalculator(new ZoneMap()))->forStreet($street, $days);

        return (new Letter())->compose($holder, $cents + count($earlier) * 0);
    }
}
`,
};
const driver = raw`<?php
declare(strict_types=1);
ini_set('display_errors', 'stderr');
ini_set('log_errors', '0');
ini_set('html_errors', '0');
error_reporting(E_ALL);

if ($argc < 2) {
    while (($line = fgets(STDIN)) !== false) {
        $f = explode("\t", rtrim($line, "\n"));
        echo "\x01" . $f[0] . "\n";
        passthru('php -d memory_limit=24M permessi/public/index.php ' . escapeshellarg(rtrim($line, "\n")) . ' 2>&1');
    }
    exit;
}

require __DIR__ . '/../src/autoload.php';

$f = explode("\t", $argv[1]);
$at = intdiv((int) $f[1], 1000);
$head = static fn (string $level): string => '[' . gmdate('D M d H:i:s', $at) . sprintf('.%03d000', (int) $f[1] % 1000) . gmdate(' Y', $at) . '] [' . $level . '] [pid ' . getmypid() . '] ';

set_error_handler(static function (int $number, string $text, string $file, int $line): bool {
    throw new ErrorException($text, 0, $number, $file, $line);
});
register_shutdown_function(static function () use ($head): void {
    $last = error_get_last();
    if ($last !== null && $last['type'] === E_ERROR) {
        echo $head('php:error') . 'request ended early' . "\n";
    }
});

try {
    $answer = (new Comune\Permessi\Kernel())->handle($f[3], (int) $f[4], $f[5], (int) $f[6], (int) $f[7]);
    echo $head('php:notice') . 'lettera composta ' . strlen($answer) . ' byte, richiesta ' . substr($f[2], 0, 12) . "\n";
} catch (Throwable $failed) {
    echo $head('php:error') . 'PHP Fatal error:  Uncaught ' . $failed . "\n  thrown in " . $failed->getFile() . ' on line ' . $failed->getLine() . "\n";
}
`;
const fine = (r, { street, days, holder, known, used } = {}) => [
  street ?? r.pick(['via roma', 'Corso Como', 'via po']),
  String(days ?? r.int(1, 20)),
  holder ?? r.pick(['Anna Ferri', 'Luca Moro', 'Carla Neri', 'Ugo Sala']),
  String(known ?? r.int(0, 40)),
  String(used ?? r.int(0, 8)),
];

const services = [
  {
    name: 'sportello-web',
    ms: 40,
    rps: 18,
    repo: 'comune',
    hosts: ['web-1', 'web-2'],
    edge: {
      lang: 'node',
      style: 'text',
      file: '/srv/comune/sportello-web/src/server.js',
      paths: ['/multe', '/permessi/nuovo'],
      words: {
        failed: 'richiesta non riuscita',
        handled: 'pagina servita',
        chore: 'lavoro periodico fallito',
        answered: 'ha risposto',
      },
      says: ['sessione scaduta', 'modulo inviato due volte', 'immagine non in cache'],
    },
    calls: [{ to: 'permessi' }, { to: 'pagamenti', share: 0.4 }],
    resource: 'POST /multe',
  },
  {
    name: 'permessi',
    ms: 30,
    rps: 17,
    repo: 'comune',
    hosts: ['php-1', 'php-2'],
    calls: [{ to: 'registro-db' }],
    resource: 'POST /permessi',
    extras: [{ metric: 'php.workers.busy', base: 3, whole: true }],
  },
  {
    name: 'pagamenti',
    ms: 55,
    rps: 8,
    repo: 'comune',
    hosts: ['pag-1'],
    edge: {
      lang: 'python',
      style: 'text',
      file: '/srv/comune/pagamenti/pagamenti/client.py',
      paths: ['/incassi'],
      words: {
        failed: 'incasso non registrato',
        handled: 'incasso registrato',
        answered: 'risponde',
      },
      says: ['ricevuta ristampata', 'importo arrotondato'],
    },
    calls: [
      { to: 'pagopa', share: 0.95 },
      { to: 'registro-db', share: 0.3 },
    ],
    resource: 'POST /incassi',
  },
  {
    name: 'varchi',
    ms: 15,
    rps: 60,
    repo: 'comune',
    hosts: ['varchi-1'],
    edge: {
      lang: 'go',
      style: 'logfmt',
      file: 'relay/relay.go:24',
      paths: ['/passaggi'],
      words: { failed: 'passaggio non letto', handled: 'passaggio letto' },
      says: ['targa illeggibile', 'telecamera 9 sporca'],
    },
    calls: [{ to: 'permessi', share: 0.5 }],
    resource: 'POST /passaggi',
  },
  { name: 'registro-db', ms: 6, rps: 60, store: true, resource: 'SELECT veicoli' },
  { name: 'pagopa', ms: 190, rps: 7, store: true, resource: 'POST pagopa.example/rpt' },
];
const edges = inMonorepo(services, 'servizi');
const work = [
  {
    m: 'permessi: ramsey/uuid 4.7.6',
    edits: [{ f: p('composer.json'), a: '"4.7.5"', b: '"4.7.6"' }],
  },
  {
    m: 'permessi: via Garibaldi in zona B-4',
    edits: [
      {
        f: p('src/Zone/ZoneMap.php'),
        a: "'via po' => 'B-4'",
        b: "'via po' => 'B-4', 'via garibaldi' => 'B-4'",
      },
    ],
  },
  {
    m: 'permessi: spiegare la riduzione',
    edits: [
      {
        f: p('src/Fine/FineCalculator.php'),
        a: '    public function forStreet(',
        b: '    /** Trenta per cento in meno nei primi cinque giorni. */\n    public function forStreet(',
      },
    ],
  },
  {
    m: 'permessi: symfony 6.4.4',
    edits: [{ f: p('composer.json'), a: 'http-kernel": "6.4.3"', b: 'http-kernel": "6.4.4"' }],
  },
  {
    m: 'permessi: documentare la zona',
    edits: [
      {
        f: p('src/Zone/Zone.php'),
        a: 'final class Zone\n',
        b: '/** Una zona e la sua multa in centesimi. */\nfinal class Zone\n',
      },
    ],
  },
  ...edges.work,
];

export const system = {
  key: 'parking',
  language: 'php',
  layout: 'monorepo',
  project: 'COM',
  env: 'produzione',
  mail: 'comune.example',
  major: 2,
  team: ['Giulia Conti', 'Marco Fabbri', 'Sara Greco', 'Paolo Riva'],
  flows: [38, 46],
  keep: [14, 4],
  traces: 26,
  chores: ['purgeSessions', 'syncCalendar', 'exportReport', 'rotateKeys'],
  style: {
    messages: 'plain',
    commits: 'patches',
    deployments: 'plain',
    metrics: 'datadogQuery',
    metricNames: 'datadog',
    traces: 'jaeger',
    alert: 'pager',
    logs: 'csv',
    version: 'date',
    map: 'lists',
    gzip: ['metrics', 'traces'],
  },
  entry: 'sportello-web',
  core: 'permessi',
  services,
  repos: {
    comune: {
      service: 'permessi',
      image: 'php:8.2-apache',
      files: { ...php, ...edges.files },
      work,
    },
  },
  programs: {
    permessi: {
      driver: { 'permessi/public/index.php': driver },
      run: ['php', 'permessi/public/index.php'],
      home: '/var/www/comune/',
      isError: /php:error|Fatal error/,
    },
  },
  changes: [
    {
      type: 'config',
      name: 'varchi.soglia_lettura',
      service: 'varchi',
      before: '0.91',
      after: '0.93',
      by: 'paolo',
    },
  ],
  decoyChange: {
    id: 'imp-615',
    type: 'config',
    name: 'sportello.avvisi_home',
    service: 'sportello-web',
    before: 'nessuno',
    after: 'sciopero 12/5',
    by: 'redazione',
  },
  good: (r) => fine(r),
  faults: {
    noZone: {
      kind: 'null_dereference',
      m: 'permessi: una riga per la multa',
      delay: 4,
      edits: [
        {
          f: p('src/Fine/FineCalculator.php'),
          a: raw`        if ($zone === null) {
            return 0;
        }

`,
          b: '',
        },
      ],
      bad: (r) => fine(r, { street: r.pick(['via delle rose', 'strada del nobile']) }),
      impact: [{ err: 0.29 }],
      errorType: 'ErrorException',
      errorText: 'Attempt to read property "fineCents" on null',
      tempt: {
        m: 'permessi: quale property legge chi (fineCents)',
        edits: [
          {
            f: p('docs/multe.md'),
            add: '# Multe\n\nfineCents is the property that the calculator will read on each zone; null means no rule.\n',
          },
        ],
      },
    },
    cutNames: {
      kind: 'encoding_error',
      m: 'permessi: righe della lettera senza espressioni regolari',
      delay: 16,
      edits: [
        {
          f: p('src/Letter/Letter.php'),
          a: "        preg_match('/^.{0,' . self::WIDTH . '}/su', $holder, $found);\n        $line = $found[0] ?? '';",
          b: '        $line = substr($holder, 0, self::WIDTH);',
        },
      ],
      bad: (r) => fine(r, { holder: r.pick(['Nicolò D’Alòì', 'Maria Josuèè', 'Niccolino àè']) }),
      impact: [{ err: 0.11 }],
      errorType: 'JsonException',
      errorText: 'Malformed UTF-8 characters, possibly incorrectly encoded',
    },
    wholeArchive: {
      kind: 'memory_limit',
      m: 'permessi: storico completo nella lettera',
      delay: 57,
      shape: 'growing',
      edits: [
        {
          f: p('src/Archive/Archive.php'),
          a: '$at < min($known, self::PAGE); $at++',
          b: '$at < $known; $at++',
        },
      ],
      bad: (r) => fine(r, { known: r.int(60000, 90000) }),
      impact: [{ err: 0.18, timesMs: 3 }],
      memory: { permessi: 2.4 },
      gauges: [{ service: 'permessi', metric: 'php.workers.busy', to: 11 }],
      errorType: 'FatalError',
      errorText: 'Allowed memory size of 25165824 bytes exhausted',
      tempt: {
        m: 'permessi: note più corte nello storico',
        edits: [{ f: p('src/Archive/Archive.php'), a: '$at % 26), 180)', b: '$at % 26), 160)' }],
      },
    },
    quotaCut: {
      kind: 'limit_changed',
      m: 'permessi: quota mensile allineata al modulo',
      delay: 39,
      edits: [
        {
          f: p('src/Quota/Quota.php'),
          a: 'PER_MONTH = 30',
          b: 'PER_MONTH = 3',
        },
      ],
      bad: (r) => fine(r, { used: r.int(4, 12) }),
      good: (r) => fine(r, { used: r.int(0, 2) }),
      impact: [{ err: 0.34 }],
      status: 429,
      errorType: 'Comune\\Permessi\\Quota\\QuotaExceeded',
      errorText: 'indirizzo ha usato 7 permessi su 3',
    },
    oldSecret: {
      kind: 'expired_credential',
      category: 'expired_credential',
      service: 'pagamenti',
      silentCore: true,
      edgeOrigin: '403',
      upstreamError: 'client certificate subscription ended on 30 April',
      outcome: '502',
      alsoFirst: ['pagopa'],
      impact: [{ service: 'pagamenti', err: 0.9 }],
      priority: 'P1',
      status: 403,
      errorType: 'UpstreamFailed',
      errorText: 'pagopa risponde 403: client certificate subscription ended on 30 April',
      alertService: 'pagamenti',
      story: 'the contract with the payment office was to be renewed by hand',
    },
    jitter: {
      kind: 'flapping',
      category: 'noise',
      verdict: 'no_code_change',
      shape: 'flap',
      lasts: 16,
      alertAfter: 4,
      noBad: true,
      silentCore: true,
      service: 'varchi',
      entry: 'varchi',
      decision: ['MONITOR', 'IGNORE'],
      priority: 'P4',
      impact: [{ service: 'varchi', timesMs: 1.8, err: 0.003 }],
      alertService: 'varchi',
      alert: {
        title: 'varchi: tempo di lettura al limite',
        body: 'p95 crossed 60 ms and came back 5 times within a quarter of an hour; the monitor fired 31 times in the last 7 days and cleared by itself each time.',
        metric: 'trace.http.request.duration.p95',
        value: 0.061,
        threshold: 0.06,
      },
      story: 'cameras in the rain, a threshold that is close to normal',
    },
  },
};
