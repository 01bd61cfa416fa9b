/** What ganport's own packages share with this one in Node; it may change in any version. */
export { bindingLocation } from './binding.ts';
export { cacheFolder } from './cache-folder.ts';
export { chooseNodeProvider as chooseProvider } from './choose.ts';
export { compiledFile } from './compiled-file.ts';
export { locateModel } from './model-file.ts';
export { nodeSessions } from './platform.ts';
export { missingLibraries } from './shared-libraries.ts';
