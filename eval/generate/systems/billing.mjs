/** Subscriptions billed in Ruby: plans, proration, coupons, invoices. Ruby's own Logger. */

const files = {
  Gemfile:
    "source 'https://rubygems.org'\n\nruby '3.1.2'\n\ngem 'rails', '7.1.3'\ngem 'money', '6.16.0'\ngem 'sidekiq', '7.2.1'\ngem 'pg', '1.5.4'\n",
  'app/models/plan.rb': `# frozen_string_literal: true

# What customers subscribe to.
class Plan
  attr_reader :code, :cents, :seats, :trial_days

  ALL = {}

  def self.define(code, cents:, seats: 1, trial_days: nil)
    ALL[code] = new(code, cents, seats, trial_days)
  end

  def self.find(code)
    ALL.fetch(code)
  end

  def initialize(code, cents, seats, trial_days)
    @code = code
    @cents = cents
    @seats = seats
    @trial_days = trial_days
  end

  define 'solo', cents: 900, trial_days: 14
  define 'team', cents: 4_900, seats: 10, trial_days: 14
  define 'campus', cents: 39_000, seats: 500
end
`,
  'app/services/billing/proration.rb': `# frozen_string_literal: true

module Billing
  # How much of a month is charged when a plan changes in the middle of it.
  class Proration
    def initialize(calendar)
      @calendar = calendar
    end

    def charge(plan, from_day, month)
      days = @calendar.days_in(month)
      left = days - from_day + 1
      (plan.cents * left / days.to_f).round
    end
  end
end
`,
  'app/services/billing/calendar.rb': `# frozen_string_literal: true

module Billing
  # Months and their lengths; February is billed as 28 days in every year.
  class Calendar
    LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].freeze

    def days_in(month)
      LENGTHS[month - 1]
    end
  end
end
`,
  'app/services/billing/coupons.rb': `# frozen_string_literal: true

module Billing
  # Discounts; unknown codes are ignored, as printed on the flyers.
  class Coupons
    CODES = { 'SPRING' => 0.2, 'WELCOME' => 0.1, 'EDU' => 0.5 }.freeze

    def factor(code)
      return 1.0 if code.nil? || code.empty?

      1.0 - CODES.fetch(code.strip.upcase, 0.0)
    end
  end
end
`,
  'app/services/billing/invoice_writer.rb': `# frozen_string_literal: true

require 'json'

module Billing
  # Writes an invoice in the shape that the ledger reads.
  class InvoiceWriter
    def initialize(ledger)
      @ledger = ledger
    end

    def write(account, cents, vat_id)
      payload = JSON.generate(
        'account' => account,
        'amount' => { 'cents' => cents, 'currency' => 'EUR' },
        'vat_id' => vat_id,
      )
      @ledger.append(payload)
    end
  end
end
`,
  'app/services/billing/ledger.rb': `# frozen_string_literal: true

require 'json'

module Billing
  # Appends invoices to the general ledger.
  class Ledger
    class Rejected < StandardError; end

    def append(payload)
      entry = JSON.parse(payload)
      amount = entry.fetch('amount')
      raise Rejected, "amount must be positive, got #{amount}" unless amount.fetch('cents').positive?

      format('INV-%07d', entry.fetch('account').sum % 9_999_999)
    end
  end
end
`,
  'app/services/billing/charge_account.rb': `# frozen_string_literal: true

require_relative 'calendar'
require_relative 'coupons'
require_relative 'invoice_writer'
require_relative 'ledger'
require_relative 'proration'
require_relative 'rounding'
require_relative '../../models/plan'

module Billing
  # Charges one account for one month.
  class ChargeAccount
    def initialize(ledger: Ledger.new)
      @proration = Proration.new(Calendar.new)
      @coupons = Coupons.new
      @writer = InvoiceWriter.new(ledger)
    end

    def call(account:, plan:, from_day:, month:, coupon:, vat_id: nil)
      plan = Plan.find(plan)
      return if in_trial?(plan, from_day)

      cents = @proration.charge(plan, from_day, month)
      cents = Rounding.to_cents(cents * @coupons.factor(coupon))
      return if cents.zero?

      @writer.write(account, cents, vat_id)
    end

    private

    def in_trial?(plan, from_day)
      plan.trial_days && from_day < 0
    end
  end
end
`,
  'app/services/billing/rounding.rb': `# frozen_string_literal: true

module Billing
  # Commercial rounding.
  module Rounding
    def self.to_cents(value)
      value.round(half: :up)
    end
  end
end
`,
  'config/billing.yml': 'retries: 3\nledger_timeout: 5\ngrace_days: 7\n',
  'db/migrate/20250301090000_create_invoices.rb':
    'class CreateInvoices < ActiveRecord::Migration[7.1]\n  def change\n    create_table :invoices do |t|\n      t.string :account\n      t.integer :cents\n      t.timestamps\n    end\n  end\nend\n',
};
const work = [
  {
    m: 'Bump sidekiq to 7.2.2',
    edits: [{ f: 'Gemfile', a: "'sidekiq', '7.2.1'", b: "'sidekiq', '7.2.2'" }],
  },
  {
    m: 'Ten days of grace',
    edits: [{ f: 'config/billing.yml', a: 'grace_days: 7', b: 'grace_days: 10' }],
  },
  {
    m: 'New coupon for autumn',
    edits: [
      {
        f: 'app/services/billing/coupons.rb',
        a: "'EDU' => 0.5",
        b: "'EDU' => 0.5, 'AUTUMN' => 0.15",
      },
    ],
  },
  {
    m: 'Campus is cheaper',
    edits: [{ f: 'app/models/plan.rb', a: 'cents: 39_000', b: 'cents: 36_000' }],
  },
  {
    m: 'Add index on invoices.account',
    edits: [
      {
        f: 'db/migrate/20250611101500_index_invoices_account.rb',
        add: 'class IndexInvoicesAccount < ActiveRecord::Migration[7.1]\n  def change\n    add_index :invoices, :account\n  end\nend\n',
      },
    ],
  },
  {
    m: 'Comment on half-up rounding',
    edits: [
      {
        f: 'app/services/billing/rounding.rb',
        a: '  # Commercial rounding.',
        b: '  # Commercial rounding: half a cent goes up, as the tax office wants it.',
      },
    ],
  },
  {
    m: 'Ledger gets eight seconds',
    edits: [{ f: 'config/billing.yml', a: 'ledger_timeout: 5', b: 'ledger_timeout: 8' }],
  },
];
const driver = `# frozen_string_literal: true

require 'logger'
require 'time'
require_relative 'app/services/billing/charge_account'

$now = 0
logger = Logger.new($stdout)
logger.formatter = proc do |severity, _time, progname, message|
  at = Time.at($now / 1000.0).utc
  text = message.is_a?(Exception) ? "#{message.message} (#{message.class})\\n#{message.backtrace.join("\\n")}" : message
  "#{severity[0]}, [#{at.strftime('%Y-%m-%dT%H:%M:%S.%6N')} #1]  #{severity} -- #{progname}: #{text}\\n"
end
logger.progname = 'billing'
service = Billing::ChargeAccount.new

$stdout.sync = true
while (line = $stdin.gets)
  index, at, trace, account, plan, from_day, month, coupon, vat_id = line.chomp.split("\\t")
  $now = at.to_i
  puts "\\u0001#{index}"
  begin
    number = service.call(account: account, plan: plan, from_day: from_day.to_i, month: month.to_i, coupon: coupon == '-' ? nil : coupon, vat_id: vat_id)
    logger.info("[#{trace[0, 12]}] charged #{account} for #{plan}: #{number || 'nothing due'}")
  rescue StandardError => e
    logger.error("[#{trace[0, 12]}] ChargeAccount failed for #{account}")
    logger.error(e)
  end
end
`;
const charge = (r, { plan, day, month, coupon, vat } = {}) => [
  `acc_${r.hex(6)}`,
  plan ?? r.pick(['solo', 'solo', 'team', 'campus']),
  String(day ?? r.int(1, 28)),
  String(month ?? r.int(1, 12)),
  coupon ?? r.pick(['-', '-', 'WELCOME', 'spring', 'FLYER9']),
  vat ?? `DE${r.int(100000000, 999999999)}`,
];

export const system = {
  key: 'billing',
  language: 'ruby',
  layout: 'monorepo',
  project: 'BILL',
  env: 'production',
  mail: 'ledgerly.example',
  major: 3,
  team: ['Renée Dubois', 'Kofi Mensah', 'Hana Suzuki', 'Marek Zieliński'],
  style: {
    messages: 'terse',
    commits: 'flat',
    deployments: 'releases',
    metrics: 'long',
    metricNames: 'datadog',
    traces: 'datadog',
    alert: 'datadog',
    logs: 'perService',
    version: 'date',
    bareOld: true,
  },
  entry: 'console',
  core: 'billing',
  services: [
    {
      name: 'console',
      ms: 34,
      rps: 48,
      repo: 'ledgerly',
      hosts: ['web.1', 'web.2'],
      edge: {
        lang: 'node',
        style: 'text',
        file: '/app/apps/console/server.js',
        paths: ['/subscriptions/change', '/subscriptions/new'],
        words: { failed: 'change of subscription failed', handled: 'subscription changed' },
      },
      calls: [{ to: 'subscriptions' }],
      resource: 'POST /subscriptions/change',
    },
    {
      name: 'subscriptions',
      ms: 21,
      rps: 45,
      repo: 'ledgerly',
      hosts: ['subs.1'],
      edge: {
        lang: 'python',
        style: 'text',
        file: '/app/services/subscriptions/api.py',
        paths: ['/subscriptions', '/subscriptions/preview'],
        words: { failed: 'could not apply change', handled: 'change applied' },
      },
      calls: [
        { to: 'billing', share: 0.9 },
        { to: 'tax', share: 0.5 },
      ],
      resource: 'PUT /subscriptions',
    },
    {
      name: 'billing',
      ms: 40,
      rps: 42,
      repo: 'ledgerly',
      hosts: ['worker.1', 'worker.2'],
      calls: [{ to: 'ledger-pg' }],
      resource: 'ChargeAccount',
      extras: [
        { metric: 'sidekiq.queue.size', base: 14, whole: true },
        { metric: 'sidekiq.retries', base: 1, whole: true },
      ],
    },
    {
      name: 'tax',
      ms: 30,
      rps: 22,
      repo: 'ledgerly',
      hosts: ['tax.1'],
      edge: {
        lang: 'node',
        style: 'text',
        file: '/app/services/tax/rates.js',
        paths: ['/vat'],
        words: {
          failed: 'vat id could not be checked',
          handled: 'vat checked',
          answered: 'replied',
        },
      },
      calls: [{ to: 'vies-gateway', share: 0.6 }],
      resource: 'GET /vat',
    },
    { name: 'ledger-pg', ms: 6, rps: 45, store: true, resource: 'INSERT INTO invoices' },
    { name: 'vies-gateway', ms: 140, rps: 14, store: true, resource: 'POST ec.example/vies' },
  ],
  repos: { ledgerly: { service: 'billing', image: 'ruby:3.1-slim', files, work } },
  programs: {
    billing: {
      driver: { 'bin_charge.rb': driver },
      run: ['ruby', 'bin_charge.rb'],
      home: '/app/',
      paths: [['bin_charge.rb', 'bin/charge']],
      isError: /ERROR/,
    },
  },
  changes: [
    {
      type: 'feature_flag',
      name: 'annual-plans',
      service: 'console',
      before: 'off',
      after: 'on',
      by: 'hana',
    },
  ],
  good: (r) => charge(r),
  faults: {
    freeCoupon: {
      kind: 'null_dereference',
      m: 'Normalise coupon codes first',
      delay: 5,
      edits: [
        {
          f: 'app/services/billing/coupons.rb',
          a: '      return 1.0 if code.nil? || code.empty?\n\n      1.0 - CODES.fetch(code.strip.upcase, 0.0)',
          b: '      1.0 - CODES.fetch(normalise(code), 0.0)\n    end\n\n    def normalise(code)\n      code.strip.upcase',
        },
      ],
      bad: (r) => charge(r, { coupon: '-' }),
      good: (r) => charge(r, { coupon: r.pick(['WELCOME', 'spring', 'EDU']) }),
      impact: [{ err: 0.55 }],
      priority: 'P1',
      errorType: 'NoMethodError',
      errorText: "undefined method `strip' for nil:NilClass",
      tempt: {
        m: 'Upcase and strip vat ids as well',
        edits: [
          {
            f: 'app/services/billing/invoice_writer.rb',
            a: "'vat_id' => vat_id,",
            b: "'vat_id' => vat_id.to_s.strip.upcase,",
          },
        ],
      },
    },
    december: {
      kind: 'index_out_of_range',
      m: 'Months count from zero like everywhere else',
      delay: 4,
      edits: [
        { f: 'app/services/billing/calendar.rb', a: 'LENGTHS[month - 1]', b: 'LENGTHS[month]' },
      ],
      bad: (r) => charge(r, { month: 12 }),
      good: (r) => charge(r, { month: r.int(1, 11), day: r.int(1, 25) }),
      impact: [{ err: 0.22 }],
      errorType: 'NoMethodError',
      errorText: "undefined method `-' for nil:NilClass",
    },
    amountShape: {
      kind: 'serialisation_change',
      m: 'Flat amounts in invoices',
      delay: 24,
      edits: [
        {
          f: 'app/services/billing/invoice_writer.rb',
          a: "'amount' => { 'cents' => cents, 'currency' => 'EUR' },",
          b: "'amount' => cents,\n        'currency' => 'EUR',",
        },
      ],
      bad: (r) => charge(r, { plan: 'team', day: 3, coupon: '-' }),
      good: (r) => charge(r, { day: -2, plan: 'solo' }),
      impact: [{ err: 0.82 }],
      priority: 'P1',
      gauges: [
        { service: 'billing', metric: 'sidekiq.retries', to: 160 },
        { service: 'billing', metric: 'sidekiq.queue.size', to: 480 },
      ],
      errorType: 'NoMethodError',
      errorText: "undefined method `fetch' for 4573:Integer",
      tempt: {
        m: 'Explain what the ledger rejects',
        edits: [
          {
            f: 'app/services/billing/ledger.rb',
            a: '    class Rejected < StandardError; end',
            b: '    # amounts that are not positive\n    class Rejected < StandardError; end',
          },
        ],
      },
    },
    zeroGuard: {
      kind: 'validation_removed',
      m: 'Let the ledger decide what is due',
      delay: 52,
      edits: [
        {
          f: 'app/services/billing/charge_account.rb',
          a: '      return if cents.zero?\n\n',
          b: '',
        },
      ],
      bad: (r) => charge(r, { plan: 'solo', day: 31, month: 4, coupon: '-' }),
      good: (r) => charge(r, { day: r.int(1, 25) }),
      impact: [{ err: 0.06 }],
      priority: 'P3',
      errorType: 'Billing::Ledger::Rejected',
      errorText: 'amount must be positive, got {"cents"=>0, "currency"=>"EUR"}',
    },
    viesDown: {
      kind: 'provider_outage',
      category: 'dependency_outage',
      service: 'tax',
      silentCore: true,
      edgeOrigin: '503',
      outcome: '502',
      alsoFirst: ['vies-gateway'],
      failsAt: 'vies-gateway',
      impact: [{ service: 'vies-gateway', err: 0.9, timesMs: 2.5 }],
      status: 502,
      errorType: 'UpstreamError',
      errorText: 'vies-gateway replied 503',
      alertService: 'subscriptions',
      story: 'the tax office is away, as every month',
      tempt: {
        m: 'Vat check: say which service replied',
        edits: [
          {
            f: 'services/tax/notes.md',
            add: '# Vat check\n\nThe gateway replied 503 twice in March; see the runbook.\n',
          },
        ],
      },
    },
    monthEnd: {
      kind: 'traffic_surge',
      category: 'traffic_surge',
      traffic: 6.5,
      trafficOn: ['billing'],
      shape: 'growing',
      alertAfter: 22,
      noBad: true,
      impact: [{ timesMs: 7, err: 0.012 }],
      cpu: { billing: 2.9 },
      gauges: [{ service: 'billing', metric: 'sidekiq.queue.size', to: 2900 }],
      alertService: 'billing',
      alert: {
        title: 'Sidekiq queue billing is long',
        body: 'sidekiq.queue.size is above 500: 1930 jobs wait.',
        metric: 'sidekiq.queue.size',
        value: 1930,
        threshold: 500,
      },
      says: [
        {
          service: 'subscriptions',
          level: 'info',
          text: 'month-end run - 41200 accounts scheduled',
          count: 2,
        },
      ],
      story: 'the run at the end of the month',
    },
    flapping: {
      kind: 'flapping',
      category: 'noise',
      verdict: 'no_code_change',
      shape: 'flap',
      lasts: 13,
      alertAfter: 3,
      noBad: true,
      decision: ['MONITOR', 'IGNORE'],
      priority: 'P4',
      impact: [{ service: 'tax', timesMs: 1.9, err: 0.004 }],
      service: 'tax',
      silentCore: true,
      alertService: 'tax',
      alert: {
        title: 'tax latency p95 near the limit',
        body: 'p95 went above 640 ms and back 4 times in 15 minutes. Monitor has fired 23 times this week and recovered by itself each time.',
        metric: 'trace.http.request.duration.p95',
        value: 0.66,
        threshold: 0.64,
      },
      story: 'a threshold that is too close to normal',
    },
  },
};
