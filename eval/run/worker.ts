/** A worker thread: takes tasks, posts answers. */
import { parentPort } from 'node:worker_threads';
import { answer, type Task } from './tasks.ts';

const port = parentPort;
if (port === null) throw new Error('run/worker.ts is started by run/pool.ts');
port.on('message', (task: Task) => {
  void answer(task).then(
    (value) => port.postMessage({ value }),
    (error: unknown) =>
      port.postMessage({
        error: `${task.kind} ${task.id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      }),
  );
});
