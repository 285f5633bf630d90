/** What is wrong with a request's body, in terms of the field to look at. */
import { MiraError } from '../../domain/errors.ts';

/** @param field - path of the field, or `body` for the whole */
export const payloadProblem = (field: string, problem: string): MiraError =>
  new MiraError('payload_invalid', `${field}: ${problem}`, { context: { field } });
