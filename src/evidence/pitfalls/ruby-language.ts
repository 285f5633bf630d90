/** Known pitfalls of Ruby itself: nil, hashes, strings, numbers, times, threads, gems. */
import type { Pitfall } from './model.ts';

const RB = /\.(?:rb|rake|ru|erb|haml|slim|jbuilder)$/;
const NIL =
  /for nil(?::NilClass)?\b|NilClass|nil can't be coerced|no implicit conversion (?:from|of) nil|is nil\b/;

export const RUBY_LANGUAGE: readonly Pitfall[] = [
  {
    name: 'ruby-safe-navigation-removed',
    files: RB,
    removed:
      /&\.|\.try!?\(|\.presence\b|\.nil\?|\.present\?|\.blank\?|\bcompact\b|\.to_[shaif]\b|\|\|\s*(?:\[\]|\{\}|''|""|0)/,
    says: NIL,
    did: 'a guard against nil is gone',
    weight: 0.95,
  },
  {
    name: 'ruby-returns-nil',
    files: RB,
    added:
      /\breturn(?: nil)?(?:\s+(?:if|unless)\b[^\n]{0,120})?[ \t]*$|\bnil\b|\brescue nil\b|rescue\s*=>\s*\w+[ \t]*$/m,
    says: NIL,
    did: 'nil is given back where a value or an error was',
    weight: 0.82,
  },
  {
    name: 'ruby-fetch-to-brackets',
    files: RB,
    added: /\[(?::\w+|'[^'\n]+'|"[^"\n]+")\]|\.dig\(|\.find_by\(|\.first\b|\.detect\b|\.at\(/,
    removed: /\.fetch\(|\.find\(|\.find_by!\(|\.first!|\.take!/,
    says: NIL,
    kinds: ['null_dereference', 'wrong_result', 'missing_key'],
    did: 'what is missing is nil and no more an error',
    weight: 0.93,
  },
  {
    name: 'ruby-brackets-to-fetch',
    files: RB,
    added: /\.fetch\(\s*[^,\n)]{1,60}\)|\.find_by!|\.first!|\.take!|\.fetch_values\(|ENV\.fetch\(/,
    says: /KeyError|key not found|RecordNotFound|Couldn't find/,
    did: 'what is missing is an error',
    weight: 0.95,
  },
  {
    name: 'ruby-key-kind',
    files: RB,
    removed:
      /symbolize_names|symbolize_keys|stringify_keys|with_indifferent_access|HashWithIndifferentAccess|to_unsafe_h|\.to_sym\b|transform_keys/,
    says: /for nil|NilClass|KeyError|key not found|unknown keyword|missing keyword|wrong number of arguments/,
    kinds: ['null_dereference', 'missing_key', 'wrong_result'],
    did: 'keys are texts and no more symbols, or the other way round',
    weight: 0.96,
  },
  {
    name: 'ruby-key-kind-added',
    files: RB,
    added:
      /symbolize_names|symbolize_keys|stringify_keys|\.to_unsafe_h|\.to_h\b|transform_keys|\.as_json|JSON\.parse\(|\.permit!?\(/,
    says: /for nil|NilClass|KeyError|key not found|unknown keyword|missing keyword/,
    did: 'keys of another kind: texts for symbols, or symbols for texts',
    weight: 0.85,
  },
  {
    name: 'ruby-keyword-arguments',
    files: RB,
    changed: /\bdef (?:self\.)?\w+[?!]?[ (]/,
    says: /ArgumentError|wrong number of arguments|missing keywords?|unknown keywords?/,
    did: 'a method has other arguments',
    weight: 0.95,
  },
  {
    name: 'ruby-call-arguments',
    files: RB,
    added: /\*\*\w|\w: \w|\(\s*\{|\.new\(|\.call\(|->\s*\(|lambda|\*args|\.\.\./,
    says: /wrong number of arguments|missing keywords?|unknown keywords?|no implicit conversion of (?:Hash|Symbol)/,
    did: 'a method is called with other arguments than it takes',
    weight: 0.75,
  },
  {
    name: 'ruby-method-gone',
    files: RB,
    removed:
      /\bdef (?:self\.)?\w+[?!=]?|attr_(?:reader|accessor|writer)\b|\bdelegate\b|alias(?:_method)?\b|\binclude \w|\bextend \w|\bhelper_method\b|define_method|\bscope :|method_missing/,
    says: /undefined local variable|undefined method (?![^\n]{0,60} for nil)|NameError|uninitialized constant|private method/,
    kinds: ['missing_code'],
    did: 'a method is gone or goes by another name',
    weight: 0.93,
  },
  {
    name: 'ruby-private',
    files: RB,
    added: /^[ \t]*(?:private|protected|private_class_method|private_constant)\b/m,
    says: /private method|protected method|private constant/,
    did: 'a method is private that others call',
    weight: 0.97,
  },
  {
    name: 'ruby-constant',
    files: RB,
    changed: /^[ \t]*(?:class|module) [A-Z][\w:]*|\b[A-Z][A-Z_]{2,} = |\b[A-Z]\w+::[A-Z]\w+/m,
    says: /uninitialized constant|Zeitwerk::NameError|expected file .{1,200} to define constant|superclass mismatch|is not a (?:class|module)|wrong constant name|undefined class\/module|circular dependency/i,
    did: 'a class or constant has another name or place',
    weight: 0.93,
  },
  {
    name: 'ruby-require-removed',
    files: /\.(?:rb|ru|rake|gemspec)$|Gemfile(?:\.lock)?$/,
    removed:
      /^[ \t]*(?:require|require_relative|require_dependency|autoload|gem|eager_load|config\.(?:autoload|eager_load)_paths)\b/m,
    says: /uninitialized constant|LoadError|cannot load such file|undefined method (?![^\n]{0,60} for nil)|NameError|Gem::|Bundler::/,
    did: 'a library is loaded no more',
    weight: 0.95,
  },
  {
    name: 'ruby-frozen',
    files: /\.(?:rb|rake|ru)$|\.ruby-version$|Gemfile$/,
    added: /frozen_string_literal: true|\.freeze\b|Ractor\.make_shareable|deep_freeze|Data\.define/,
    says: /FrozenError|can't modify frozen/,
    did: 'values are frozen that somebody changes',
    weight: 0.98,
  },
  {
    name: 'ruby-dup-removed',
    files: RB,
    removed: /\.(?:deep_)?dup\b|\.clone\b|\.freeze\b|String\.new|\+""|\+''/,
    says: /FrozenError|can't modify frozen|(?:another|other|wrong|different|previous) (?:user|tenant|customer|order|request|account)|can't add a new key into hash during iteration/,
    kinds: ['wrong_result', 'concurrency'],
    did: 'what others hold as well is changed in place of a copy',
    weight: 0.93,
  },
  {
    name: 'ruby-changed-in-place',
    files: RB,
    added:
      /\.(?:merge|map|select|reject|gsub|sub|strip|downcase|upcase|uniq|compact|sort|squeeze|capitalize|chomp|flatten|slice|reverse)!|\.(?:concat|delete|delete_if|push|unshift|replace|prepend|clear)\b|\w <<\s/,
    says: /FrozenError|can't modify frozen|for nil|during iteration|(?:another|other|wrong|previous) (?:user|tenant|customer|order|request|account)/,
    did: 'a value is changed in place, which gives nil when there is nothing to change',
    weight: 0.88,
  },
  {
    name: 'ruby-shared-default',
    files: RB,
    added:
      /Hash\.new\(\s*(?:\[\]|\{\}|''|"")\s*\)|Array\.new\(\s*\w+\s*,\s*(?:\[\]|\{\}|"|')|\.with_defaults?\(|@@\w+|class_attribute|cattr_accessor|mattr_accessor|\$\w+ \|?\|?=/,
    says: /(?:another|other|wrong|different|previous) (?:user|tenant|customer|order|request|account)|leak(?:ed|s)? (?:in|between)|during iteration|mixed up|OOM|Memory/i,
    kinds: ['wrong_result', 'memory', 'concurrency', 'duplicate'],
    did: 'one value is shared by all that have none of their own',
    weight: 0.92,
  },
  {
    name: 'ruby-memoized',
    files: RB,
    added:
      /@\w+ \|\|= |\bmemoize\b|class << self|Rails\.cache\.fetch|RequestStore|Thread\.current\[/,
    says: /(?:another|other|wrong|different|previous|foreign) (?:user|tenant|customer|order|request|account|locale)|stale|belongs to|tenant mismatch|expired/i,
    kinds: ['wrong_result', 'cache', 'memory', 'auth', 'credential_expired'],
    did: 'a value is kept that belongs to one call, user or hour',
    weight: 0.88,
  },
  {
    name: 'ruby-request-state-kept',
    files: RB,
    removed:
      /Thread\.current\[|\bensure\b|RequestStore|\.reset!?\b|CurrentAttributes|Current\.\w+|\bTime\.use_zone|I18n\.with_locale|ActsAsTenant\.with_tenant|Apartment::Tenant\.switch/,
    says: /(?:another|other|wrong|different|previous|foreign) (?:user|tenant|customer|order|request|account|locale|language)|belongs to|tenant mismatch|for nil/i,
    kinds: ['wrong_result', 'auth', 'pool_exhausted', 'file_descriptors'],
    did: 'what belongs to one request is left behind, or not put right afterwards',
    weight: 0.9,
  },
  {
    name: 'ruby-locale-for-all',
    files: RB,
    added:
      /I18n\.locale = |Time\.zone = |Apartment::Tenant\.switch!|ENV\['TZ'\] = |\.default_timezone|Money\.default_currency|default_locale/,
    says: /(?:another|wrong|other) (?:language|locale|tenant|zone|currency|day)|translation missing|mismatch/i,
    kinds: ['wrong_result'],
    did: 'language, zone or tenant is set for all that runs on the thread afterwards',
    weight: 0.95,
  },
];
