/** The text form of graphs: what is read is printed and read again as the same graph. */
import { isDeepStrictEqual } from 'node:util';
import { OnnxModel, parseGraph, printGraph, readModel } from '@ganport/graph';
import { mutatedText } from '../mutate.mjs';
import { graphTexts } from '../seeds.mjs';
import { check } from '../target.mjs';

/** @type {import('../target.mjs').Target} */
export default {
  share: 2,
  about: 'parseGraph, printGraph',
  open: async () => ({
    cases: mutatedText(graphTexts),
    run(bytes) {
      const graph = parseGraph(Buffer.from(bytes).toString());
      const again = parseGraph(printGraph(graph, { maxElements: Infinity }));
      check(isDeepStrictEqual(again, graph), 'the printed graph is another one');
      const model = OnnxModel.fromGraph(graph);
      const read = readModel(model.bytes());
      check(read.graph.nodes.length === graph.nodes.length, 'nodes are lost');
    },
  }),
};
