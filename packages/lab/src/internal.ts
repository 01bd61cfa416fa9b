/** What ganport's own packages use of lab beside its public interface. It may change at any time. */
export { isVariantFile } from './training/variant-file.ts';
