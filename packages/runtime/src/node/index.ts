export { createSession, createStatefulSession, type NodeSessionOptions } from './create.ts';
export { defaultProviders } from './platform.ts';
export { doctor, formatDoctor, type Diagnosis } from './doctor.ts';
export { parityCandidates } from './runtimes.ts';
export { setupCuda, type CudaOptions, type CudaSetup } from './setup/cuda.ts';
export { setupTfjsNode, type TfjsNodeOptions } from './setup/tfjs-node.ts';
export { findVulkanDriver, type VulkanDriver } from './vulkan.ts';
