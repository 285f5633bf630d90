/** Known pitfalls of numbers, formats, layouts and comparisons in C and C++. */
import type { Pitfall } from './model.ts';

const CPP = /\.(?:c|cc|cpp|cxx|c\+\+|h|hh|hpp|hxx|inl|ipp|m|mm|cu|cuh)$/i;
const CRASHED =
  'SIGSEGV|[Ss]egmentation fault|signal 11\\b|exit(?:ed)?(?: with)?(?: code| status)? 139|SEGV on unknown|SIGBUS|EXC_BAD_ACCESS|core dumped';
/** Memory beyond what is one's own is used. */
const BEYOND = new RegExp(
  `buffer[- ]overflow|buffer-underflow|container-overflow|stack smashing|out[- ]of[- ](?:range|bounds)|_M_range_check|__n (?:<|>=) this->size|subscript out of|invalid next size|malloc\\(\\): |corrupted size|Invalid (?:read|write) of size|${CRASHED}`,
);
const GARBLED =
  /garbage|garbled|mojibake|not valid utf|invalid (?:utf|byte|character)|\ufffd|\\x[0-9a-f]{2}/i;

export const NATIVE_VALUES: readonly Pitfall[] = [
  {
    name: 'narrower-integer',
    files: CPP,
    added:
      /\b(?:u?int(?:8|16|32)_t|int|short|unsigned(?:\s+(?:int|char|short))?|char|float|u8|u16|u32|i32)\b|static_cast<\s*(?:u?int(?:8|16|32)?(?:_t)?|int|short|unsigned|float|char)\s*>|\(\s*(?:int|short|unsigned|uint\d+_t|float)\s*\)/,
    removed:
      /\b(?:u?int64_t|size_t|ssize_t|ptrdiff_t|long(?:\s+long)?|double|off_t|time_t|std::uint64_t)\b/,
    says: /signed integer overflow|implicit conversion|out of range|overflow|wrap(?:ped|s)? (?:around|to)|negative|bad_alloc|length_error|-\d{6,}|\b(?:4294967\d{3}|2147483\d{3}|65535|65536|32767)\b|implausible|truncat/i,
    kinds: ['arithmetic', 'wrong_result', 'bounds', 'memory'],
    did: 'a number is kept in fewer bits',
    weight: 0.9,
  },
  {
    name: 'signed-to-unsigned',
    files: CPP,
    added:
      /\b(?:size_t|unsigned|uint\d*_t|auto)\s+\w+\s*=|\.(?:size|length)\(\)\s*-|static_cast<\s*(?:std::)?(?:size_t|unsigned|uint\d+_t)|-\s*[\w.]+\.(?:size|length)\(\)|\bu(?:int)?(?:8|16|32|64)(?:_t)?\b/,
    says: new RegExp(
      `${BEYOND.source}|184467440\\d+|4294967\\d{3}|bad_alloc|length_error|vector::|basic_string::|infinite loop|implausible|unsigned integer overflow`,
    ),
    kinds: ['arithmetic', 'wrong_result', 'timeout', 'cpu', 'memory'],
    did: 'a difference that may be below zero is kept without a sign',
    weight: 0.9,
  },
  {
    name: 'integer-product-overflow',
    files: CPP,
    added: /[\w)\]]\s*\*\s*(?:\d+|[\w(])|<<\s*\w/,
    says: /signed integer overflow|shift exponent|left shift|unsigned integer overflow|wrap(?:ped|s)? (?:around|to)|bad_alloc|-\d{7,}/,
    kinds: ['arithmetic'],
    did: 'a product or shift does not fit the type',
    weight: 0.85,
  },
  {
    name: 'integer-division-cpp',
    files: CPP,
    removed:
      /static_cast<\s*(?:double|float|long double)\s*>|\(\s*(?:double|float)\s*\)|\b\d+\.\d*f?\b|\b(?:double|float)\b/,
    beside: /[\w)\]]\s*\/\s*[\w(]/,
    says: /SIGFPE|Floating point exception|division by zero/,
    kinds: ['wrong_result', 'arithmetic'],
    did: 'a division cuts what is behind the point',
    weight: 0.85,
  },
  {
    name: 'divisor-unchecked',
    files: CPP,
    added: /[\w)\]]\s*[/%]\s*(?!\d|[/*])[\w(]/,
    says: /SIGFPE|Floating point exception|division by zero|exit(?:ed)?(?: with)?(?: code)? 136|integer divide by zero/i,
    did: 'something is divided by what may be zero',
    weight: 0.85,
  },
  {
    name: 'cpp-format-string',
    files: CPP,
    changed:
      /\b(?:v?s?n?f?printf|syslog|fmt::format|std::format|LOG_\w+|spdlog::\w+|NSLog|fmt::print|g_\w*log|stringWithFormat|absl::StrFormat)\s*\(/,
    says: new RegExp(
      `format_error|argument not found|invalid (?:type|format) specifier|${CRASHED}|${GARBLED.source}|conversion lacks type|bad format`,
    ),
    did: 'a format does not fit its arguments',
    weight: 0.9,
  },
  {
    name: 'byte-order',
    files: CPP,
    removed:
      /\b(?:htonl|htons|ntohl|ntohs|htobe\d+|htole\d+|be\d+toh|le\d+toh|bswap\w*|__builtin_bswap\d+|endian|byteswap|SwapBytes)\b/i,
    kinds: ['wrong_result', 'parse', 'invalid_argument', 'payload_size', 'memory'],
    says: /magic|frame (?:size|too|length)|implausible|length \d{8,}|unsupported version|checksum/i,
    did: 'bytes stand in another order than the other side takes them',
    weight: 0.95,
  },
  {
    name: 'struct-layout',
    files: CPP,
    changed:
      /#\s*pragma\s+pack|__attribute__\s*\(\(\s*packed|alignas\(|reinterpret_cast<|\bstruct\s+\w+|\benum\s+(?:class\s+)?\w+\s*:|:\s*\d+\s*;|bit_cast/,
    says: /misaligned|SIGBUS|bad magic|magic number|checksum|unaligned|version mismatch|crc|frame (?:size|length)|stack smashing|corrupt/i,
    kinds: ['parse', 'wrong_result'],
    did: 'a struct lies in memory in another way than others take it',
    weight: 0.85,
  },
  {
    name: 'char-signedness',
    files: CPP,
    added:
      /\b(?:isalpha|isdigit|isspace|isalnum|isupper|islower|ispunct|toupper|tolower|isprint)\s*\(|::to(?:lower|upper)\b|\bchar\s+\w+\s*=|\bchar\b[^;\n]{0,40}\[\s*\w/,
    unless: /static_cast<\s*unsigned char|\(\s*unsigned char\s*\)|\bunsigned char\b/,
    says: new RegExp(`c >= -1|isctype|${GARBLED.source}|buffer-(?:over|under)flow|${CRASHED}`),
    kinds: ['encoding'],
    did: 'bytes above 127 are taken for negative numbers',
    weight: 0.8,
  },
  {
    name: 'comparator-not-strict',
    files: CPP,
    added:
      /(?:sort|stable_sort|nth_element|priority_queue|set<|map<|min_element|max_element|partial_sort|make_heap|operator\s*<|lower_bound|compare)[\s\S]{0,240}(?:<=|>=)|return\s+(?:!\(|rand\(|true;)|(?:<=|>=)\s*(?:b|rhs|other|right|y)\b/i,
    says: new RegExp(
      `invalid comparator|strict weak|${BEYOND.source}|unguarded|__introsort|infinite loop`,
    ),
    kinds: ['wrong_result', 'duplicate', 'missing_key'],
    did: 'a comparison that calls equal things less than each other',
    weight: 0.95,
  },
  {
    name: 'hash-and-equality',
    files: CPP,
    changed: /operator\s*(?:==|<=>|<|\(\))|std::hash<|hash_combine|AbslHashValue|hash_value/,
    kinds: ['duplicate', 'missing_key', 'memory', 'wrong_result', 'slow', 'cpu'],
    says: /map::at|strict weak|duplicate (?:key|entry|element)/i,
    did: 'things count as equal by another rule than they are sorted into a table',
    weight: 0.85,
  },
  {
    name: 'switch-fallthrough',
    files: CPP,
    removed: /^[ \t]*break;|\bdefault\s*:|^[ \t]*case\s+[\w:]+\s*:|\breturn\b/m,
    kinds: ['wrong_result', 'duplicate', 'unmatched'],
    says: /unreachable|unknown (?:type|kind|state|opcode|command)|unhandled|no return|SIGILL|Illegal instruction|Trace\/breakpoint/i,
    did: 'one case runs into the next, or a way gives nothing back',
    weight: 0.75,
  },
  {
    name: 'enum-order',
    files: /\.(?:c|cc|cpp|cxx|h|hh|hpp|hxx|rs|swift|proto)$/i,
    changed: /^[ \t]*(?:k[A-Z]\w*|[A-Z][A-Z0-9_]*|[A-Z]\w+)\s*(?:=\s*\d+)?\s*,\s*(?:\/\/.*)?$/m,
    kinds: ['wrong_result', 'unmatched', 'parse'],
    says: /unknown (?:type|kind|state|opcode|command|variant|status)|unexpected (?:type|kind|state)|bad opcode|invalid (?:type|kind|state)/i,
    did: 'names of an enumeration stand for other numbers',
    weight: 0.8,
  },
];
