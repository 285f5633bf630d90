import type { Example } from './examples.ts';
import { GO_SERVICES_ROWS } from './go-services.examples.ts';

export type GoRow = readonly [
  name: string,
  patch: string,
  failure: string,
  harmless: string,
  path?: string,
];

const MAPS = 'fatal error: concurrent map writes';
const NIL = 'panic: runtime error: invalid memory address or nil pointer dereference';
const ASLEEP = 'fatal error: all goroutines are asleep - deadlock!';
const CLOSED = 'panic: send on closed channel';
const DEADLINE = 'Get "http://stock/v1": context deadline exceeded (Client.Timeout exceeded)';
const FILES = 'accept tcp [::]:8080: accept4: too many open files';
const INDEX = 'panic: runtime error: index out of range [0] with length 0';
const WRONG = 'total mismatch: wrong amount, corrupted by another order';
const STACK = 'runtime: goroutine stack exceeds 1000000000-byte limit';

const ROWS: readonly GoRow[] = [
  ['go-lock-removed', '-\ts.mu.Lock()\n-\tdefer s.mu.Unlock()\n \ts.n[k]++', MAPS, '-\ts.log()'],
  [
    'go-read-lock-for-a-write',
    '-\ts.mu.Lock()\n+\ts.mu.RLock()\n \ts.n[k] = v',
    MAPS,
    '-\ts.mu.RLock()\n+\ts.mu.Lock()',
  ],
  [
    'go-goroutine-shares',
    '+\t\tgo func(o Order) {\n+\t\t\ttotals[o.ID] = o.Sum',
    MAPS,
    '+\tgoal()',
  ],
  ['go-shared-map', '+\tseen map[string]bool', MAPS, '+\tseen []string'],
  [
    'go-nil-map',
    '+\tvar totals map[string]int\n+\ttotals[k]++',
    'panic: assignment to entry in nil map',
    '+\ttotals := make(map[string]int)',
  ],
  [
    'go-map-not-made',
    '-\t\ttotals: make(map[string]int),',
    'panic: assignment to entry in nil map',
    '-\t\tname: "x",',
  ],
  [
    'go-loop-variable',
    '-\t\to := o\n \t\tgo send(o)',
    'the same order sent 12 times: duplicate messages',
    '-\t\to := p',
  ],
  [
    'go-pointer-to-loop-variable',
    '+\tfor _, o := range orders {\n+\t\tout = append(out, &o)',
    'the same order for every line: duplicate orders',
    '+\tfor i := range orders {\n+\t\tout = append(out, &orders[i])',
  ],
  [
    'go-defer-in-a-loop',
    '+\tfor _, p := range paths {\n+\t\tf, err := os.Open(p)\n+\t\tdefer f.Close()',
    'open /data/9: too many open files',
    '+\tf, err := os.Open(p)\n+\tdefer f.Close()',
  ],
  ['go-close-removed', '-\tdefer resp.Body.Close()', FILES, '-\tlog.Print("closed")'],
  [
    'go-cancel-removed',
    '-\tdefer cancel()',
    'goroutine count 48210, runtime.gopark context.(*cancelCtx).propagateCancel',
    '-\tdefer done()',
  ],
  [
    'go-unlock-removed',
    '-\tdefer s.mu.Unlock()',
    'goroutine 7 [sync.Mutex.Lock, 9 minutes]:',
    '-\tx()',
  ],
  ['go-lock-added', '+\ts.mu.Lock()\n+\tdefer s.mu.Unlock()', ASLEEP, '+\ts.lockName()'],
  [
    'go-unlock-twice',
    '+\ts.mu.Unlock()',
    'fatal error: sync: unlock of unlocked mutex',
    '+\ts.mu.Lock()',
  ],
  [
    'go-lock-copied',
    '-func (c *Counter) Add(k string) {\n+func (c Counter) Add(k string) {',
    MAPS,
    '-func (c Counter) Add(k string) {\n+func (c *Counter) Add(k string) {',
  ],
  [
    'go-receiver-kind',
    '-func (s Status) MarshalJSON() ([]byte, error) {\n+func (s *Status) MarshalJSON() ([]byte, error) {',
    'json: cannot unmarshal number into Go struct field Order.status',
    '-func (s *Status) MarshalJSON() ([]byte, error) {\n+func (s Status) MarshalJSON() ([]byte, error) {',
  ],
  [
    'go-channel-unbuffered',
    '-\tout := make(chan Result, 8)\n+\tout := make(chan Result)',
    'goroutine 812 [chan send, 14 minutes]:',
    '+\tout := make(chan Result, 8)',
  ],
  [
    'go-channel-buffer-changed',
    '-\tout := make(chan Result, 8)\n+\tout := make(chan Result)',
    'goroutine 812 [chan send, 14 minutes]:',
    '-\tout := make([]Result, 8)',
  ],
  ['go-channel-closed', '+\tclose(s.events)', CLOSED, '+\ts.events.Close()'],
  [
    'go-channel-close-guard-removed',
    '-\ts.once.Do(func() { close(s.events) })\n+\tclose(s.events)',
    CLOSED,
    '-\tx()',
  ],
  ['go-channel-not-closed', '-\tclose(jobs)', ASLEEP, '-\tjobs.Close()'],
  [
    'go-sends-without-a-way-out',
    '-\t\tcase <-ctx.Done():\n-\t\t\treturn ctx.Err()',
    'goroutine 99 [chan send, 22 minutes]: goroutine leak',
    '-\t\tcase v := <-in:',
  ],
  [
    'go-busy-select',
    '+\t\tselect {\n+\t\tcase m := <-in:\n+\t\t\thandle(m)\n+\t\tdefault:\n+\t\t}',
    'cpu usage at 100% of 4 cores, busy loop',
    '+\t\tselect {\n+\t\tcase m := <-in:\n+\t\t\thandle(m)\n+\t\t}',
  ],
  ['go-wait-group', '+\twg.Done()', 'panic: sync: negative WaitGroup counter', '+\twg.Name()'],
  [
    'go-wait-group-removed',
    '-\twg.Wait()',
    'fatal error: concurrent map iteration and map write',
    '-\twait()',
  ],
  [
    'go-context-not-passed',
    '+\trow := s.db.QueryRow(context.Background(), q)',
    'query timed out after 60000ms, no deadline',
    '+\trow := s.db.QueryRow(ctx, q)',
  ],
  [
    'go-context-outlived',
    '+\tgo s.mailer.Send(r.Context(), o)',
    'send mail: context canceled',
    '+\ts.mailer.Send(nil, o)',
  ],
  [
    'go-context-detached-no-more',
    '-\tctx := context.WithoutCancel(r.Context())\n+\tctx := r.Context()',
    'write audit: context canceled',
    '-\tctx := r.Context()',
  ],
  [
    'go-deadline-added',
    '+\tctx, cancel := context.WithTimeout(ctx, limit)',
    DEADLINE,
    '+\tctx = trace(ctx)',
  ],
  [
    'go-deadline-changed',
    '-\tTimeout: 30 * time.Second,\n+\tTimeout: 30 * time.Millisecond,',
    DEADLINE,
    '-\tName: "a",\n+\tName: "b",',
  ],
  [
    'go-duration-unit',
    '+\tTimeout: time.Duration(cfg.TimeoutMs),',
    DEADLINE,
    '+\tTimeout: time.Duration(cfg.TimeoutMs) * time.Millisecond,',
  ],
  [
    'go-context-key',
    '-\tctx = context.WithValue(ctx, "user", u)\n+\tctx = context.WithValue(ctx, userKey{}, u)',
    'interface conversion: interface {} is nil, not *auth.User',
    '-\tctx = a\n+\tctx = b',
  ],
  [
    'go-type-assertion',
    '-\tid, ok := v.(string)\n+\tid := claims["sub"].(string)'.replace(
      '-\tid, ok := v.(string)\n',
      '',
    ),
    'panic: interface conversion: interface {} is float64, not string',
    '+\tswitch v := x.(type) {',
  ],
  [
    'go-assertion-ok-dropped',
    '-\tid, ok := v.(string)\n+\tid := v.(string)',
    'panic: interface conversion: interface {} is nil, not string',
    '-\tid, err := f(v)',
  ],
  [
    'go-value-of-another-type',
    '-\tc.Set("id", id)\n+\tc.Set("id", int64(id))',
    'interface conversion: interface {} is int64, not int',
    '-\ta()\n+\tb()',
  ],
  [
    'go-nil-check-removed',
    '-\tif o.Customer == nil {\n-\t\treturn',
    NIL,
    '-\tif err != nil {\n-\t\treturn',
  ],
  ['go-returns-nil', '+\t\treturn nil, nil', NIL, '+\t\treturn nil, ErrNotFound'],
  [
    'go-error-ignored',
    '-\tu, err := s.users.Get(ctx, id)\n+\tu, _ := s.users.Get(ctx, id)',
    NIL,
    '-\tu, err := s.users.Get(ctx, id)\n+\tu, err := s.users.Find(ctx, id)',
  ],
  ['go-error-check-removed', '-\tif err != nil {\n-\t\treturn err\n-\t}', NIL, '-\tif n > 0 {'],
  [
    'go-used-before-error-check',
    '+\tdefer resp.Body.Close()\n \tif err != nil {',
    NIL,
    ' \tif err != nil {\n \t\treturn err\n \t}\n+\tdefer resp.Body.Close()',
  ],
  [
    'go-shadowed',
    '-\tclient, err = dial(url)\n+\tclient, err := dial(url)',
    NIL,
    '+\tclient = dial(url)',
  ],
  [
    'go-typed-nil',
    '+\tvar failed *StockError\n+\treturn failed',
    'reserve failed: <nil>',
    '+\tvar failed error',
  ],
  [
    'go-error-not-recognised',
    '-\tif errors.Is(err, sql.ErrNoRows) {\n+\tif err == sql.ErrNoRows {',
    'load price: sql: no rows in result set',
    '-\tif err != nil {\n+\tif fails {',
  ],
  [
    'go-error-wrapped',
    '+\treturn nil, fmt.Errorf("load price: %w", err)',
    'load price: sql: no rows in result set',
    '+\treturn nil, err',
  ],
  [
    'go-copy-removed',
    '-\topts := maps.Clone(defaults)\n+\topts := defaults',
    MAPS,
    '-\topts := defaults',
  ],
  ['go-slice-kept', '+\tline := append(base[:2], extra)', WRONG, '+\tline := sum(base)'],
  [
    'go-make-with-length',
    '-\tids := make([]string, 0, len(rows))\n+\tids := make([]string, len(rows))',
    'invalid id: empty',
    '-\tids := make([]string, len(rows))\n+\tids := make([]string, 0, len(rows))',
  ],
  [
    'go-nil-slice',
    '-\tlines := []Line{}\n+\tvar lines []Line',
    "TypeError: Cannot read properties of null (reading 'map')",
    '-\tvar lines []Line\n+\tlines := []Line{}',
  ],
  [
    'go-length-check-removed',
    '-\tif len(rows) == 0 {\n-\t\treturn nil\n-\t}',
    INDEX,
    '-\tfor range rows {',
  ],
  ['go-index', '+\tfirst := rows[0]', INDEX, '+\tfirst := pick(rows)'],
  [
    'go-unhashable',
    '+\tseen := map[any]bool{}',
    'panic: runtime error: hash of unhashable type []string',
    '+\tseen := map[string]bool{}',
  ],
  [
    'go-bytes-for-characters',
    '-\tshort := string([]rune(name)[:20])\n+\tshort := name[:20]',
    'pq: invalid byte sequence for encoding "UTF8": 0xc3',
    '-\tshort := name[:20]',
  ],
  [
    'go-narrow-number',
    '+\tid := int32(row.ID)',
    'id -2147483612 out of range: negative',
    '+\tid := int64(row.ID)',
  ],
  [
    'go-division',
    '+\tmean := sum / len(rows)',
    'panic: runtime error: integer divide by zero',
    '+\tmean := avg(rows) // mean',
  ],
  [
    'go-zero-check-removed',
    '-\tif n == 0 {\n-\t\treturn 0',
    'panic: runtime error: integer divide by zero',
    '-\tif n == 1 {',
  ],
  [
    'go-number-from-text',
    '+\tn, err := strconv.Atoi(v)',
    'strconv.Atoi: parsing "12.0": invalid syntax',
    '+\tn := len(v)',
  ],
  [
    'go-text-not-trimmed',
    '-\tv = strings.TrimSpace(v)',
    'strconv.Atoi: parsing " 12": invalid syntax',
    '-\tv = clean(v)',
  ],
  [
    'go-trim-by-characters',
    '-\tkey = strings.TrimPrefix(key, "orders/")\n+\tkey = strings.TrimLeft(key, "orders/")',
    'NoSuchKey: the key does not exist, not found',
    '+\tkey = strings.TrimPrefix(key, "orders/")',
  ],
  [
    'go-time-layout',
    '-\tt, err := time.Parse("2006-01-02", v)\n+\tt, err := time.Parse("2006-02-01", v)',
    'parsing time "2026-03-31": month out of range',
    '-\tt := a\n+\tt := b',
  ],
  [
    'go-time-zone',
    '+\tzone, err := time.LoadLocation(name)',
    'unknown time zone Europe/Berlin',
    '+\tzone, err := load(name)',
  ],
  [
    'go-utc-dropped',
    '-\tnow := time.Now().UTC()\n+\tnow := time.Now()',
    'token used before issued: in the future',
    '-\tnow := t',
  ],
  [
    'go-iota',
    ' \tPending Status = iota\n+\tReserved\n \tPaid',
    'unknown status 3: unexpected state',
    ' \tPending Status = iota\n \tPaid',
  ],
  [
    'go-order-of-a-map',
    '-\tsort.Strings(names)',
    'signature mismatch: checksum differs',
    '-\tprint(names)',
  ],
  [
    'go-regexp',
    '+var sku = regexp.MustCompile(`(?<=-)\\d+`)',
    'panic: regexp: Compile(`(?<=-)\\d+`): error parsing regexp: invalid or unsupported Perl syntax: `(?<`',
    '+var sku = "x"',
  ],
  [
    'go-regexp-in-a-function',
    '+\tre := regexp.MustCompile(pattern)',
    'high cpu: regexp/syntax.Parse in regexp.compile, slow',
    '+var re = regexp.MustCompile(pattern)',
  ],
  [
    'go-recover-removed',
    '-\t\tif r := recover(); r != nil {',
    `${NIL}\n\ngoroutine 88 [running]:`,
    '-\t\tif r := rest(); r {',
  ],
  [
    'go-must',
    '+\t\tlog.Fatalf("no rate: %v", err)',
    'level=fatal msg="no rate" exit status 1',
    '+\t\tlog.Printf("no rate")',
  ],
  ['go-calls-itself', '+\treturn json.Marshal(o)', STACK, '+\treturn o.bytes, nil'],
  ['go-recursion-bound-removed', '-\tif depth > 32 {', STACK, '-\tif size > 32 {'],
  [
    'go-format-verb',
    '+\tkey := fmt.Sprintf("%d:%s", id)',
    'no such key 7:%!s(MISSING)',
    '+\tkey := id',
  ],
  [
    'go-shared-pool',
    '+var buffers = sync.Pool{New: fresh}',
    'invalid character: body of another order, garbled',
    '+var buffers []byte',
  ],
  [
    'go-reset-removed',
    '-\tbuf.Reset()',
    "invalid character '{' after top-level value",
    '-\tbuf.Len()',
  ],
  [
    'go-once-removed',
    '-\tonce.Do(func() { metrics.Register(c) })\n+\tmetrics.Register(c)',
    'panic: duplicate metrics collector registration attempted',
    '-\tmetrics.Name(c)',
  ],
  ['go-once-keeps-an-error', '+\tonce sync.Once', NIL, '+\tonce bool'],
];

export const GO_EXAMPLES: readonly Example[] = [...ROWS, ...GO_SERVICES_ROWS].map(
  ([name, patch, failure, harmless, path = 'internal/shop/plan.go']) => ({
    name,
    path,
    patch,
    failure,
    harmless,
  }),
);
