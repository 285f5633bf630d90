/** The analysis thread's entry: observations in, analysis out, then it ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { Observations } from '../../domain/observation.ts';
import { DecisionRules } from '../../domain/service.ts';
import { analyze } from '../../evidence/index.ts';

const Input = z.object({ observations: Observations, decisionRules: DecisionRules });

const { observations, decisionRules } = Input.parse(workerData);
parentPort?.postMessage(analyze(observations, { decisionRules }));
