/** Known pitfalls of Java, Kotlin, Scala and Groovy, and of their frameworks. */
import type { Pitfall } from './model.ts';

const JAVA = /\.(?:java|kts?|scala|groovy)$/;

export const JVM: readonly Pitfall[] = [
  {
    name: 'unmodifiable-list',
    files: JAVA,
    added:
      /(?<!Collectors)\.toList\(\)|\bList\.(?:of|copyOf)\(|Collections\.(?:unmodifiable|empty|singleton)\w+\(|\bSet\.(?:of|copyOf)\(|\bMap\.(?:of|copyOf|ofEntries)\(/,
    removed:
      /Collectors\.toList\(\)|new (?:ArrayList|LinkedList|HashSet|HashMap|TreeMap|LinkedHashMap)\b|Arrays\.asList\(|toMutable\w+\(/,
    says: /UnsupportedOperationException|ImmutableCollections/,
    did: 'a collection that can not be changed in place of one that can',
    weight: 0.95,
  },
  {
    name: 'shared-date-format',
    files: JAVA,
    added:
      /\bstatic\b[^\n;]*\b(?:SimpleDateFormat|DecimalFormat|MessageFormat|MessageDigest|Matcher|Calendar|NumberFormat)\b/,
    says: /NumberFormatException|multiple points|For input string: "+|ArrayIndexOutOfBounds|Unparseable|digest|checksum|signature/i,
    kinds: ['parse', 'wrong_result', 'concurrency'],
    did: 'a formatter or digest that is not safe for threads shared by all of them',
    weight: 0.9,
  },
];
