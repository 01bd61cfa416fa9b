export { setupTfjsNode, type TfjsNodeOptions } from './setup/tfjs-node.ts';
