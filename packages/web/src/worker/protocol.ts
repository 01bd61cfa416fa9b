/** The messages between a page and the worker that computes for it. All of them are plain data. */
import { messageOf, WebError, type WebErrorCode } from '../errors.ts';
import type { ModelSpec } from '../model-spec.ts';
import type { Picture } from '../pictures/picture.ts';
import type { Sample } from '../models/sample-kind.ts';

/** What ONNX Runtime computes with in a page. */
export type PageProvider = 'wasm' | 'webgpu';

/** A provider that does not compute here, and why. */
export interface Refusal {
  readonly provider: PageProvider;
  readonly reason: string;
}

export interface Requests {
  open: {
    /** An absolute address, or the bytes of a file. */
    readonly source: string | Uint8Array;
    /** Tried in this order. */
    readonly providers: readonly PageProvider[];
    /** Whether WebGPU computes on an adapter that is software, which is slower than WebAssembly. */
    readonly allowSoftware: boolean;
    readonly runtime: string | undefined;
    readonly threads: number | undefined;
    readonly sha256: string | undefined;
    readonly bytes: number | undefined;
  };
  draw: {
    /** [count, …latent], of the distribution that the model asks for. */
    readonly noise: Float32Array;
    /** [count], for a model with labels. */
    readonly labels: Int32Array | undefined;
    /** [count], for a model with a condition; like those of its data unless given. */
    readonly conditions?: Float32Array | undefined;
  };
  translate: {
    readonly image: Blob | Picture;
    /** The side of the tiles and their least overlap, in pixels. */
    readonly tile: number;
    readonly overlap: number;
  };
}

export interface Replies {
  open: {
    readonly spec: ModelSpec;
    readonly bytes: number;
    readonly provider: PageProvider;
    readonly refused: readonly Refusal[];
    readonly notes: readonly string[];
  };
  /** The milliseconds are those of ONNX Runtime alone. */
  draw: { readonly samples: readonly Sample[]; readonly milliseconds: number };
  translate: { readonly picture: Picture; readonly milliseconds: number };
}

export type Method = keyof Requests;

/** How far a call is: bytes, pictures or tiles; the total is undefined where nobody knows it. */
export type Progress = (done: number, total: number | undefined) => void;

export type Methods = {
  readonly [M in Method]: (request: Requests[M], onProgress: Progress) => Promise<Replies[M]>;
};

export interface CallMessage<M extends Method = Method> {
  readonly call: number;
  readonly method: M;
  readonly request: Requests[M];
}

/** An error as plain data. */
export interface Failure {
  readonly code: WebErrorCode;
  readonly message: string;
}

export type AnswerMessage =
  | { readonly call: number; readonly progress: readonly [done: number, total: number | undefined] }
  | { readonly call: number; readonly reply: Replies[Method] }
  | { readonly call: number; readonly failure: Failure };

export function toFailure(thrown: unknown): Failure {
  const code = thrown instanceof WebError ? thrown.code : 'run-failed';
  return { code, message: messageOf(thrown) };
}
