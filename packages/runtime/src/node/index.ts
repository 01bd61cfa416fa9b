export { setupTfjsNode, type TfjsNodeOptions } from './setup/tfjs-node.ts';
export { createSession, createStatefulSession } from './create.ts';
