/** What the worker does for a page: opens one model, and runs it. */
import { download, fileName } from '../download.ts';
import { WebError } from '../errors.ts';
import { readMetadata } from '../metadata.ts';
import { type ModelSpec, modelSpec } from '../models/model-spec.ts';
import { drawSamples } from './draw.ts';
import type { Methods } from './protocol.ts';
import { asWebError, type Opened, openSession } from './session.ts';
import { translatePicture } from './translate.ts';

/** A worker's one model. */
export function workerMethods(): Methods {
  let name = 'the model';
  let opened: (Opened & { readonly spec: ModelSpec }) | undefined;

  /** Runs the model where it is of a kind, with this package's errors. */
  const withModel = async <K extends ModelSpec['kind'], T>(
    kind: K,
    run: (opened: Opened, spec: Extract<ModelSpec, { kind: K }>) => Promise<T>,
  ): Promise<T> => {
    if (opened?.spec.kind !== kind) {
      throw new WebError('bad-argument', `${name} is not open, or is for something else`);
    }
    try {
      return await run(opened, opened.spec as Extract<ModelSpec, { kind: K }>);
    } catch (thrown) {
      throw asWebError(thrown, name);
    }
  };

  return {
    open: async ({ source, sha256, bytes: length, ...options }, onProgress) => {
      name = typeof source === 'string' ? fileName(source) : name;
      const bytes =
        typeof source === 'string'
          ? await download(source, { sha256, bytes: length }, onProgress)
          : source;
      const metadata = readMetadata(bytes, name);
      const { session, provider, refused } = await openSession(bytes, name, options);
      const spec = modelSpec(session, metadata);
      opened = { session, provider, refused, spec };
      return { spec, bytes: bytes.length, provider, refused, notes: session.notes };
    },
    draw: (request, onProgress) =>
      withModel('noise', ({ session }, spec) => drawSamples(session, spec, request, onProgress)),
    translate: (request, onProgress) =>
      withModel('image', ({ session }, spec) =>
        translatePicture(session, spec, request, onProgress),
      ),
  };
}
