/** Known pitfalls of Go: the language, its values, its libraries, and its services. */
import { GO_DATABASES } from './go-databases.ts';
import { GO_LANGUAGE } from './go-language.ts';
import { GO_LIBRARIES } from './go-libraries.ts';
import { GO_SERVICES } from './go-services.ts';
import { GO_VALUES } from './go-values.ts';
import type { Pitfall } from './model.ts';

export const GO: readonly Pitfall[] = [
  ...GO_LANGUAGE,
  ...GO_VALUES,
  ...GO_LIBRARIES,
  ...GO_DATABASES,
  ...GO_SERVICES,
];
