/**
 * The graphics device that ONNX Runtime computes on in this thread. Browsers take it away when a driver
 * fails or the machine sleeps. What ONNX Runtime computes on a lost device ends the browser's process, so
 * nothing is given to it any more.
 */
import type { Env } from 'onnxruntime-common';
import { RuntimeError } from '../errors.ts';
import type { Serialize } from '../queue.ts';

const reason =
  'the browser has taken the graphics device away; open the model again, in a new worker or page';

let isLost = false;

/** Why WebGPU computes nothing in this thread any more; undefined while it does. */
export const lostDevice = (): string | undefined => (isLost ? reason : undefined);

/** Takes note when the device of the first session is lost. */
async function watch({ webgpu }: Env): Promise<void> {
  const device = (await webgpu.device) as { readonly lost: Promise<unknown> } | undefined;
  if (!device) return;
  await device.lost;
  isLost = true;
}

/**
 * The same sequence of tasks, which rejects them once the device is lost.
 *
 * @param env of the build whose sessions the tasks are about
 */
export function whileDeviceLasts(env: Env, serialize: Serialize): Serialize {
  let isWatched = false;
  return (task) =>
    serialize(async () => {
      try {
        if (isLost) throw new RuntimeError('crashed', reason);
        const result = await task();
        // The first task creates the session, and with it the device.
        if (!isWatched) void watch(env);
        isWatched = true;
        return result;
      } catch (cause) {
        // The promise of the loss may settle after the run that it ended.
        const byLoss = isLost || /device (was|is) lost/i.test(String(cause));
        isLost ||= byLoss;
        throw byLoss ? new RuntimeError('crashed', reason, { cause }) : cause;
      }
    });
}
