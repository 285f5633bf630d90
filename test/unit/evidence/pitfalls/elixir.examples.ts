import type { GoRow } from './go.examples.ts';

const CLAUSE = '** (FunctionClauseError) no function clause matching in Shop.Plan.quote/1';
const MATCH = '** (MatchError) no match of right hand side value: {:error, :timeout}';
const NIL = '** (UndefinedFunctionError) function nil.total/0 is undefined';
const KEY = '** (KeyError) key :zone not found in: %{id: 1}';
const CALL = '** (exit) exited in: GenServer.call(Shop.Stock, :all, 5000) ** (EXIT) time out';
const POOL =
  '** (DBConnection.ConnectionError) connection not available and request was dropped from queue after 2999ms';
const HEAP = 'eheap_alloc: Cannot allocate 3280272216 bytes of memory (of type "heap")';

export const ELIXIR_ROWS: readonly GoRow[] = [
  ['elixir-clause-removed', '-  def quote(nil), do: 0', CLAUSE, '-  quote(nil)'],
  ['elixir-strict-match', '+    {:ok, rate} = Rates.get(zone)', MATCH, '+    Rates.get(zone)'],
  ['elixir-result-shape', '-    {:ok, rate}\n+    {:ok, rate, zone}', CLAUSE, '-    a\n+    b'],
  [
    'elixir-bang',
    '-    Repo.get(Order, id)\n+    Repo.get!(Order, id)',
    '** (Ecto.NoResultsError) expected at least one result but got none',
    '+    Repo.get(Order, id)',
  ],
  [
    'elixir-dot-for-brackets',
    '-    row[:zone]\n+    row.zone',
    KEY,
    '-    row.zone\n+    row[:zone]',
  ],
  ['elixir-nil', '+    order = Repo.get(Order, id)', NIL, '+    order = x'],
  ['elixir-nil-guard-removed', '-    if is_nil(order), do: 0', NIL, '-    order'],
  [
    'elixir-key-kind',
    '-    %{"zone" => zone}\n+    %{zone: zone}',
    '** (Ecto.CastError) expected params to be a map with atoms or string keys, got a map with mixed keys',
    '+    zone',
  ],
  [
    'elixir-atoms',
    '+    String.to_atom(name)',
    'no more index entries in atom_tab (max=1048576)',
    '+    String.to_existing_atom(name)',
  ],
  ['elixir-call-blocks', '+    GenServer.call(Shop.Stock, :all)', CALL, '+    Stock.all()'],
  [
    'elixir-cast-to-call',
    '-    GenServer.cast(pid, :go)\n+    GenServer.call(pid, :go)',
    CALL,
    '-    GenServer.call(pid, :go)\n+    GenServer.cast(pid, :go)',
  ],
  [
    'elixir-call-to-cast',
    '-    GenServer.call(pid, :go)\n+    GenServer.cast(pid, :go)',
    'message queue of 812000: message_queue_len, out of memory',
    '-    GenServer.cast(pid, :go)\n+    GenServer.call(pid, :go)',
  ],
  [
    'elixir-handle-info-removed',
    '-  def handle_info(:tick, state) do',
    '** (FunctionClauseError) no function clause matching in Shop.Stock.handle_info/2',
    '-  tick(state)',
  ],
  [
    'elixir-return-of-a-callback',
    '-    {:reply, rate, state}\n+    {:noreply, state}',
    '** (stop) bad return value: {:ok, 1}',
    '-    a\n+    b',
  ],
  [
    'elixir-linked-task',
    '+    Task.async(fn -> send(o) end)',
    'Task #PID<0.1.0> started from Shop terminating',
    '+    send(o)',
  ],
  [
    'elixir-task-options-removed',
    '-      max_concurrency: 8,',
    '** (exit) exited in: Task.Supervised.stream(5000) ** (EXIT) time out',
    '-      name: 8,',
  ],
  [
    'elixir-supervision',
    '-      {Shop.Stock, name: :a},\n+      {Shop.Stock, name: :b},',
    "** (exit) exited in: GenServer.call(:a) ** (EXIT) no process: the process is not alive or there's no process",
    '-    a\n+    b',
  ],
  [
    'elixir-child-removed',
    '-      Shop.Stock,',
    '** (EXIT) no process: the process is not alive',
    '-      x,',
  ],
  [
    'elixir-ets',
    '+    :ets.lookup(:rates, id)',
    '** (ArgumentError) the table identifier does not refer to an existing ETS table',
    '+    lookup(id)',
  ],
  [
    'elixir-preload-removed',
    '-    |> Repo.preload(:lines)',
    'protocol Enumerable not implemented for #Ecto.Association.NotLoaded<association :lines is not loaded>',
    '-    |> sort()',
  ],
  [
    'elixir-association-read',
    '+  @derive {Jason.Encoder, only: [:id, :lines]}',
    '** (RuntimeError) cannot encode association :lines from Order to JSON: NotLoaded',
    '+  @doc "x"',
  ],
  [
    'elixir-query-in-a-loop',
    '+    Enum.map(orders, fn o -> Repo.get(Customer, o.id) end)',
    'slow query: request was dropped from queue',
    '+    Enum.map(orders, fn o -> o.id end)',
  ],
  [
    'elixir-pool',
    '-  pool_size: 20\n+  pool_size: 2',
    POOL,
    '-  a: 1\n+  a: 2',
    'config/runtime.exs',
  ],
  ['elixir-transaction', '+    Repo.transaction(fn ->', POOL, '+    run(fn ->'],
  [
    'elixir-transaction-removed',
    '-    Repo.insert(x, on_conflict: :nothing)\n+    Repo.insert(x)',
    '** (Ecto.ConstraintError) constraint error when attempting to insert struct: orders_key_index (unique_constraint)',
    '-    Repo.insert(x)',
  ],
  [
    'elixir-constraint-removed',
    '-    |> unique_constraint(:key)',
    '** (Ecto.ConstraintError) constraint error when attempting to insert struct',
    '-    |> sort(:key)',
  ],
  [
    'elixir-schema-field',
    '-    field :qty, :integer\n+    field :qty, :string',
    '** (Ecto.ChangeError) value `1` for `Order.qty` cannot be dumped to type :string',
    '-    a\n+    b',
  ],
  [
    'elixir-migration',
    '+      remove :note',
    '** (Postgrex.Error) ERROR 42703 (undefined_column) column o0.note does not exist',
    '+      note',
    'priv/repo/migrations/1_orders.exs',
  ],
  [
    'elixir-compile-time-setting',
    '+  @url Application.compile_env!(:shop, :url)',
    '** (ArgumentError) could not fetch application environment :url for application :shop',
    '+  @url "x"',
  ],
  [
    'elixir-setting-removed',
    '-config :shop, Shop.Endpoint, check_origin: false',
    'Could not check origin for Phoenix.Socket transport',
    '-# x',
    'config/prod.exs',
  ],
  [
    'elixir-plug',
    '-    plug Plug.Parsers, length: 8_000_000\n+    plug Plug.Parsers, length: 8_000',
    '** (Plug.Parsers.RequestTooLargeError) the request is too large',
    '-    a\n+    b',
  ],
  [
    'elixir-plug-removed',
    '-    plug :fetch_session',
    '** (ArgumentError) cannot fetch session, 403',
    '-    x :y',
  ],
  [
    'elixir-route',
    '-    get "/orders", OrderController, :index',
    '** (Phoenix.Router.NoRouteError) no route found for GET /orders',
    '-    x "/orders"',
    'lib/shop_web/router.ex',
  ],
  [
    'elixir-function-gone',
    '-  def total(order) do',
    '** (UndefinedFunctionError) function Shop.Plan.total/1 is undefined or private',
    '-  total(order)',
  ],
  [
    'elixir-dependency',
    '-      {:jason, "~> 1.2"},\n+      {:jason, "~> 1.4"},',
    '** (UndefinedFunctionError) function Jason.encode_x/1 is undefined',
    '-    a\n+    b',
    'mix.exs',
  ],
  [
    'elixir-tls-defaults',
    '-    ssl_opts: [verify: :verify_none]\n+    ssl_opts: [verify: :verify_peer]',
    'TLS :client: In state :certify at ssl_handshake.erl generated CLIENT ALERT: Fatal - Unknown CA: unknown_ca',
    '-    a\n+    b',
  ],
  [
    'elixir-stream-to-list',
    '-    File.stream!(path)\n+    File.read!(path)',
    HEAP,
    '+    File.read!(path)',
  ],
  [
    'elixir-oban',
    '-  def perform(%Oban.Job{args: %{"id" => id}}) do\n+  def perform(%Oban.Job{args: %{"order_id" => id}}) do',
    CLAUSE,
    '-    a\n+    b',
  ],
  [
    'elixir-liveview',
    '-    assign(socket, :orders, [])',
    '** (KeyError) key :orders not found in: %{__changed__: nil}',
    '-    x(socket)',
  ],
  [
    'elixir-bytes',
    '+    binary_part(name, 0, 20)',
    '** (Jason.EncodeError) invalid byte 0xC3 in <<97, 195>>',
    '+    String.slice(name, 0, 20)',
  ],
  [
    'elixir-numbers',
    '+    String.to_integer(raw)',
    '** (ArgumentError) errors were found: not a textual representation of an integer',
    '+    raw',
  ],
];
