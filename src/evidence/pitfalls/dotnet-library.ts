/** Known pitfalls of the base library of .NET: texts, streams, scopes, files. */
import type { Pitfall } from './model.ts';

const CS = /\.(?:cs|fs|vb|cshtml|razor)$/;

export const DOTNET_LIBRARY: readonly Pitfall[] = [
  {
    name: 'order-of-dictionary-lost',
    files: CS,
    added:
      /\bnew (?:Dictionary|HashSet|ConcurrentDictionary)\b|\.ToHashSet\(|\.ToDictionary\(|\.AsParallel\(\)|ConcurrentBag|\bDictionary</,
    removed:
      /Sorted(?:Dictionary|List|Set)|OrderedDictionary|\.OrderBy\w*\(|\.ThenBy\w*\(|\.AsOrdered\(|\border by\b/i,
    says: /signature (?:mismatch|does not|invalid)|(?:wrong|out of|unexpected) order|not (?:in order|sorted)|column (?:count|order)|checksum/i,
    kinds: ['wrong_result', 'auth'],
    did: 'a collection that keeps no order in place of one that does',
    weight: 0.9,
  },
  {
    name: 'paging-without-order',
    files: CS,
    removed: /\.OrderBy\w*\(|\.ThenBy\w*\(|order by/i,
    beside: /\.Skip\(|\.Take\(|OFFSET|\.First|\.Last\b|FETCH NEXT/,
    says: /[Dd]uplicate|twice|without an? '?OrderBy|RowLimitingOperationWithoutOrderBy|Skip' is only supported for sorted input/,
    kinds: ['duplicate', 'wrong_result'],
    did: 'pages or the first of rows that have no order',
    weight: 0.9,
  },
  {
    name: 'format-string-net',
    files: CS,
    added:
      /[sS]tring\.Format\(|AppendFormat\(|\.WriteLine\("[^"\n]*\{\d|\.ToString\("|sprintf\b|Log\w+\(\$?"[^"\n]*\{/,
    says: /Index \(zero based\) must be greater than or equal to zero|Format specifier was invalid|Input string was not in a correct format[\s\S]{0,200}(?:StringBuilder\.AppendFormat|String\.Format)|Expected an ASCII digit|Unexpected closing brace/,
    did: 'a format whose places do not fit what is put into it',
    weight: 0.95,
  },
  {
    name: 'text-cut-unchecked-net',
    files: CS,
    added:
      /\.Substring\(|\[\^?\d*\.\.\^?\d*\]|\.Remove\(\d|\[0\]|\[\^1\]|\.GetRange\(|\.Slice\(|\.AsSpan\(|\.Split\([^\n]{1,40}\)\[\d/,
    removed:
      /Math\.Min\(|\.Length\b|\.Count\b|\.Truncate\(|\.Take\(|\.Left\(|FirstOrDefault|ElementAtOrDefault|IsNullOr\w+\(|\.Any\(/,
    says: /Index and length must refer to a location within the string|startIndex cannot be larger than length|StartIndex cannot be less than zero|Index was out(?:side| of)|ArgumentOutOfRangeException|Offset and length were out of bounds|IndexOutOfRange|length \('-\d+'\) must be/,
    did: 'a text or list cut or read without a look at its length',
    weight: 0.95,
  },
  {
    name: 'json-element-missing',
    files: CS,
    added:
      /\.GetProperty\("|\["[^"\n]{1,60}"\]!?\.(?:GetValue|AsObject|AsArray|Value|ToString|ToObject)|\.GetString\(\)!|\.SelectToken\([^\n)]{1,60}\)\.|\["[^"\n]{1,60}"\]\["/,
    says: /JsonElement\.GetProperty|JsonElement|JObject|JToken|Cannot access child value on Newtonsoft|KeyNotFoundException|requires an element of type|The node must be of type/,
    did: 'a field of a JSON document read as though it were always there',
    weight: 0.9,
  },
  {
    name: 'stream-not-rewound',
    files: CS,
    removed:
      /\.Position\s*=\s*0|\.Seek\(0|\.Flush(?:Async)?\(|leaveOpen|\.CompleteAsync\(|FlushFinalBlock|\.Rewind\(/,
    says: /does not contain any JSON tokens|Root element is missing|[Uu]nexpected end|EndOfStream|End of Central Directory|(?:zero|0) bytes|empty (?:file|body|stream|document)|Cannot access a (?:closed|disposed)|truncated|Padding is invalid|Content-Length|Unexpected EOF/,
    kinds: ['parse', 'wrong_result'],
    did: 'a stream is no more set back to its start, pushed out or left open',
    weight: 0.95,
  },
  {
    name: 'partial-read',
    files: CS,
    added: /\.Read(?:Async)?\(\s*\w/,
    removed:
      /ReadExactly|ReadAtLeast|ReadToEnd|CopyTo(?:Async)?\(|ReadBytes\(|ReadAllBytes|ReadBlock/,
    says: /EndOfStream|[Uu]nexpected end|corrupt|[Ii]nvalid (?:header|magic|frame|data)|truncated|Padding is invalid|checksum|CRC|found invalid data while decoding|InvalidDataException/,
    kinds: ['parse', 'wrong_result'],
    did: 'a read that may give less than was asked for',
    weight: 0.95,
  },
  {
    name: 'scope-not-made',
    files: CS,
    removed:
      /CreateScope\(|CreateAsyncScope\(|IServiceScopeFactory|IDbContextFactory|CreateDbContext(?:Async)?\(|AddDbContextFactory|BeginLifetimeScope/,
    says: /Cannot resolve scoped service|Cannot consume scoped service|from root provider|A second operation was started on this context|ObjectDisposedException|Cannot access a disposed|There is already an open DataReader|is already being tracked|Unable to resolve service for type/,
    kinds: ['concurrency', 'memory'],
    did: 'work that outlives a request has no scope of its own any more',
    weight: 0.95,
  },
  {
    name: 'type-initializer',
    files: CS,
    added: /\bstatic\b[^\n;=]{0,80}=\s*[^\n;]{0,120}\(|\bstatic\s+[A-Z]\w+\(\)/,
    says: /The type initializer for '|TypeInitializationException/,
    did: 'work done while a class is loaded',
    weight: 0.95,
  },
  {
    name: 'fallback-removed-net',
    files: CS,
    removed:
      /AddFallback|FallbackAsync|\.Fallback\(|CircuitBreaker|catch \((?:HttpRequest|Timeout|TaskCanceled|OperationCanceled|RpcException|Sql|Redis\w*|BrokenCircuit)\w*/,
    says: /HttpRequestException|TaskCanceledException|TimeoutRejected|BrokenCircuit|RpcException|RedisConnectionException|RedisTimeoutException|SqlException|OperationCanceledException/,
    kinds: ['upstream_error'],
    did: 'what was done in place of a call that failed is gone',
    weight: 0.9,
  },
  {
    name: 'enum-by-name-net',
    files: CS,
    changed: /^[ \t]{2,}[A-Z]\w+(?:\s*=\s*\d+)?,?[ \t]*(?:\/\/[^\n]*)?$/m,
    says: /Requested value '[^'\n]{1,60}' was not found|could not be converted to [\w.]+\. Path|Error converting value|Cannot convert string value|Must specify valid information for parsing/,
    did: 'a value of an enum goes by another name',
    weight: 0.9,
  },
  {
    name: 'temp-files-kept-net',
    files: CS,
    added: /GetTempFileName\(|GetTempPath\(|CreateTempSubdirectory|Path\.GetRandomFileName/,
    unless: /File\.Delete\(|DeleteOnClose|Directory\.Delete\(/,
    says: /No space left on device|not enough space on the disk|[Dd]isk (?:is )?full|DiskPressure|The file exists|ephemeral(?: local)?[- ]storage/,
    kinds: ['disk'],
    did: 'files made for the moment that nobody removes',
    weight: 0.9,
  },
];
