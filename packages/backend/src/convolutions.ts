/** The form of convolutions whose weights change, on each provider. */
import type { ConvolutionStrategy } from '@ganport/graph';
import type { Provider } from '@ganport/runtime';

/** GPUs have fast convolutions for weights that change; on the CPU a matrix product is faster. */
export const convolutionsOn: Readonly<Record<Provider, ConvolutionStrategy>> = {
  cpu: 'cpu',
  wasm: 'cpu',
  cuda: 'direct',
  webgpu: 'direct',
  server: 'direct',
};
