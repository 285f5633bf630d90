/** Names of functions that half of all programs have: that one is called or fails tells nothing. */
export const COMMON_NAMES: ReadonlySet<string> = new Set(
  'main init setup start stop close open load save read write call apply handle process execute create update delete list find send test next push then catch each from with value name size length format string build init constructor toString equals hashCode initialize index show'.split(
    ' ',
  ),
);
