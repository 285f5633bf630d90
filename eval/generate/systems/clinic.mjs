/** Appointments of clinics in C#: slots, doctors, holidays; a calendar library of its own. Serilog. */

const files = {
  'Clinic.Appointments.csproj': `<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup>
    <TargetFramework>net8.0</TargetFramework>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Serilog.AspNetCore" Version="8.0.1" />
    <PackageReference Include="Clinic.Calendar" Version="3.4.0" />
    <PackageReference Include="Dapper" Version="2.1.28" />
  </ItemGroup>
</Project>
`,
  'appsettings.json':
    '{\n  "Slots": {\n    "Minutes": 20,\n    "HorizonDays": 60\n  },\n  "Reminders": { "HoursBefore": 24 }\n}\n',
  'src/SlotFinder.cs': `using System;
using System.Collections.Generic;

namespace Clinic.Appointments
{
    /// <summary>Finds free slots of a doctor.</summary>
    public class SlotFinder
    {
        private readonly SlotSettings settings;

        public SlotFinder(SlotSettings settings)
        {
            this.settings = settings;
        }

        public TimeSpan Next(Doctor doctor, TimeSpan after)
        {
            var slots = SlotsOf(doctor);
            for (int i = 0; i < slots.Count; i++)
            {
                if (slots[i] >= after)
                {
                    return slots[i];
                }
            }
            return slots[0];
        }

        public List<TimeSpan> SlotsOf(Doctor doctor)
        {
            var slots = new List<TimeSpan>();
            int minutes = (int)(doctor.Until - doctor.From).TotalMinutes;
            int count = minutes / settings.Minutes;
            for (int i = 0; i < count; i++)
            {
                slots.Add(doctor.From + TimeSpan.FromMinutes(i * settings.Minutes));
            }
            return slots;
        }
    }
}
`,
  'src/SlotSettings.cs': `namespace Clinic.Appointments
{
    public class SlotSettings
    {
        public int Minutes { get; set; } = 20;
        public int HorizonDays { get; set; } = 60;

        /// <summary>Practices may bring their own length of a slot.</summary>
        public static SlotSettings For(Practice practice)
        {
            var settings = new SlotSettings();
            if (practice.SlotMinutes > 0)
            {
                settings.Minutes = practice.SlotMinutes;
            }
            return settings;
        }
    }
}
`,
  'src/Practice.cs': `using System.Collections.Generic;

namespace Clinic.Appointments
{
    public class Practice
    {
        public string Code { get; set; }
        public int SlotMinutes { get; set; }
        public string Region { get; set; }
        public List<Doctor> Doctors { get; } = new List<Doctor>();
    }
}
`,
  'src/Doctor.cs': `using System;

namespace Clinic.Appointments
{
    public class Doctor
    {
        public string Name { get; set; }
        public string Specialty { get; set; }
        public TimeSpan From { get; set; }
        public TimeSpan Until { get; set; }
    }
}
`,
  'src/BookingService.cs': `using System;
using System.Linq;
using Clinic.Calendar;

namespace Clinic.Appointments
{
    /// <summary>Books appointments.</summary>
    public class BookingService
    {
        private readonly PracticeDirectory practices;
        private readonly Holidays holidays;

        public BookingService(PracticeDirectory practices, Holidays holidays)
        {
            this.practices = practices;
            this.holidays = holidays;
        }

        public string Book(string practiceCode, string wanted, string specialty, string date, string time)
        {
            var practice = practices.Find(practiceCode);
            var day = DayParser.Parse(date);
            if (holidays.IsHoliday(practice.Region, day))
            {
                throw new BookingRefused("closed on " + date);
            }
            var doctor = DoctorFor(practice, wanted, specialty);
            var slot = new SlotFinder(SlotSettings.For(practice)).Next(doctor, TimeSpan.Parse(time));
            return doctor.Name + " " + day.ToString("yyyy-MM-dd") + " " + slot.ToString("hh\\\\:mm");
        }

        private Doctor DoctorFor(Practice practice, string wanted, string specialty)
        {
            var byName = practice.Doctors.FirstOrDefault(d => d.Name == wanted);
            if (byName != null)
            {
                return byName;
            }
            var bySpecialty = practice.Doctors.FirstOrDefault(d => d.Specialty == specialty);
            if (bySpecialty == null)
            {
                throw new BookingRefused("no doctor for " + specialty);
            }
            return bySpecialty;
        }
    }
}
`,
  'src/BookingRefused.cs': `using System;

namespace Clinic.Appointments
{
    /// <summary>The patient must choose something else; answered with 409.</summary>
    public class BookingRefused : Exception
    {
        public BookingRefused(string message) : base(message) { }
    }
}
`,
  'src/PracticeDirectory.cs': `using System;
using System.Collections.Generic;

namespace Clinic.Appointments
{
    /// <summary>Practices by their code; filled from the registry every night.</summary>
    public class PracticeDirectory
    {
        private readonly Dictionary<string, Practice> practices = new Dictionary<string, Practice>();

        public PracticeDirectory()
        {
            Add("B-17", 20, "BE", ("Dr. Adler", "derma", 8, 16), ("Dr. Novak", "general", 9, 17));
            Add("B-44", 0, "BE", ("Dr. Petrov", "general", 7, 13));
            Add("M-02", 15, "BY", ("Dr. Weiss", "cardio", 8, 12), ("Dr. Huber", "general", 8, 18));
            Add("W-09", 30, "AT", ("Dr. Gruber", "ortho", 10, 15));
        }

        public Practice Find(string code)
        {
            return practices[code];
        }

        private void Add(string code, int minutes, string region, params (string name, string specialty, int from, int until)[] doctors)
        {
            var practice = new Practice { Code = code, SlotMinutes = minutes, Region = region };
            foreach (var entry in doctors)
            {
                practice.Doctors.Add(new Doctor { Name = entry.name, Specialty = entry.specialty, From = TimeSpan.FromHours(entry.from), Until = TimeSpan.FromHours(entry.until) });
            }
            practices[code] = practice;
        }
    }
}
`,
  'src/Reminders.cs': `using System;

namespace Clinic.Appointments
{
    /// <summary>When a patient is reminded.</summary>
    public static class Reminders
    {
        public const int HoursBefore = 24;

        public static DateTime For(DateTime appointment)
        {
            return appointment.AddHours(-HoursBefore);
        }
    }
}
`,
};
const work = [
  { m: 'Dapper 2.1.35', edits: [{ f: 'Clinic.Appointments.csproj', a: '2.1.28', b: '2.1.35' }] },
  {
    m: 'Remind patients two days before',
    edits: [
      { f: 'src/Reminders.cs', a: 'HoursBefore = 24', b: 'HoursBefore = 48' },
      { f: 'appsettings.json', a: '"HoursBefore": 24', b: '"HoursBefore": 48' },
    ],
  },
  {
    m: 'Say which practice is closed',
    edits: [
      {
        f: 'src/BookingService.cs',
        a: '"closed on " + date',
        b: '"practice " + practiceCode + " is closed on " + date',
      },
    ],
  },
  {
    m: 'Dr. Petrov works until two',
    edits: [
      {
        f: 'src/PracticeDirectory.cs',
        a: '("Dr. Petrov", "general", 7, 13)',
        b: '("Dr. Petrov", "general", 7, 14)',
      },
    ],
  },
  {
    m: 'Book up to 90 days ahead',
    edits: [
      {
        f: 'src/SlotSettings.cs',
        a: 'HorizonDays { get; set; } = 60',
        b: 'HorizonDays { get; set; } = 90',
      },
      { f: 'appsettings.json', a: '"HorizonDays": 60', b: '"HorizonDays": 90' },
    ],
  },
  {
    m: 'Document Doctor',
    edits: [
      {
        f: 'src/Doctor.cs',
        a: '    public class Doctor',
        b: '    /// <summary>Working hours are the same on every weekday.</summary>\n    public class Doctor',
      },
    ],
  },
  {
    m: 'Name the specialty in refusals',
    edits: [
      {
        f: 'src/BookingService.cs',
        a: '"no doctor for " + specialty',
        b: '"no doctor for specialty " + specialty',
      },
    ],
  },
];

const libraryFiles = {
  'Clinic.Calendar.csproj':
    '<Project Sdk="Microsoft.NET.Sdk">\n  <PropertyGroup>\n    <TargetFramework>netstandard2.0</TargetFramework>\n    <Version>3.4.0</Version>\n  </PropertyGroup>\n</Project>\n',
  'DayParser.cs': `using System;
using System.Globalization;

namespace Clinic.Calendar
{
    /// <summary>Reads dates as clients send them.</summary>
    public static class DayParser
    {
        private static readonly string[] Formats = { "yyyy-MM-dd", "dd.MM.yyyy" };

        public static DateTime Parse(string text)
        {
            return DateTime.ParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None);
        }
    }
}
`,
  'Holidays.cs': `using System;
using System.Collections.Generic;

namespace Clinic.Calendar
{
    /// <summary>Public holidays by region.</summary>
    public class Holidays
    {
        private readonly Dictionary<string, HashSet<string>> fixedDays = new Dictionary<string, HashSet<string>>
        {
            { "BE", new HashSet<string> { "01-01", "03-08", "05-01", "10-03", "12-25", "12-26" } },
            { "BY", new HashSet<string> { "01-01", "01-06", "05-01", "08-15", "10-03", "11-01", "12-25", "12-26" } },
        };

        public bool IsHoliday(string region, DateTime day)
        {
            HashSet<string> days;
            if (!fixedDays.TryGetValue(region, out days))
            {
                return false;
            }
            return days.Contains(day.ToString("MM-dd"));
        }
    }
}
`,
  'Weeks.cs': `using System;

namespace Clinic.Calendar
{
    public static class Weeks
    {
        public static DateTime MondayOf(DateTime day)
        {
            return day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
        }
    }
}
`,
};
const libraryWork = [
  {
    m: 'Weeks: the Sunday as well',
    edits: [
      {
        f: 'Weeks.cs',
        a: '    public static class Weeks\n    {',
        b: '    public static class Weeks\n    {\n        public static DateTime SundayOf(DateTime day)\n        {\n            return MondayOf(day).AddDays(6);\n        }\n',
      },
    ],
  },
  {
    m: 'Summary for Weeks',
    edits: [
      {
        f: 'Weeks.cs',
        a: '    public static class Weeks',
        b: '    /// <summary>Weeks begin on Monday.</summary>\n    public static class Weeks',
      },
    ],
  },
  {
    m: "Women's day is a holiday in Berlin: cite the law",
    edits: [
      {
        f: 'Holidays.cs',
        a: '            { "BE", new',
        b: '            // BE: law of 2019\n            { "BE", new',
      },
    ],
  },
];

const driver = `using System;
using System.Globalization;
using Clinic.Appointments;
using Clinic.Calendar;

public static class Program
{
    static long now;
    static string trace;

    static string Quote(string text)
    {
        return "\\"" + text.Replace("\\\\", "\\\\\\\\").Replace("\\"", "\\\\\\"").Replace("\\r", "").Replace("\\n", "\\\\n").Replace("\\t", "\\\\t") + "\\"";
    }

    static void Log(string level, string message, Exception error)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(now).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fff'0000Z'", CultureInfo.InvariantCulture);
        Console.WriteLine("{\\"@t\\":\\"" + at + "\\",\\"@m\\":" + Quote(message) + (level == "Information" ? "" : ",\\"@l\\":\\"" + level + "\\"") + (error == null ? "" : ",\\"@x\\":" + Quote(error.ToString())) + ",\\"SourceContext\\":\\"Clinic.Appointments.Api.BookingController\\",\\"TraceId\\":\\"" + trace + "\\",\\"Application\\":\\"appointments\\",\\"MachineName\\":\\"appointments-7f4d\\"}");
    }

    public static void Main()
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        var service = new BookingService(new PracticeDirectory(), new Holidays());
        for (string line; (line = Console.ReadLine()) != null; )
        {
            var f = line.Split('\\t');
            now = long.Parse(f[1]);
            trace = f[2];
            Console.WriteLine("\\u0001" + f[0]);
            try
            {
                Log("Information", "HTTP POST /api/bookings responded 201: " + service.Book(f[3], f[4], f[5], f[6], f[7]), null);
            }
            catch (BookingRefused refused)
            {
                Log("Warning", "booking refused: " + refused.Message, null);
            }
            catch (Exception problem)
            {
                Log("Error", "HTTP POST /api/bookings responded 500", problem);
            }
        }
    }
}
`;

const DOCTORS = [
  ['B-17', 'Dr. Adler', 'derma'],
  ['B-17', 'Dr. Novak', 'general'],
  ['M-02', 'Dr. Weiss', 'cardio'],
  ['M-02', 'Dr. Huber', 'general'],
  ['W-09', 'Dr. Gruber', 'ortho'],
  ['B-44', 'Dr. Petrov', 'general'],
];
const booking = (r, { doctor, practice, name, format = 'iso', time } = {}) => {
  const [code, known, specialty] =
    doctor ?? r.pick(DOCTORS.filter(([one]) => !practice || one === practice));
  const [day, month] = [String(r.int(10, 27)), String(r.pick([2, 3, 4, 6, 7, 9])).padStart(2, '0')];
  return [
    code,
    name ?? known,
    specialty,
    format === 'iso' ? `2026-${month}-${day}` : `${day}.${month}.2026`,
    time ?? `${String(r.int(8, 11)).padStart(2, '0')}:${r.pick(['00', '10', '40'])}`,
  ];
};

export const system = {
  key: 'clinic',
  language: 'csharp',
  layout: 'polyrepo',
  project: 'MED',
  env: 'production',
  mail: 'praxisnetz.example',
  major: 5,
  team: ['Katrin Vogel', 'Mehmet Yildiz', 'Anna Kowalczyk', 'Felix Brandt', 'Theresa Kurz'],
  style: {
    messages: 'ticket',
    ci: 'azure',
    commits: 'gitlab',
    deployments: 'pipeline',
    metrics: 'long',
    metricNames: 'otel',
    traces: 'otel',
    alert: 'datadog',
    logs: 'merged',
    version: 'build',
  },
  entry: 'patient-portal',
  core: 'appointments',
  services: [
    {
      name: 'patient-portal',
      ms: 26,
      rps: 60,
      repo: 'patient-portal',
      hosts: ['portal-1', 'portal-2'],
      edge: {
        lang: 'node',
        style: 'winston',
        file: '/home/node/portal/server/index.js',
        paths: ['/termin', '/termin/bestaetigen'],
        words: {
          failed: 'Anfrage fehlgeschlagen',
          handled: 'Anfrage beantwortet',
          chore: 'Hintergrundaufgabe fehlgeschlagen',
          answered: 'antwortete',
        },
      },
      calls: [{ to: 'booking-gateway' }],
      resource: 'POST /termin',
    },
    {
      name: 'booking-gateway',
      ms: 12,
      rps: 58,
      repo: 'booking-gateway',
      hosts: ['gw-1'],
      edge: {
        lang: 'java',
        style: 'logstash',
        file: 'de.praxisnetz.gateway.RouteHandler',
        paths: ['/api/bookings', '/api/slots'],
        words: { failed: 'route failed', handled: 'routed', chore: 'task failed' },
      },
      calls: [{ to: 'appointments' }, { to: 'notifications', share: 0.5 }],
      resource: 'POST /api/bookings',
    },
    {
      name: 'appointments',
      ms: 24,
      rps: 55,
      repo: 'appointments',
      hosts: ['appointments-7f4d'],
      calls: [{ to: 'appointments-sql' }],
      resource: 'POST /api/bookings',
    },
    {
      name: 'notifications',
      ms: 30,
      rps: 27,
      repo: 'notifications',
      hosts: ['notif-0'],
      node: 'vm-app-3',
      edge: {
        lang: 'python',
        style: 'jsonlogger',
        file: '/srv/notifications/notifications/worker.py',
        paths: ['/send/sms', '/send/mail'],
        words: { failed: 'message not sent', handled: 'message sent' },
      },
      calls: [{ to: 'sms-gateway', share: 0.4 }],
      resource: 'POST /send',
    },
    {
      name: 'audit-archive',
      ms: 40,
      rps: 8,
      repo: 'audit-archive',
      node: 'vm-app-3',
      edge: {
        lang: 'node',
        style: 'winston',
        file: '/home/node/archive/index.js',
        paths: ['/append'],
        words: {},
      },
      calls: [{ to: 'appointments-sql', share: 0.2, soft: true }],
      resource: 'POST /append',
    },
    { name: 'appointments-sql', ms: 5, rps: 60, store: true, resource: 'INSERT Bookings' },
    { name: 'sms-gateway', ms: 110, rps: 11, store: true, resource: 'POST sms.example' },
  ],
  repos: {
    appointments: {
      service: 'appointments',
      image: 'mcr.microsoft.com/dotnet/aspnet:8.0',
      files,
      work,
    },
    'clinic-calendar': {
      service: 'clinic-calendar',
      image: 'mcr.microsoft.com/dotnet/sdk:8.0',
      messages: 'plain',
      files: libraryFiles,
      work: libraryWork,
    },
  },
  programs: {
    appointments: {
      uses: ['clinic-calendar'],
      libraryFolder: 'packages/Clinic.Calendar',
      driver: { 'api/Program.cs': driver },
      build: [
        ['mcs', '-debug', '-out:app.exe', '$(find', 'src', 'api', 'packages', '-name', "'*.cs')"],
      ],
      run: ['mono', '--debug', 'app.exe'],
      home: '/src/appointments/',
      isError: /"@l":"Error"/,
      json: true,
    },
  },
  changes: [
    {
      type: 'feature_flag',
      name: 'sms-reminders',
      service: 'notifications',
      before: '50',
      after: '100',
      by: 'k.vogel',
    },
    {
      type: 'config',
      name: 'Portal:BannerText',
      service: 'patient-portal',
      before: '',
      after: 'Grippeimpfung',
      by: 'redaktion',
    },
  ],
  good: (r) => booking(r),
  faults: {
    anyDoctor: {
      kind: 'null_dereference',
      m: 'DoctorFor in one expression',
      delay: 3,
      edits: [
        {
          f: 'src/BookingService.cs',
          a: `            var byName = practice.Doctors.FirstOrDefault(d => d.Name == wanted);
            if (byName != null)
            {
                return byName;
            }
            var bySpecialty = practice.Doctors.FirstOrDefault(d => d.Specialty == specialty);
            if (bySpecialty == null)
            {
`,
          b: `            var doctor = practice.Doctors.FirstOrDefault(d => d.Name == wanted);
            if (wanted.Length == 0 && doctor == null)
            {
`,
        },
        { f: 'src/BookingService.cs', a: 'return bySpecialty;', b: 'return doctor;' },
      ],
      bad: (r) => booking(r, { name: 'Dr. Former' }),
      impact: [{ err: 0.26 }],
      errorType: 'System.NullReferenceException',
      errorText: 'Object reference not set to an instance of an object',
      tempt: {
        m: 'Doctors without a name are skipped in the export',
        edits: [
          {
            f: 'src/DoctorExport.cs',
            add: 'using System.Linq;\n\nnamespace Clinic.Appointments\n{\n    public static class DoctorExport\n    {\n        public static string Names(Practice practice)\n        {\n            return string.Join(";", practice.Doctors.Where(d => d.Name != null).Select(d => d.Name));\n        }\n    }\n}\n',
          },
        ],
      },
    },
    lastSlot: {
      kind: 'index_out_of_range',
      m: 'Offer the slot after the wanted one when it is taken',
      delay: 37,
      edits: [
        {
          f: 'src/SlotFinder.cs',
          a: '                if (slots[i] >= after)\n                {\n                    return slots[i];',
          b: '                if (slots[i] >= after)\n                {\n                    return slots[i + 1] - slots[i] == TimeSpan.FromMinutes(settings.Minutes) ? slots[i] : slots[i + 1];',
        },
      ],
      bad: (r) => booking(r, { doctor: ['M-02', 'Dr. Weiss', 'cardio'], time: '11:45' }),
      good: (r) => booking(r, { practice: r.pick(['B-17', 'B-17', 'W-09']), time: '10:20' }),
      impact: [{ err: 0.09 }],
      priority: 'P3',
      errorType: 'System.ArgumentOutOfRangeException',
      errorText: 'Index was out of range',
      tempt: {
        m: 'Range of the booking horizon in one place',
        edits: [
          {
            f: 'src/Horizon.cs',
            add: 'namespace Clinic.Appointments\n{\n    /// <summary>Index of the last day that may be booked.</summary>\n    public static class Horizon\n    {\n        public const int LastIndex = 59;\n    }\n}\n',
          },
        ],
      },
    },
    slotDefault: {
      kind: 'wrong_default',
      m: 'Settings come from the practice',
      delay: 58,
      edits: [
        {
          f: 'src/SlotSettings.cs',
          a: '            if (practice.SlotMinutes > 0)\n            {\n                settings.Minutes = practice.SlotMinutes;\n            }',
          b: '            settings.Minutes = practice.SlotMinutes;',
        },
      ],
      bad: (r) => booking(r, { practice: 'B-44' }),
      good: (r) => booking(r, { practice: r.pick(['B-17', 'M-02', 'W-09']) }),
      impact: [{ err: 0.16 }],
      errorType: 'System.DivideByZeroException',
      errorText: 'Attempted to divide by zero.',
    },
    germanDates: {
      kind: 'shared_library',
      repo: 'clinic-calendar',
      m: 'ISO dates only',
      delay: 14,
      edits: [{ f: 'DayParser.cs', a: '{ "yyyy-MM-dd", "dd.MM.yyyy" }', b: '{ "yyyy-MM-dd" }' }],
      bump: {
        m: 'Clinic.Calendar 3.5.0',
        edits: [{ f: 'Clinic.Appointments.csproj', a: 'Version="3.4.0"', b: 'Version="3.5.0"' }],
      },
      bad: (r) => booking(r, { format: 'de' }),
      impact: [{ err: 0.33 }],
      errorType: 'System.FormatException',
      errorText: 'String was not recognized as a valid DateTime.',
    },
    holidayPackage: {
      kind: 'dependency_update',
      category: 'dependency_update',
      m: 'Upgrade Clinic.Calendar',
      delay: 9,
      edits: [{ f: 'Clinic.Appointments.csproj', a: 'Version="3.4.0"', b: 'Version="4.0.0"' }],
      replaceLibrary: {
        f: 'packages/Clinic.Calendar/Holidays.cs',
        a: `            HashSet<string> days;
            if (!fixedDays.TryGetValue(region, out days))
            {
                return false;
            }
            return days.Contains(day.ToString("MM-dd"));`,
        b: `            return fixedDays[region].Contains(day.ToString("MM-dd"));`,
      },
      bad: (r) => booking(r, { practice: 'W-09' }),
      good: (r) => booking(r, { practice: r.pick(['B-17', 'M-02', 'B-44']) }),
      impact: [{ err: 0.18 }],
      errorType: 'System.Collections.Generic.KeyNotFoundException',
      errorText: "The given key 'AT' was not present in the dictionary.",
      tempt: {
        m: 'Ask for the practice by key in one place',
        edits: [
          {
            f: 'src/PracticeDirectory.cs',
            a: '        public Practice Find(string code)',
            b: '        /// <summary>Throws when the key is not present in the dictionary.</summary>\n        public Practice Find(string code)',
          },
        ],
      },
    },
    spoolFull: {
      kind: 'disk_pressure',
      category: 'infrastructure',
      service: 'notifications',
      silentCore: true,
      edgeOrigin: 'disk',
      outcome: '502',
      spoolPath: '/var/spool/notifications/out-0412.json',
      impact: [{ service: 'notifications', err: 0.7 }],
      status: 500,
      errorType: 'OSError',
      errorText: '[Errno 28] No space left on device',
      alertService: 'booking-gateway',
      events: [
        {
          reason: 'NodeHasDiskPressure',
          type: 'Warning',
          service: null,
          node: 'vm-app-3',
          message: 'Node vm-app-3 status is now: NodeHasDiskPressure (imagefs 97% used)',
          after: -2,
          spread: 1,
        },
        {
          reason: 'FreeDiskSpaceFailed',
          service: 'audit-archive',
          node: 'vm-app-3',
          message:
            'failed to garbage collect required amount of images; audit-archive writes 4.1 GiB/h to /var',
          after: 1,
          spread: 6,
          count: 2,
        },
      ],
      extras: [{ service: 'audit-archive', metric: 'disk.used.percent', base: 81, to: 99.6 }],
      story: 'the archive beside it fills the disk of the machine',
    },
    blip: {
      kind: 'self_healed',
      category: 'noise',
      verdict: 'no_code_change',
      noBad: true,
      lasts: 3,
      alertAfter: 2,
      decision: ['MONITOR', 'IGNORE'],
      priority: 'P4',
      impact: [{ timesMs: 3.2, err: 0.006 }],
      alertService: 'appointments',
      story: 'a garbage collection and a slow minute; over before anybody looks',
      says: [
        {
          service: 'booking-gateway',
          level: 'warn',
          text: 'appointments slow, 1 of 2 attempts',
          count: 4,
        },
      ],
    },
  },
};
