/** The page's worker. */
import { runProgram } from './program.ts';

addEventListener('message', ({ data }) => {
  void runProgram(data).then((result) => postMessage(result, { transfer: [] }));
});
