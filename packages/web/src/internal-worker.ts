/**
 * What the workers of the page of `ganport web` are made of: each has the code of one role, and of one kind of
 * samples. It may change in any version.
 */
export { images } from './samples/images.ts';
export { jets } from './samples/jets.ts';
export { text } from './samples/lines.ts';
export { rows } from './samples/rows.ts';
export { audio } from './samples/sounds.ts';
export { volumes } from './samples/volumes.ts';
export { answerCalls } from './worker/answer-calls.ts';
export { generator } from './worker/roles.ts';
export { translator } from './worker/translator.ts';
