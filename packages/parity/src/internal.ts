/** What ganport's own packages share with this one; it may change in any version. */
export { cacheFolder } from '@ganport/runtime/internal/node';
export { cudaFolder, cudaLibraryFolders, cudaLibraryPath } from './process/cuda-libraries.ts';
export { candidateReason } from './check-parity.ts';
export { numbersOf } from './compare.ts';
