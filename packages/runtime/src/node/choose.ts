/** One provider of onnxruntime-node for any number of sessions in this thread. */
import { chooseProvider } from '../local/choose.ts';
import type { SessionOptions } from '../session.ts';
import type { ChosenProvider } from '../sync.ts';
import { nodePlatform } from './platform.ts';
import { syncOpener } from './sync.ts';

const openers = {
  cpu: syncOpener('cpu'),
  cuda: syncOpener('cuda'),
  webgpu: syncOpener('webgpu'),
};

/** @throws RuntimeError `no-provider`, `invalid-option`, `not-installed` */
export const chooseNodeProvider = (options: SessionOptions): Promise<ChosenProvider> =>
  chooseProvider(nodePlatform, options, openers);
