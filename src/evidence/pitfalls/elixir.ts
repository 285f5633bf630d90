/** Known pitfalls of Elixir and Erlang: matches, nil, processes. */
import type { Pitfall } from './model.ts';

const EX = /\.(?:exs?|erl|hrl|l?eex|heex)$/;
const CALL = /exited in: GenServer\.call|\(EXIT\) time out|timed? ?out/i;
const CLAUSE =
  /FunctionClauseError|no function clause matching|CaseClauseError|no case clause matching|WithClauseError|no with clause|CondClauseError|MatchError|no match of right hand side|TryClauseError|function_clause|case_clause|badmatch/;

export const ELIXIR: readonly Pitfall[] = [
  {
    name: 'elixir-clause-removed',
    files: EX,
    removed:
      /^[ \t]*(?:defp?|fn|rescue|else|after)\b|->|^[ \t]*\w+\([^\n]{0,120}\) ->|^[ \t]*_\w* ->|\{:(?:error|ok)\b/m,
    says: CLAUSE,
    kinds: ['unmatched'],
    did: 'a case is no more provided for',
    weight: 0.95,
  },
  {
    name: 'elixir-strict-match',
    files: EX,
    added:
      /\{:ok,\s*\w+\}\s*=|%\{[^}\n]{1,80}\}\s*=|:ok\s*=|\[\w+(?:\s*\|\s*\w+)?\]\s*=|<-|^[ \t]*defp?\s|\bwhen\b|^[ \t]*case\b/m,
    says: CLAUSE,
    kinds: ['unmatched'],
    did: 'a match that takes one shape only',
    weight: 0.9,
  },
  {
    name: 'elixir-result-shape',
    files: EX,
    changed:
      /\{:(?:ok|error|reply|noreply|stop)\b|\b(?:ok|error),|^[ \t]*(?:nil|:error|:ok|:not_found)[ \t]*$/m,
    says: new RegExp(`${CLAUSE.source}|BadMapError|bad return value|expected .{1,60} to return`),
    kinds: ['unmatched'],
    did: 'a result has another shape than callers match',
    weight: 0.92,
  },
  {
    name: 'elixir-bang',
    files: EX,
    added:
      /\b\w+!\(|\.fetch!\(|Repo\.(?:get|get_by|one|insert|update|delete)!|Map\.fetch!|hd\(|List\.first!|String\.to_existing_atom|\.\w+!\b/,
    says: /Ecto\.NoResultsError|expected at least one result|KeyError|key .{1,80} not found|Ecto\.InvalidChangesetError|could not perform|ArgumentError|Jason\.DecodeError|File\.Error|MatchError|not an already existing atom/,
    did: 'what is missing or wrong raises',
    weight: 0.94,
  },
  {
    name: 'elixir-dot-for-brackets',
    files: EX,
    added: /\b\w+\.\w+\b/,
    removed: /\w\[:\w+\]|\w\["\w+"\]|Map\.get\(|get_in\(|Keyword\.get\(|Access\./,
    says: /KeyError|key :?\S{1,60} not found|BadMapError|nil\.\w+|on nil\b|expected a map/,
    did: 'a key that may be missing is taken by a dot',
    weight: 0.95,
  },
  {
    name: 'elixir-nil',
    files: EX,
    added:
      /\[:\w+\]|\["\w+"\]|Map\.get\(|get_in\(|Repo\.(?:get|get_by|one)\(|List\.first\(|Enum\.(?:find|at)\(|Keyword\.get\(|Application\.get_env|System\.get_env/,
    says: /nil\.\w+\/\d|on nil\b|for nil\b|key :\w+ not found in: nil|BadMapError: expected a map, got: nil|nil given for|comparison with nil is forbidden|ArithmeticError|Protocol\.UndefinedError.{0,120}nil/,
    kinds: ['null_dereference'],
    did: 'what is missing is nil',
    weight: 0.85,
  },
  {
    name: 'elixir-nil-guard-removed',
    files: EX,
    removed: /is_nil\(|\|\|\s|\bif \w+ do|unless|nil ->|when is_\w+|with \{:ok|default:|Map\.get\(/,
    says: /nil\.\w+\/\d|on nil\b|for nil\b|BadMapError|comparison with nil|ArithmeticError|Protocol\.UndefinedError|FunctionClauseError|nil given for/,
    did: 'a guard against nil is gone',
    weight: 0.93,
  },
  {
    name: 'elixir-key-kind',
    files: EX,
    removed:
      /keys: :atoms|String\.to_(?:existing_)?atom|"\w+" =>|\["\w+"\]|:\w+ =>|stringify|atomize/,
    says: /Ecto\.CastError|mixed keys|KeyError|key :?\S{1,60} not found|FunctionClauseError|not an already existing atom|expected params to be a map with atoms or string keys/,
    did: 'keys are texts and no more atoms, or the other way round',
    weight: 0.9,
  },
  {
    name: 'elixir-atoms',
    files: EX,
    added: /String\.to_atom\(|keys: :atoms\b(?!!)|binary_to_atom|list_to_atom|:"#\{/,
    says: /no more index entries in atom_tab|atom table|system_limit|atom limit/,
    kinds: ['memory', 'crash_loop'],
    did: 'atoms are made of what comes in, and never go away',
    weight: 0.97,
  },
  {
    name: 'elixir-call-blocks',
    files: EX,
    added:
      /GenServer\.call\(|gen_server:call|Agent\.(?:get|update)\w*\(|Task\.await\w*\(|Process\.sleep|HTTPoison|Req\.|Finch\.|Tesla\.|Repo\.|:timer\.sleep|handle_call/,
    says: CALL,
    kinds: ['timeout', 'deadlock', 'queue_backlog', 'slow'],
    did: 'a process waits while others wait for it',
    weight: 0.85,
  },
  {
    name: 'elixir-cast-to-call',
    files: EX,
    added: /GenServer\.call\(|handle_call\(|gen_server:call/,
    removed: /GenServer\.cast\(|handle_cast\(|gen_server:cast|send\(/,
    says: /exited in: GenServer\.call|\(EXIT\) (?:time out|no process|process attempted to call itself)|calling_self/,
    kinds: ['timeout', 'deadlock', 'slow'],
    did: 'callers wait for an answer where they went on',
    weight: 0.95,
  },
  {
    name: 'elixir-call-to-cast',
    files: EX,
    added:
      /GenServer\.cast\(|handle_cast\(|gen_server:cast|Task\.start\(|\bspawn\(|send\(|Task\.Supervisor\.start_child/,
    removed:
      /GenServer\.call\(|handle_call\(|gen_server:call|Task\.await|Task\.async_stream|Repo\./,
    says: /message queue|message_queue_len|mailbox|heap|out of memory|eheap_alloc|lost|no case|race|OOM/i,
    kinds: ['memory', 'queue_backlog', 'concurrency', 'wrong_result'],
    did: 'nobody waits any more, and messages pile up',
    weight: 0.93,
  },
  {
    name: 'elixir-handle-info-removed',
    files: EX,
    removed: /handle_(?:info|call|cast|continue|event|params)\b|def init|def terminate/,
    says: /FunctionClauseError|no function clause matching in .{1,80}handle_\w+|received unexpected message|undefined handle_\w+|function_clause|bad_call|bad_cast|attempted to (?:call|cast) GenServer/,
    kinds: ['memory', 'queue_backlog'],
    did: 'messages of one kind are handled no more',
    weight: 0.96,
  },
  {
    name: 'elixir-return-of-a-callback',
    files: EX,
    changed:
      /\{:(?:reply|noreply|stop|ok|cont|halt|continue)\b|handle_\w+\(|def (?:mount|init|update|perform|call)\(/,
    says: /bad return value|bad_return_value|expected .{1,100} to return|Oban\.PerformError|ArgumentError|FunctionClauseError|invalid return from/,
    did: 'a callback gives back another shape',
    weight: 0.94,
  },
  {
    name: 'elixir-linked-task',
    files: EX,
    added:
      /Task\.(?:async|async_stream|await_many|await|start_link|yield)\b|spawn_link|start_link\(|Process\.link/,
    says: /exited in: Task\.(?:await|Supervised)|\(EXIT from|Task #PID<|terminating|\(EXIT\) (?:time out|an exception)|shutdown|DBConnection\.ConnectionError|owner #PID/,
    kinds: ['timeout', 'pool_exhausted', 'crash_loop', 'rate_limited'],
    did: 'a task whose failure or time limit takes its caller down',
    weight: 0.92,
  },
  {
    name: 'elixir-task-options-removed',
    files: EX,
    removed:
      /max_concurrency|timeout:|on_timeout|async_nolink|:infinity|ordered:|Task\.Supervisor|trap_exit|Process\.monitor|try do|rescue|catch/,
    says: /exited in: |\(EXIT|timed? ?out|terminating|DBConnection\.ConnectionError|reached_max_restart_intensity|Ranch listener/,
    kinds: ['timeout', 'pool_exhausted', 'crash_loop', 'slow'],
    did: 'a limit on a task, or what stood between its failure and its caller, is gone',
    weight: 0.92,
  },
  {
    name: 'elixir-supervision',
    files: EX,
    changed:
      /children\s*=|strategy:|max_restarts|max_seconds|Supervisor|\brestart:|child_spec|\{[A-Z][\w.]+,\s*(?:\[|name:)|^[ \t]*[A-Z]\w+(?:\.\w+)+,?[ \t]*$/m,
    says: /no process|noproc|not alive|reached_max_restart_intensity|could not lookup|failed to start child|already.started|unknown registry|Could not start application|child_spec/,
    kinds: ['crash_loop'],
    did: 'processes are started, ordered or restarted by other rules',
    weight: 0.94,
  },
  {
    name: 'elixir-child-removed',
    files: EX,
    removed:
      /^[ \t]*\{?[A-Z]\w+(?:\.\w+)*(?:,\s*(?:\[|name:)[^\n]{0,120})?\}?,?[ \t]*$|extra_applications|start_link/m,
    says: /no process|noproc|not alive|could not lookup|unknown registry|the table identifier does not refer|not started|Could not start/,
    did: 'a process is started no more',
    weight: 0.96,
  },
  {
    name: 'elixir-ets',
    files: EX,
    added:
      /:ets\.(?:new|lookup|insert|delete|tab2list|lookup_element|whereis)|ets:new|:persistent_term|:named_table|:protected|:private|Agent\.start/,
    says: /the table identifier does not refer to an existing ETS table|table identifier|:badarg|badarg|errors were found at the given arguments|system_limit|eheap_alloc|access rights/,
    kinds: ['memory', 'concurrency', 'wrong_result'],
    did: 'a table that ends with its owner, may not be written by others, or grows',
    weight: 0.93,
  },
];
