/** What this repository's own scripts share with the command line; it may change in any version. */
export { setupTfjsNode } from './setup/tfjs-node.ts';
