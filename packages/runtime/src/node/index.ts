import { nodePlatform } from './platform.ts';

export { setupTfjsNode, type TfjsNodeOptions } from './setup/tfjs-node.ts';
export { createSession, createStatefulSession, type NodeSessionOptions } from './create.ts';
export { findVulkanDriver, type VulkanDriver } from './vulkan.ts';

/** Providers that are tried, in this order, when none are named. */
export const defaultProviders = nodePlatform.defaultProviders;
