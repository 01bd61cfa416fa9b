/** What this repository's own scripts and tests share with the command line; it may change in any version. */
export { builtPage } from './pages.ts';
export { setupTfjsNode } from './setup/tfjs-node.ts';
export { serveSite, type SiteServer } from './web/serve-site.ts';
export { type SiteRequest, writeSite } from './web/write-site.ts';
export { completeWasmKernels } from './verify/wasm-kernels.ts';
