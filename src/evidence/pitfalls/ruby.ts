/** Known pitfalls of Ruby and Rails, and of Elixir and Erlang. */
import { ELIXIR } from './elixir.ts';
import { ELIXIR_PHOENIX } from './elixir-phoenix.ts';
import type { Pitfall } from './model.ts';
import { RAILS_RECORDS } from './rails-records.ts';
import { RUBY_LANGUAGE } from './ruby-language.ts';
import { RUBY_RAILS } from './ruby-rails.ts';
import { RUBY_VALUES } from './ruby-values.ts';

export const RUBY: readonly Pitfall[] = [
  ...RUBY_LANGUAGE,
  ...RUBY_VALUES,
  ...RAILS_RECORDS,
  ...RUBY_RAILS,
  ...ELIXIR,
  ...ELIXIR_PHOENIX,
];
