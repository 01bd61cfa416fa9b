/** A worker that translates images. */
import { imageSpec } from '../models/image-spec.ts';
import type { Role } from './roles.ts';
import { translatePicture } from './translate.ts';

export const translator: Role = (session, metadata) => {
  const spec = imageSpec(session, metadata);
  return {
    spec,
    translate: (request, onProgress) => translatePicture(session, spec, request, onProgress),
  };
};
