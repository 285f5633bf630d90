/** Incidents in which somebody near the scene is innocent: what must be told apart before a change is blamed. */
import type { Incident } from './incidents.ts';

const NPE =
  'TypeError: unsupported operand type(s) for -: int and str\n  File "/app/dispatch/ranking.py", line 9, in best\nTraceback (most recent call last):\n  File "/app/dispatch/assign.py", line 28, in assign\n    return best(couriers, order)\n  File "/app/dispatch/ranking.py", line 9, in best\n    return sorted(free, key=lambda c: c.eta - minutes(order.ready))[0]\nTypeError: unsupported operand type(s) for -: int and str';

export const ofRestraint: readonly Incident[] = [
  {
    name: 'types at the scene are innocent, the function that the scene calls lost its conversion (python)',
    service: 'dispatch',
    alert: 'dispatch 5xx',
    logs: [[0, 'error', NPE, 25]],
    metrics: [['dispatch.error_rate', 0.2, 30, 0]],
    commits: [
      {
        sha: 'aaa1111',
        at: -40,
        message: 'Types for best',
        files: {
          'dispatch/ranking.py':
            '@@ -1,9 +1,9 @@\n from platform_time.duration import minutes\n \n \n-def best(couriers, order):\n+def best(couriers: list, order: dict) -> Courier:\n     free = [c for c in couriers if c.free]\n     ready = minutes(order.ready)\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -60,
        message: 'Durations keep their unit',
        files: {
          'libs/platform_time/duration.py':
            "@@ -9,4 +9,4 @@ def minutes(value):\n     text = str(value)\n     if ':' in text:\n         return 60\n-    return int(text)\n+    return text\n",
        },
      },
    ],
    deployments: [
      { at: -20, commit: 'aaa1111' },
      { at: -22, commit: 'bbb2222' },
    ],
    truth: { verdict: 'root_cause', suspect: 'bbb2222', category: 'code_defect' },
  },
  {
    name: 'who words the refusal is innocent, who took the condition away is not (c#)',
    service: 'booking',
    alert: 'booking 5xx',
    logs: [
      [
        0,
        'error',
        'System.DivideByZeroException: Attempted to divide by zero.\n   at Clinic.BookingService.Book(Request r) in /src/BookingService.cs:line 28',
        25,
      ],
    ],
    metrics: [['booking.error_rate', 0.2, 20, 0]],
    commits: [
      {
        sha: 'aaa1111',
        at: -10,
        message: 'Name the specialty in refusals',
        files: {
          'src/BookingService.cs':
            '@@ -24,7 +24,7 @@ public Slot Book(Request r)\n             if (doctor == null)\n             {\n-                throw new BookingRefused("no doctor for " + specialty);\n+                throw new BookingRefused("no doctor for specialty " + specialty);\n             }\n             return Slots(settings.Minutes);\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -50,
        message: 'Settings come from the practice',
        files: {
          'src/SlotSettings.cs':
            '@@ -9,10 +9,7 @@ public static SlotSettings For(Practice practice)\n             var settings = new SlotSettings();\n-            if (practice.SlotMinutes > 0)\n-            {\n-                settings.Minutes = practice.SlotMinutes;\n-            }\n+            settings.Minutes = practice.SlotMinutes;\n             return settings;\n',
        },
      },
    ],
    deployments: [
      { at: -3, commit: 'aaa1111' },
      { at: -12, commit: 'bbb2222' },
    ],
    truth: { verdict: 'root_cause', suspect: 'bbb2222' },
  },
  {
    name: 'a line moved out of a lock writes the same row twice (python)',
    service: 'dispatch',
    alert: 'dispatch failures',
    logs: [
      [
        0,
        'error',
        'Traceback (most recent call last):\n  File "/app/dispatch/assign.py", line 29, in assign\n    self._ledger.record(order, courier)\nsqlite3.IntegrityError: UNIQUE constraint failed: assignments.courier',
        20,
      ],
    ],
    metrics: [['dispatch.error_rate', 0.2, 9, 0]],
    commits: [
      {
        sha: 'aaa1111',
        at: -60,
        message: 'Assign without holding the lock during queries',
        files: {
          'dispatch/assign.py':
            '@@ -24,7 +24,7 @@ def assign(self, order):\n             raise NoCourier(order)\n+        courier = best(couriers, order)\n         with _lock:\n-            courier = best(couriers, order)\n             self._ledger.record(order, courier)\n         return courier\n',
        },
      },
    ],
    deployments: [{ at: -30, commit: 'aaa1111' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'a field more in a table breaks no parser: the library dropped what is called (node)',
    service: 'fares',
    alert: 'offers per search down',
    logs: [
      [
        0,
        'error',
        'TypeError: parser.parse(...).getroot is not a function\n    at parseOffers (/app/src/suppliers/skyway.ts:88:14)\n    at search (/app/src/search.ts:29:9)',
        40,
      ],
    ],
    metrics: [['fares.errors', 0.1, 5, 0]],
    commits: [
      {
        sha: 'aaa1111',
        at: -20,
        message: 'skyway: map cabin class W',
        files: {
          'src/suppliers/skyway.ts':
            "@@ -95,2 +95,3 @@ function parseOffers(xml: string): Offer[] {\n     Y: 'economy',\n+    W: 'premium_economy',\n     C: 'business',\n",
        },
      },
      {
        sha: 'bbb2222',
        at: -70,
        message:
          'fix(deps): update dependency xml-tree to v4\n\nBREAKING: parse returns the root itself; getroot was removed',
        files: {
          'package.json': '@@ -22 +22 @@\n-    "xml-tree": "3.9.2",\n+    "xml-tree": "4.0.0",\n',
        },
      },
    ],
    deployments: [
      { at: -8, commit: 'aaa1111' },
      { at: -10, commit: 'bbb2222' },
    ],
    truth: { verdict: 'root_cause', suspect: 'bbb2222', category: 'dependency_update' },
  },
  {
    name: 'the setting that the failures still show at its old value is not in use (ruby)',
    service: 'profile',
    alert: 'profile 401',
    logs: [
      [0, 'error', '401 token rejected: iat in the future, leeway 60s', 40],
      [-1, 'warn', "Can't synchronise: no selectable sources", 1, 'chronyd'],
    ],
    metrics: [
      ['profile.http_401_per_min', 0.5, 6, 0],
      ['app03.clock_offset_ms', 4, 98_000, -1],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -40,
        message: 'auth: leeway 60s -> 30s',
        files: { 'auth/verify.rb': '@@ -14 +14 @@ module Auth\n-  LEEWAY = 60\n+  LEEWAY = 30\n' },
      },
    ],
    truth: { verdict: 'no_code_change', category: 'infrastructure' },
  },
  {
    name: 'a kernel that loses its disk outweighs the latest deployment (java)',
    service: 'search',
    alert: 'search partial results',
    logs: [
      [0, 'error', 'shard 7 on n12: java.io.IOException: Input/output error reading _c4.cfs', 60],
      [0, 'error', 'nvme1n1: I/O error, dev nvme1n1, sector {n} op 0x0:(READ)', 20, 'kernel'],
    ],
    metrics: [['search.partial_ratio', 0.1, 12, 0]],
    commits: [
      {
        sha: 'aaa1111',
        at: -30,
        message: 'shard: better message when reading a segment fails',
        files: { 'src/main/java/Shard.java': null },
      },
    ],
    deployments: [{ at: -10, commit: 'aaa1111' }],
    truth: { verdict: 'no_code_change', category: 'infrastructure' },
  },
  {
    name: 'three services lose one provider at once (python, node, java)',
    service: 'writer',
    alert: 'writer upload failures',
    logs: [
      [0, 'error', 'upload failed: s3 PutObject: 500 InternalError', 60],
      [0, 'error', 'dynamodb GetItem: InternalServerError (500)', 40, 'features'],
      [0, 'error', 'sqs ReceiveMessage: 500 InternalFailure', 30, 'backup'],
    ],
    metrics: [['writer.upload_errors', 0.2, 30, 0]],
    commits: [
      {
        sha: 'aaa1111',
        at: -30,
        message: 'uploader: larger parts',
        files: { 'src/uploader.py': '@@ -4 +4 @@\n-PART_MB = 16\n+PART_MB = 32\n' },
      },
    ],
    deployments: [{ at: -12, commit: 'aaa1111' }],
    truth: { verdict: 'no_code_change', category: 'dependency_outage' },
  },
  {
    name: 'a caller that asks ten times per page is no surge (elixir)',
    service: 'profile',
    alert: 'profile p95',
    logs: [
      [1, 'error', 'GET /profiles/{n} 503', 60],
      [1, 'warn', 'rejecting request: queue full (size=512)', 60],
    ],
    metrics: [
      ['rps', 120, 1_200, 0, 'profile'],
      ['p95_ms', 25, 2_300, 0, 'profile'],
      ['requests_per_second', 40, 40.5, 0, 'classroom'],
    ],
    commits: [
      {
        sha: 'aaa1111',
        at: -50,
        message: "Show classmates' avatars on the board",
        service: 'classroom',
        repository: 'classroom',
        files: {
          'lib/classroom/board.ex':
            '@@ -22,3 +22,5 @@ def render(room) do\n-    owner = Profiles.fetch!(room.owner_id)\n+    people =\n+      Task.async_stream(answers, fn a -> Profiles.fetch!(a.student_id) end)\n+      |> Enum.map(fn {:ok, p} -> p end)\n+    streaks = Enum.map(people, &Profiles.fetch_streak!(&1.id))\n',
        },
      },
    ],
    calls: [['classroom', 'profile']],
    deployments: [{ at: -2, commit: 'aaa1111', service: 'classroom' }],
    truth: { verdict: 'root_cause', suspect: 'aaa1111' },
  },
  {
    name: 'the permission that was taken away is the one that is missing (terraform)',
    service: 'thumbs',
    alert: 'thumbs failures',
    logs: [
      [
        0,
        'error',
        'AccessDenied: User: arn:aws:sts::1:assumed-role/thumbs is not authorized to perform: s3:PutObjectTagging on resource: arn:aws:s3:::media/{n}',
        40,
      ],
    ],
    metrics: [['thumbs.error_rate', 0.2, 60, 0]],
    commits: [
      {
        sha: 'aaa1111',
        at: -5,
        message: 'store: log the key when put fails',
        files: {
          'src/store.py':
            '@@ -8,3 +8,4 @@ def put(key, data):\n     except ClientError as error:\n+        log.error("put failed for %s", key)\n         raise\n',
        },
      },
      {
        sha: 'bbb2222',
        at: -30,
        message: 'least privilege for media roles',
        files: {
          'infra/iam/media.tf':
            '@@ -10,4 +10,3 @@\n     actions = [\n       "s3:PutObject",\n-      "s3:PutObjectTagging",\n     ]\n',
        },
      },
    ],
    deployments: [
      { at: -2, commit: 'aaa1111' },
      { at: -6, commit: 'bbb2222' },
    ],
    truth: { verdict: 'root_cause', suspect: 'bbb2222' },
  },
  {
    name: 'the latest deployment beside failures of elsewhere convicts nobody (go)',
    service: 'orders',
    alert: 'orders 5xx',
    logs: [
      [
        0,
        'error',
        'panic: runtime error: index out of range [3] with length 3\n\ngoroutine 7 [running]:\nmain.pick(0x1)\n\t/src/pick.go:41 +0x1d\nmain.serve()\n\t/src/serve.go:12 +0x20',
        20,
      ],
    ],
    metrics: [['orders.error_rate', 0.2, 20, 0]],
    commits: [
      {
        sha: 'aaa1111',
        at: -9,
        message: 'start references at a higher number',
        files: {
          'pick.go': '@@ -3 +3 @@ package main\n-const Start = 81000\n+const Start = 91000\n',
        },
      },
    ],
    deployments: [{ at: -3, commit: 'aaa1111' }],
    truth: { verdict: 'inconclusive' },
  },
];
