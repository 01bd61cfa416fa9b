/**
 * The graphics device that ONNX Runtime computes on in this thread. Browsers take it away when a driver
 * fails or the machine sleeps. What ONNX Runtime computes on a lost device ends the browser's process, so
 * nothing is given to it any more, and a task that was under way is given up.
 */
import type { Env } from 'onnxruntime-common';
import { RuntimeError } from '../errors.ts';
import type { Serialize } from '../queue.ts';
import { type Device, holdReads } from './held-reads.ts';

const reason =
  'the browser has taken the graphics device away; open the model again, in a new worker or page';

let isLost = false;
/** Sessions that are open on the device. */
let sessions = 0;
/** Rejects the task under way; sessions of a device compute one after the other. */
let giveUp: ((error: RuntimeError) => void) | undefined;

/** Why WebGPU computes nothing in this thread any more; undefined while it does. */
export const lostDevice = (): string | undefined => (isLost ? reason : undefined);

/**
 * Takes note when the device is lost while sessions compute on it. With its last session, ONNX Runtime
 * gives the device back itself, and the next session has another.
 */
async function watch({ webgpu }: Env): Promise<void> {
  const device = (await webgpu.device) as Device | undefined;
  if (!device) return;
  holdReads(device);
  await device.lost;
  isLost ||= sessions > 0 && (await webgpu.device) === device;
  if (isLost) giveUp?.(new RuntimeError('crashed', reason));
}

/** A task as it settles, or as it is given up. */
function untilGivenUp<T>(task: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    giveUp = reject;
    task().then(resolve, reject);
  });
}

/**
 * What a session needs whose device may be lost: the same sequence of tasks, which rejects them after
 * that, and a note of how long the session is open.
 *
 * @param env of the build whose session the tasks are about
 */
export function whileDeviceLasts(
  env: Env,
  serialize: Serialize,
): { readonly serialize: Serialize; readonly onOpen: () => () => void } {
  return {
    serialize: (task) =>
      serialize(async () => {
        try {
          if (isLost) throw new RuntimeError('crashed', reason);
          return await untilGivenUp(task);
        } catch (cause) {
          // The promise of the loss may settle after the run that it ended.
          const byLoss = isLost || /device (was|is) lost/i.test(String(cause));
          isLost ||= byLoss;
          throw byLoss ? new RuntimeError('crashed', reason, { cause }) : cause;
        }
      }),
    onOpen() {
      sessions++;
      void watch(env);
      return () => void sessions--;
    },
  };
}
