import type { Example } from './examples.ts';
import { JVM_FRAMEWORKS_EXAMPLES } from './jvm-frameworks.examples.ts';
import { JVM_LANGUAGE_EXAMPLES } from './jvm-language.examples.ts';
import { JVM_LIBRARY_EXAMPLES } from './jvm-library.examples.ts';
import { JVM_PERSISTENCE_EXAMPLES } from './jvm-persistence.examples.ts';
import { JVM_RUNTIME_EXAMPLES } from './jvm-runtime.examples.ts';

export const JVM_EXAMPLES: readonly Example[] = [
  ...JVM_LANGUAGE_EXAMPLES,
  ...JVM_LIBRARY_EXAMPLES,
  ...JVM_RUNTIME_EXAMPLES,
  ...JVM_PERSISTENCE_EXAMPLES,
  ...JVM_FRAMEWORKS_EXAMPLES,
];
