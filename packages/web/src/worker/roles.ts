/** What a worker does with a model, by what the model is for. A worker has the code of its roles alone. */
import type { Session } from '@ganport/runtime';
import type { Metadata } from '../metadata.ts';
import type { ModelSpec } from '../model-spec.ts';
import { noiseSpec } from '../models/noise-spec.ts';
import type { SampleKinds } from '../models/sample-kind.ts';
import { drawSamples } from './draw.ts';
import type { Methods } from './protocol.ts';

/** A model and the calls that it answers. */
export interface Work extends Partial<Pick<Methods, 'draw' | 'translate'>> {
  readonly spec: ModelSpec;
}

/** @throws WebError 'unsuitable-model' for a model that is for something else */
export type Role = (session: Session, metadata: Metadata) => Work | Promise<Work>;

/** Makes samples of noise. @param kinds the kinds of samples that it knows */
export function generator(kinds: SampleKinds): Role {
  return (session, metadata) => {
    const spec = noiseSpec(session, metadata, kinds);
    return {
      spec,
      draw: (request, onProgress) => drawSamples(session, spec, kinds, request, onProgress),
    };
  };
}
