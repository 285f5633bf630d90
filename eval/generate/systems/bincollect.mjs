/** Bins that trucks empty and weigh, in C#: telegrams, contracts in SQLite, fee lines in an outbox. Norwegian team. */
const raw = String.raw;
const src = 'src/Bjerk.Lifts';
const files = {
  [`${src}/Bjerk.Lifts.csproj`]: raw`<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup>
    <TargetFramework>net8.0</TargetFramework>
    <InvariantGlobalization>false</InvariantGlobalization>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.Data.Sqlite" Version="8.0.3" />
    <PackageReference Include="Serilog.AspNetCore" Version="8.0.1" />
    <PackageReference Include="prometheus-net.AspNetCore" Version="8.2.1" />
  </ItemGroup>
</Project>
`,
  [`${src}/Bootstrap.cs`]: raw`using System.Threading;

namespace Bjerk.Lifts
{
    /// <summary>What has to be set before the first request.</summary>
    public static class Bootstrap
    {
        public static void Configure()
        {
            ThreadPool.SetMinThreads(32, 32);
        }
    }
}
`,
  [`${src}/Telegrams/LiftTelegram.cs`]: raw`using System;

namespace Bjerk.Lifts.Telegrams
{
    /// <summary>One bin, emptied once.</summary>
    public sealed class LiftTelegram
    {
        public string Truck { get; set; }
        public int Sequence { get; set; }
        public string Tag { get; set; }
        public string Fraction { get; set; }
        public decimal Kilos { get; set; }
        public DateTime LiftedAt { get; set; }

        public string Key
        {
            get { return Truck + "/" + Sequence; }
        }
    }
}
`,
  [`${src}/Telegrams/TelegramException.cs`]: raw`using System;

namespace Bjerk.Lifts.Telegrams
{
    public sealed class TelegramException : Exception
    {
        public TelegramException(string message) : base(message)
        {
        }
    }
}
`,
  [`${src}/Telegrams/TelegramReader.cs`]: raw`using System;
using System.Globalization;

namespace Bjerk.Lifts.Telegrams
{
    /// <summary>truck;sequence;tag;fraction;kilos;time</summary>
    public sealed class TelegramReader
    {
        private const int Fields = 6;

        public LiftTelegram Read(string line)
        {
            var parts = line.Split(';');
            if (parts.Length != Fields)
                throw new TelegramException("telegram of " + parts[0] + " has " + parts.Length + " fields, expected " + Fields);
            return new LiftTelegram
            {
                Truck = parts[0],
                Sequence = int.Parse(parts[1], CultureInfo.InvariantCulture),
                Tag = parts[2],
                Fraction = parts[3],
                Kilos = decimal.Parse(parts[4]),
                LiftedAt = ReadTime(parts[5]),
            };
        }

        private static DateTime ReadTime(string text)
        {
            return DateTime.ParseExact(text, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        }
    }
}
`,
  [`${src}/Telegrams/AcceptWindow.cs`]: raw`using System;
using System.Xml;

namespace Bjerk.Lifts.Telegrams
{
    /// <summary>Lifts that come in too late are for the back office, invoices may be out already.</summary>
    public sealed class AcceptWindow
    {
        private readonly TimeSpan _length;

        public AcceptWindow(string setting)
        {
            _length = XmlConvert.ToTimeSpan(setting);
        }

        public void Check(LiftTelegram lift, DateTime now)
        {
            if (now - lift.LiftedAt > _length)
                throw new TelegramException("lift " + lift.Key + " was made at " + lift.LiftedAt.ToString("HH:mm") + ", too late to be booked");
        }
    }
}
`,
  [`${src}/Contracts/Contract.cs`]: raw`namespace Bjerk.Lifts.Contracts
{
    public sealed class Contract
    {
        /// <summary>Bins that nobody has been given yet; the municipality pays for them.</summary>
        public static readonly Contract Unassigned = new Contract("0000", "municipality", "BASE", null);

        public Contract(string number, string customer, string tariff, string fraction)
        {
            Number = number;
            Customer = customer;
            Tariff = tariff;
            Fraction = fraction;
        }

        public string Number { get; private set; }
        public string Customer { get; private set; }
        public string Tariff { get; private set; }
        public string Fraction { get; private set; }
    }
}
`,
  [`${src}/Contracts/ContractStore.cs`]: raw`using System.Data;

namespace Bjerk.Lifts.Contracts
{
    public sealed class ContractStore
    {
        private const string ByTag =
            "SELECT c.number, c.customer, c.tariff, c.fraction FROM bins b JOIN contracts c ON c.number = b.contract WHERE b.tag = @tag";

        private readonly IDbConnection _db;

        public ContractStore(IDbConnection db)
        {
            _db = db;
        }

        public Contract Find(string tag)
        {
            using (var command = _db.CreateCommand())
            {
                command.CommandText = ByTag;
                Bind(command, "@tag", tag);
                using (var row = command.ExecuteReader())
                {
                    if (!row.Read())
                        return Contract.Unassigned;
                    return new Contract(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3));
                }
            }
        }

        internal static void Bind(IDbCommand command, string name, object value)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }
    }
}
`,
  [`${src}/Routes/StopQuery.cs`]: raw`using System.Collections.Generic;
using System.Data;
using Bjerk.Lifts.Contracts;

namespace Bjerk.Lifts.Routes
{
    /// <summary>What the tablet in the cabin shows of a stop.</summary>
    public sealed class StopQuery
    {
        private readonly IDbConnection _db;

        public StopQuery(IDbConnection db)
        {
            _db = db;
        }

        public IList<string> BinsAt(string stop)
        {
            var bins = new List<string>();
            using (var command = _db.CreateCommand())
            {
                command.CommandText =
                    "SELECT b.tag, c.fraction, c.customer FROM bins b " +
                    "JOIN contracts c ON c.number = b.contract " +
                    "WHERE b.stop = @stop ORDER BY b.tag";
                ContractStore.Bind(command, "@stop", stop);
                using (var row = command.ExecuteReader())
                {
                    while (row.Read())
                        bins.Add(row.GetString(0) + " " + row.GetString(1));
                }
            }
            return bins;
        }
    }
}
`,
  [`${src}/Fees/TariffTable.cs`]: raw`using System.Collections.Generic;

namespace Bjerk.Lifts.Fees
{
    public sealed class Tariff
    {
        public decimal PerLift { get; set; }
        public decimal PerKilo { get; set; }
        public decimal LeastKilos { get; set; }
    }

    /// <summary>Øre, as decided by the council for this year.</summary>
    public sealed class TariffTable
    {
        private readonly Dictionary<string, Tariff> _tariffs = new Dictionary<string, Tariff>
        {
            { "BASE", new Tariff { PerLift = 0, PerKilo = 0, LeastKilos = 0 } },
            { "HOME", new Tariff { PerLift = 1850, PerKilo = 240, LeastKilos = 4 } },
            { "SHOP", new Tariff { PerLift = 4200, PerKilo = 310, LeastKilos = 15 } },
        };

        public Tariff For(string code)
        {
            return _tariffs[code];
        }
    }
}
`,
  [`${src}/Fees/FeeCalculator.cs`]: raw`using System;
using Bjerk.Lifts.Contracts;
using Bjerk.Lifts.Telegrams;

namespace Bjerk.Lifts.Fees
{
    public sealed class FeeLine
    {
        public string Key { get; set; }
        public string Contract { get; set; }
        public string Customer { get; set; }
        public decimal Ore { get; set; }
    }

    public sealed class FeeCalculator
    {
        private readonly TariffTable _tariffs;

        public FeeCalculator(TariffTable tariffs)
        {
            _tariffs = tariffs;
        }

        public FeeLine Price(Contract contract, LiftTelegram lift)
        {
            var tariff = _tariffs.For(contract.Tariff);
            var kilos = Math.Max(lift.Kilos, tariff.LeastKilos);
            return new FeeLine
            {
                Key = lift.Key,
                Contract = contract.Number,
                Customer = contract.Customer,
                Ore = tariff.PerLift + tariff.PerKilo * kilos,
            };
        }
    }
}
`,
  [`${src}/Outbox/WriterSlots.cs`]: raw`using System;
using System.Threading;

namespace Bjerk.Lifts.Outbox
{
    /// <summary>So many may append at a time.</summary>
    public sealed class WriterSlots
    {
        public const int Size = 6;
        private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(60);
        private readonly SemaphoreSlim _free = new SemaphoreSlim(Size, Size);

        public void Enter()
        {
            if (!_free.Wait(Patience))
                throw new TimeoutException("no writer was free within " + Patience.TotalMilliseconds + " ms");
        }

        public void Leave()
        {
            _free.Release();
        }
    }
}
`,
  [`${src}/Outbox/OutboxWriter.cs`]: raw`using System.IO;
using System.Globalization;
using Bjerk.Lifts.Fees;

namespace Bjerk.Lifts.Outbox
{
    /// <summary>Invoicing fetches the file every ten minutes.</summary>
    public sealed class OutboxWriter
    {
        private readonly string _path;
        private readonly WriterSlots _slots;

        public OutboxWriter(string path, WriterSlots slots)
        {
            _path = path;
            _slots = slots;
        }

        public bool Append(FeeLine fee)
        {
            _slots.Enter();
            try
            {
                using (var file = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite))
                using (var writer = new StreamWriter(file))
                {
                    if (file.CanSeek)
                        file.Seek(0, SeekOrigin.End);
                    writer.WriteLine(Line(fee));
                }
                return true;
            }
            finally
            {
                _slots.Leave();
            }
        }

        private static string Line(FeeLine fee)
        {
            return string.Join("\t", fee.Key, fee.Contract, fee.Customer, fee.Ore.ToString(CultureInfo.InvariantCulture));
        }
    }
}
`,
  [`${src}/LiftHandler.cs`]: raw`using System;
using Bjerk.Lifts.Contracts;
using Bjerk.Lifts.Fees;
using Bjerk.Lifts.Outbox;
using Bjerk.Lifts.Routes;
using Bjerk.Lifts.Telegrams;

namespace Bjerk.Lifts
{
    public sealed class LiftHandler
    {
        private readonly TelegramReader _reader = new TelegramReader();
        private readonly FeeCalculator _fees = new FeeCalculator(new TariffTable());
        private readonly ContractStore _contracts;
        private readonly StopQuery _stops;
        private readonly OutboxWriter _outbox;
        private readonly AcceptWindow _window;

        public LiftHandler(ContractStore contracts, StopQuery stops, OutboxWriter outbox, AcceptWindow window)
        {
            _contracts = contracts;
            _stops = stops;
            _outbox = outbox;
            _window = window;
        }

        public string Book(string telegram, DateTime now)
        {
            var lift = _reader.Read(telegram);
            _window.Check(lift, now);
            var contract = _contracts.Find(lift.Tag);
            var fee = _fees.Price(contract, lift);
            var isNew = _outbox.Append(fee);
            return (isNew ? "booked " : "known ") + fee.Key + " on " + fee.Contract;
        }

        public string Stop(string stop)
        {
            return "stop " + stop + " has " + _stops.BinsAt(stop).Count + " bins";
        }
    }
}
`,
  'db/migrations/0011_init.sql':
    'CREATE TABLE contracts (number TEXT PRIMARY KEY, customer TEXT NOT NULL, tariff TEXT NOT NULL, fraction TEXT NOT NULL);\nCREATE TABLE bins (tag TEXT PRIMARY KEY, contract TEXT NOT NULL, stop TEXT NOT NULL);\n',
  'db/migrations/0012_bins_by_stop.sql': 'CREATE INDEX bins_by_stop ON bins (stop);\n',
  'test/Bjerk.Lifts.Tests/FeeCalculatorTests.cs': raw`using Bjerk.Lifts.Contracts;
using Bjerk.Lifts.Fees;
using Bjerk.Lifts.Telegrams;
using Xunit;

public class FeeCalculatorTests
{
    [Fact]
    public void Charges_the_least_weight()
    {
        var fee = new FeeCalculator(new TariffTable()).Price(new Contract("1", "a", "HOME", "rest"), new LiftTelegram { Kilos = 1 });
        Assert.Equal(1850 + 4 * 240, fee.Ore);
    }
}
`,
};
const work = [
  {
    m: 'Serilog.AspNetCore 8.0.2',
    edits: [
      {
        f: `${src}/Bjerk.Lifts.csproj`,
        a: '"Serilog.AspNetCore" Version="8.0.1"',
        b: '"Serilog.AspNetCore" Version="8.0.2"',
      },
    ],
  },
  {
    m: 'Update Microsoft.Data.Sqlite',
    edits: [
      {
        f: `${src}/Bjerk.Lifts.csproj`,
        a: '"Microsoft.Data.Sqlite" Version="8.0.3"',
        b: '"Microsoft.Data.Sqlite" Version="8.0.6"',
      },
    ],
  },
  {
    m: 'New tariff for cabins',
    edits: [
      {
        f: `${src}/Fees/TariffTable.cs`,
        a: '            { "SHOP",',
        b: '            { "CABIN", new Tariff { PerLift = 2600, PerKilo = 240, LeastKilos = 4 } },\n            { "SHOP",',
      },
    ],
  },
  {
    m: 'Shops pay from 20 kg',
    edits: [
      {
        f: `${src}/Fees/TariffTable.cs`,
        a: 'PerKilo = 310, LeastKilos = 15',
        b: 'PerKilo = 310, LeastKilos = 20',
      },
    ],
  },
  {
    m: 'test: unassigned bins cost nothing',
    edits: [
      {
        f: 'test/Bjerk.Lifts.Tests/FeeCalculatorTests.cs',
        a: '    [Fact]\n    public void Charges_the_least_weight()',
        b: '    [Fact]\n    public void Unassigned_is_free()\n    {\n        var fee = new FeeCalculator(new TariffTable()).Price(Contract.Unassigned, new LiftTelegram { Kilos = 30 });\n        Assert.Equal(0, fee.Ore);\n    }\n\n    [Fact]\n    public void Charges_the_least_weight()',
      },
    ],
  },
  {
    m: 'Index on contract number of bins',
    edits: [
      {
        f: 'db/migrations/0013_bins_by_contract.sql',
        add: 'CREATE INDEX bins_by_contract ON bins (contract);\n',
      },
    ],
  },
  {
    m: 'More threads from the start',
    edits: [{ f: `${src}/Bootstrap.cs`, a: 'SetMinThreads(32, 32)', b: 'SetMinThreads(48, 48)' }],
  },
  {
    m: 'Count lifts by fraction for the dashboard',
    edits: [
      {
        f: `${src}/Metrics/LiftCounter.cs`,
        add: raw`using System.Collections.Concurrent;

namespace Bjerk.Lifts.Metrics
{
    public sealed class LiftCounter
    {
        private readonly ConcurrentDictionary<string, long> _counts = new ConcurrentDictionary<string, long>();

        public void Count(string fraction)
        {
            _counts.AddOrUpdate(fraction, 1, (_, before) => before + 1);
        }

        public long Of(string fraction)
        {
            return _counts.TryGetValue(fraction, out var count) ? count : 0;
        }
    }
}
`,
      },
      {
        f: `${src}/LiftHandler.cs`,
        a: 'using Bjerk.Lifts.Fees;\n',
        b: 'using Bjerk.Lifts.Fees;\nusing Bjerk.Lifts.Metrics;\n',
      },
      {
        f: `${src}/LiftHandler.cs`,
        a: '        private readonly TelegramReader _reader',
        b: '        private readonly LiftCounter _counter = new LiftCounter();\n        private readonly TelegramReader _reader',
      },
      {
        f: `${src}/LiftHandler.cs`,
        a: '            _window.Check(lift, now);\n',
        b: '            _window.Check(lift, now);\n            _counter.Count(lift.Fraction);\n',
      },
    ],
  },
  {
    m: 'Readiness asks the database',
    edits: [
      {
        f: `${src}/Health/DatabaseCheck.cs`,
        add: raw`using System.Data;

namespace Bjerk.Lifts.Health
{
    public sealed class DatabaseCheck
    {
        private readonly IDbConnection _db;

        public DatabaseCheck(IDbConnection db)
        {
            _db = db;
        }

        public bool IsReady()
        {
            using (var command = _db.CreateCommand())
            {
                command.CommandText = "SELECT 1";
                return command.ExecuteScalar() != null;
            }
        }
    }
}
`,
      },
      { f: 'deploy/values.yaml', a: 'path: /healthz', b: 'path: /ready' },
    ],
  },
  {
    m: 'Seal contract properties',
    edits: [
      {
        f: `${src}/Contracts/Contract.cs`,
        a: '        public string Number { get; private set; }\n        public string Customer { get; private set; }',
        b: '        public string Number { get; }\n        public string Customer { get; }',
      },
    ],
  },
  {
    m: 'Short text of a lift for logs',
    edits: [
      {
        f: `${src}/Telegrams/LiftTelegram.cs`,
        a: '        public string Key\n',
        b: '        public override string ToString()\n        {\n            return Key + " " + Fraction + " " + Kilos;\n        }\n\n        public string Key\n',
      },
    ],
  },
  {
    m: 'StopQuery: read-only list',
    edits: [
      {
        f: `${src}/Routes/StopQuery.cs`,
        a: '            return bins;\n',
        b: '            return bins.AsReadOnly();\n',
      },
    ],
  },
];
/** Innocent work that lies beside some of the faults. */
const aside = {
  metrics: {
    m: 'prometheus-net 8.2.1 to 8.3.0',
    edits: [
      {
        f: `${src}/Bjerk.Lifts.csproj`,
        a: '"prometheus-net.AspNetCore" Version="8.2.1"',
        b: '"prometheus-net.AspNetCore" Version="8.3.0"',
      },
    ],
  },
  tariff: {
    m: 'Better error for unknown tariffs',
    edits: [
      {
        f: `${src}/Fees/TariffTable.cs`,
        a: '            return _tariffs[code];\n',
        b: '            if (!_tariffs.TryGetValue(code, out var tariff))\n                throw new KeyNotFoundException("no tariff is called " + code);\n            return tariff;\n',
      },
    ],
  },
  tablet: {
    m: 'Wording on the tablet',
    edits: [{ f: `${src}/LiftHandler.cs`, a: '" bins";', b: '" bins to empty";' }],
  },
  writers: {
    m: 'Eight writers',
    edits: [{ f: `${src}/Outbox/WriterSlots.cs`, a: 'int Size = 6;', b: 'int Size = 8;' }],
  },
  tests: {
    m: 'Tests for the telegram reader',
    edits: [
      {
        f: 'test/Bjerk.Lifts.Tests/TelegramReaderTests.cs',
        add: raw`using Bjerk.Lifts.Telegrams;
using Xunit;

public class TelegramReaderTests
{
    [Fact]
    public void Reads_the_key()
    {
        Assert.Equal("R11/4", new TelegramReader().Read("R11;4;E200A1;rest;12;20250301080000").Key);
    }
}
`,
      },
    ],
  },
};
const driver = raw`using System;
using System.Data;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Bjerk.Lifts;
using Bjerk.Lifts.Contracts;
using Bjerk.Lifts.Outbox;
using Bjerk.Lifts.Routes;
using Bjerk.Lifts.Telegrams;
using Mono.Data.Sqlite;

public static class Host
{
    /// as .NET prints frames, not as Mono does
    private static string Frames(Exception failed)
    {
        var text = failed.ToString().Replace("instance of an object\n", "instance of an object.\n");
        text = Regex.Replace(text, @"Mono\.Data\.Sqlite\.SqliteException \(0x80004005\): SQLite error\r?\n(.*)", "Microsoft.Data.Sqlite.SqliteException (0x80004005): SQLite Error 1: '$1'.").Replace("Mono.Data.Sqlite", "Microsoft.Data.Sqlite");
        text = Regex.Replace(text, @"Disk full\. Path (\S+)", "No space left on device : '$1'");
        text = Regex.Replace(text, @"^\s+at (.+?) \((.*)\) \[0x[0-9a-f]+\] in <[^>]*>:0\s*$", "   at $1($2)", RegexOptions.Multiline);
        text = Regex.Replace(text, @"^\s+at (.+?) \((.*)\) \[0x[0-9a-f]+\] in (.+?):(\d+)\s*$", "   at $1($2) in $3:line $4", RegexOptions.Multiline);
        text = Regex.Replace(text, @"^ +at (?:\(wrapper|Microsoft\.Data\.Sqlite\.SQLite3|System\.IO\.FileStream\.(?:FlushBuffer|Dispose|Finalize)|System\.IO\.TextWriter)[^\n]*\n", "", RegexOptions.Multiline);
        return Regex.Replace(text, @"\(([^()]*)\)", one => "(" + Regex.Replace(one.Groups[1].Value, @"(?:\w+\.)+(\w+)", "$1") + ")");
    }

    private static void Say(DateTime at, string level, string trace, string message, Exception failed)
    {
        Console.WriteLine(at.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture) + " +00:00 [" + level + "] [" + trace + "] Bjerk.Lifts.Api.LiftsController: " + message + (failed == null ? "" : "\n" + Frames(failed)));
    }

    private static IDbConnection Open()
    {
        var db = new SqliteConnection("Data Source=:memory:");
        db.Open();
        foreach (var file in Directory.GetFiles("db/migrations").OrderBy(name => name, StringComparer.Ordinal))
        {
            Run(db, File.ReadAllText(file));
            if (!file.Contains("0011")) continue;
            Run(db, "INSERT INTO contracts VALUES ('4410','k-118','HOME','rest'),('4411','k-120','HOME','paper'),('5230','k-377','SHOP','rest')");
            Run(db, "INSERT INTO bins VALUES ('E200A1','4410','S-12'),('E200A2','4411','S-12'),('E200B7','5230','S-40')");
        }
        return db;
    }

    private static void Run(IDbConnection db, string text)
    {
        using (var command = db.CreateCommand())
        {
            command.CommandText = text;
            command.ExecuteNonQuery();
        }
    }

    public static void Main()
    {
        Bootstrap.Configure();
        for (string line; (line = Console.ReadLine()) != null;)
        {
            var f = line.Split('\t');
            Console.WriteLine("\u0001" + f[0]);
            var now = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(f[1])).UtcDateTime;
            using (var db = Open())
            {
                var path = f[6] == "-" ? "outbox-" + f[0] + ".tsv" : f[6];
                var handler = new LiftHandler(new ContractStore(db), new StopQuery(db), new OutboxWriter(path, new WriterSlots()), new AcceptWindow(f[5]));
                try
                {
                    for (var again = int.Parse(f[7]); again > 0; again--) handler.Book(f[4], now);
                    Say(now, "INF", f[2], f[3] == "stop" ? handler.Stop(f[4]) : handler.Book(f[4], now), null);
                }
                catch (Exception failed)
                {
                    Say(now, "ERR", f[2], f[3] == "stop" ? "Stop " + f[4] + " could not be shown" : "Telegram was refused", failed);
                }
            }
        }
    }
}
`;
const stamp = (ms) => new Date(ms).toISOString().replaceAll(/[-:T]|\..*/g, '');
const telegram = (r, flow, { truck, tag, kilos, minutes, more } = {}) =>
  [
    truck ?? `R${r.int(11, 38)}`,
    r.int(1, 460),
    tag ?? r.pick(['E200A1', 'E200A2', 'E200B7']),
    r.pick(['rest', 'paper', 'food']),
    kilos ?? r.int(3, 180),
    stamp(flow.atMs - (minutes ?? r.int(0, 20)) * 60_000),
    ...(more ?? []),
  ].join(';');
const lift = (r, flow, { window, path, again, ...rest } = {}) => [
  'lift',
  telegram(r, flow, rest),
  window ?? 'PT36H',
  path ?? '-',
  String(again ?? 0),
];
const stop = (r) => ['stop', r.pick(['S-12', 'S-40']), 'PT36H', '-', '0'];
const any = (r, flow) => (r.chance(0.25) ? stop(r) : lift(r, flow));

export const system = {
  key: 'bincollect',
  language: 'csharp',
  layout: 'polyrepo',
  project: 'BR',
  env: 'prod',
  mail: 'bjerkren.example',
  major: 3,
  team: ['Ingvild Moe', 'Tarjei Haugen', 'Saad Iqbal', 'Marte Lunde'],
  flows: [44, 52],
  keep: [22, 6],
  traces: 28,
  chores: ['exportReport', 'purgeSessions', 'syncCalendar', 'sendDigest', 'importFeed'],
  style: {
    messages: 'azure',
    commits: 'azure',
    deployments: 'pipeline',
    metrics: 'records',
    metricNames: 'azure',
    traces: 'otel',
    alert: 'simple',
    logs: 'perService',
    version: 'build',
    map: 'lists',
    ci: 'azure',
  },
  entry: 'truck-gateway',
  core: 'lifts',
  loud: 'truck-gateway',
  services: [
    {
      name: 'truck-gateway',
      ms: 12,
      rps: 85,
      repo: 'truck-gateway',
      hosts: ['truck-gateway-a', 'truck-gateway-b'],
      node: 'aks-pool1-0',
      edge: {
        lang: 'go',
        style: 'logfmt',
        file: 'relay/relay.go:24',
        paths: ['/telegrams', '/stops'],
        words: { failed: 'truck has to send again', handled: 'truck served' },
        says: ['R17 lost its connection', 'tablet of R31 needs an update', 'two drivers on R12'],
      },
      calls: [{ to: 'lifts' }, { to: 'positions', share: 0.4, soft: true }],
      resource: 'POST /telegrams',
    },
    {
      name: 'lifts',
      ms: 24,
      rps: 80,
      repo: 'lifts',
      hosts: ['lifts-7b9-1', 'lifts-7b9-2'],
      node: 'aks-pool1-2',
      memory: 310,
      calls: [{ to: 'lifts-db' }],
      resource: 'POST /lifts',
      extras: [
        { metric: 'outbox_writers_busy', base: 0.6, whole: true },
        { metric: 'outbox_lines', base: 610, whole: true },
        { metric: 'node_disk_used_percent', base: 64 },
      ],
    },
    {
      name: 'my-bins',
      ms: 60,
      rps: 30,
      repo: 'my-bins',
      hosts: ['my-bins-1'],
      node: 'aks-pool1-1',
      edge: {
        lang: 'node',
        style: 'pino',
        file: '/app/src/server.js',
        paths: ['/calendar', '/lifts', '/invoices'],
        words: { failed: 'page failed', handled: 'page sent' },
        says: ['address not in the register', 'no calendar for cabins'],
      },
      calls: [{ to: 'lifts', share: 0.5 }, { to: 'register' }],
      resource: 'GET /lifts',
    },
    {
      name: 'invoicing',
      ms: 190,
      rps: 3,
      repo: 'invoicing',
      hosts: ['invoicing-0'],
      node: 'aks-pool1-1',
      edge: {
        lang: 'java',
        style: 'text',
        file: 'no.bjerkren.invoicing.FetchController',
        paths: ['/fetch', '/runs'],
        words: { failed: 'Fetch failed', handled: 'Fetched', chore: 'Task failed' },
        says: ['3 contracts without an address', 'run 2207 is waiting for approval'],
      },
      calls: [{ to: 'lifts', share: 0.6 }, { to: 'erp' }],
      resource: 'POST /fetch',
    },
    { name: 'positions', ms: 6, rps: 40, store: true, resource: 'XADD positions' },
    { name: 'lifts-db', ms: 3, rps: 150, store: true, resource: 'SELECT bins' },
    { name: 'register', ms: 35, rps: 28, store: true, resource: 'GET register.example/addresses' },
    { name: 'erp', ms: 150, rps: 3, store: true, resource: 'POST erp.example/vouchers' },
  ],
  repos: { lifts: { service: 'lifts', image: 'mcr/dotnet/aspnet:8.0', files, work } },
  programs: {
    lifts: {
      driver: { 'host/Host.cs': driver },
      build: [
        [
          'mcs',
          '-debug',
          '-langversion:latest',
          '-r:System.Data.dll',
          '-r:Mono.Data.Sqlite.dll',
          '-out:lifts.exe',
          "$(find src host -name '*.cs')",
        ],
      ],
      run: ['mono', '--debug', 'lifts.exe'],
      home: '/agent/_work/1/s/',
      paths: [
        ['/dev/full', '/data/outbox/lifts.tsv'],
        [
          /   at Host\.Main\(\) in \S+Host\.cs:line \d+/g,
          '   at Bjerk.Lifts.Api.LiftsController.Post(String telegram)',
        ],
      ],
      isError: /\[ERR\]/,
    },
  },
  changes: [
    {
      type: 'config',
      name: 'my-bins.calendar-months',
      service: 'my-bins',
      before: '3',
      after: '6',
      by: 'marte',
    },
    {
      type: 'feature_flag',
      name: 'tablet-dark-mode',
      service: 'truck-gateway',
      before: 'off',
      after: 'R11-R20',
      by: 'drift',
    },
  ],
  decoyChange: {
    id: 'cc-00917',
    type: 'config',
    name: 'truck-gateway.keepalive-seconds',
    service: 'truck-gateway',
    before: '60',
    after: '45',
    by: 'drift',
  },
  good: any,
  faults: {
    freshBins: {
      kind: 'null_dereference',
      m: 'Cache contracts by tag',
      delay: 26,
      edits: [
        {
          f: `${src}/Contracts/ContractCache.cs`,
          add: raw`using System.Collections.Generic;

namespace Bjerk.Lifts.Contracts
{
    /// <summary>Contracts change a few times a year, lifts come 80 times a second.</summary>
    public sealed class ContractCache
    {
        private const int Most = 20000;
        private readonly Dictionary<string, Contract> _known = new Dictionary<string, Contract>();
        private readonly ContractStore _store;

        public ContractCache(ContractStore store)
        {
            _store = store;
        }

        public Contract Find(string tag)
        {
            lock (_known)
            {
                if (_known.TryGetValue(tag, out var contract))
                    return contract;
                contract = _store.Find(tag);
                // what is not assigned today may be tomorrow
                if (contract != null && _known.Count < Most)
                    _known[tag] = contract;
                return contract;
            }
        }
    }
}
`,
        },
        {
          f: `${src}/Contracts/ContractStore.cs`,
          a: 'return Contract.Unassigned;',
          b: 'return null;',
        },
        {
          f: `${src}/LiftHandler.cs`,
          a: 'private readonly ContractStore _contracts;',
          b: 'private readonly ContractCache _contracts;',
        },
        {
          f: `${src}/LiftHandler.cs`,
          a: '_contracts = contracts;',
          b: '_contracts = new ContractCache(contracts);',
        },
      ],
      company: [
        { ...aside.tariff, at: -130 },
        { ...aside.tablet, at: -71 },
      ],
      bad: (r, flow) => lift(r, flow, { tag: `E2${r.hex(4).toUpperCase()}` }),
      impact: [{ err: 0.11 }],
      priority: 'P3',
      errorType: 'System.NullReferenceException',
      errorText: 'Object reference not set to an instance of an object.',
      tempt: {
        m: 'Fee lines know the fraction',
        edits: [
          {
            f: `${src}/Fees/FeeCalculator.cs`,
            a: '        public string Customer { get; set; }\n',
            b: '        public string Customer { get; set; }\n        public string Fraction { get; set; }\n',
          },
          {
            f: `${src}/Fees/FeeCalculator.cs`,
            a: '                Customer = contract.Customer,\n',
            b: '                Customer = contract.Customer,\n                Fraction = lift.Fraction ?? contract.Fraction,\n',
          },
        ],
      },
    },
    halfKilos: {
      kind: 'format_error',
      m: 'Amounts on receipts',
      delay: 41,
      edits: [
        {
          f: `${src}/Receipts/ReceiptText.cs`,
          add: raw`using Bjerk.Lifts.Fees;

namespace Bjerk.Lifts.Receipts
{
    /// <summary>For the tablet, drivers read it out to customers.</summary>
    public static class ReceiptText
    {
        public static string Of(FeeLine fee)
        {
            return "kr " + (fee.Ore / 100).ToString("N2");
        }
    }
}
`,
        },
        {
          f: `${src}/Bootstrap.cs`,
          a: 'using System.Threading;\n',
          b: 'using System.Globalization;\nusing System.Threading;\n',
        },
        {
          f: `${src}/Bootstrap.cs`,
          a: '        public static void Configure()\n        {\n',
          b: '        public static void Configure()\n        {\n            var norwegian = CultureInfo.GetCultureInfo("nb-NO");\n            CultureInfo.CurrentCulture = norwegian;\n            CultureInfo.DefaultThreadCurrentCulture = norwegian;\n',
        },
        {
          f: `${src}/LiftHandler.cs`,
          a: 'using Bjerk.Lifts.Outbox;\n',
          b: 'using Bjerk.Lifts.Outbox;\nusing Bjerk.Lifts.Receipts;\n',
        },
        {
          f: `${src}/LiftHandler.cs`,
          a: 'fee.Key + " on " + fee.Contract;',
          b: 'fee.Key + " on " + fee.Contract + ", " + ReceiptText.Of(fee);',
        },
      ],
      company: [
        { ...aside.metrics, at: -160 },
        { ...aside.tariff, at: -44 },
      ],
      bad: (r, flow) => lift(r, flow, { kilos: `${r.int(4, 90)}.5` }),
      impact: [{ err: 0.34 }],
      errorType: 'System.FormatException',
      errorText: 'Input string was not in a correct format.',
      tempt: {
        m: 'New scales pad the weight with blanks',
        edits: [
          {
            f: `${src}/Telegrams/TelegramReader.cs`,
            a: 'decimal.Parse(parts[4])',
            b: 'decimal.Parse(parts[4].Trim())',
          },
        ],
      },
    },
    movedFraction: {
      kind: 'sql_migration',
      m: 'Fraction belongs to the bin',
      delay: 4,
      edits: [
        {
          f: 'db/migrations/0014_fraction_of_bins.sql',
          add: 'ALTER TABLE bins ADD COLUMN fraction TEXT;\nUPDATE bins SET fraction = (SELECT c.fraction FROM contracts c WHERE c.number = bins.contract);\nALTER TABLE contracts DROP COLUMN fraction;\n',
        },
        {
          f: `${src}/Contracts/ContractStore.cs`,
          a: 'c.tariff, c.fraction FROM bins b',
          b: 'c.tariff, b.fraction FROM bins b',
        },
      ],
      company: [
        { ...aside.metrics, at: -101 },
        { ...aside.tests, at: -57 },
        { ...aside.tablet, at: -28 },
      ],
      bad: stop,
      good: (r, flow) => lift(r, flow),
      impact: [{ err: 0.27 }],
      errorType: 'Microsoft.Data.Sqlite.SqliteException',
      errorText: "SQLite Error 1: 'no such column: c.fraction'.",
      tempt: {
        m: 'Stops: show bins in the order of their street number',
        edits: [
          {
            f: `${src}/Routes/StopQuery.cs`,
            a: 'WHERE b.stop = @stop ORDER BY b.tag',
            b: 'WHERE b.stop = @stop ORDER BY b.stop, b.tag',
          },
        ],
      },
    },
    onceOnly: {
      kind: 'resource_leak',
      m: 'Do not book a lift twice',
      delay: 66,
      shape: 'growing',
      edits: [
        {
          f: `${src}/Outbox/OutboxWriter.cs`,
          a: 'using System.IO;\n',
          b: 'using System.Collections.Generic;\nusing System.IO;\n',
        },
        {
          f: `${src}/Outbox/OutboxWriter.cs`,
          a: '        private readonly WriterSlots _slots;\n',
          b: '        private readonly WriterSlots _slots;\n        private readonly HashSet<string> _known = new HashSet<string>();\n',
        },
        {
          f: `${src}/Outbox/OutboxWriter.cs`,
          a: '            _slots.Enter();\n',
          b: '            _slots.Enter();\n            // trucks repeat what was not confirmed in time\n            if (!_known.Add(fee.Key))\n                return false;\n',
        },
      ],
      company: [
        { ...aside.writers, at: -27, decoy: true },
        { ...aside.tests, at: -120 },
      ],
      bad: (r, flow) => lift(r, flow, { again: 12 }),
      good: (r, flow) => lift(r, flow, { again: r.pick([0, 0, 0, 1]) }),
      impact: [{ err: 0.31, addMs: 40 }],
      gauges: [{ service: 'lifts', metric: 'outbox_writers_busy', to: 8 }],
      status: 503,
      errorType: 'System.TimeoutException',
      errorText: 'no writer was free within 60 ms',
      tempt: {
        m: 'Patience of writers is a setting of the code, not of the class',
        edits: [
          {
            f: `${src}/Outbox/WriterSlots.cs`,
            a: 'private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(60);',
            b: 'private const int PatienceMs = 60;\n        private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(PatienceMs);',
          },
        ],
      },
    },
    lateUploads: {
      kind: 'config_change',
      category: 'configuration',
      delay: 141,
      shape: 'growing',
      change: {
        id: 'cc-00931',
        type: 'config',
        name: 'lifts.accept-window',
        service: 'lifts',
        before: 'PT36H',
        after: 'PT3H',
        by: 'faktura',
      },
      company: [{ ...aside.tariff, at: 52, live: 96 }],
      bad: (r, flow) => lift(r, flow, { window: 'PT3H', minutes: r.int(190, 420) }),
      good: (r, flow) => lift(r, flow),
      impact: [{ err: 0.18 }],
      errorType: 'Bjerk.Lifts.Telegrams.TelegramException',
      errorText: 'too late to be booked',
      status: 422,
      outcome: '422',
      says: [
        {
          service: 'truck-gateway',
          level: 'info',
          text: 'truck back in coverage, kept telegrams are sent',
          count: 9,
          before: true,
        },
      ],
      tempt: {
        m: 'Time of a lift in the message with its minutes',
        edits: [
          {
            f: `${src}/Telegrams/AcceptWindow.cs`,
            a: '", too late to be booked"',
            b: '" UTC, too late to be booked"',
          },
        ],
      },
      story:
        'billing shortens how old a lift may be; trucks of the valleys upload in the afternoon',
    },
    fullNode: {
      kind: 'disk_pressure',
      category: 'infrastructure',
      company: [{ ...aside.tests, at: -75, live: -40 }],
      bad: (r, flow) => lift(r, flow, { path: '/dev/full' }),
      impact: [{ err: 0.66 }],
      priority: 'P1',
      errorType: 'System.IO.IOException',
      errorText: "No space left on device : '/data/outbox/lifts.tsv'",
      gauges: [{ service: 'lifts', metric: 'node_disk_used_percent', to: 100 }],
      events: [
        {
          reason: 'FreeDiskSpaceFailed',
          service: null,
          node: 'aks-pool1-2',
          message:
            'Failed to garbage collect required amount of images. Attempted to free 9127395328 bytes, but only found 0 bytes eligible to free.',
          after: -4,
          spread: 8,
          count: 3,
        },
      ],
      tempt: {
        m: 'Outbox: flush each line',
        edits: [
          {
            f: `${src}/Outbox/OutboxWriter.cs`,
            a: 'using (var writer = new StreamWriter(file))',
            b: 'using (var writer = new StreamWriter(file) { AutoFlush = true })',
          },
        ],
      },
      story: 'something else on the node writes until its disk is full',
    },
    hiredTrucks: {
      kind: 'bad_input_data',
      category: 'bad_input_data',
      company: [{ ...aside.tablet, at: -140, live: -95 }],
      bad: (r, flow) => lift(r, flow, { truck: `LEIE-0${r.int(4, 9)}`, more: ['v2'] }),
      impact: [{ err: 0.14 }],
      priority: 'P3',
      status: 422,
      outcome: '422',
      errorType: 'Bjerk.Lifts.Telegrams.TelegramException',
      errorText: 'telegram of LEIE-07 has 7 fields, expected 6',
      alertService: 'lifts',
      says: [
        {
          service: 'truck-gateway',
          level: 'info',
          text: 'truck signed in for the first time, box firmware 5.0, owner Nordtransport',
          count: 4,
          before: true,
        },
      ],
      tempt: {
        m: 'Fields of a telegram: say which truck',
        edits: [
          {
            f: `${src}/Telegrams/TelegramReader.cs`,
            a: '"telegram of " + parts[0] + " has "',
            b: '"telegram of " + parts[0].Trim() + " has "',
          },
        ],
      },
      story: 'a haulier that helps out has boxes that send one field more',
    },
  },
};
