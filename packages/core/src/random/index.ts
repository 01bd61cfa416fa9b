/** The randomness of a run: every number from one seed, each draw reproducible on its own. */
export { drawRandomInputs } from './random-inputs.ts';
export { fillNormal, fillTruncatedNormal } from './normal.ts';
export { keyed, RANDOMNESS, type RandomSource } from './random-source.ts';
export { shuffle } from './shuffle.ts';
export { fillUniform } from './uniform.ts';
