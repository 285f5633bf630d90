/** Wages in C#: allowances, tax classes, transfers; NLog's text, one CloudWatch group each. Dutch and Greek team. */
const raw = String.raw;
const files = {
  'Payroll.csproj': raw`<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net8.0</TargetFramework>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="NLog" Version="5.2.8" />
    <PackageReference Include="Dapper" Version="2.1.28" />
  </ItemGroup>
</Project>
`,
  'src/Employees/Contract.cs': raw`using System.Collections.Generic;

namespace Loon.Payroll.Employees
{
    /// <summary>What was agreed with an employee.</summary>
    public sealed class Contract
    {
        public string Number { get; set; }
        public string TaxClass { get; set; }
        public long YearCents { get; set; }
        public List<string> Bonuses { get; set; } = new List<string>();
    }

    public static class Contracts
    {
        public static Contract Load(string number, string taxClass, long yearCents, int bonuses)
        {
            var contract = new Contract { Number = number, TaxClass = taxClass, YearCents = yearCents };
            for (var at = 0; at < bonuses; at++) contract.Bonuses.Add("B" + at);
            return contract;
        }
    }
}
`,
  'src/Taxes/TaxTable.cs': raw`using System.Collections.Generic;

namespace Loon.Payroll.Taxes
{
    /// <summary>Permille by tax class; partners who live abroad have none.</summary>
    public sealed class TaxTable
    {
        private readonly Dictionary<string, int> permille = new Dictionary<string, int>
        {
            ["I"] = 310, ["II"] = 280, ["III"] = 190, ["IV"] = 305,
        };

        public int Of(string taxClass)
        {
            return permille.TryGetValue(taxClass, out var value) ? value : 0;
        }
    }
}
`,
  'src/Pay/Month.cs': raw`namespace Loon.Payroll.Pay
{
    /// <summary>Arithmetic of one month.</summary>
    public static class Month
    {
        public static long Gross(long yearCents)
        {
            checked
            {
                return yearCents * 10 / 120;
            }
        }

        public static long Tax(long grossCents, int permille)
        {
            return grossCents * permille / 1000;
        }
    }
}
`,
  'src/Pay/BonusPicker.cs': raw`using System.Linq;
using Loon.Payroll.Employees;

namespace Loon.Payroll.Pay
{
    public sealed class BonusPicker
    {
        /// <summary>The newest bonus, or none.</summary>
        public string Newest(Contract contract)
        {
            return contract.Bonuses.OrderByDescending(one => one).FirstOrDefault() ?? "-";
        }
    }
}
`,
  'src/Transfer/Bank.cs': raw`using System;
using System.Threading.Tasks;

namespace Loon.Payroll.Transfer
{
    public sealed class BankTimeout : Exception
    {
        public BankTimeout(string message) : base(message) { }
    }

    public sealed class Bank
    {
        public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1500);

        /// <summary>Announces a transfer; the bank takes its time at the end of a month.</summary>
        public void Announce(string contract, int bankMs)
        {
            var answered = Task.Delay(bankMs);
            if (!answered.Wait(Patience))
                throw new BankTimeout("bank did not confirm " + contract + " within " + Patience.TotalMilliseconds + " ms");
        }
    }
}
`,
  'src/Slip/SlipFields.cs': raw`using System.Collections.Generic;

namespace Loon.Payroll.Slip
{
    /// <summary>What the slip's template is filled with.</summary>
    public sealed class SlipFields
    {
        private readonly Dictionary<string, object> fields = new Dictionary<string, object>();

        public void Put(string name, object value) { fields[name] = value; }

        public long Cents(string name) { return (long)fields[name]; }
    }
}
`,
  'src/Slip/SlipWriter.cs': raw`namespace Loon.Payroll.Slip
{
    public sealed class SlipWriter
    {
        public string Write(long gross, long tax, int hours, string surcharge)
        {
            var fields = new SlipFields();
            fields.Put("gross", gross);
            fields.Put("tax", tax);
            if (hours > 0) fields.Put("overtime", Overtime(hours));
            var net = fields.Cents("gross") - fields.Cents("tax") + Surcharges.Of(surcharge);
            if (hours > 0) net += fields.Cents("overtime");
            return "net " + net;
        }

        private static object Overtime(int hours)
        {
            return (long)hours * 2150;
        }
    }
}
`,
  'src/Slip/Surcharges.cs': raw`using System;

namespace Loon.Payroll.Slip
{
    /// <summary>Fixed surcharges; which one applies is set by the wage office.</summary>
    public static class Surcharges
    {
        public static long Of(string rule)
        {
            var parts = rule.Split(':');
            if (parts[0] != "fixed") throw new NotSupportedException("surcharge rule '" + rule + "' is not known");
            return long.Parse(parts[1]);
        }
    }
}
`,
  'src/PayRun.cs': raw`using Loon.Payroll.Employees;
using Loon.Payroll.Pay;
using Loon.Payroll.Slip;
using Loon.Payroll.Taxes;
using Loon.Payroll.Transfer;

namespace Loon.Payroll
{
    public sealed class PayRun
    {
        public string Pay(Contract contract, int hours, int bankMs, string surcharge)
        {
            var gross = Month.Gross(contract.YearCents);
            var tax = Month.Tax(gross, new TaxTable().Of(contract.TaxClass));
            var bonus = new BonusPicker().Newest(contract);
            var slip = new SlipWriter().Write(gross, tax, hours, surcharge);
            new Bank().Announce(contract.Number, bankMs);
            return slip + " " + bonus;
        }
    }
}
`,
};
const work = [
  {
    m: 'NLog 5.3.0',
    edits: [{ f: 'Payroll.csproj', a: '"NLog" Version="5.2.8"', b: '"NLog" Version="5.3.0"' }],
  },
  {
    m: 'Dapper 2.1.35',
    edits: [
      { f: 'Payroll.csproj', a: '"Dapper" Version="2.1.28"', b: '"Dapper" Version="2.1.35"' },
    ],
  },
  {
    m: 'Class IV pays a little more',
    edits: [{ f: 'src/Taxes/TaxTable.cs', a: '["IV"] = 305', b: '["IV"] = 308' }],
  },
  {
    m: 'Summaries for the pay run',
    edits: [
      {
        f: 'src/PayRun.cs',
        a: '    public sealed class PayRun\n',
        b: '    /// <summary>Pays one contract for one month.</summary>\n    public sealed class PayRun\n',
      },
    ],
  },
  {
    m: 'Describe the slip writer',
    edits: [
      {
        f: 'src/Slip/SlipWriter.cs',
        a: '    public sealed class SlipWriter\n',
        b: '    /// <summary>Writes what the employee reads.</summary>\n    public sealed class SlipWriter\n',
      },
    ],
  },
  {
    m: 'Contract numbers are kept trimmed',
    edits: [
      {
        f: 'src/Employees/Contract.cs',
        a: 'new Contract { Number = number,',
        b: 'new Contract { Number = number.Trim(),',
      },
    ],
  },
];
const driver = raw`using System;
using Loon.Payroll;
using Loon.Payroll.Employees;

public static class Host
{
    private static string Stamp(long ms)
    {
        return DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffff", System.Globalization.CultureInfo.InvariantCulture);
    }

    public static void Main()
    {
        var names = Environment.GetEnvironmentVariable("HOST");
        for (string line; (line = Console.ReadLine()) != null;)
        {
            var f = line.Split('\t');
            Console.WriteLine("\u0001" + f[0]);
            var at = Stamp(long.Parse(f[1]));
            var contract = Contracts.Load(f[3], f[4], long.Parse(f[5]), int.Parse(f[6]));
            try
            {
                var said = new PayRun().Pay(contract, int.Parse(f[7]), int.Parse(f[8]), f[9]);
                Console.WriteLine(at + "|INFO|Loon.Payroll.Runner|" + f[3] + " paid, " + said + "|" + f[2]);
            }
            catch (Exception failed)
            {
                Console.WriteLine(at + "|ERROR|Loon.Payroll.Runner|" + f[3] + " was not paid|" + f[2] + "\n" + failed);
            }
        }
    }
}
`;
const wage = (r, { taxClass, year, bonuses, hours, bankMs, surcharge } = {}) => [
  `NL${r.int(10000, 99999)}`,
  taxClass ?? r.pick(['I', 'II', 'III', 'IV']),
  String(year ?? r.int(2_800_000, 9_900_000)),
  String(bonuses ?? r.int(1, 4)),
  String(hours ?? 0),
  String(bankMs ?? 0),
  surcharge ?? 'fixed:4500',
];

export const system = {
  key: 'payroll',
  language: 'csharp',
  layout: 'polyrepo',
  project: 'PAY',
  env: 'prod',
  mail: 'loonhuis.example',
  major: 7,
  team: ['Femke Jansen', 'Yannis Dimas', 'Rik de Boer', 'Eleni Pappa'],
  flows: [38, 44],
  keep: [18, 5],
  traces: 26,
  chores: ['purgeSessions', 'syncCalendar', 'exportReport', 'rotateKeys'],
  style: {
    messages: 'azure',
    commits: 'azure',
    deployments: 'pipeline',
    metrics: 'records',
    metricNames: 'azure',
    traces: 'otel',
    alert: 'simple',
    logs: 'cloudwatch',
    version: 'build',
    map: 'nodes',
    ci: 'azure',
    gzip: ['traces', 'logs'],
  },
  entry: 'hr-portal',
  core: 'payroll',
  services: [
    {
      name: 'hr-portal',
      ms: 45,
      rps: 14,
      repo: 'hr-portal',
      hosts: ['hr-1'],
      edge: {
        lang: 'java',
        style: 'logstash',
        file: 'eu.loonhuis.portal.SlipController',
        paths: ['/slips', '/slips/current'],
        words: { failed: 'slip not shown', handled: 'slip shown', chore: 'task' },
        says: ['avatar default used', 'login by passkey', 'leave calendar empty'],
      },
      calls: [{ to: 'payroll' }, { to: 'hours', share: 0.5, soft: true }],
      resource: 'GET /slips',
    },
    {
      name: 'payroll',
      ms: 60,
      rps: 20,
      repo: 'payroll',
      hosts: ['pay-vm-1', 'pay-vm-2'],
      calls: [{ to: 'wage-sql' }, { to: 'bank-link', share: 0.6 }],
      resource: 'POST /pay',
      extras: [{ metric: 'payroll.unpaid', base: 3, whole: true }],
    },
    {
      name: 'hours',
      ms: 18,
      rps: 25,
      repo: 'hours',
      hosts: ['hours-1'],
      edge: {
        lang: 'python',
        style: 'jsonlogger',
        file: '/srv/hours/hours/views.py',
        paths: ['/hours/week'],
        words: { failed: 'hours not loaded', handled: 'hours loaded' },
        says: ['badge read twice', 'shift overlaps by a minute'],
      },
      calls: [{ to: 'wage-sql', share: 0.8 }],
      resource: 'GET /hours',
    },
    {
      name: 'year-end',
      ms: 90,
      rps: 4,
      repo: 'year-end',
      hosts: ['year-1'],
      edge: {
        lang: 'node',
        style: 'bunyan',
        code: 'handlers',
        file: '/app/lib/app.mjs',
        paths: ['/statements'],
        words: { failed: 'statement failed', handled: 'statement ready' },
        says: ['font missing, fallback used'],
      },
      calls: [{ to: 'payroll', share: 0.7 }],
      resource: 'POST /statements',
    },
    { name: 'wage-sql', ms: 5, rps: 40, store: true, resource: 'SELECT contracts' },
    { name: 'bank-link', ms: 120, rps: 12, store: true, resource: 'POST bank.example/announce' },
  ],
  repos: { payroll: { service: 'payroll', image: 'mcr/dotnet/aspnet:8.0', files, work } },
  programs: {
    payroll: {
      driver: { 'app/Host.cs': driver },
      build: [
        [
          'mcs',
          '-debug',
          '-langversion:latest',
          '-out:payroll.exe',
          '$(find',
          'src',
          'app',
          '-name',
          "'*.cs')",
        ],
      ],
      run: ['mono', '--debug', 'payroll.exe'],
      home: '/home/vsts/payroll/',
      isError: /\|ERROR\|/,
    },
  },
  changes: [
    {
      type: 'config',
      name: 'Portal.SessionMinutes',
      service: 'hr-portal',
      before: '20',
      after: '30',
      by: 'femke',
    },
  ],
  decoyChange: {
    id: 'cr-2207',
    type: 'feature_flag',
    name: 'portal-pdf-slips',
    service: 'hr-portal',
    before: 'false',
    after: 'true',
    by: 'eleni',
  },
  good: (r) => wage(r),
  faults: {
    overtimeInt: {
      kind: 'invalid_cast',
      m: 'Overtime without needless casts',
      delay: 22,
      edits: [
        {
          f: 'src/Slip/SlipWriter.cs',
          a: 'return (long)hours * 2150;',
          b: 'return hours * 2150;',
        },
      ],
      bad: (r) => wage(r, { hours: r.int(1, 30) }),
      impact: [{ err: 0.43 }],
      errorType: 'System.InvalidCastException',
      errorText: 'Specified cast is not valid.',
      tempt: {
        m: 'Room for the usual eight fields',
        edits: [
          {
            f: 'src/Slip/SlipFields.cs',
            a: 'fields = new Dictionary<string, object>();',
            b: 'fields = new Dictionary<string, object>(8);',
          },
        ],
      },
    },
    noBonus: {
      kind: 'empty_collection',
      m: 'Every contract has a bonus by now',
      delay: 6,
      edits: [
        {
          f: 'src/Pay/BonusPicker.cs',
          a: 'OrderByDescending(one => one).FirstOrDefault() ?? "-";',
          b: 'OrderByDescending(one => one).First();',
        },
      ],
      bad: (r) => wage(r, { bonuses: 0 }),
      impact: [{ err: 0.21 }],
      errorType: 'System.InvalidOperationException',
      errorText: 'Sequence contains no elements',
    },
    checkedYear: {
      kind: 'arithmetic_overflow',
      m: 'Months in cents, safely',
      delay: 36,
      edits: [
        {
          f: 'src/Pay/Month.cs',
          a: 'return yearCents * 10 / 120;',
          b: 'return (int)yearCents * 250 / 3000;',
        },
      ],
      bad: (r) => wage(r, { year: r.int(12_000_000, 60_000_000) }),
      good: (r) => wage(r, { year: r.int(1_800_000, 8_000_000) }),
      impact: [{ err: 0.12 }],
      priority: 'P3',
      errorType: 'System.OverflowException',
      errorText: 'Arithmetic operation resulted in an overflow.',
      tempt: {
        m: 'Tax: permille first',
        edits: [
          {
            f: 'src/Pay/Month.cs',
            a: 'return grossCents * permille / 1000;',
            b: 'return permille * grossCents / 1000;',
          },
        ],
      },
    },
    bankPatience: {
      kind: 'timeout_changed',
      m: 'Bank answers within a blink since spring',
      delay: 81,
      shape: 'growing',
      edits: [
        {
          f: 'src/Transfer/Bank.cs',
          a: 'FromMilliseconds(1500)',
          b: 'FromMilliseconds(150)',
        },
      ],
      bad: (r) => wage(r, { bankMs: r.int(320, 480) }),
      impact: [{ err: 0.23, addMs: 80 }],
      gauges: [{ service: 'payroll', metric: 'payroll.unpaid', to: 88 }],
      status: 504,
      errorType: 'Loon.Payroll.Transfer.BankTimeout',
      errorText: 'bank did not confirm within 150 ms',
    },
    surchargeRule: {
      kind: 'config_change',
      category: 'configuration',
      delay: 2,
      change: {
        id: 'cr-2291',
        type: 'config',
        name: 'payroll.surcharge-rule',
        service: 'payroll',
        before: 'fixed:4500',
        after: 'percent:3',
        by: 'loonbureau',
      },
      bad: (r) => wage(r, { surcharge: 'percent:3' }),
      good: (r) => wage(r),
      badAlways: true,
      impact: [{ err: 0.96 }],
      priority: 'P1',
      errorType: 'System.NotSupportedException',
      errorText: "surcharge rule 'percent:3' is not known",
      story: 'the wage office sets a kind of rule that is planned for next year',
    },
    restartSpike: {
      kind: 'self_healed',
      category: 'noise',
      verdict: 'no_code_change',
      noBad: true,
      lasts: 4,
      alertAfter: 2,
      decision: ['MONITOR', 'IGNORE'],
      priority: 'P4',
      impact: [{ timesMs: 2.9, err: 0.008 }],
      alertService: 'payroll',
      events: [
        {
          reason: 'Killing',
          type: 'Normal',
          service: 'payroll',
          message: 'Stopping container payroll for node upgrade',
          after: -1,
          spread: 1,
        },
        {
          reason: 'Started',
          type: 'Normal',
          service: 'payroll',
          message: 'Started container payroll',
          after: 1,
          spread: 1,
        },
      ],
      story: 'one machine was upgraded, the other took its work for four minutes',
    },
  },
};
