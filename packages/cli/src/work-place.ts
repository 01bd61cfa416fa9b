/** Where long work computes, so that the terminal stays alive. */
import { launchProcess } from '@ganport/parity';
import type { Provider } from '@ganport/runtime';
import type { NodeSessionOptions } from '@ganport/runtime/node';

/** A thread; a process for WebGPU, which wants its driver named when the process starts. */
export function placeFor(providers: readonly Provider[] | undefined): NodeSessionOptions {
  if (!providers) return { worker: true };
  return {
    providers,
    ...(providers.includes('webgpu') ? { launch: launchProcess } : { worker: true }),
  };
}
