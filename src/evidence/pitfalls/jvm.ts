/** Known pitfalls of Java, Kotlin, Scala and Groovy, and of their frameworks. */
import { JVM_FRAMEWORKS } from './jvm-frameworks.ts';
import { JVM_LANGUAGE } from './jvm-language.ts';
import { JVM_LIBRARY } from './jvm-library.ts';
import { JVM_PERSISTENCE } from './jvm-persistence.ts';
import { JVM_RUNTIME } from './jvm-runtime.ts';
import type { Pitfall } from './model.ts';

export const JVM: readonly Pitfall[] = [
  ...JVM_LANGUAGE,
  ...JVM_LIBRARY,
  ...JVM_RUNTIME,
  ...JVM_PERSISTENCE,
  ...JVM_FRAMEWORKS,
];
