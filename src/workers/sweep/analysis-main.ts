/** The analysis thread's entry: observations in, analysis or problem out, until the thread is ended. */
import { parentPort } from 'node:worker_threads';
import { z } from 'zod';
import { messageOf } from '../../domain/errors.ts';
import { Observations } from '../../domain/observation.ts';
import { DecisionRules } from '../../domain/service.ts';
import { analyze } from '../../evidence/index.ts';

const Question = z.object({ observations: Observations, decisionRules: DecisionRules });

parentPort?.on('message', (message: unknown) => {
  try {
    const { observations, decisionRules } = Question.parse(message);
    parentPort?.postMessage({
      analysis: analyze(observations, {
        decisionRules,
        whyUnread: 'they ranked too low to be read',
      }),
    });
  } catch (error) {
    parentPort?.postMessage({ problem: messageOf(error) });
  }
});
