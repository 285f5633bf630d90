/** Pledges for other people's projects in Ruby: rewards, rates, receipts, comments; Rails' text lines. Spanish and Portuguese team. */
const files = {
  Gemfile:
    "source 'https://rubygems.org'\n\nruby '3.1.2'\n\ngem 'rails', '7.1.3'\ngem 'pg', '1.5.6'\ngem 'puma', '6.4.2'\ngem 'redis', '5.1.0'\ngem 'money', '6.16.0'\n",
  'config/settings.rb': `# frozen_string_literal: true

# What the environment says.
module Settings
  def self.fee_percent
    Float(ENV.fetch('PLATFORM_FEE_PERCENT', '5'))
  end

  def self.payout_account(currency)
    ENV.fetch("PAYOUT_ACCOUNT_#{currency}")
  end

  def self.comment_limit
    Integer(ENV.fetch('COMMENT_LIMIT', '4000'))
  end
end
`,
  'config/receipts/es.txt':
    '¡Gracias, %{name}!\n\nHas aportado %{amount} a «%{title}». La recompensa: %{reward}.\n',
  'config/receipts/pt.txt':
    'Obrigado, %{name}!\n\nA sua contribuição de %{amount} para «%{title}» chegou. Recompensa: %{reward}.\n',
  'config/receipts/en.txt':
    'Thank you, %{name}!\n\nYour %{amount} for "%{title}" have arrived. Your reward: %{reward}.\n',
  'app/models/campaign.rb': `# frozen_string_literal: true

# A project that asks for money.
class Campaign
  Reward = Struct.new(:id, :cents, :countries, :title) do
    def shipped_to?(country)
      countries.nil? || countries.include?(country)
    end
  end

  attr_reader :id, :title, :currency, :rewards

  def initialize(id:, title:, currency:, rewards:)
    @id = id
    @title = title
    @currency = currency
    @rewards = rewards
  end
end
`,
  'app/models/pledge.rb': `# frozen_string_literal: true

require 'json'

# Somebody gives something.
class Pledge
  class Malformed < StandardError; end

  attr_reader :campaign, :reward, :cents, :currency, :country, :name, :locale, :comment, :parts

  def self.from(body)
    row = JSON.parse(body)
    new(**row.transform_keys(&:to_sym))
  rescue JSON::ParserError, ArgumentError => e
    raise Malformed, "pledge: #{e.message[0, 80]}"
  end

  def initialize(campaign:, reward:, cents:, currency:, country:, name:, locale: 'es', comment: '', parts: 1)
    @campaign = campaign
    @reward = reward
    @cents = cents
    @currency = currency
    @country = country
    @name = name
    @locale = locale
    @comment = comment
    @parts = parts
  end
end
`,
  'app/services/campaigns.rb': `# frozen_string_literal: true

require_relative '../models/campaign'

# Campaigns that run.
class Campaigns
  class Unknown < StandardError; end

  def initialize(rows)
    @rows = rows.to_h { |campaign| [campaign.id, campaign] }
  end

  def find(id)
    @rows.fetch(id) { raise Unknown, "campaign #{id} does not run" }
  end
end
`,
  'app/services/reward_list.rb': `# frozen_string_literal: true

# What a backer may choose from.
class RewardList
  class NotOffered < StandardError; end

  def choose(campaign, reward_id, country)
    rewards_for(campaign, country).find { |reward| reward.id == reward_id } ||
      raise(NotOffered, "reward #{reward_id} of #{campaign.id} is not offered")
  end

  private

  def rewards_for(campaign, country)
    campaign.rewards.select { |reward| reward.shipped_to?(country) }
  end
end
`,
  'app/services/rates.rb': `# frozen_string_literal: true

# Into the campaign's currency, in thousandths.
class Rates
  TABLE = {
    %w[USD EUR] => 921, %w[EUR USD] => 1086, %w[BRL EUR] => 171, %w[EUR BRL] => 5850,
    %w[GBP EUR] => 1171, %w[BRL USD] => 186, %w[GBP USD] => 1271, %w[USD BRL] => 5390,
  }.freeze

  def convert(cents, from, to)
    return cents if from == to

    cents * TABLE.fetch([from, to]) / 1000
  end
end
`,
  'app/services/instalments.rb': `# frozen_string_literal: true

# Large pledges in parts; only for backers for whom it is switched on.
class Instalments
  LIMITS = { 'EUR' => 10_000, 'USD' => 11_000 }.freeze

  def split(cents, currency, parts)
    return [cents] if parts == 1 || cents < LIMITS[currency]

    first = cents - cents / parts * (parts - 1)
    [first] + Array.new(parts - 1, cents / parts)
  end
end
`,
  'app/services/comment_filter.rb': `# frozen_string_literal: true

require_relative '../../config/settings'

# Comments are shown beside the campaign; links and shouting are not.
class CommentFilter
  LINK = %r{https?://\\S+}i.freeze
  SHOUT = /!{3,}/.freeze

  def clean(text)
    text[0, Settings.comment_limit].gsub(LINK, '').gsub(SHOUT, '!').strip
  end
end
`,
  'app/services/receipt_template.rb': `# frozen_string_literal: true

# Texts that lawyers have seen.
class ReceiptTemplate
  FOLDER = File.expand_path('../../config/receipts', __dir__)

  def self.for(locale)
    path = File.join(FOLDER, "#{locale}.txt")
    path = File.join(FOLDER, 'en.txt') unless File.exist?(path)
    new(File.read(path))
  end

  attr_reader :text

  def initialize(text)
    @text = text
  end
end
`,
  'app/services/receipt.rb': `# frozen_string_literal: true

require_relative 'receipt_template'

# The mail that a backer gets.
class Receipt
  PLACE = /%\\{(\\w+)\\}/.freeze

  def write(pledge, campaign, reward, cents)
    values = {
      'name' => pledge.name,
      'amount' => format('%.2f %s', cents / 100.0, campaign.currency),
      'title' => campaign.title,
      'reward' => reward.title,
    }
    ReceiptTemplate.for(pledge.locale).text.gsub(PLACE) { values.fetch(Regexp.last_match(1)) }
  end
end
`,
  'app/services/ledger.rb': `# frozen_string_literal: true

require_relative '../../config/settings'

# Two lines for every part: what the campaign gets, and our fee.
class Ledger
  Line = Struct.new(:account, :cents)

  def lines(campaign, parts)
    account = Settings.payout_account(campaign.currency)
    parts.flat_map do |cents|
      fee = (cents * Settings.fee_percent / 100).round
      [Line.new(account, cents - fee), Line.new('fees', fee)]
    end
  end
end
`,
  'app/services/create_pledge.rb': `# frozen_string_literal: true

require_relative '../models/pledge'
require_relative 'campaigns'
require_relative 'comment_filter'
require_relative 'instalments'
require_relative 'ledger'
require_relative 'rates'
require_relative 'receipt'
require_relative 'reward_list'

# From the form to the mail.
class CreatePledge
  def initialize(campaigns:, rewards: RewardList.new, rates: Rates.new, instalments: Instalments.new)
    @campaigns = campaigns
    @rewards = rewards
    @rates = rates
    @instalments = instalments
    @filter = CommentFilter.new
    @ledger = Ledger.new
    @receipt = Receipt.new
  end

  def call(body, flags = [])
    pledge = Pledge.from(body)
    campaign = @campaigns.find(pledge.campaign)
    reward = @rewards.choose(campaign, pledge.reward, pledge.country)
    cents = @rates.convert(pledge.cents, pledge.currency, campaign.currency)
    comment = @filter.clean(pledge.comment)
    parts = flags.include?('instalments') ? @instalments.split(cents, pledge.currency, pledge.parts) : [cents]
    lines = @ledger.lines(campaign, parts)
    mail = @receipt.write(pledge, campaign, reward, cents)
    "pledged #{cents} #{campaign.currency} to #{campaign.id}, #{lines.size} lines, comment #{comment.length}, mail #{mail.bytesize}"
  end
end
`,
  'spec/services/rates_spec.rb': `# frozen_string_literal: true

require_relative '../../app/services/rates'

RSpec.describe Rates do
  it 'converts dollars' do
    expect(described_class.new.convert(1000, 'USD', 'EUR')).to eq(921)
  end
end
`,
};
const work = [
  { m: 'Bump puma', edits: [{ f: 'Gemfile', a: "'puma', '6.4.2'", b: "'puma', '6.4.3'" }] },
  { m: 'Rails 7.1.4', edits: [{ f: 'Gemfile', a: "'rails', '7.1.3'", b: "'rails', '7.1.4'" }] },
  { m: 'money 6.19', edits: [{ f: 'Gemfile', a: "'money', '6.16.0'", b: "'money', '6.19.0'" }] },
  {
    m: 'New exchange rates for the quarter',
    edits: [
      {
        f: 'app/services/rates.rb',
        a: '%w[USD EUR] => 921, %w[EUR USD] => 1086',
        b: '%w[USD EUR] => 918, %w[EUR USD] => 1089',
      },
    ],
  },
  {
    m: 'Spec: same currency is left alone',
    edits: [
      {
        f: 'spec/services/rates_spec.rb',
        a: "  it 'converts dollars'",
        b: "  it 'leaves the same currency alone' do\n    expect(described_class.new.convert(1000, 'EUR', 'EUR')).to eq(1000)\n  end\n\n  it 'converts dollars'",
      },
    ],
  },
  {
    m: 'Fix typo in the Portuguese receipt',
    edits: [{ f: 'config/receipts/pt.txt', a: 'chegou. Recompensa', b: 'já chegou. Recompensa' }],
  },
  {
    m: 'Ledger: totals for the daily report',
    edits: [
      {
        f: 'app/services/ledger.rb',
        a: '  def lines(campaign, parts)',
        b: '  def self.total(lines)\n    lines.sum(&:cents)\n  end\n\n  def lines(campaign, parts)',
      },
    ],
  },
  {
    m: 'Campaigns can be counted',
    edits: [
      {
        f: 'app/services/campaigns.rb',
        a: '  def find(id)',
        b: '  def size\n    @rows.size\n  end\n\n  def find(id)',
      },
    ],
  },
  {
    m: 'Report of pledges by country',
    edits: [
      {
        f: 'app/services/country_report.rb',
        add: `# frozen_string_literal: true

# For the weekly mail to the board.
class CountryReport
  def initialize(pledges)
    @pledges = pledges
  end

  def rows
    @pledges.group_by(&:country).map { |country, all| [country, all.size, all.sum(&:cents)] }.sort_by { |row| -row[2] }
  end
end
`,
      },
    ],
  },
  {
    m: 'Shouting: two are enough',
    edits: [{ f: 'app/services/comment_filter.rb', a: '/!{3,}/', b: '/!{2,}/' }],
  },
];
/** Innocent work that lies beside some of the faults. */
const aside = {
  rewards: {
    m: 'Rewards: search by id once',
    edits: [
      {
        f: 'app/services/reward_list.rb',
        a: `    rewards_for(campaign, country).find { |reward| reward.id == reward_id } ||
      raise(NotOffered, "reward #{reward_id} of #{campaign.id} is not offered")`,
        b: `    offered = rewards_for(campaign, country)
    offered.find { |reward| reward.id == reward_id } ||
      raise(NotOffered, "reward #{reward_id} of #{campaign.id} is not offered")`,
      },
    ],
  },
  amount: {
    m: 'Receipts: amounts with a helper',
    edits: [
      {
        f: 'app/services/receipt.rb',
        a: "format('%.2f %s', cents / 100.0, campaign.currency),",
        b: 'money(cents, campaign.currency),',
      },
      {
        f: 'app/services/receipt.rb',
        a: `Regexp.last_match(1)) }
  end
end
`,
        b: `Regexp.last_match(1)) }
  end

  private

  def money(cents, currency)
    format('%.2f %s', cents / 100.0, currency)
  end
end
`,
      },
    ],
  },
  pounds: {
    m: 'Pledges in pounds for campaigns in reais',
    edits: [
      {
        f: 'app/services/rates.rb',
        a: '%w[USD BRL] => 5390,',
        b: '%w[USD BRL] => 5390, %w[GBP BRL] => 6850,',
      },
    ],
  },
  fee: {
    m: 'Round fees half up',
    edits: [
      {
        f: 'app/services/ledger.rb',
        a: '(cents * Settings.fee_percent / 100).round\n',
        b: '(cents * Settings.fee_percent / 100).round(half: :up)\n',
      },
    ],
  },
  comment: {
    m: 'Comments: collapse blanks',
    edits: [
      {
        f: 'app/services/comment_filter.rb',
        a: ".gsub(SHOUT, '!').strip",
        b: ".gsub(SHOUT, '!').squeeze(' ').strip",
      },
    ],
  },
  malformed: {
    m: 'Malformed pledges: longer messages',
    edits: [{ f: 'app/models/pledge.rb', a: 'e.message[0, 80]', b: 'e.message[0, 120]' }],
  },
};
const driver = `# frozen_string_literal: true

require 'json'
require 'time'
require 'timeout'
require_relative 'app/services/create_pledge'

class RequestTimeout < StandardError; end

Reward = Campaign::Reward
CAMPAIGNS = [
  Campaign.new(id: 'c-118', title: 'Un huerto para la azotea', currency: 'EUR',
    rewards: [Reward.new('r1', 1000, nil, 'una postal'), Reward.new('r2', 2500, %w[ES PT FR], 'miel de la azotea'), Reward.new('r3', 2500, %w[US BR GB], 'a print')]),
  Campaign.new(id: 'c-204', title: 'Documental «Maré»', currency: 'EUR',
    rewards: [Reward.new('r1', 1500, nil, 'o seu nome nos créditos'), Reward.new('r2', 4000, %w[PT ES], 'um cartaz'), Reward.new('r3', 4000, %w[BR US GB FR], 'a poster')]),
  Campaign.new(id: 'c-377', title: 'Board game Caravela', currency: 'USD',
    rewards: [Reward.new('r1', 2000, nil, 'one copy'), Reward.new('r2', 3500, %w[US GB], 'one copy and dice'), Reward.new('r3', 3500, %w[ES PT FR BR], 'uma cópia e dados')]),
].freeze

def log(at, level, trace, message)
  puts "#{Time.at(at / 1000.0).utc.strftime('%Y-%m-%d %H:%M:%S.%L')} #{level} [#{trace}] #{message}"
end

$stdout.sync = true
while (line = $stdin.gets)
  index, at, trace, body, flags, seen = line.chomp.split("\\t")
  puts "\\u0001#{index}"
  service = CreatePledge.new(campaigns: Campaigns.new(CAMPAIGNS))
  begin
    # what this worker was asked before
    seen == '-' || service.call(seen)
    said = Timeout.timeout(1.2, RequestTimeout, 'request ran for longer than 1200 ms') do
      service.call(body, flags.split(','))
    end
    log(at.to_i, 'INFO', trace, said)
  rescue StandardError => e
    own = e.backtrace.reject { |frame| frame.match?(/timeout\\.rb|internal:|bin_serve\\.rb/) }
    log(at.to_i, 'ERROR', trace, "PledgesController#create: #{e.class} (#{e.message}):\\n#{(own + ["app/controllers/pledges_controller.rb:17:in \`create'"]).join("\\n")}")
  end
end
`;
const NAMES = ['Ana Gil', 'Tom Reed', 'Marta Sol', 'Rui Pinto', 'Kate Moss', 'Paula Vega'];
const ACCENTS = ['José Núñez', 'João Conceição', 'Inés Muñoz', 'Zoë Álvarez', 'António Simões'];
const WHERE = { ES: 'es', PT: 'pt', FR: 'en', US: 'en', GB: 'en', BR: 'pt' };
const row = (
  r,
  { campaign, reward, country, name, cents, currency, comment, parts, locale } = {},
) => {
  const land = country ?? r.pick(Object.keys(WHERE));
  return {
    campaign: campaign ?? r.pick(['c-118', 'c-204', 'c-377']),
    reward: reward ?? 'r1',
    cents: cents ?? r.int(10, 90) * 100,
    currency: currency ?? r.pick(['EUR', 'USD']),
    country: land,
    name: name ?? r.pick(NAMES),
    locale: locale ?? WHERE[land],
    ...(comment
      ? { comment }
      : r.chance(0.4)
        ? { comment: r.pick(['¡Ánimo!', 'Great idea', 'Força!!!']) }
        : {}),
    ...(parts ? { parts } : {}),
  };
};
const pledge = (r, given = {}) => [
  JSON.stringify(row(r, given)),
  given.flags ?? '-',
  given.seen ? JSON.stringify(row(r, given.seen)) : '-',
];

export const system = {
  key: 'crowdfund',
  language: 'ruby',
  layout: 'polyrepo',
  project: 'SEM',
  env: 'production',
  mail: 'semente.example',
  major: 7,
  team: ['Lucía Ferrer', 'Tiago Nunes', 'Beatriz Rocha', 'Iker Etxeberria'],
  flows: [42, 50],
  keep: [20, 6],
  traces: 26,
  chores: ['sendDigest', 'refreshRates', 'warmCache', 'exportReport', 'purgeSessions'],
  style: {
    messages: 'pr',
    commits: 'gitlab',
    deployments: 'releases',
    metrics: 'long',
    metricNames: 'plain',
    traces: 'datadog',
    alert: 'prometheus',
    logs: 'merged',
    version: 'date',
    map: 'nodes',
  },
  entry: 'site',
  core: 'pledges',
  loud: 'site',
  services: [
    {
      name: 'site',
      ms: 40,
      rps: 75,
      repo: 'site',
      hosts: ['site-1', 'site-2'],
      edge: {
        lang: 'node',
        style: 'winston',
        file: '/app/src/server.js',
        paths: ['/campaigns/back', '/campaigns/checkout'],
        words: { failed: 'checkout failed', handled: 'checkout done', answered: 'answered' },
        says: [
          'cookie banner shown twice',
          'image of c-377 is larger than 4 MB',
          'preview asked by a bot',
        ],
      },
      calls: [{ to: 'pledges' }, { to: 'fx-link', share: 0.5, soft: true }],
      resource: 'POST /campaigns/checkout',
    },
    {
      name: 'pledges',
      ms: 28,
      rps: 52,
      repo: 'pledges',
      hosts: ['pledges-web.1', 'pledges-web.2', 'pledges-web.3'],
      memory: 420,
      calls: [{ to: 'pledges-pg' }, { to: 'payments-link', share: 0.9 }],
      resource: 'POST /pledges',
      extras: [
        { metric: 'puma_backlog', base: 0.7, whole: true },
        { metric: 'pledges_per_minute', base: 310 },
      ],
    },
    {
      name: 'payments-link',
      ms: 30,
      rps: 48,
      repo: 'payments-link',
      hosts: ['payments-link-1', 'payments-link-2'],
      edge: {
        lang: 'node',
        style: 'pino',
        code: 'handlers',
        file: '/srv/payments-link/lib/app.mjs',
        paths: ['/authorise', '/capture'],
        words: {
          failed: 'payment not authorised',
          handled: 'payment authorised',
          answered: 'said',
        },
        says: ['3-D Secure asked for', 'card of an unknown range', 'capture is repeated tomorrow'],
      },
      calls: [{ to: 'card-acquirer' }],
      resource: 'POST /authorise',
    },
    {
      name: 'fx-link',
      ms: 15,
      rps: 30,
      repo: 'fx-link',
      hosts: ['fx-link-1'],
      edge: {
        lang: 'python',
        style: 'text',
        file: '/srv/fx_link/fx_link/client.py',
        paths: ['/rates', '/rates/latest'],
        words: { failed: 'no rate', handled: 'rate given', answered: 'returned' },
        says: ['rate of BRL moved by 1.2 percent', 'weekend, rates of Friday'],
      },
      calls: [{ to: 'fx-provider', share: 0.6 }],
      resource: 'GET /rates',
    },
    {
      name: 'creators',
      ms: 55,
      rps: 18,
      repo: 'creators',
      hosts: ['creators-1'],
      edge: {
        lang: 'java',
        style: 'text',
        file: 'com.semente.creators.StudioController',
        paths: ['/studio', '/studio/updates'],
        words: { failed: 'Studio failed', handled: 'Studio', chore: 'Job aborted' },
        says: ['video is still being converted', 'update scheduled for Sunday'],
      },
      calls: [{ to: 'pledges', share: 0.4 }, { to: 'pledges-pg' }],
      resource: 'GET /studio',
    },
    { name: 'pledges-pg', ms: 4, rps: 130, store: true, resource: 'INSERT INTO pledges' },
    {
      name: 'card-acquirer',
      ms: 210,
      rps: 46,
      store: true,
      resource: 'POST acquirer.example/auth',
    },
    { name: 'fx-provider', ms: 80, rps: 15, store: true, resource: 'GET fx.example/latest' },
  ],
  repos: { pledges: { service: 'pledges', image: 'ruby:3.1-slim', files, work } },
  programs: {
    pledges: {
      driver: { 'bin_serve.rb': driver },
      run: ['ruby', 'bin_serve.rb'],
      home: '/rails/',
      isError: / ERROR \[/,
      env: {
        PAYOUT_ACCOUNT_EUR: 'ES91-2100-0418',
        PAYOUT_ACCOUNT_USD: 'US-0210-00021',
        PAYOUT_ACCOUNT_BRL: 'BR-0001-7731',
      },
    },
  },
  changes: [
    {
      type: 'feature_flag',
      name: 'site.new-cards',
      service: 'site',
      before: '10%',
      after: '50%',
      by: 'lucia',
    },
    {
      type: 'config',
      name: 'creators.updates_per_week',
      service: 'creators',
      before: '2',
      after: '3',
      by: 'beatriz',
    },
  ],
  decoyChange: {
    id: 'flip-7720',
    type: 'feature_flag',
    name: 'site.sticky-checkout',
    service: 'site',
    before: 'off',
    after: '20%',
    by: 'tiago',
  },
  good: (r) => pledge(r),
  faults: {
    firstCountry: {
      kind: 'cache_key',
      m: 'Rewards: filter once per campaign',
      delay: 17,
      edits: [
        {
          f: 'app/services/reward_list.rb',
          a: `  class NotOffered < StandardError; end

`,
          b: `  class NotOffered < StandardError; end

  def initialize
    @lists = {}
  end

`,
        },
        {
          f: 'app/services/reward_list.rb',
          a: `    campaign.rewards.select { |reward| reward.shipped_to?(country) }
`,
          b: `    @lists[campaign.id] ||= campaign.rewards.select { |reward| reward.shipped_to?(country) }
`,
        },
      ],
      company: [{ ...aside.rewards, at: -31, decoy: true }],
      bad: (r) =>
        r.chance(0.5)
          ? pledge(r, {
              campaign: 'c-118',
              reward: 'r3',
              country: r.pick(['US', 'BR', 'GB']),
              seen: { campaign: 'c-118', country: 'ES' },
            })
          : pledge(r, {
              campaign: 'c-377',
              reward: 'r2',
              country: r.pick(['US', 'GB']),
              seen: { campaign: 'c-377', country: 'PT' },
            }),
      good: (r) =>
        pledge(r, r.chance(0.3) ? { campaign: 'c-118', reward: 'r2', country: 'ES' } : {}),
      impact: [{ err: 0.16 }],
      status: 422,
      outcome: '422',
      errorType: 'RewardList::NotOffered',
      errorText: 'reward r3 of c-118 is not offered',
    },
    archivedTexts: {
      kind: 'encoding_error',
      m: 'Receipts: checksum of the text for the archive',
      delay: 44,
      edits: [
        {
          f: 'app/services/receipt_template.rb',
          a: '# Texts that lawyers have seen.\n',
          b: "require 'digest'\n\n# Texts that lawyers have seen; the archive keeps which one somebody got.\n",
        },
        {
          f: 'app/services/receipt_template.rb',
          a: '    new(File.read(path))\n',
          b: '    new(File.binread(path))\n',
        },
        {
          f: 'app/services/receipt_template.rb',
          a: '  attr_reader :text\n\n  def initialize(text)\n    @text = text\n',
          b: '  attr_reader :text, :checksum\n\n  def initialize(text)\n    @text = text\n    @checksum = Digest::SHA256.hexdigest(text)[0, 16]\n',
        },
      ],
      company: [
        { ...aside.amount, at: -22, decoy: true },
        { ...aside.pounds, at: -130 },
      ],
      bad: (r) =>
        pledge(r, {
          campaign: r.pick(['c-118', 'c-377']),
          country: r.pick(['ES', 'PT', 'BR']),
          name: r.pick(ACCENTS),
        }),
      good: (r) => pledge(r, { campaign: r.pick(['c-118', 'c-377']) }),
      impact: [{ err: 0.36 }],
      errorType: 'Encoding::CompatibilityError',
      errorText: 'incompatible character encodings: ASCII-8BIT and UTF-8',
    },
    prefixed: {
      kind: 'config_key_renamed',
      m: 'Settings: one prefix for all of ours',
      delay: 5,
      edits: [
        {
          f: 'config/settings.rb',
          a: "    Float(ENV.fetch('PLATFORM_FEE_PERCENT', '5'))",
          b: "    Float(ENV.fetch('SEMENTE_FEE_PERCENT', '5'))",
        },
        {
          f: 'config/settings.rb',
          a: '    ENV.fetch("PAYOUT_ACCOUNT_#{currency}")',
          b: '    ENV.fetch("SEMENTE_PAYOUT_#{currency}")',
        },
        {
          f: 'config/settings.rb',
          a: "ENV.fetch('COMMENT_LIMIT', '4000')",
          b: "ENV.fetch('SEMENTE_COMMENT_LIMIT', '4000')",
        },
        {
          f: 'deploy/values.yaml',
          a: 'livenessProbe:',
          b: 'env:\n  SEMENTE_PAYOUT_EUR: ES91-2100-0418\n  SEMENTE_COMMENT_LIMIT: "4000"\nlivenessProbe:',
        },
      ],
      company: [{ ...aside.fee, at: -64 }],
      env: { SEMENTE_PAYOUT_EUR: 'ES91-2100-0418' },
      bad: (r) => pledge(r, { campaign: 'c-377' }),
      good: (r) => pledge(r, { campaign: r.pick(['c-118', 'c-204']) }),
      impact: [{ err: 0.32 }],
      errorType: 'KeyError',
      errorText: 'key not found: "SEMENTE_PAYOUT_USD"',
    },
    shortLinks: {
      kind: 'slow_code',
      m: 'Comments: links without http',
      delay: 93,
      shape: 'growing',
      edits: [
        {
          f: 'app/services/comment_filter.rb',
          a: 'LINK = %r{https?://\\S+}i.freeze',
          b: 'LINK = %r{(?:https?://)?(?:[\\w-]+\\.?)+\\.(?:com|net|org|io|shop)(?:/\\S*)?}i.freeze',
        },
      ],
      company: [
        { ...aside.comment, at: -27, decoy: true },
        { ...aside.malformed, at: -115 },
      ],
      bad: (r) =>
        pledge(r, {
          comment: `${'ja'.repeat(r.int(18, 24))} ${r.pick(['genial', 'incrível', 'love it'])}. ${r.pick(['Gracias', 'Suerte', 'Obrigado'])}`,
        }),
      impact: [{ err: 0.1, addMs: 160 }],
      cpu: { pledges: 2.7 },
      gauges: [{ service: 'pledges', metric: 'puma_backlog', to: 17 }],
      status: 503,
      errorType: 'RequestTimeout',
      errorText: 'request ran for longer than 1200 ms',
    },
    inParts: {
      kind: 'feature_flag',
      category: 'feature_flag',
      delay: 2,
      change: {
        id: 'flip-7713',
        type: 'feature_flag',
        name: 'pledges.instalments',
        service: 'pledges',
        before: 'ES,PT',
        after: 'all',
        by: 'beatriz',
      },
      company: [{ ...aside.pounds, at: -170, live: -128, decoy: true }],
      bad: (r) =>
        pledge(r, {
          country: r.pick(['BR', 'GB']),
          currency: 'GBP',
          campaign: r.pick(['c-118', 'c-204', 'c-377']),
          cents: r.int(120, 400) * 100,
          parts: r.int(2, 4),
          flags: 'instalments',
        }),
      impact: [{ err: 0.15 }],
      errorType: 'ArgumentError',
      errorText: 'comparison of Integer with nil failed',
      story:
        'instalments are switched on for all countries, also for those whose currency has no limit',
    },
    acquirerCert: {
      kind: 'expired_certificate',
      category: 'expired_certificate',
      service: 'payments-link',
      silentCore: true,
      edgeOrigin: 'cert',
      outcome: '502',
      alsoFirst: ['card-acquirer'],
      failsAt: 'payments-link',
      impact: [{ service: 'payments-link', err: 0.91 }],
      priority: 'P1',
      company: [{ ...aside.fee, service: 'pledges', at: -48, live: -19 }],
      status: 502,
      errorType: 'Error',
      errorText: 'certificate has expired',
      gauges: [{ service: 'pledges', metric: 'pledges_per_minute', to: 24 }],
      story: "the acquirer's certificate has ended",
    },
    ratesBlink: {
      kind: 'self_healed',
      category: 'noise',
      verdict: 'no_code_change',
      service: 'fx-link',
      entry: 'site',
      silentCore: true,
      edgeOrigin: 'reset',
      lasts: 4,
      alertAfter: 2,
      decision: ['MONITOR', 'IGNORE'],
      priority: 'P4',
      alsoFirst: ['fx-provider'],
      impact: [{ service: 'fx-link', err: 0.12 }],
      alertService: 'fx-link',
      status: 502,
      errorType: 'ConnectionError',
      errorText: 'connection reset by peer',
      story:
        'four minutes in which the provider of rates closed connections; pages showed older rates',
    },
  },
};
