/** All known pitfalls. */
import { DATA_STORES } from './data-stores.ts';
import { DOTNET } from './dotnet.ts';
import { GO } from './go.ts';
import { JAVASCRIPT } from './javascript.ts';
import { JVM } from './jvm.ts';
import type { Pitfall } from './model.ts';
import { NATIVE } from './native.ts';
import { NODE } from './node.ts';
import { NUMBERS_AND_TEXTS } from './numbers-and-texts.ts';
import { PHP } from './php.ts';
import { PLATFORM } from './platform.ts';
import { PYTHON } from './python.ts';
import { PYTHON_FRAMEWORKS } from './python-frameworks.ts';
import { RUBY } from './ruby.ts';

export const PITFALLS: readonly Pitfall[] = [
  ...JVM,
  ...DOTNET,
  ...NATIVE,
  ...JAVASCRIPT,
  ...NODE,
  ...PYTHON,
  ...PYTHON_FRAMEWORKS,
  ...GO,
  ...RUBY,
  ...PHP,
  ...DATA_STORES,
  ...PLATFORM,
  ...NUMBERS_AND_TEXTS,
];
