/** Known pitfalls of C and C++: whose memory, how long, how wide; those of threads, Rust and Swift follow. */
import type { Pitfall } from './model.ts';
import { NATIVE_RUNTIME } from './native-runtime.ts';
import { NATIVE_VALUES } from './native-values.ts';
import { RUST } from './rust.ts';
import { RUST_SERVICES } from './rust-services.ts';
import { SWIFT } from './swift.ts';

const CPP = /\.(?:c|cc|cpp|cxx|c\+\+|h|hh|hpp|hxx|inl|ipp|m|mm|cu|cuh)$/i;
const CRASHED =
  'SIGSEGV|[Ss]egmentation fault|signal 11\\b|exit(?:ed)?(?: with)?(?: code| status)? 139|SEGV on unknown|SIGBUS|EXC_BAD_ACCESS|core dumped';
/** Memory is used that is no longer, or not yet, one's own. */
const DANGLING = new RegExp(
  `use-after-(?:free|scope|return|poison)|use after free|heap-use|double[- ]free|free\\(\\): |munmap_chunk|corrupted (?:size|double|unsorted)|malloc\\(\\): |realloc\\(\\): |invalid (?:next size|pointer)|unknown-crash|Invalid (?:read|write) of size|${CRASHED}`,
);
/** Memory beyond what is one's own is used. */
const BEYOND = new RegExp(
  `buffer[- ]overflow|buffer-underflow|container-overflow|stack smashing|out[- ]of[- ](?:range|bounds)|_M_range_check|__n (?:<|>=) this->size|subscript out of|invalid next size|malloc\\(\\): |corrupted size|Invalid (?:read|write) of size|${CRASHED}`,
);
const NULL = new RegExp(
  `null[- ]pointer|null pointer|nullptr|construction from null|bad_optional_access|bad optional access|bad_function_call|${CRASHED}`,
);
const GARBLED =
  /garbage|garbled|mojibake|not valid utf|invalid (?:utf|byte|character)|\ufffd|\\x[0-9a-f]{2}/i;

const MEMORY: readonly Pitfall[] = [
  {
    name: 'borrowed-view-member',
    files: CPP,
    added:
      /(?:std::)?(?:w?string_view|span<[^>\n]{1,60}>|StringPiece|absl::string_view|StringRef|ArrayRef<[^>\n]{1,40}>)\s+\w+_?\s*(?:;|=|\{|,)|(?:vector|map|unordered_map|set|unordered_set|deque|optional|pair)<[^;\n]{0,80}(?:string_view|span<)|(?:const\s+)?char\s*\*\s*(?:const\s+)?\w+_?\s*;/,
    says: new RegExp(`${DANGLING.source}|${GARBLED.source}`),
    kinds: ['encoding', 'wrong_result', 'missing_key'],
    did: 'text is kept as a view of memory that others free',
    weight: 0.9,
  },
  {
    name: 'view-returned',
    files: CPP,
    added:
      /(?:string_view|span<[^>\n]{1,60}>|const\s+char\s*\*|StringRef|const\s+(?:std::)?\w+(?:<[^>\n]{1,60}>)?\s*&|\bauto\s*&&?)\s*(?:\w+::)*\w+\s*\([^)\n]*\)\s*(?:const\s*)?(?:noexcept\s*)?(?:\{|;|$)/m,
    says: new RegExp(`${DANGLING.source}|${GARBLED.source}`),
    kinds: ['encoding', 'wrong_result'],
    did: 'a function gives back a view or reference of what may be gone',
    weight: 0.9,
  },
  {
    name: 'value-to-view',
    files: CPP,
    removed:
      /\bstd::(?:string|vector<[^;\n]{1,60}>)\s+\w+|\bstd::string\(|\bstd::make_(?:shared|unique)|\.(?:to_string|str)\(\)|strdup\(|memcpy\(/,
    added:
      /string_view|\bspan<|\bauto\s*&|const\s+(?:std::)?[\w:]+(?:<[^;\n]{1,60}>)?\s*&|\w\s*\*\s*\w|\.data\(\)|\.c_str\(\)|\.get\(\)|&\w/,
    says: new RegExp(`${DANGLING.source}|${GARBLED.source}`),
    kinds: ['wrong_result', 'encoding', 'null_dereference'],
    did: 'what was copied is only pointed at',
    weight: 0.9,
  },
  {
    name: 'c-str-of-a-temporary',
    files: CPP,
    added:
      /\)\s*\.(?:c_str|data|begin)\(\)|\+\s*[\w".]+\s*\)\.c_str\(\)|=\s*[\w.>-]+(?:\(\))?\.(?:c_str|data)\(\)\s*;/,
    says: new RegExp(`${DANGLING.source}|${GARBLED.source}`),
    kinds: ['encoding', 'wrong_result'],
    did: 'a pointer into a temporary or a container is kept',
    weight: 0.9,
  },
  {
    name: 'iterator-invalidated',
    files: CPP,
    added:
      /\.(?:erase|insert|emplace|push_back|emplace_back|resize|reserve|clear|rehash|pop_front|pop_back|shrink_to_fit|append|remove)\(/,
    says: new RegExp(
      `${DANGLING.source}|singular iterator|past-the-end|invalidated|iterator (?:not|is|from)`,
    ),
    did: 'a container is changed while something points into it',
    weight: 0.85,
  },
  {
    name: 'erase-result-dropped',
    files: CPP,
    removed: /=\s*[\w.>-]+\.erase\(|\bstd::erase(?:_if)?\(|remove_if\(|\.end\(\)\s*\)\s*;/,
    says: new RegExp(`${DANGLING.source}|singular iterator|past-the-end|infinite loop`),
    kinds: ['wrong_result', 'duplicate'],
    did: 'an iterator is used after what it points to was taken out',
    weight: 0.95,
  },
  {
    name: 'reserve-dropped',
    files: CPP,
    removed:
      /\.reserve\(|std::(?:deque|list|map|set|unordered_map)<|stable_vector|node_hash_map|std::unique_ptr</,
    says: DANGLING,
    kinds: ['slow', 'memory', 'cpu'],
    did: 'a container moves what others point to',
    weight: 0.9,
  },
  {
    name: 'container-that-moves',
    files: CPP,
    added:
      /flat_hash_map|flat_map|robin_map|dense_map|small_vector|InlinedVector|std::vector<|ankerl::|folly::F14/,
    removed: /std::(?:unordered_map|map|list|deque|set|unordered_set)<|node_hash_map/,
    says: DANGLING,
    kinds: ['wrong_result'],
    did: 'a container that moves its elements in place of one that leaves them',
    weight: 0.95,
  },
  {
    name: 'used-after-move',
    files: CPP,
    added: /\bstd::move\(|std::forward<|\.release\(\)|std::exchange\(|\.swap\(/,
    says: new RegExp(`${NULL.source}|use-after-free|moved[- ]from|shared_ptr`),
    kinds: ['wrong_result', 'missing_key', 'null_dereference'],
    did: 'a value is moved away and used afterwards',
    weight: 0.85,
  },
  {
    name: 'captured-by-reference',
    files: CPP,
    added:
      /\[\s*(?:&|this|=)\s*(?:,[^\]\n]{0,80})?\]\s*(?:\(|\{|mutable|noexcept|<)|\[[^\]\n]{0,60}&\s*\w+[^\]\n]{0,60}\]\s*(?:\(|\{|mutable)|std::ref\(|std::bind\([^;\n]{0,80}\bthis\b/,
    says: new RegExp(`${DANGLING.source}|pure virtual|bad_weak_ptr`),
    kinds: ['concurrency', 'wrong_result'],
    did: 'a callback refers to what may be gone when it runs',
    weight: 0.9,
  },
  {
    name: 'shared-from-this-dropped',
    files: CPP,
    removed:
      /shared_from_this\(|weak_from_this|\bweak_ptr<|\bself\b\s*=|std::shared_ptr<|\.lock\(\)|QPointer|enable_shared_from_this|\bintrusive_ptr|AddRef|retain\(|Py_X?INCREF|g_object_ref|kref_get/,
    says: new RegExp(`${DANGLING.source}|bad_weak_ptr|pure virtual`),
    did: 'nothing keeps an object alive any more while it is used',
    weight: 0.95,
  },
  {
    name: 'shared-from-this-too-early',
    files: CPP,
    added: /shared_from_this\(|weak_from_this\(|enable_shared_from_this/,
    says: /bad_weak_ptr/,
    did: 'an object that nobody owns yet asks for its owner',
    weight: 0.95,
  },
  {
    name: 'shared-pointer-twice',
    files: CPP,
    added:
      /(?:shared|unique)_ptr<[^;\n]{1,60}>\s*(?:\w+\s*)?[({]\s*(?:this\b|&|[\w.>-]+\.get\(\)|\w+\s*[)}])|\.reset\(\s*(?!new)[\w.>&-]+/,
    says: DANGLING,
    did: 'two owners free the same memory',
    weight: 0.95,
  },
  {
    name: 'shared-pointer-cycle',
    files: CPP,
    added: /std::shared_ptr<|make_shared<|shared_from_this\(/,
    removed: /std::weak_ptr<|\.lock\(\)|\w\s*\*\s*\w|std::unique_ptr</,
    kinds: ['memory', 'file_descriptors'],
    says: /LeakSanitizer|detected memory leaks|definitely lost/,
    did: 'objects keep each other alive',
    weight: 0.85,
  },
  {
    name: 'free-dropped',
    files: CPP,
    removed:
      /\bfree\(|\bdelete(?:\[\])?\s+\w|_(?:free|unref|destroy|release|cleanup|close)\(|\bunique_ptr<|\.reset\(|Py_X?DECREF|\bfclose\(|\bclose\(|\.pop\(|\.erase\(|\.clear\(|shrink_to_fit|malloc_trim|goto\s+\w+/,
    says: /LeakSanitizer|detected memory leaks|definitely lost|Too many open files|bad_alloc|Cannot allocate memory|OOMKilled|out of memory/i,
    kinds: ['memory', 'file_descriptors', 'disk'],
    did: 'memory or a handle is no longer freed on every way out',
    weight: 0.9,
  },
  {
    name: 'free-added',
    files: CPP,
    added: /\bfree\(|\bdelete(?:\[\])?\s+\w|_(?:free|unref|destroy)\(|Py_X?DECREF/,
    says: DANGLING,
    did: 'memory is freed that is still used or was freed already',
    weight: 0.9,
  },
  {
    name: 'mismatched-free',
    files: CPP,
    changed:
      /\bmalloc\(|\bnew\b|\bfree\(|\bdelete\b|\bcalloc\(|_aligned_malloc|posix_memalign|make_unique|make_shared|unique_ptr|allocator/,
    says: /alloc-dealloc-mismatch|free\(\): invalid|Mismatched free|munmap_chunk|new-delete-type-mismatch|operator delete/,
    did: 'memory is freed in another way than it was had',
    weight: 0.95,
  },
  {
    name: 'virtual-destructor-dropped',
    files: CPP,
    removed: /\bvirtual\s+~\w+|~\w+\(\)[^;\n]{0,20}override|\boverride\b|\bvirtual\b/,
    says: /pure virtual method|new-delete-type-mismatch|detected memory leaks|free\(\): invalid|deleting object of polymorphic/,
    kinds: ['memory', 'file_descriptors', 'wrong_result'],
    did: 'a method or destructor is no longer virtual',
    weight: 0.9,
  },
  {
    name: 'virtual-in-constructor',
    files: CPP,
    added:
      /\bstd::thread\b|\bstart\(\)|virtual\s[^;\n]{1,80}=\s*0|~\w+\(\)|\.join\(\)|\bpthread_create\(/,
    says: /pure virtual method called|__cxa_pure_virtual/,
    did: 'an object is called while it is still made or already taken apart',
    weight: 0.95,
  },
  {
    name: 'object-sliced',
    files: CPP,
    added:
      /(?:vector|map|list|optional|deque)<\s*(?:[\w:]+,\s*)?[A-Z]\w*\s*>|\(\s*(?:const\s+)?[A-Z]\w*\s+\w+\s*[,)]|catch\s*\(\s*(?:std::)?\w+\s+\w+\s*\)|for\s*\(\s*auto\s+\w+\s*:/,
    removed: /\*>|_ptr<|&\s*\w+\s*[,):]|&&/,
    kinds: ['wrong_result', 'slow', 'cpu'],
    says: /std::exception\b|pure virtual/,
    did: 'a value is copied, and cut, where it was referred to',
    weight: 0.8,
  },
  {
    name: 'null-check-dropped',
    files: CPP,
    removed:
      /(?:[!=]=|\|\|)\s*(?:nullptr|NULL|0)\b|\bif\s*\(\s*!?\s*[\w.>-]+\s*\)|\.has_value\(\)|\.empty\(\)|[!=]=\s*[\w.>-]+\.c?end\(\)|value_or\(|\.count\(|\.contains\(|\bassert\(|CHECK\(/,
    says: new RegExp(`${NULL.source}|end iterator|past-the-end|map::at|out of range`),
    did: 'what may be missing is no longer asked about',
    weight: 0.85,
  },
  {
    name: 'optional-value',
    files: CPP,
    added:
      /\.value\(\)|std::get<|any_cast<|\*\s*\w*(?:opt|maybe|found)\w*\b|\.at\(|std::variant|std::expected/,
    says: /bad_optional_access|bad optional access|bad_variant_access|std::get: |bad_any_cast|bad any_cast|bad_expected_access|map::at|unordered_map::at|_M_range_check|out_of_range/,
    did: 'a value is asked for that may not be there',
    weight: 0.95,
  },
  {
    name: 'find-without-end',
    files: CPP,
    added:
      /\.find\(|std::find(?:_if)?\(|lower_bound\(|upper_bound\(|std::(?:max|min)_element\(|\.begin\(\)->|\.rbegin\(\)|\*\s*[\w.]+\.begin\(\)/,
    says: new RegExp(`${CRASHED}|heap-buffer-overflow|dereference|past-the-end|singular iterator`),
    did: 'what was not found is used',
    weight: 0.8,
  },
  {
    name: 'front-of-nothing',
    files: CPP,
    added: /\.(?:front|back|top|pop|pop_back|pop_front)\(\)|\[0\]|size\(\)\s*-\s*1/,
    says: new RegExp(`${BEYOND.source}|!this->empty\\(\\)|front\\(\\)|back\\(\\)|length_error`),
    did: 'the first or last of what may be empty is taken',
    weight: 0.85,
  },
  {
    name: 'map-brackets-insert',
    files: CPP,
    added: /\w\[\s*[\w.>"()-]+\s*\](?:\s*(?:\.|->|==|;|\)|\?))/,
    removed: /\.at\(|\.find\(|\.count\(|\.contains\(/,
    kinds: ['memory', 'wrong_result', 'concurrency', 'null_dereference', 'missing_key'],
    says: new RegExp(`data race|${CRASHED}`),
    did: 'asking a map for a key that it lacks puts it in',
    weight: 0.85,
  },
  {
    name: 'at-to-brackets',
    files: CPP,
    removed:
      /\.at\(|gsl::at|<\s*(?:\w+\.)?(?:size|length)\(\)|(?:size|length|len|count|capacity)\w*\s*(?:<|>|<=|>=|==)|(?:<|>|<=|>=)\s*\w*(?:size|length|len|count|capacity|max|end|limit|sizeof)\w*|std::(?:min|max|clamp)|\bassert\(/i,
    says: BEYOND,
    kinds: ['wrong_result'],
    did: 'a length is no longer checked',
    weight: 0.85,
  },
  {
    name: 'off-by-one-loop',
    files: CPP,
    added:
      /<=\s*(?:[\w.>-]*(?:size|length|len|count|SIZE|MAX|NUM|LEN)\w*(?:\(\))?)|size\(\)\s*-\s*1|\+\s*1\s*\]|-\s*1\s*\]/,
    says: BEYOND,
    kinds: ['bounds', 'wrong_result'],
    did: 'one element too many or too few is walked',
    weight: 0.9,
  },
  {
    name: 'unsafe-copy',
    files: CPP,
    added:
      /\b(?:strcpy|strcat|sprintf|vsprintf|gets|stpcpy|memcpy|memmove|strncpy|sscanf|scanf|alloca|bcopy|wcscpy)\s*\(/,
    says: new RegExp(`${BEYOND.source}|buffer overflow detected|${GARBLED.source}`),
    did: 'bytes are copied without a look at the room for them',
    weight: 0.9,
  },
  {
    name: 'buffer-size',
    files: CPP,
    changed:
      /\[\s*\w+\s*\]\s*(?:;|=)|\b(?:malloc|calloc|resize|reserve|std::array<[^;\n]{1,60})\(?|#\s*define\s+\w*(?:SIZE|MAX|LEN|CAP|LIMIT)\w*|constexpr\s[^;\n]{0,60}(?:[Ss]ize|[Mm]ax|[Ll]en|[Cc]ap)|snprintf\(|strncpy\(|sizeof/,
    says: new RegExp(`${BEYOND.source}|buffer overflow detected|truncat|too (?:long|large)`),
    kinds: ['payload_size', 'wrong_result'],
    did: 'a buffer has another size than is written to it',
    weight: 0.9,
  },
  {
    name: 'terminator-missing',
    files: CPP,
    added:
      /\bstrncpy\(|\.data\(\)|\bread\(|\brecv\(|memcpy\(|strlen\(|\bmalloc\(\s*strlen\(|\bfread\(/,
    says: new RegExp(
      `(?:heap|stack|global)-buffer-overflow|${GARBLED.source}|strlen|Invalid read of size`,
    ),
    kinds: ['encoding', 'wrong_result'],
    did: 'a text without its end, or with one byte too few for it',
    weight: 0.85,
  },
  {
    name: 'sizeof-pointer',
    files: CPP,
    added: /sizeof\s*\(?\s*(?:\*?\w+|this)\s*\)?/,
    says: new RegExp(`${BEYOND.source}|${GARBLED.source}|truncat`),
    kinds: ['wrong_result'],
    did: 'the size of another thing is taken',
    weight: 0.8,
  },
  {
    name: 'uninitialized',
    files: CPP,
    removed:
      /=\s*(?:\{\s*(?:0\s*)?\}|0|nullptr|NULL|false|""|-1)\s*[;,]|\w\{\s*(?:0|nullptr|false)?\s*\}\s*;|\bmemset\(|\bcalloc\(|:\s*\w+_?[({]|,\s*\w+_[({]/,
    says: new RegExp(
      `uninitiali[sz]ed|MemorySanitizer|Conditional jump|not a valid value for type|${GARBLED.source}|${CRASHED}`,
    ),
    kinds: ['wrong_result', 'null_dereference'],
    did: 'a variable has no first value',
    weight: 0.9,
  },
  {
    name: 'uninitialized-member',
    files: CPP,
    added:
      /^[ \t]*(?:unsigned\s+|std::|const\s+)?(?:int|bool|double|float|char|long|short|size_t|u?int\d+_t|[A-Z]\w*\s*\*|\w+\s*\*)\s*\w+_?\s*;/m,
    says: /uninitiali[sz]ed|MemorySanitizer|Conditional jump|not a valid value for type/,
    kinds: ['wrong_result'],
    did: 'a variable has no first value',
    weight: 0.85,
  },
  {
    name: 'member-order',
    files: CPP,
    changed:
      /^[ \t]*(?:std::)?[\w:]+(?:<[^;\n]{1,80}>)?\s*[*&]?\s+\w+_?\s*(?:=[^;\n]{1,40}|\{[^;\n]{0,40}\})?;/m,
    says: new RegExp(`${DANGLING.source}|uninitiali[sz]ed|pure virtual|mutex lock failed`),
    kinds: ['parse', 'wrong_result'],
    did: 'members stand in another order or have other types: made, taken apart and laid out otherwise',
    weight: 0.7,
  },
];

/** C and C++, what both run on, then Rust and Swift. */
export const NATIVE: readonly Pitfall[] = [
  ...MEMORY,
  ...NATIVE_VALUES,
  ...NATIVE_RUNTIME,
  ...RUST,
  ...RUST_SERVICES,
  ...SWIFT,
];
