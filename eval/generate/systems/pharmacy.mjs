/** A mail-order pharmacy in C#: prescriptions, doses, refills, copays; .NET's JSON console. Swiss team. */
const raw = String.raw;
const files = {
  'Dispensary.csproj': raw`<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup>
    <TargetFramework>net8.0</TargetFramework>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Alpis.Kit" Version="2.7.0" />
    <PackageReference Include="Microsoft.Data.SqlClient" Version="5.1.5" />
    <PackageReference Include="Polly" Version="8.3.0" />
  </ItemGroup>
</Project>
`,
  'src/Prescriptions/Prescription.cs': raw`using System;
using System.Collections.Generic;

namespace Alpis.Dispensary.Prescriptions
{
    public sealed class Prescription
    {
        public string Number { get; set; }
        public DateTime IssuedOn { get; set; }
        public Cover Cover { get; set; }
        public List<RxLine> Lines { get; set; } = new List<RxLine>();
    }

    /// <summary>One medicine of a prescription.</summary>
    public sealed class RxLine
    {
        public string Code { get; set; }
        public string Dosage { get; set; }
        public int Packs { get; set; }
        public int Refill { get; set; }
    }
}
`,
  'src/Prescriptions/Cover.cs': raw`namespace Alpis.Dispensary.Prescriptions
{
    /// <summary>What the insurer pays.</summary>
    public sealed class Cover
    {
        public static readonly Cover None = new Cover("self", 0);

        private Cover(string plan, int percent)
        {
            Plan = plan;
            Percent = percent;
        }

        public string Plan { get; }
        public int Percent { get; }

        public static Cover Of(string plan)
        {
            switch (plan)
            {
                case "basic": return new Cover(plan, 90);
                case "plus": return new Cover(plan, 100);
                case "abroad": return new Cover(plan, 50);
                default: return None;
            }
        }
    }
}
`,
  'src/Prescriptions/DraftStore.cs': raw`using System.IO;
using System.Runtime.Serialization.Json;
using System.Text;

namespace Alpis.Dispensary.Prescriptions
{
    /// <summary>Baskets that were not sent yet; kept for 72 hours in Redis.</summary>
    public sealed class DraftStore
    {
        private static readonly DataContractJsonSerializer Json = new DataContractJsonSerializer(typeof(Draft));

        public string Write(Draft draft)
        {
            using (var buffer = new MemoryStream())
            {
                Json.WriteObject(buffer, draft);
                return Encoding.UTF8.GetString(buffer.ToArray());
            }
        }

        public Draft Read(string text)
        {
            using (var buffer = new MemoryStream(Encoding.UTF8.GetBytes(text)))
            {
                return (Draft)Json.ReadObject(buffer);
            }
        }
    }
}
`,
  'src/Prescriptions/Draft.cs': raw`using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.Serialization;

namespace Alpis.Dispensary.Prescriptions
{
    [DataContract]
    public sealed class Draft
    {
        [DataMember(Name = "number")]
        public string Number { get; set; }

        [DataMember(Name = "issuedOn")]
        public string IssuedOn { get; set; }

        [DataMember(Name = "plan")]
        public string Plan { get; set; }

        [DataMember(Name = "lines")]
        public List<DraftLine> Lines { get; set; }

        public Prescription ToPrescription()
        {
            return new Prescription
            {
                Number = Number,
                IssuedOn = DateTime.ParseExact(IssuedOn, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                Cover = Cover.Of(Plan),
                Lines = Lines.Select(line => line.ToLine()).ToList(),
            };
        }
    }

    [DataContract]
    public sealed class DraftLine
    {
        [DataMember(Name = "code")]
        public string Code { get; set; }

        [DataMember(Name = "dosage")]
        public string Dosage { get; set; }

        [DataMember(Name = "packs")]
        public int Packs { get; set; }

        [DataMember(Name = "refill")]
        public int Refill { get; set; }

        public RxLine ToLine()
        {
            return new RxLine { Code = Code, Dosage = Dosage, Packs = Packs, Refill = Refill };
        }
    }
}
`,
  'src/Dosage/DosageScheme.cs': raw`using System.Linq;

namespace Alpis.Dispensary.Dosage
{
    /// <summary>Morning, noon, evening, night; written 1-0-1-0, by many doctors without the night.</summary>
    public sealed class DosageScheme
    {
        private readonly string[] doses;

        private DosageScheme(string[] doses)
        {
            this.doses = doses;
        }

        public static DosageScheme Parse(string text)
        {
            return new DosageScheme(text.Split('-').Select(one => one.Trim()).ToArray());
        }

        public double PerDay
        {
            get { return doses.Sum(one => one == "½" ? 0.5 : double.Parse(one, System.Globalization.CultureInfo.InvariantCulture)); }
        }

        public string ForLabel()
        {
            return string.Join(" ", doses.Zip(new[] { "mo", "mi", "ab", "na" }, (dose, name) => name + dose));
        }
    }
}
`,
  'src/Refills/RefillCalendar.cs': raw`using System;

namespace Alpis.Dispensary.Refills
{
    /// <summary>When the next packs of a repeated prescription are due.</summary>
    public sealed class RefillCalendar
    {
        public DateTime Due(DateTime issuedOn, int refill)
        {
            var due = issuedOn;
            for (var at = 0; at < refill; at++)
                due = due.AddMonths(1);
            return AfterSunday(due);
        }

        private static DateTime AfterSunday(DateTime day)
        {
            return day.DayOfWeek == DayOfWeek.Sunday ? day.AddDays(1) : day;
        }
    }
}
`,
  'src/Articles/Article.cs': raw`namespace Alpis.Dispensary.Articles
{
    public sealed class Article
    {
        public Article(string key, string name, string substance, int rappen)
        {
            Key = key;
            Name = name;
            Substance = substance;
            Rappen = rappen;
        }

        public string Key { get; }
        public string Name { get; }
        public string Substance { get; }
        public int Rappen { get; }
    }
}
`,
  'src/Articles/Catalogue.cs': raw`using System.Collections.Generic;
using Alpis.Kit;

namespace Alpis.Dispensary.Articles
{
    /// <summary>Everything on the shelves, by article code.</summary>
    public sealed class Catalogue
    {
        private readonly Dictionary<string, Article> articles = new Dictionary<string, Article>();

        public Catalogue()
        {
            Add(new Article("07680336700282", "Dafalgan 500", "paracetamol", 245));
            Add(new Article("07680529070383", "Marcoumar 3", "phenprocoumon", 1190));
            Add(new Article("07680475040433", "Aspirin Cardio 100", "acetylsalicylic acid", 1505));
            Add(new Article("07680651790014", "Pantozol 40", "pantoprazole", 3320));
            Add(new Article("1336630", "Bepanthen", "dexpanthenol", 880));
        }

        public Article Find(string code)
        {
            return articles[ArticleCode.Normalise(code)];
        }

        private void Add(Article article)
        {
            articles[article.Key] = article;
        }
    }
}
`,
  'src/Interactions/InteractionCheck.cs': raw`using System;
using System.Collections.Generic;

namespace Alpis.Dispensary.Interactions
{
    /// <summary>Pairs of substances that a pharmacist has to look at.</summary>
    public sealed class InteractionCheck
    {
        private static readonly HashSet<Tuple<string, string>> Pairs = new HashSet<Tuple<string, string>>
        {
            Tuple.Create("phenprocoumon", "acetylsalicylic acid"),
        };

        public bool NeedsPharmacist(IReadOnlyList<string> substances)
        {
            for (var first = 0; first < substances.Count; first++)
                for (var second = 0; second < substances.Count; second++)
                    if (Pairs.Contains(Tuple.Create(substances[first], substances[second])))
                        return true;
            return false;
        }
    }
}
`,
  'src/Pricing/Copay.cs': raw`using System.Collections.Generic;
using System.Linq;
using Alpis.Dispensary.Articles;
using Alpis.Dispensary.Prescriptions;

namespace Alpis.Dispensary.Pricing
{
    /// <summary>What the patient pays.</summary>
    public sealed class Copay
    {
        private readonly Catalogue catalogue;

        public Copay(Catalogue catalogue)
        {
            this.catalogue = catalogue;
        }

        public int Total(Prescription rx)
        {
            return rx.Lines.Sum(line => Share(rx, line));
        }

        private int Share(Prescription rx, RxLine line)
        {
            var full = catalogue.Find(line.Code).Rappen * line.Packs;
            return full - full * rx.Cover.Percent / 100;
        }
    }
}
`,
  'src/Pricing/Invoice.cs': raw`using Alpis.Dispensary.Prescriptions;

namespace Alpis.Dispensary.Pricing
{
    /// <summary>Who is sent the invoice.</summary>
    public static class Invoice
    {
        public static string Debtor(Prescription rx)
        {
            return rx.Cover == Cover.None ? "patient" : "insurer";
        }
    }
}
`,
  'src/Labels/Label.cs': raw`using System;
using Alpis.Dispensary.Dosage;
using Alpis.Dispensary.Prescriptions;

namespace Alpis.Dispensary.Labels
{
    /// <summary>The sticker on a pack.</summary>
    public static class Label
    {
        public static string Print(RxLine line, string name, DateTime due)
        {
            var scheme = DosageScheme.Parse(line.Dosage);
            return name + " x" + line.Packs + " " + scheme.ForLabel() + " next " + due.ToString("dd.MM.yyyy");
        }

        public static string Footer(Prescription rx)
        {
            return rx.Cover == Cover.None ? "bar" : rx.Cover.Plan;
        }
    }
}
`,
  'src/Picking/RobotSlots.cs': raw`using System;
using System.Threading;

namespace Alpis.Dispensary.Picking
{
    public sealed class RobotBusyException : Exception
    {
        public RobotBusyException(string message) : base(message) { }
    }

    /// <summary>The picking robot works on eight orders at a time.</summary>
    public sealed class RobotSlots
    {
        private const int Size = 8;
        private readonly SemaphoreSlim free = new SemaphoreSlim(Size);

        public void Take()
        {
            if (!free.Wait(TimeSpan.FromMilliseconds(60)))
                throw new RobotBusyException("all " + Size + " picking slots are taken");
        }

        public void Give()
        {
            free.Release();
        }
    }
}
`,
  'src/RxDesk.cs': raw`using System;
using System.Collections.Generic;
using System.Linq;
using Alpis.Dispensary.Articles;
using Alpis.Dispensary.Interactions;
using Alpis.Dispensary.Labels;
using Alpis.Dispensary.Picking;
using Alpis.Dispensary.Prescriptions;
using Alpis.Dispensary.Pricing;
using Alpis.Dispensary.Refills;

namespace Alpis.Dispensary
{
    /// <summary>A prescription from the basket to the robot.</summary>
    public sealed class RxDesk
    {
        private readonly Catalogue catalogue = new Catalogue();
        private readonly InteractionCheck interactions = new InteractionCheck();
        private readonly RefillCalendar refills = new RefillCalendar();
        private readonly DraftStore drafts = new DraftStore();
        private readonly RobotSlots slots;

        public RxDesk(RobotSlots slots)
        {
            this.slots = slots;
        }

        public string Send(string draft)
        {
            var rx = drafts.Read(draft).ToPrescription();
            var substances = rx.Lines.Select(line => catalogue.Find(line.Code).Substance).ToList();
            if (interactions.NeedsPharmacist(substances))
                return rx.Number + " waits for a pharmacist";
            var copay = new Copay(catalogue).Total(rx);
            var labels = new List<string>();
            foreach (var line in rx.Lines)
                labels.Add(Label.Print(line, catalogue.Find(line.Code).Name, refills.Due(rx.IssuedOn, line.Refill)));
            slots.Take();
            try
            {
                return rx.Number + " sent, " + labels.Count + " labels, " + Invoice.Debtor(rx) + " pays, copay " + copay + ", " + Label.Footer(rx);
            }
            finally
            {
                slots.Give();
            }
        }
    }
}
`,
};
const kitFiles = {
  'Alpis.Kit.csproj': raw`<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>netstandard2.1</TargetFramework>
    <Version>2.7.0</Version>
  </PropertyGroup>
</Project>
`,
  'src/ArticleCode.cs': raw`using System;

namespace Alpis.Kit
{
    public sealed class ArticleCodeException : Exception
    {
        public ArticleCodeException(string message) : base(message) { }
    }

    /// <summary>Codes on packs: GTIN, or the Pharmacode of older articles.</summary>
    public static class ArticleCode
    {
        public const int GtinDigits = 14;

        public static string Normalise(string code)
        {
            var digits = code.Trim().Replace(" ", "");
            if (digits.Length == 13)
                return "0" + digits;
            return digits;
        }
    }
}
`,
  'src/Rappen.cs': raw`namespace Alpis.Kit
{
    /// <summary>Amounts are rounded to five rappen where cash is paid.</summary>
    public static class Rappen
    {
        public static int Cash(int rappen)
        {
            return (rappen + 2) / 5 * 5;
        }
    }
}
`,
};
const kitWork = [
  {
    m: 'Rappen: rounding for negative amounts',
    edits: [
      {
        f: 'src/Rappen.cs',
        a: 'return (rappen + 2) / 5 * 5;',
        b: 'return rappen < 0 ? -Cash(-rappen) : (rappen + 2) / 5 * 5;',
      },
    ],
  },
  {
    m: 'Package the symbols as well',
    edits: [
      {
        f: 'Alpis.Kit.csproj',
        a: '    <Version>',
        b: '    <IncludeSymbols>true</IncludeSymbols>\n    <Version>',
      },
    ],
  },
];
const mailerFiles = {
  'RefillMailer.csproj': raw`<Project Sdk="Microsoft.NET.Sdk.Worker">
  <PropertyGroup>
    <TargetFramework>net8.0</TargetFramework>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Alpis.Kit" Version="2.7.0" />
    <PackageReference Include="MailKit" Version="4.3.0" />
  </ItemGroup>
</Project>
`,
  'src/ReminderJob.cs': raw`using Alpis.Kit;

namespace Alpis.RefillMailer
{
    /// <summary>Tells patients that a refill is due; asks the dispensary for each article.</summary>
    public sealed class ReminderJob
    {
        private readonly DispensaryClient dispensary;

        public ReminderJob(DispensaryClient dispensary)
        {
            this.dispensary = dispensary;
        }

        public Mail For(Refill refill)
        {
            var code = ArticleCode.Normalise(refill.Article);
            return new Mail(refill.Patient, dispensary.NameOf(code), refill.Due);
        }
    }
}
`,
  'src/Texts.cs': raw`namespace Alpis.RefillMailer
{
    public static class Texts
    {
        public static string Subject(string language)
        {
            return language == "fr" ? "Votre prochain paquet" : language == "it" ? "La prossima confezione" : "Ihre nächste Packung";
        }
    }
}
`,
};
const mailerWork = [
  {
    m: 'MailKit 4.4.0',
    edits: [
      { f: 'RefillMailer.csproj', a: '"MailKit" Version="4.3.0"', b: '"MailKit" Version="4.4.0"' },
    ],
  },
  {
    m: 'Subject in English for expats',
    edits: [
      {
        f: 'src/Texts.cs',
        a: 'language == "it" ?',
        b: 'language == "en" ? "Your next pack" : language == "it" ?',
      },
    ],
  },
];
const work = [
  {
    m: 'SqlClient 5.1.6',
    edits: [
      { f: 'Dispensary.csproj', a: 'SqlClient" Version="5.1.5"', b: 'SqlClient" Version="5.1.6"' },
    ],
  },
  {
    m: 'Pantozol is cheaper',
    edits: [
      { f: 'src/Articles/Catalogue.cs', a: '"pantoprazole", 3320', b: '"pantoprazole", 2985' },
    ],
  },
  {
    m: 'Check each pair of substances once',
    edits: [
      {
        f: 'src/Interactions/InteractionCheck.cs',
        a: raw`                for (var second = 0; second < substances.Count; second++)
                    if (Pairs.Contains(Tuple.Create(substances[first], substances[second])))
                        return true;`,
        b: raw`                for (var second = first + 1; second < substances.Count; second++)
                    if (Pairs.Contains(Tuple.Create(substances[first], substances[second])) || Pairs.Contains(Tuple.Create(substances[second], substances[first])))
                        return true;`,
      },
    ],
  },
  {
    m: 'Half tablets may be written as a fraction',
    edits: [
      {
        f: 'src/Dosage/DosageScheme.cs',
        a: 'one == "½" ? 0.5',
        b: 'one == "½" || one == "1/2" ? 0.5',
      },
    ],
  },
  {
    m: 'Say which slots the robot has',
    edits: [
      {
        f: 'src/Picking/RobotSlots.cs',
        a: '        public void Give()',
        b: '        public int Free { get { return free.CurrentCount; } }\n\n        public void Give()',
      },
    ],
  },
  {
    m: 'Copay: name what is full price',
    edits: [
      {
        f: 'src/Pricing/Copay.cs',
        a: '        private int Share(',
        b: '        /// <summary>Full price less what the plan covers.</summary>\n        private int Share(',
      },
    ],
  },
  {
    m: 'Polly 8.3.1',
    edits: [{ f: 'Dispensary.csproj', a: '"Polly" Version="8.3.0"', b: '"Polly" Version="8.3.1"' }],
  },
  {
    m: 'Another pair of substances',
    edits: [
      {
        f: 'src/Interactions/InteractionCheck.cs',
        a: '            Tuple.Create("phenprocoumon", "acetylsalicylic acid"),\n',
        b: '            Tuple.Create("phenprocoumon", "acetylsalicylic acid"),\n            Tuple.Create("phenprocoumon", "miconazole"),\n',
      },
    ],
  },
];
const driver = raw`using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Alpis.Dispensary;
using Alpis.Dispensary.Picking;
using Alpis.Dispensary.Prescriptions;

public static class Host
{
    private static string Quote(string text)
    {
        return "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\u0022").Replace("\r", "").Replace("\n", "\\n").Replace("\t", "\\t") + "\"";
    }

    /// as .NET prints frames, not as Mono does
    private static string Frames(Exception failed)
    {
        var text = failed.ToString().Replace("instance of an object\n", "instance of an object.\n");
        text = Regex.Replace(text, @"^\s+at \S*Serialization\.(Json\.)?(JsonFormat|Json\w*Contract|XmlObjectSerializerReadContextComplexJson\.R|XmlObjectSerializerReadContext\S*\.Internal).*\n", "", RegexOptions.Multiline);
        text = Regex.Replace(text, @"^\s+at (.+?) \((.*)\) \[0x[0-9a-f]+\] in <[^>]*>:0\s*$", "   at $1($2)", RegexOptions.Multiline);
        text = Regex.Replace(text, @"^\s+at (.+?) \((.*)\) \[0x[0-9a-f]+\] in (.+?):(\d+)\s*$", "   at $1($2) in $3:line $4", RegexOptions.Multiline);
        text = Regex.Replace(text, @"\+<(\w+)>c__AnonStorey\d+\.<>m__\d+", ".<>c__DisplayClass2_0.<$1>b__0");
        text = Regex.Replace(text, @"\.<(\w+)>m__\d+", ".<$1>b__7_0");
        text = Regex.Replace(text, @"\(([^()]*)\)", one => "(" + Regex.Replace(one.Groups[1].Value, @"(?:\w+\.)+(\w+)", "$1") + ")");
        return Regex.Replace(text, @"   at \(wrapper [^\n]*\n", "");
    }

    private static void Say(long ms, string level, string trace, string message, Exception failed)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        Console.WriteLine("{\"Timestamp\":\"" + at + "\",\"EventId\":" + (failed == null ? 2 : 5) + ",\"LogLevel\":\"" + level + "\",\"Category\":\"Alpis.Dispensary.Api.PrescriptionsController\",\"Message\":" + Quote(message) + (failed == null ? "" : ",\"Exception\":" + Quote(Frames(failed))) + ",\"TraceId\":\"" + trace + "\"}");
    }

    private static string Fresh(string[] f)
    {
        var draft = new Draft { Number = f[3], IssuedOn = f[4], Plan = f[5], Lines = new List<DraftLine>() };
        foreach (var part in f[6].Split('|'))
        {
            var fields = part.Split(',');
            draft.Lines.Add(new DraftLine { Code = fields[0], Dosage = fields[1], Packs = int.Parse(fields[2]), Refill = int.Parse(fields[3]) });
        }
        return new DraftStore().Write(draft);
    }

    public static void Main()
    {
        Console.InputEncoding = Encoding.UTF8;
        var said = new StringBuilder();
        for (string line; (line = Console.ReadLine()) != null;)
        {
            var f = line.Split('\t');
            Console.WriteLine("\u0001" + f[0]);
            var ms = long.Parse(f[1]);
            var slots = new RobotSlots();
            for (var taken = int.Parse(f[8]); taken > 0; taken--) slots.Take();
            try
            {
                Say(ms, "Information", f[2], new RxDesk(slots).Send(f[7] == "-" ? Fresh(f) : f[7]), null);
            }
            catch (Exception failed)
            {
                Say(ms, "Error", f[2], "Prescription " + f[3] + " was not sent", failed);
            }
        }
    }
}
`;
const DAY = 86_400_000;
const ymd = (ms) => new Date(ms).toISOString().slice(0, 10);
const GTINS = ['7680336700282', '07680651790014', '7680475040433', '07680336700282'];
const line = (r, { code, dosage, refill } = {}) =>
  [
    code ?? r.pick(GTINS),
    dosage ?? r.pick(['1-0-1-0', '1-0-0-0', '0-0-1-0', '1-1-1-0', '0-0-0-1']),
    r.int(1, 3),
    refill ?? r.int(0, 3),
  ].join(',');
const rx = (r, flow, { issued, plan, lines, draft, taken } = {}) => {
  const number = `RX${r.int(200000, 899999)}`;
  const day = issued ?? safeDay(flow.atMs - r.int(0, 20) * DAY);
  const all = lines ?? Array.from({ length: r.int(1, 2) }, () => line(r));
  const kept = (text) => {
    const [code, dosage, packs, refill] = text.split(',');
    return { code, dosage, packs: Number(packs), refill: Number(refill) };
  };
  const asPlan = plan ?? r.pick(['basic', 'basic', 'plus', 'abroad']);
  return [
    number,
    day,
    asPlan,
    all.join('|'),
    draft ? JSON.stringify({ issuedOn: day, lines: all.map(kept), number, plan: asPlan }) : '-',
    String(taken ?? 0),
  ];
};
/** A day that every month has. */
const safeDay = (ms) => {
  const at = new Date(ms);
  return ymd(at.getUTCDate() > 28 ? ms - 4 * DAY : ms);
};
/** The 31st of a month, and how many months later there is none. */
const lastOfMonth = (ms) => {
  let at = ms;
  while (new Date(at).getUTCDate() !== 31) at -= DAY;
  const from = new Date(at);
  for (let months = 1; ; months += 1) {
    const days = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months + 1, 0));
    if (days.getUTCDate() < 31) return { issued: ymd(at), refill: months };
  }
};

export const system = {
  key: 'pharmacy',
  language: 'csharp',
  layout: 'polyrepo',
  project: 'RX',
  env: 'prod',
  mail: 'alpis.example',
  major: 3,
  team: ['Reto Brunner', 'Chiara Galli', 'Mirjana Petrovic', 'Luc Favre', 'Nina Keller'],
  flows: [40, 46],
  keep: [17, 6],
  traces: 26,
  chores: ['purgeSessions', 'syncCalendar', 'exportReport', 'rotateKeys'],
  style: {
    messages: 'azure',
    commits: 'azure',
    deployments: 'pipeline',
    metrics: 'records',
    metricNames: 'otel',
    traces: 'otel',
    alert: 'simple',
    logs: 'merged',
    version: 'date',
    map: 'lists',
    ci: 'azure',
    gzip: ['logs'],
  },
  entry: 'shop-web',
  core: 'dispensary',
  loud: 'shop-web',
  services: [
    {
      name: 'shop-web',
      ms: 32,
      rps: 58,
      repo: 'shop-web',
      hosts: ['shop-web-1', 'shop-web-2'],
      edge: {
        lang: 'node',
        style: 'winston',
        file: '/app/src/server.js',
        paths: ['/basket/send', '/prescriptions'],
        words: { failed: 'basket could not be sent', handled: 'basket sent' },
        says: ['consent banner closed', 'postcode without canton', 'image of prescription rotated'],
      },
      calls: [
        { to: 'dispensary', share: 0.8 },
        { to: 'insurer-gate', share: 0.4 },
      ],
      resource: 'POST /basket/send',
    },
    {
      name: 'dispensary',
      ms: 35,
      rps: 50,
      repo: 'dispensary',
      hosts: ['disp-a', 'disp-b'],
      memory: 520,
      calls: [{ to: 'rx-sql' }, { to: 'robot-bridge', share: 0.7 }],
      resource: 'POST /prescriptions',
      extras: [
        { metric: 'picking.slots.taken', base: 2.6, whole: true },
        { metric: 'prescriptions.parked', base: 4, whole: true },
      ],
    },
    {
      name: 'robot-bridge',
      ms: 18,
      rps: 36,
      repo: 'robot-bridge',
      hosts: ['robot-bridge-1'],
      edge: {
        lang: 'go',
        style: 'zap',
        file: 'relay/relay.go:24',
        paths: ['/picks'],
        words: { failed: 'pick refused', handled: 'pick queued' },
        says: ['arm 2 calibrated', 'shelf 14 nearly empty', 'barcode read at second try'],
      },
      calls: [{ to: 'robot-db' }],
      resource: 'POST /picks',
    },
    {
      name: 'insurer-gate',
      ms: 24,
      rps: 26,
      repo: 'insurer-gate',
      hosts: ['insurer-gate-1'],
      edge: {
        lang: 'python',
        style: 'jsonlogger',
        file: '/srv/insurer_gate/insurer_gate/client.py',
        paths: ['/cover', '/cover/check'],
        words: { failed: 'cover not checked', handled: 'cover checked', answered: 'said' },
        says: ['card of patient is from last year', 'plan name not in table, kept as is'],
      },
      calls: [{ to: 'cover-api' }],
      resource: 'POST /cover',
    },
    {
      name: 'refill-mailer',
      ms: 50,
      rps: 6,
      repo: 'refill-mailer',
      hosts: ['mailer-1'],
      edge: {
        lang: 'go',
        style: 'logfmt',
        file: 'ReminderJob.cs:21',
        paths: ['/reminders/due'],
        words: { failed: 'reminder not made', handled: 'reminder made' },
        says: ['patient has no mail address', 'reminder moved behind a holiday'],
      },
      calls: [
        { to: 'dispensary', share: 0.5 },
        { to: 'smtp-relay', share: 0.9 },
      ],
      resource: 'POST /reminders',
    },
    { name: 'rx-sql', ms: 4, rps: 90, store: true, resource: 'SELECT drafts' },
    { name: 'robot-db', ms: 3, rps: 36, store: true, resource: 'INSERT picks' },
    { name: 'smtp-relay', ms: 40, rps: 5, store: true, resource: 'SMTP' },
    { name: 'cover-api', ms: 130, rps: 24, store: true, resource: 'POST cover.example/v3/check' },
  ],
  repos: {
    dispensary: { service: 'dispensary', image: 'mcr/dotnet/aspnet:8.0', files, work },
    'alpis-kit': {
      service: 'alpis-kit',
      image: 'mcr/dotnet/sdk:8.0',
      files: kitFiles,
      work: kitWork,
    },
    'refill-mailer': {
      service: 'refill-mailer',
      image: 'mcr/dotnet/runtime:8.0',
      files: mailerFiles,
      work: mailerWork,
    },
  },
  programs: {
    dispensary: {
      uses: ['alpis-kit'],
      libraryFolder: 'packages/Alpis.Kit',
      driver: { 'host/Host.cs': driver },
      build: [
        [
          'mcs',
          '-debug',
          '-langversion:latest',
          '-r:System.Runtime.Serialization.dll',
          '-out:dispensary.exe',
          '$(find',
          'src',
          'host',
          'packages',
          '-name',
          "'*.cs')",
        ],
      ],
      run: ['mono', '--debug', 'dispensary.exe'],
      home: '/src/',
      paths: [
        ['/src/packages/Alpis.Kit/', '/_/alpis-kit/'],
        [
          /   at Host\.Main\(\) in \/src\/host\/Host\.cs:line \d+/g,
          '   at Alpis.Dispensary.Api.PrescriptionsController.Send(String draft)',
        ],
      ],
      isError: /"LogLevel":"Error"/,
      json: true,
    },
  },
  changes: [
    {
      type: 'config',
      name: 'ShopWeb:BasketHours',
      service: 'shop-web',
      before: '48',
      after: '72',
      by: 'chiara',
    },
    {
      type: 'feature_flag',
      name: 'photo-upload-v2',
      service: 'shop-web',
      before: '10%',
      after: '50%',
      by: 'luc',
    },
  ],
  decoyChange: {
    id: 'ac-3310',
    type: 'feature_flag',
    name: 'robot-night-shift',
    service: 'robot-bridge',
    before: 'off',
    after: 'on',
    by: 'nina',
  },
  good: (r, flow) => rx(r, flow),
  faults: {
    selfPayers: {
      kind: 'null_dereference',
      m: 'Self-payers have no cover',
      delay: 17,
      edits: [
        {
          f: 'src/Prescriptions/Cover.cs',
          a: '        public static readonly Cover None = new Cover("self", 0);\n\n',
          b: '',
        },
        { f: 'src/Prescriptions/Cover.cs', a: 'default: return None;', b: 'default: return null;' },
        {
          f: 'src/Labels/Label.cs',
          a: 'return rx.Cover == Cover.None ? "bar" : rx.Cover.Plan;',
          b: 'return rx.Cover?.Plan ?? "bar";',
        },
        {
          f: 'src/Pricing/Invoice.cs',
          a: 'return rx.Cover == Cover.None ? "patient" : "insurer";',
          b: 'return rx.Cover == null ? "patient" : "insurer";',
        },
      ],
      bad: (r, flow) => rx(r, flow, { plan: r.pick(['self', 'self', 'none']) }),
      impact: [{ err: 0.22 }],
      gauges: [{ service: 'dispensary', metric: 'prescriptions.parked', to: 61 }],
      errorType: 'System.NullReferenceException',
      errorText: 'Object reference not set to an instance of an object.',
      tempt: {
        m: 'Copay: no share where nothing was packed',
        edits: [
          {
            f: 'src/Pricing/Copay.cs',
            a: '            return rx.Lines.Sum(line => Share(rx, line));',
            b: '            return rx.Lines.Where(line => line.Packs > 0).Sum(line => Share(rx, line));',
          },
        ],
      },
    },
    nightDose: {
      kind: 'index_out_of_range',
      m: 'Print the night dose in words, patients overlook it',
      delay: 6,
      edits: [
        {
          f: 'src/Dosage/DosageScheme.cs',
          a: raw`        public string ForLabel()
        {
            return`,
          b: raw`        public bool IsAtNight
        {
            get { return doses[3] != "0"; }
        }

        public string ForLabel()
        {
            return`,
        },
        {
          f: 'src/Labels/Label.cs',
          a: '" " + scheme.ForLabel() + " next "',
          b: '" " + scheme.ForLabel() + (scheme.IsAtNight ? " vor dem Schlafen" : "") + " next "',
        },
      ],
      bad: (r, flow) =>
        rx(r, flow, { lines: [line(r, { dosage: r.pick(['1-0-1', '1-1-1', '½-0-½']) })] }),
      impact: [{ err: 0.38 }],
      priority: 'P1',
      errorType: 'System.IndexOutOfRangeException',
      errorText: 'Index was outside the bounds of the array.',
      tempt: {
        m: 'Dosage: trim each part of the array once',
        edits: [
          {
            f: 'src/Dosage/DosageScheme.cs',
            a: "text.Split('-').Select(one => one.Trim()).ToArray()",
            b: 'text.Replace(" ", "").Split(\'-\')',
          },
        ],
      },
    },
    drift: {
      kind: 'date_handling',
      m: 'Refills must not drift to the 28th',
      delay: 372,
      edits: [
        {
          f: 'src/Refills/RefillCalendar.cs',
          a: raw`            var due = issuedOn;
            for (var at = 0; at < refill; at++)
                due = due.AddMonths(1);
            return AfterSunday(due);
`,
          b: raw`            var month = issuedOn.Month - 1 + refill;
            return AfterSunday(new DateTime(issuedOn.Year + month / 12, month % 12 + 1, issuedOn.Day));
`,
        },
        {
          f: 'CHANGELOG.md',
          end: '\n- refills of prescriptions from the end of a month keep their day (RX-2210)\n',
        },
      ],
      bad: (r, flow) => {
        const { issued, refill } = lastOfMonth(flow.atMs);
        return rx(r, flow, { issued, lines: [line(r), line(r, { refill })] });
      },
      impact: [{ err: 0.09 }],
      priority: 'P3',
      gauges: [{ service: 'dispensary', metric: 'prescriptions.parked', to: 33 }],
      says: [
        {
          service: 'shop-web',
          level: 'info',
          text: 'scanned paper prescriptions of the last months come in, 212 in this batch',
          count: 2,
        },
      ],
      errorType: 'System.ArgumentOutOfRangeException',
      errorText: 'Year, Month, and Day parameters describe an un-representable DateTime.',
      tempt: {
        m: 'Drafts: one way to read a day',
        edits: [
          {
            f: 'src/Prescriptions/Draft.cs',
            a: 'IssuedOn = DateTime.ParseExact(IssuedOn, "yyyy-MM-dd", CultureInfo.InvariantCulture),',
            b: 'IssuedOn = DateTime.ParseExact(IssuedOn, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces),',
          },
        ],
      },
    },
    packSizes: {
      kind: 'serialisation_change',
      m: 'Packs have sizes',
      delay: 3,
      edits: [
        {
          f: 'src/Prescriptions/Draft.cs',
          a: raw`        [DataMember(Name = "refill")]
        public int Refill { get; set; }

        public RxLine ToLine()
        {
            return new RxLine { Code = Code, Dosage = Dosage, Packs = Packs, Refill = Refill };
`,
          b: raw`        [DataMember(Name = "refill")]
        public int Refill { get; set; }

        [DataMember(Name = "packSize", IsRequired = true)]
        public int PackSize { get; set; }

        public RxLine ToLine()
        {
            return new RxLine { Code = Code, Dosage = Dosage, Packs = Packs, Refill = Refill, PackSize = PackSize };
`,
        },
        {
          f: 'src/Prescriptions/Prescription.cs',
          a: '        public int Refill { get; set; }\n',
          b: '        public int Refill { get; set; }\n        public int PackSize { get; set; }\n',
        },
        {
          f: 'src/Labels/Label.cs',
          a: '" x" + line.Packs + " "',
          b: '" x" + line.Packs + (line.PackSize > 0 ? " à " + line.PackSize : "") + " "',
        },
      ],
      bad: (r, flow) => rx(r, flow, { draft: true }),
      impact: [{ err: 0.47 }],
      priority: 'P1',
      gauges: [{ service: 'dispensary', metric: 'prescriptions.parked', to: 140 }],
      errorType: 'System.Runtime.Serialization.SerializationException',
      errorText: "DraftLine from namespace '' is not valid. Required members 'packSize' not found.",
      tempt: {
        m: 'Drafts: leave out members without a value',
        edits: [
          {
            f: 'src/Prescriptions/Draft.cs',
            a: '        [DataMember(Name = "plan")]',
            b: '        [DataMember(Name = "plan", EmitDefaultValue = false)]',
          },
        ],
      },
    },
    strictCodes: {
      kind: 'shared_library',
      repo: 'alpis-kit',
      m: 'Article codes: fail early',
      delay: 31,
      edits: [
        {
          f: 'src/ArticleCode.cs',
          a: raw`            if (digits.Length == 13)
                return "0" + digits;
            return digits;
`,
          b: raw`            if (digits.Length == GtinDigits - 1)
                digits = "0" + digits;
            if (digits.Length != GtinDigits)
                throw new ArticleCodeException("'" + code + "' has " + digits.Length + " digits, expected " + GtinDigits);
            return digits;
`,
        },
        { f: 'Alpis.Kit.csproj', a: '<Version>2.7.0<', b: '<Version>2.8.0<' },
        {
          f: 'CHANGELOG.md',
          end: '\n## 2.8.0\n\n- article codes are checked where they are read\n- rounding of cash amounts\n',
        },
      ],
      bump: {
        m: 'Alpis.Kit 2.8.0',
        edits: [
          {
            f: 'Dispensary.csproj',
            a: '"Alpis.Kit" Version="2.7.0"',
            b: '"Alpis.Kit" Version="2.8.0"',
          },
        ],
      },
      alsoBump: [
        {
          service: 'refill-mailer',
          m: 'Alpis.Kit 2.8.0',
          edits: [
            {
              f: 'RefillMailer.csproj',
              a: '"Alpis.Kit" Version="2.7.0"',
              b: '"Alpis.Kit" Version="2.8.0"',
            },
          ],
        },
      ],
      bad: (r, flow) => rx(r, flow, { lines: [line(r), line(r, { code: '1336630' })] }),
      impact: [{ err: 0.19 }, { service: 'refill-mailer', err: 0.12 }],
      alsoFirst: ['refill-mailer'],
      errorType: 'Alpis.Kit.ArticleCodeException',
      errorText: "'1336630' has 7 digits, expected 14",
      says: [
        {
          service: 'refill-mailer',
          level: 'error',
          text: "reminder skipped, '1336630' has 7 digits, expected 14 (Alpis.Kit.ArticleCodeException)",
          count: 9,
        },
      ],
      tempt: {
        m: 'Catalogue: say that old articles have 7 digits',
        repo: 'dispensary',
        edits: [
          {
            f: 'src/Articles/Catalogue.cs',
            a: '/// <summary>Everything on the shelves, by article code.</summary>',
            b: '/// <summary>Everything on the shelves, by article code (14 digits, or 7 for old articles).</summary>',
          },
        ],
      },
    },
    insurerToken: {
      kind: 'expired_credential',
      category: 'expired_credential',
      service: 'insurer-gate',
      silentCore: true,
      edgeOrigin: '401',
      upstreamError: 'invalid_token, exp claim is in the past',
      outcome: '502',
      alsoFirst: ['cover-api'],
      impact: [{ service: 'insurer-gate', err: 0.94 }],
      status: 401,
      errorType: 'UpstreamFailed',
      errorText: 'cover-api said 401: invalid_token, exp claim is in the past',
      alertService: 'shop-web',
      tempt: {
        m: 'Insurer gate: document which tokens the cover API takes',
        repo: 'insurer-gate',
        edits: [
          {
            f: 'docs/cover-api.md',
            add: '# Cover API\n\nA token is issued by the association of insurers for a year. A 401 means invalid_token, see the vault entry cover/association.\n',
          },
        ],
      },
      story: 'the yearly token of the association of insurers was not renewed',
    },
    hayFever: {
      kind: 'traffic_surge',
      category: 'traffic_surge',
      traffic: 4.8,
      trafficOn: ['shop-web', 'dispensary', 'rx-sql', 'robot-bridge', 'robot-db'],
      shape: 'growing',
      alertAfter: 15,
      bad: (r, flow) => rx(r, flow, { taken: 8 }),
      good: (r, flow) => rx(r, flow, { taken: r.int(0, 7) }),
      impact: [
        { err: 0.2, timesMs: 4 },
        { service: 'rx-sql', timesMs: 4.5 },
        { service: 'robot-bridge', timesMs: 2.2 },
      ],
      cpu: { dispensary: 2.9, 'shop-web': 2.8, 'rx-sql': 2.3, 'robot-bridge': 1.9 },
      gauges: [
        { service: 'dispensary', metric: 'picking.slots.taken', to: 8 },
        { service: 'dispensary', metric: 'prescriptions.parked', to: 180 },
      ],
      alsoFirst: ['rx-sql'],
      status: 503,
      errorType: 'Alpis.Dispensary.Picking.RobotBusyException',
      errorText: 'all 8 picking slots are taken',
      alertService: 'shop-web',
      events: [
        {
          reason: 'SuccessfulRescale',
          type: 'Normal',
          service: 'shop-web',
          message:
            'New size: 9; reason: cpu resource utilization (percentage of request) above target',
          after: 2,
          spread: 2,
        },
      ],
      tempt: {
        m: 'Robot slots: explain why eight are taken at most',
        edits: [
          {
            f: 'src/Picking/RobotSlots.cs',
            a: '/// <summary>The picking robot works on eight orders at a time.</summary>',
            b: '/// <summary>The picking robot works on eight orders at a time; its maker allows no more.</summary>',
          },
        ],
      },
      story: 'a newspaper writes that sprays against hay fever are getting scarce',
    },
  },
};
