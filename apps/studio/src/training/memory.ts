/** A store in memory, for runs that are played with. */
import { createMemoryStore, type MemoryStore } from '@ganport/core';
import type { PageStore } from './run.ts';

/** An empty store. */
export function memoryStore(): PageStore {
  let inner: MemoryStore = createMemoryStore();
  return {
    begin: async () => void (inner = createMemoryStore()),
    checkpoint: async () => inner.latest().checkpoint,
    readRows: () => inner.readRows(),
    appendRow: (row) => inner.appendRow(row),
    appendWarning: (warning) => inner.appendWarning(warning),
    writeSamples: (step, picture) => inner.writeSamples(step, picture),
    writeCheckpoint: (checkpoint) => inner.writeCheckpoint(checkpoint),
  };
}
