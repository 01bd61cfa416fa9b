/** What operators of texts share. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { ExportError } from '../errors.ts';
import { type Call, type Operator, tensorAt } from './operator.ts';
import { isSymbolic } from './tensors.ts';

/** An operator that tfjs computes itself where its first input is known. */
export function ofTexts(compute: (call: Call, texts: Tensor) => readonly Tensor[]): Operator {
  return {
    compute(call) {
      const texts = tensorAt(call, 0);
      return isSymbolic(texts) ? compute(call, texts) : undefined;
    },
  };
}

export function refused({ node }: Call, why: string): ExportError {
  const message = `${node.op} ${node.name} ${why}; nothing was written. Export the part of the model without it`;
  return new ExportError('unsupported-kernel', message);
}

/** A text of an attribute, which is base64 in a model.json. */
export const decodeText = (base64: string): string =>
  new TextDecoder().decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));

/** A text of an attribute as tfjs-converter 4.22 reads it: bytes as characters, in lower case. */
export const readText = (base64: string): string => atob(base64).toLowerCase();
