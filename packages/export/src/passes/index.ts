/** (First form, to be replaced whole.) */
import type { Graph } from '../graph/graph.ts';

export type Pass = (graph: Graph) => Graph;
export const inferencePasses: readonly Pass[] = [];
export const trainingPasses: readonly Pass[] = [];

export function runPasses(graph: Graph, passes: readonly Pass[]): Graph {
  return passes.reduce((current, pass) => pass(current), graph);
}
