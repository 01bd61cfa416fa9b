/** Where a file is measured: a child process of Node, or a page in headless Chromium. */
import type { TensorMap } from '@ganport/runtime';
import {
  isGone,
  runOnce,
  timeModels,
  type Channel,
  type TimingRequest,
} from '@ganport/runtime/internal';
import { launchProcess } from '../process/launch-process.ts';
import type { ProcessLimits } from '../process/limits.ts';

/** The providers that files are fitted to. */
export const targetProviders = ['cpu', 'cuda', 'wasm', 'webgpu'] as const;

export type TargetProvider = (typeof targetProviders)[number];

export interface Target {
  /** Starts the process or the page, which would else happen in the first measurement. */
  start(): Promise<void>;
  /**
   * As timeModels. All are undefined where the other end died of one of them; it is started again for
   * the next measurement.
   */
  time(
    request: Omit<TimingRequest, 'provider'>,
  ): Promise<readonly (readonly number[] | undefined)[]>;
  /** Computes all outputs of a model once. */
  run(model: Uint8Array, inputs: TensorMap): Promise<TensorMap>;
  close(): Promise<void>;
}

/** The other end of a channel. */
interface Place {
  readonly channel: Channel;
  close(): Promise<void>;
}

const places: Readonly<Record<TargetProvider, (limits: ProcessLimits) => Promise<Place>>> = {
  cpu: async (limits) => inProcess('cpu', limits),
  cuda: async (limits) => inProcess('cuda', limits),
  wasm: inPage,
  webgpu: inPage,
};

function inProcess(provider: 'cpu' | 'cuda', limits: ProcessLimits): Place {
  const channel = launchProcess(provider, limits);
  return { channel, close: () => channel.close() };
}

/** Loaded when needed, because measurements in Node do not use the browser's driver. */
async function inPage(limits: ProcessLimits): Promise<Place> {
  const { openRuntimePage } = await import('../chromium/runtime-page.ts');
  return openRuntimePage(limits);
}

/** Close it, or it keeps the program running. */
export function openTarget(provider: TargetProvider, limits: ProcessLimits): Target {
  let place: Promise<Place> | undefined;
  const open = () => (place ??= places[provider](limits));
  const close = async () => {
    const opened = place;
    place = undefined;
    await (await opened)?.close();
  };
  return {
    close,

    async start() {
      await open();
    },

    async time(request) {
      const { channel } = await open();
      try {
        return await timeModels(channel, { provider, ...request });
      } catch (thrown) {
        if (!isGone(thrown)) throw thrown;
        await close();
        return request.models.map(() => undefined);
      }
    },

    async run(model, inputs) {
      const { channel } = await open();
      return runOnce(channel, { provider, model }, inputs);
    },
  };
}
