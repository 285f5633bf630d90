/** Translation of software texts in Ruby: plurals, placeholders, a memory of old texts; semantic_logger's JSON. */
const files = {
  Gemfile:
    "source 'https://rubygems.org'\n\nruby '3.1.2'\n\ngem 'hanami', '2.1.0'\ngem 'puma', '6.4.2'\ngem 'semantic_logger', '4.15.0'\ngem 'sequel', '5.77.0'\n",
  'config/settings.rb': `# frozen_string_literal: true

# What operators may set; the environment wins.
module Settings
  DEFAULTS = {
    'TM_CANDIDATES' => 200,
    'TM_MIN_PERCENT' => 70,
    'MT_BATCH' => 50,
    'PREVIEW_CACHE' => 5_000,
  }.freeze

  def self.[](name)
    Integer(ENV.fetch(name, DEFAULTS.fetch(name)))
  end
end
`,
  'app/models/segment.rb': `# frozen_string_literal: true

# One text in one language; plural texts have a segment for each category.
class Segment
  attr_reader :project, :key, :locale, :category, :source, :target

  def self.from(entry)
    new(
      project: entry['project'],
      key: entry['key'],
      locale: entry['locale'],
      category: entry['category'] || 'other',
      source: entry['source'],
      target: entry['target'].to_s,
      limited: !entry['limit'].nil?,
    )
  end

  def initialize(project:, key:, locale:, category:, source:, target:, limited:)
    @project = project
    @key = key
    @locale = locale
    @category = category
    @source = source
    @target = target
    @limited = limited
  end

  def limited?
    @limited
  end

  def translated?
    !target.empty?
  end
end
`,
  'app/services/entry_reader.rb': `# frozen_string_literal: true

require 'json'

# Reads what editors and importers send.
class EntryReader
  class Malformed < StandardError; end

  def self.read(body)
    JSON.parse(body)
  rescue JSON::ParserError => e
    raise Malformed, "entry is no JSON: #{e.message[0, 60]}"
  end
end
`,
  'app/services/plurals.rb': `# frozen_string_literal: true

# Plural categories of CLDR 44, as far as our customers go.
module Plurals
  RULES = {
    'en' => %w[one other], 'de' => %w[one other], 'fr' => %w[one many other], 'es' => %w[one many other],
    'pl' => %w[one few many other], 'cs' => %w[one few many other], 'ar' => %w[zero one two few many other],
    'ja' => %w[other],
  }.freeze

  def self.known?(locale)
    RULES.key?(language(locale))
  end

  def self.categories(locale)
    RULES.fetch(language(locale))
  end

  def self.language(locale)
    locale.split(/[-_]/).first
  end
end
`,
  'app/services/quality/length_check.rb': `# frozen_string_literal: true

module Quality
  # Buttons and menus have room for so many characters.
  class LengthCheck
    def call(entry, segment)
      return unless segment.limited?

      over = segment.target.length - entry['limit']
      "#{over} characters too long" if over.positive?
    end
  end
end
`,
  'app/services/quality/placeholder_check.rb': `# frozen_string_literal: true

require_relative '../template'

module Quality
  # What stands in the source must stand in the target.
  class PlaceholderCheck
    def call(entry, segment)
      return unless segment.translated?

      missing = Template.names(entry['source']) - Template.names(segment.target)
      missing -= ['count'] if segment.category == 'one'
      "placeholders are missing: #{missing.join(', ')}" unless missing.empty?
    end
  end
end
`,
  'app/services/template.rb': `# frozen_string_literal: true

# A text with %{placeholders}.
class Template
  class Broken < StandardError; end

  NAME = /%\\{(\\w+)\\}/.freeze

  def self.names(text)
    text.scan(NAME).flatten.uniq
  end

  def self.compile(key, text)
    raise Broken, "#{key}: #{text.count('{')} opening and #{text.count('}')} closing braces" if text.count('{') != text.count('}')

    new(text)
  end

  def initialize(text)
    @text = text
  end

  def render(values)
    format(@text, values)
  end
end
`,
  'app/services/template_cache.rb': `# frozen_string_literal: true

require_relative 'template'
require_relative '../../config/settings'

# Compiled texts; the oldest go first.
class TemplateCache
  def initialize
    @templates = {}
  end

  def fetch(segment)
    key = [segment.project, segment.key, segment.locale, segment.category].join('/')
    @templates.delete(@templates.first.first) if @templates.size >= Settings['PREVIEW_CACHE']
    @templates[key] ||= Template.compile(segment.key, segment.translated? ? segment.target : segment.source)
  end
end
`,
  'app/services/levenshtein.rb': `# frozen_string_literal: true

# Edits between two texts.
module Levenshtein
  def self.distance(one, other)
    row = (0..other.length).to_a
    one.each_char.with_index(1) do |char, at|
      diagonal = row[0]
      row[0] = at
      other.each_char.with_index(1) do |theirs, column|
        above = row[column]
        cost = char == theirs ? diagonal : 1 + [diagonal, above, row[column - 1]].min
        diagonal = above
        row[column] = cost
      end
    end
    row.last
  end
end
`,
  'app/services/translation_memory.rb': `# frozen_string_literal: true

require_relative 'levenshtein'
require_relative '../../config/settings'

# Old translations; the most similar source is offered to the translator.
class TranslationMemory
  Match = Struct.new(:source, :percent)

  def initialize(sources)
    @sources = sources
  end

  def best(source)
    matches = candidates(source).map { |other| Match.new(other, percent(source, other)) }
    match = matches.max_by(&:percent)
    match if match && match.percent >= Settings['TM_MIN_PERCENT']
  end

  private

  def candidates(source)
    room = source.length * 30 / 100
    @sources.select { |other| (other.length - source.length).abs <= room }.first(Settings['TM_CANDIDATES'])
  end

  def percent(source, other)
    longest = [source.length, other.length, 1].max
    100 - Levenshtein.distance(source, other) * 100 / longest
  end
end
`,
  'app/services/mt_queue.rb': `# frozen_string_literal: true

require_relative '../../config/settings'

# Texts without a match go to the machine.
class MtQueue
  attr_reader :sent

  def initialize
    @sent = 0
  end

  def push(texts)
    texts.each_slice(Settings['MT_BATCH']) do |batch|
      @sent += batch.size
    end
  end
end
`,
  'app/services/save_segment.rb': `# frozen_string_literal: true

require_relative 'entry_reader'
require_relative 'mt_queue'
require_relative 'plurals'
require_relative 'template_cache'
require_relative 'translation_memory'
require_relative 'quality/length_check'
require_relative 'quality/placeholder_check'
require_relative '../models/segment'

# Everything that happens when a text is saved.
class SaveSegment
  CHECKS = [Quality::LengthCheck.new, Quality::PlaceholderCheck.new].freeze

  def initialize(memory:, cache: TemplateCache.new, queue: MtQueue.new)
    @memory = memory
    @cache = cache
    @queue = queue
  end

  def call(body, values)
    entry = EntryReader.read(body)
    segment = Segment.from(entry)
    return 'skipped, language is not offered' unless Plurals.known?(segment.locale)

    rest = Plurals.categories(segment.locale) - [segment.category]
    problems = CHECKS.filter_map { |check| check.call(entry, segment) }
    match = @memory.best(segment.source)
    @queue.push([segment.source]) if match.nil? && !segment.translated?
    preview = @cache.fetch(segment).render(values)
    summary(preview, problems, match, rest)
  end

  private

  def summary(preview, problems, match, rest)
    parts = ["saved, preview #{preview.length} characters"]
    parts << "#{problems.size} problems" if problems.any?
    parts << "match #{match.percent}%" if match
    parts << "#{rest.size} categories left" if rest.any?
    parts.join(', ')
  end
end
`,
  'spec/services/plurals_spec.rb': `# frozen_string_literal: true

require_relative '../../app/services/plurals'

RSpec.describe Plurals do
  it 'knows regions by their language' do
    expect(described_class.categories('pl-PL')).to eq(%w[one few many other])
  end
end
`,
};
const work = [
  { m: 'Puma 6.4.3', edits: [{ f: 'Gemfile', a: "'puma', '6.4.2'", b: "'puma', '6.4.3'" }] },
  {
    m: 'Offer Dutch',
    edits: [
      {
        f: 'app/services/plurals.rb',
        a: "    'ja' => %w[other],\n",
        b: "    'ja' => %w[other], 'nl' => %w[one other],\n",
      },
    ],
  },
  {
    m: 'Keep more previews',
    edits: [
      { f: 'config/settings.rb', a: "'PREVIEW_CACHE' => 5_000", b: "'PREVIEW_CACHE' => 8_000" },
    ],
  },
  {
    m: 'Malformed entries: show a little more of the message',
    edits: [{ f: 'app/services/entry_reader.rb', a: 'e.message[0, 60]', b: 'e.message[0, 90]' }],
  },
  {
    m: 'Say how many texts went to the machine',
    edits: [
      {
        f: 'app/services/mt_queue.rb',
        a: '  def push(texts)',
        b: '  def idle?\n    @sent.zero?\n  end\n\n  def push(texts)',
      },
    ],
  },
  {
    m: 'Share of a match as a struct member',
    edits: [
      {
        f: 'app/services/translation_memory.rb',
        a: '  Match = Struct.new(:source, :percent)\n',
        b: '  Match = Struct.new(:source, :percent) do\n    def exact?\n      percent == 100\n    end\n  end\n',
      },
    ],
  },
  {
    m: 'Spec for Japanese',
    edits: [
      {
        f: 'spec/services/plurals_spec.rb',
        a: "  it 'knows regions",
        b: "  it 'has one category for Japanese' do\n    expect(described_class.categories('ja')).to eq(%w[other])\n  end\n\n  it 'knows regions",
      },
    ],
  },
  {
    m: 'Sequel 5.78',
    edits: [{ f: 'Gemfile', a: "'sequel', '5.77.0'", b: "'sequel', '5.78.0'" }],
  },
  {
    m: 'Summary: name the problems',
    edits: [
      {
        f: 'app/services/save_segment.rb',
        a: '"#{problems.size} problems" if problems.any?',
        b: '"problems: #{problems.join(\'; \')}" if problems.any?',
      },
    ],
  },
];
const driver = `# frozen_string_literal: true

require 'json'
require 'time'
require 'timeout'
require_relative 'app/services/save_segment'

class RequestTimeout < StandardError; end

WORDS = %w[the cart was saved and your order could not be sent because of an unknown address please try again later or ask our friendly support].freeze

def long_text(seed, length)
  out = +''
  at = seed
  while out.length < length
    at = (at * 31 + 17) % 9973
    out << WORDS[at % WORDS.length] << ' '
  end
  out[0, length]
end

def log(level, index, at, trace, host, message, error = nil)
  row = {
    host: host, application: 'segments', environment: 'production',
    timestamp: Time.at(at / 1000.0).utc.iso8601(3), level: level, level_index: level == 'error' ? 4 : 2,
    pid: 1, thread: "puma srv tp #{format('%03d', index % 5 + 1)}", name: 'Actions::Segments::Save', message: message
  }
  row[:exception] = { name: error.class.name, message: error.message, stack_trace: error.backtrace } if error
  row[:named_tags] = { trace_id: trace }
  puts JSON.generate(row)
end

$stdout.sync = true
while (line = $stdin.gets)
  index, at, trace, body, values, seen, size = line.chomp.split("\\t")
  puts "\\u0001#{index}"
  cache = TemplateCache.new
  sources = ['Save', 'Cancel', 'Your cart is empty', 'Hello %{name}', '%{name} has %{count} files']
  if size.to_i.positive?
    # a book of help texts
    sources += (1..60).map { |n| long_text(n, 900) }
    body = JSON.generate(JSON.parse(body).merge('source' => long_text(7, size.to_i), 'target' => long_text(7, size.to_i)))
  end
  service = SaveSegment.new(memory: TranslationMemory.new(sources), cache: cache)
  begin
    unless seen == '-'
      # what this worker was asked before
      earlier = JSON.parse(seen)
      service.call(JSON.generate(earlier['entry']), earlier['values'].transform_keys(&:to_sym))
    end
    said = Timeout.timeout(1.5, RequestTimeout, 'request ran for longer than 1500ms') do
      service.call(body, JSON.parse(values).transform_keys(&:to_sym))
    end
    log('info', index.to_i, at.to_i, trace, ENV.fetch('HOST'), said)
  rescue StandardError => e
    own = e.backtrace.reject { |frame| frame.match?(/timeout\\.rb|internal:|bin_serve\\.rb/) }
    e.set_backtrace(own + ["/app/app/actions/segments/save.rb:19:in \`handle'"])
    log('error', index.to_i, at.to_i, trace, ENV.fetch('HOST'), 'Completed #save', e)
  end
end
`;
const PROJECTS = ['aurora-shop', 'kite-crm', 'nordbank-app', 'pixel-farm'];
const save = (
  r,
  { project, locale, category, source, target, limit, values, key, seen, size } = {},
) => {
  const [from, to] = r.pick([
    ['Save', 'Speichern'],
    ['Your cart is empty', 'Der Warenkorb ist leer'],
    ['Hello %{name}', 'Hallo %{name}'],
    ['Cancel', 'Abbrechen'],
  ]);
  const entry = {
    project: project ?? r.pick(PROJECTS),
    key:
      key ??
      `${r.pick(['cart', 'menu', 'login', 'files'])}.${r.pick(['title', 'hint', 'action'])}${r.int(1, 60)}`,
    locale: locale ?? r.pick(['de-DE', 'fr-FR', 'pl-PL', 'es-ES', 'ja-JP']),
    ...(category ? { category } : {}),
    source: source ?? from,
    target: target ?? to,
    ...(limit ? { limit } : {}),
  };
  return [
    JSON.stringify(entry),
    JSON.stringify(values ?? { name: r.pick(['Ada', 'Bo', 'Chidi']) }),
    seen ? JSON.stringify(seen(entry)) : '-',
    String(size ?? 0),
  ];
};
const FILES = { other: '%{name} hat %{count} Dateien', one: '%{name} hat eine Datei' };

export const system = {
  key: 'lingua',
  language: 'ruby',
  layout: 'polyrepo',
  project: 'LNG',
  env: 'production',
  mail: 'lingua.example',
  major: 4,
  team: ['Oisín Byrne', 'Katarzyna Zając', 'Mei Tanaka', 'Rafael Costa'],
  flows: [38, 46],
  keep: [17, 5],
  traces: 26,
  chores: ['purgeSessions', 'exportReport', 'warmCache', 'sendDigest', 'syncCalendar'],
  style: {
    messages: 'pr',
    commits: 'github',
    deployments: 'releases',
    metrics: 'perService',
    metricNames: 'statsd',
    traces: 'zipkin',
    alert: 'datadog',
    logs: 'perService',
    version: 'semver',
    map: 'arrows',
    gzip: ['logs'],
  },
  entry: 'editor-web',
  core: 'segments',
  loud: 'editor-web',
  services: [
    {
      name: 'editor-web',
      ms: 30,
      rps: 64,
      repo: 'editor-web',
      hosts: ['editor-web.1', 'editor-web.2'],
      edge: {
        lang: 'node',
        style: 'bunyan',
        code: 'handlers',
        file: '/app/lib/app.mjs',
        paths: ['/texts', '/texts/bulk'],
        words: { failed: 'text was not saved', handled: 'text saved', answered: 'gave' },
        says: ['websocket reopened', 'two editors in one text', 'shortcut list shown'],
      },
      calls: [{ to: 'segments' }, { to: 'mt-relay', share: 0.2, soft: true }],
      resource: 'PUT /texts',
    },
    {
      name: 'segments',
      ms: 26,
      rps: 66,
      repo: 'segments',
      hosts: ['segments.1', 'segments.2', 'segments.3'],
      memory: 340,
      calls: [{ to: 'texts-pg' }, { to: 'tm-index', share: 0.8 }],
      resource: 'PUT /segments',
      extras: [
        { metric: 'puma.backlog', base: 0.8, whole: true },
        { metric: 'mt.waiting', base: 9, whole: true },
      ],
    },
    {
      name: 'mt-relay',
      ms: 20,
      rps: 14,
      repo: 'mt-relay',
      hosts: ['mt-relay.1'],
      edge: {
        lang: 'python',
        style: 'text',
        file: '/srv/mt_relay/mt_relay/client.py',
        paths: ['/translate'],
        words: {
          failed: 'machine gave no text',
          handled: 'machine translated',
          answered: 'returned',
        },
        says: ['glossary of kite-crm is newer than ours', 'language pair de-ja goes through en'],
      },
      calls: [{ to: 'mt-provider' }],
      resource: 'POST /translate',
    },
    {
      name: 'bundle-builder',
      ms: 70,
      rps: 5,
      repo: 'bundle-builder',
      hosts: ['bundle-builder.1'],
      edge: {
        lang: 'java',
        style: 'logstash',
        file: 'io.lingua.bundles.BuildController',
        paths: ['/bundles', '/bundles/android'],
        words: { failed: 'Bundle not built', handled: 'Bundle built', chore: 'Job stopped' },
        says: ['Checksum unchanged, upload left out', 'iOS bundle has 2 empty tables'],
      },
      calls: [
        { to: 'segments', share: 0.7 },
        { to: 'bundle-files', share: 0.9 },
      ],
      resource: 'POST /bundles',
    },
    { name: 'texts-pg', ms: 4, rps: 80, store: true, resource: 'INSERT INTO segments' },
    { name: 'tm-index', ms: 9, rps: 52, store: true, resource: 'POST memory/_search' },
    { name: 'bundle-files', ms: 35, rps: 5, store: true, resource: 'PUT object' },
    { name: 'mt-provider', ms: 240, rps: 13, store: true, resource: 'POST mt.example/v3' },
  ],
  repos: { segments: { service: 'segments', image: 'ruby:3.1-slim', files, work } },
  programs: {
    segments: {
      driver: { 'bin_serve.rb': driver },
      run: ['ruby', 'bin_serve.rb'],
      home: '/app/',
      isError: /"level":"error"/,
      json: true,
    },
  },
  changes: [
    {
      type: 'feature_flag',
      name: 'editor.side-by-side',
      service: 'editor-web',
      before: '25%',
      after: '100%',
      by: 'mei',
    },
    {
      type: 'secret',
      name: 'mt-provider/key',
      service: 'mt-relay',
      before: 'v7',
      after: 'v8',
      by: 'rotation',
    },
  ],
  decoyChange: {
    id: 'fs-0881',
    type: 'feature_flag',
    name: 'editor.emoji-picker',
    service: 'editor-web',
    before: 'off',
    after: 'on',
    by: 'rafael',
  },
  good: (r) => save(r),
  faults: {
    oneAndOther: {
      kind: 'cache_key',
      m: 'Segments know where they are cached',
      delay: 23,
      edits: [
        {
          f: 'app/models/segment.rb',
          a: '  def limited?\n',
          b: "  # The same for all that editors see of it.\n  def path\n    [project, locale, key].join('/')\n  end\n\n  def limited?\n",
        },
        {
          f: 'app/services/template_cache.rb',
          a: "    key = [segment.project, segment.key, segment.locale, segment.category].join('/')\n    @templates.delete",
          b: '    @templates.delete',
        },
        {
          f: 'app/services/template_cache.rb',
          a: '@templates[key] ||=',
          b: '@templates[segment.path] ||=',
        },
      ],
      bad: (r) =>
        save(r, {
          locale: 'de-DE',
          category: 'one',
          source: '%{name} has %{count} files',
          target: FILES.one,
          seen: (entry) => ({
            entry: { ...entry, category: 'other', target: FILES.other },
            values: { name: 'Ada', count: 5 },
          }),
        }),
      impact: [{ err: 0.14 }],
      errorType: 'KeyError',
      errorText: 'key{count} not found',
      tempt: {
        m: 'Templates: freeze the text, its keys are not found by scan alone',
        edits: [
          {
            f: 'app/services/template.rb',
            a: '    @text = text\n',
            b: '    @text = text.dup.freeze\n',
          },
        ],
      },
    },
    symbolKeys: {
      kind: 'type_change',
      m: 'Symbols as keys of entries',
      delay: 5,
      edits: [
        {
          f: 'app/services/entry_reader.rb',
          a: '    JSON.parse(body)\n',
          b: '    JSON.parse(body, symbolize_names: true)\n',
        },
        {
          f: 'app/models/segment.rb',
          a: `      project: entry['project'],
      key: entry['key'],
      locale: entry['locale'],
      category: entry['category'] || 'other',
      source: entry['source'],
      target: entry['target'].to_s,
      limited: !entry['limit'].nil?,
`,
          b: `      **entry.slice(:project, :key, :locale, :source),
      category: entry[:category] || 'other',
      target: entry[:target].to_s,
      limited: !entry[:limit].nil?,
`,
        },
        {
          f: 'app/services/quality/placeholder_check.rb',
          a: "Template.names(entry['source'])",
          b: 'Template.names(entry[:source])',
        },
      ],
      bad: (r) => save(r, { limit: r.int(8, 40) }),
      impact: [{ err: 0.31 }],
      errorType: 'TypeError',
      errorText: "nil can't be coerced into Integer",
      tempt: {
        m: 'Length check: count what a reader sees as one character',
        edits: [
          {
            f: 'app/services/quality/length_check.rb',
            a: 'segment.target.length - ',
            b: 'segment.target.each_grapheme_cluster.count - ',
          },
        ],
      },
    },
    askedTwice: {
      kind: 'validation_removed',
      m: 'Do not ask twice whether a language is offered',
      delay: 44,
      edits: [
        {
          f: 'app/services/save_segment.rb',
          a: "    return 'skipped, language is not offered' unless Plurals.known?(segment.locale)\n\n    rest",
          b: '    rest',
        },
        {
          f: 'docs/languages.md',
          add: '# Languages\n\nThe editor lists the languages of a project; what it does not list cannot be chosen.\n',
        },
      ],
      bad: (r) => save(r, { locale: r.pick(['sr-Latn', 'uk-UA', 'sr-Latn']) }),
      impact: [{ err: 0.08 }],
      priority: 'P3',
      errorType: 'KeyError',
      errorText: 'key not found: "sr"',
      tempt: {
        m: 'Plurals: split underscores like dashes only once',
        edits: [
          {
            f: 'app/services/plurals.rb',
            a: 'locale.split(/[-_]/).first',
            b: 'locale.split(/[-_]/, 2).first',
          },
        ],
      },
    },
    shortTexts: {
      kind: 'slow_code',
      m: 'Offer matches for short texts as well',
      delay: 16,
      edits: [
        {
          f: 'app/services/translation_memory.rb',
          a: `    room = source.length * 30 / 100
    @sources.select { |other| (other.length - source.length).abs <= room }.first(Settings['TM_CANDIDATES'])
`,
          b: `    @sources.sort_by { |other| (other.length - source.length).abs }.first(Settings['TM_CANDIDATES'])
`,
        },
      ],
      bad: (r) => save(r, { size: r.int(2400, 3200), values: {} }),
      good: (r) => save(r),
      impact: [{ err: 0.12, timesMs: 5 }],
      cpu: { segments: 2.6 },
      gauges: [{ service: 'segments', metric: 'puma.backlog', to: 21 }],
      status: 503,
      errorType: 'RequestTimeout',
      errorText: 'request ran for longer than 1500ms',
      tempt: {
        m: 'Matches: no request for texts without letters',
        edits: [
          {
            f: 'app/services/translation_memory.rb',
            a: '  def best(source)\n',
            b: '  def best(source)\n    return if source.strip.empty?\n\n',
          },
        ],
      },
    },
    zeroMeansAll: {
      kind: 'wrong_default',
      m: 'Zero means no limit in settings',
      delay: 29,
      edits: [
        {
          f: 'config/settings.rb',
          a: `    'TM_CANDIDATES' => 200,
    'TM_MIN_PERCENT' => 70,
    'MT_BATCH' => 50,
`,
          b: `    'TM_CANDIDATES' => 0,
    'TM_MIN_PERCENT' => 70,
    'MT_BATCH' => 0,
`,
        },
        {
          f: 'config/settings.rb',
          a: '# What operators may set; the environment wins.\n',
          b: '# What operators may set; the environment wins. 0: no limit.\n',
        },
        {
          f: 'app/services/translation_memory.rb',
          a: "@sources.select { |other| (other.length - source.length).abs <= room }.first(Settings['TM_CANDIDATES'])\n",
          b: `found = @sources.select { |other| (other.length - source.length).abs <= room }
    most = Settings['TM_CANDIDATES']
    most.zero? ? found : found.first(most)
`,
        },
      ],
      bad: (r) => save(r, { source: `Order ${r.hex(6)} was shipped`, target: '' }),
      impact: [{ err: 0.27 }],
      gauges: [{ service: 'segments', metric: 'mt.waiting', to: 0 }],
      errorType: 'ArgumentError',
      errorText: 'invalid slice size',
      tempt: {
        m: 'Queue of the machine: batches are counted by slice',
        edits: [
          {
            f: 'app/services/mt_queue.rb',
            a: '      @sent += batch.size\n',
            b: '      @sent += batch.length\n',
          },
        ],
      },
    },
    exportedBraces: {
      kind: 'bad_input_data',
      category: 'bad_input_data',
      bad: (r) =>
        save(r, {
          project: 'aurora-shop',
          source: '{count, plural, one {# item} other {# items}',
          target: '{count, plural, one {# Artikel} other {# Artikel}',
          key: `cart.items.${r.int(1, 400)}`,
        }),
      impact: [{ err: 0.23 }],
      status: 422,
      outcome: '422',
      errorType: 'Template::Broken',
      errorText: 'cart.items.214: 3 opening and 2 closing braces',
      alertService: 'segments',
      says: [
        {
          service: 'editor-web',
          level: 'info',
          text: 'bulk upload of aurora-shop, 4120 texts, written by strings-merge 0.4-beta',
          count: 1,
          before: true,
        },
        {
          service: 'editor-web',
          level: 'warn',
          text: 'bulk upload of aurora-shop, texts refused so far',
          count: 5,
        },
      ],
      story: "a customer's new tool cuts the last brace of plural texts and uploads all of them",
    },
    shardMoves: {
      kind: 'self_healed',
      category: 'noise',
      verdict: 'no_code_change',
      noBad: true,
      silentCore: true,
      lasts: 4,
      alertAfter: 2,
      decision: ['MONITOR', 'IGNORE'],
      priority: 'P4',
      service: 'tm-index',
      alsoFirst: ['segments'],
      impact: [{ service: 'tm-index', timesMs: 9, err: 0.004 }],
      alertService: 'segments',
      events: [
        {
          reason: 'ShardRelocated',
          type: 'Normal',
          service: 'tm-index',
          message: 'shard [memory][3] moved to tm-index-2, recovery took 3.1m, cluster is green',
          after: 3,
          spread: 1,
        },
      ],
      story: 'the search cluster moved a shard; over before anybody looks',
    },
  },
};
