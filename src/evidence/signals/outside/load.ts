/** Load that somebody made on purpose. */
import type { Context } from '../../hypotheses/context.ts';
import { seen, told, type OutsideSign } from './model.ts';

const TOOL =
  /\b(?:k6(?:\/[\d.]+|-\w+)?|jmeter|gatling|locust|vegeta|artillery|loadrunner|loader\.io|blazemeter|wrk2?|apachebench|hey\/[\d.]+|siege\/[\d.]+|tsung|load[- ]?(?:test|gen)\w*|stress[- ]?test\w*|soak[- ]?test\w*|perf(?:ormance)?[- ](?:test|guild|rehearsal)\w*)\b/i;

export function loadTest(context: Context): OutsideSign | null {
  const found = seen(context, TOOL);
  const text = context.observations.alerts.map((each) => `${each.title}\n${each.body}`).join('\n');
  const event = told(context, TOOL) ?? TOOL.exec(text)?.[0] ?? null;
  if (event === null && (!found.fresh || found.count < 2)) return null;
  const name = TOOL.exec(found.lines[0]?.message ?? '')?.[0] ?? event ?? '';
  return {
    category: 'traffic_surge',
    weight: 2.2,
    reason: `a load test is under way (${name})`,
    statement: 'A load test exceeded the capacity; no change is to blame.',
  };
}
