/** The analysis thread's entry: observations in, analysis out, then it ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { analyze } from '../../evidence/analyze.ts';
import { Observations } from '../../domain/observation.ts';

parentPort?.postMessage(analyze(Observations.parse(workerData)));
