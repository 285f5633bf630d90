/** Spreads tasks over worker threads: an analysis is pure computation. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Answer, Task } from './tasks.ts';

/**
 * @param onAnswer - told after each task, in the order in which they end
 * @returns answers in the order of the tasks
 * @throws the first error of any task
 */
export async function runTasks(
  tasks: readonly Task[],
  onAnswer: (done: number) => void = () => undefined,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  let next = 0;
  let done = 0;
  const runner = async (): Promise<void> => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url));
    try {
      while (next < tasks.length) {
        const at = next;
        next += 1;
        const task = tasks[at];
        if (task === undefined) return;
        answers[at] = await ask(worker, task);
        done += 1;
        onAnswer(done);
      }
    } finally {
      await worker.terminate();
    }
  };
  const width = Math.max(1, Math.min(tasks.length, availableParallelism(), 4));
  await Promise.all(Array.from({ length: width }, runner));
  return answers;
}

function ask(worker: Worker, task: Task): Promise<Answer> {
  return new Promise((resolve, reject) => {
    worker.removeAllListeners();
    worker.once('error', reject);
    worker.once('message', (reply: { value?: Answer; error?: string }) => {
      if (reply.value === undefined) reject(new Error(reply.error));
      else resolve(reply.value);
    });
    worker.postMessage(task);
  });
}
