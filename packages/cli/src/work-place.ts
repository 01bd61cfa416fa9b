/** Where long computations run, so that the terminal stays responsive. */
import { launchProcess } from '@ganport/parity';
import type { Provider } from '@ganport/runtime';
import type { NodeSessionOptions } from '@ganport/runtime/node';

/** A thread; a process for WebGPU, whose driver is chosen by the environment of a new process. */
export function placeFor(providers: readonly Provider[] | undefined): NodeSessionOptions {
  if (!providers) return { worker: true };
  return {
    providers,
    ...(providers.includes('webgpu') ? { launch: launchProcess } : { worker: true }),
  };
}
