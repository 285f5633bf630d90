import { ELIXIR_ROWS } from './elixir.examples.ts';
import type { Example } from './examples.ts';
import type { GoRow } from './go.examples.ts';
import { RAILS_ROWS } from './ruby-rails.examples.ts';

const NIL = "NoMethodError: undefined method `total' for nil:NilClass";
const KEY = 'KeyError: key not found: :zone';
const WRONG = 'lines of another order: wrong amount, mismatch';
const FROZEN = 'FrozenError: can\'t modify frozen String: "a"';
const OOM = 'NoMemoryError: failed to allocate memory, exit code 137: OOMKilled';

const ROWS: readonly GoRow[] = [
  ['ruby-safe-navigation-removed', '-    order&.total\n+    order.total', NIL, '-    order.total'],
  ['ruby-returns-nil', '+    return if late', NIL, '+    return total'],
  [
    'ruby-fetch-to-brackets',
    '-    row.fetch(:zone)\n+    row[:zone]',
    NIL,
    '-    row[:zone]\n+    row.fetch(:zone)',
  ],
  [
    'ruby-brackets-to-fetch',
    '-    row[:zone]\n+    row.fetch(:zone)',
    KEY,
    '+    row.fetch(:zone, nil)',
  ],
  [
    'ruby-key-kind',
    '-    JSON.parse(raw, symbolize_names: true)\n+    JSON.parse(raw)',
    NIL,
    '-    JSON.parse(raw)',
  ],
  ['ruby-key-kind-added', '+    data = params.to_unsafe_h', KEY, '+    data = params'],
  [
    'ruby-keyword-arguments',
    '-  def quote(order, zone)\n+  def quote(order, zone:)',
    'ArgumentError: missing keyword: :zone',
    '-  a\n+  b',
  ],
  [
    'ruby-call-arguments',
    '+    quote(order, zone: zone)',
    'ArgumentError: wrong number of arguments (given 2, expected 1)',
    '+    quote(order)',
  ],
  [
    'ruby-method-gone',
    '-  def total',
    "NoMethodError: undefined method 'total' for an instance of Order",
    '-  total',
  ],
  [
    'ruby-private',
    '+  private',
    "NoMethodError: private method `total' called for #<Order>",
    '+  privately',
  ],
  [
    'ruby-constant',
    '-class StockApi\n+class StockAPI',
    'Zeitwerk::NameError: expected file app/stock_api.rb to define constant StockApi',
    '-  a\n+  b',
  ],
  [
    'ruby-require-removed',
    "-require 'csv'",
    'NameError: uninitialized constant CSV',
    "-requires 'csv'",
  ],
  ['ruby-frozen', '+# frozen_string_literal: true', FROZEN, '+# encoding: utf-8'],
  ['ruby-dup-removed', '-    name = label.dup\n+    name = label', FROZEN, '-    name = label'],
  ['ruby-changed-in-place', '+    name.gsub!(" ", "")', FROZEN, '+    name.gsub(" ", "")'],
  [
    'ruby-shared-default',
    '+    lines = Hash.new([])',
    WRONG,
    '+    lines = Hash.new { |h, k| h[k] = [] }',
  ],
  ['ruby-memoized', '+    @rate ||= load_rate', 'rate of another tenant: stale', '+    load_rate'],
  [
    'ruby-request-state-kept',
    '-    RequestStore.clear!',
    'belongs to another user',
    '-    store.name',
  ],
  [
    'ruby-locale-for-all',
    '+    I18n.locale = user.locale',
    'mail in wrong language',
    '+    I18n.with_locale(user.locale) { send }',
  ],
  [
    'ruby-integer-division',
    '-    sum.to_f / count\n+    sum / count',
    'wrong amount: expected 2.5 but got 2',
    '-    sum / count',
  ],
  ['ruby-division', '+    sum / count', 'ZeroDivisionError: divided by 0', '+    sum * 2'],
  [
    'ruby-zero-check-removed',
    '-    return 0 if count.zero?',
    'ZeroDivisionError: divided by 0',
    '-    return 0',
  ],
  [
    'ruby-strict-number',
    '+    qty = Integer(raw)',
    'ArgumentError: invalid value for Integer(): "1.5"',
    '+    qty = raw',
  ],
  [
    'ruby-lenient-number',
    '-    Integer(raw)\n+    raw.to_i',
    'wrong amount: mismatch',
    '+    raw.to_i',
  ],
  [
    'ruby-yaml-or-marshal',
    '+    YAML.load(raw)',
    'Psych::DisallowedClass: Tried to load unspecified class: Date',
    '+    raw.load',
  ],
  [
    'ruby-time-zone',
    '-    Time.current\n+    Time.now',
    'billed on the wrong day',
    '-    Time.now\n+    Time.current',
  ],
  [
    'ruby-duration',
    '-    5.minutes\n+    5.seconds',
    'Timeout: execution expired',
    '-    5\n+    6',
  ],
  [
    'ruby-encoding-dropped',
    "-    raw.force_encoding('UTF-8')",
    'Encoding::UndefinedConversionError: "\\xC3" from ASCII-8BIT to UTF-8',
    '-    raw.strip',
  ],
  [
    'ruby-bytes',
    '+    name.byteslice(0, 20)',
    'ArgumentError: invalid byte sequence in UTF-8',
    '+    name.slice(0, 20)',
  ],
  [
    'ruby-regexp',
    '+    raw.match?(/^(a+)+$/)',
    'Regexp::TimeoutError: regexp match timeout',
    '+    raw.size',
  ],
  [
    'ruby-rescue-removed',
    '-  rescue Faraday::TimeoutError',
    'Faraday::TimeoutError: Net::ReadTimeout',
    '-  rescued',
  ],
  ['ruby-rescue-all', '+  rescue StandardError => e', NIL, '+  rescue KeyError => e'],
  [
    'ruby-return-in-a-block',
    '+      return total',
    'LocalJumpError: unexpected return',
    '+      total',
  ],
  [
    'ruby-timeout-removed',
    '-    read_timeout: 5,',
    'Net::ReadTimeout, no available workers',
    '-    name: 5,',
  ],
  [
    'ruby-timeout-added',
    '+    read_timeout: 1,',
    'Net::ReadTimeout: Net::ReadTimeout with #<TCPSocket>',
    '+    name: 1,',
  ],
  [
    'ruby-http-error-not-raised',
    '-    return unless res.success?',
    "JSON::ParserError: unexpected token at '<html>'",
    '-    return unless res',
  ],
  [
    'ruby-http-error-raised',
    '+    f.response :raise_error',
    'Faraday::ResourceNotFound: the server responded with status 404',
    '+    f.response :json',
  ],
  [
    'ruby-thread',
    '+    Thread.new { export(order) }',
    'ActiveRecord::ConnectionTimeoutError: could not obtain a connection from the pool within 5.000 seconds',
    '+    export(order)',
  ],
  [
    'ruby-lock-removed',
    '-    @mutex.synchronize do',
    'stock is negative: oversold, lost update',
    '-    @mutex.name',
  ],
  [
    'ruby-gem-version',
    "-gem 'faraday', '~> 1.0'\n+gem 'faraday', '~> 2.0'",
    "NoMethodError: undefined method 'basic_auth' for an instance of Faraday::Connection",
    '-# a\n+# b',
    'Gemfile',
  ],
  [
    'ruby-gem-group',
    "-gem 'rack', require: 'rack'\n-group :test do\n+group :development do",
    'LoadError: cannot load such file -- rack',
    '-# a\n+# b',
    'Gemfile',
  ],
  ['ruby-grows-without-bound', '+    @@seen << id', OOM, '+    seen = id'],
  [
    'ruby-file-not-closed',
    '+    f = File.open(path)',
    'Errno::EMFILE: Too many open files',
    '+    File.open(path) { |f| read(f) }',
  ],
  ['ruby-block-form-removed', '-    f.close', 'Errno::EMFILE: Too many open files', '-    f.name'],
  [
    'ruby-comparison',
    '+    orders.sort_by(&:rank)',
    'ArgumentError: comparison of NilClass with Integer failed',
    '+    orders.name',
  ],
];

const rows =
  (fallback: string) =>
  ([name, patch, failure, harmless, path = fallback]: GoRow): Example => ({
    name,
    path,
    patch,
    failure,
    harmless,
  });

export const RUBY_EXAMPLES: readonly Example[] = [
  ...[...ROWS, ...RAILS_ROWS].map(rows('app/models/order.rb')),
  ...ELIXIR_ROWS.map(rows('lib/shop/plan.ex')),
];
