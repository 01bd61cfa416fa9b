/**
 * Tensors in a file beside the ONNX file (onnx/onnx ExternalData.md): where each one is placed, and
 * which locations a reference may have. file.ts opens the files.
 */
import { GraphError } from '../errors.ts';
import type { Constant, Graph } from '../graph/graph.ts';

/** A run of bytes in a file beside the model. */
export interface ExternalRegion {
  /** The file's path, relative to the model's folder. */
  readonly location: string;
  /** In bytes from the start of the file. */
  readonly offset: number;
  /** In bytes. */
  readonly length: number;
}

/** A page of memory, and the unit in which Windows maps files: large tensors can be mapped. */
const pageBytes = 4096;
const mappingBytes = 65_536;
const mappedFromBytes = 2 ** 20;

/** Smaller tensors stay in the model file, where shape inference can read them. */
const externalFromBytes = 1024;

/**
 * Places the graph's large initializers one after another in the file `location`. Each starts at a
 * multiple of 4 KiB, or of 64 KiB from 1 MiB on. A tensor with two names is placed once.
 */
export function planExternalData(graph: Graph, location: string): Map<Constant, ExternalRegion> {
  const regions = new Map<Constant, ExternalRegion>();
  let end = 0;
  for (const constant of graph.initializers.values()) {
    const length = constant.data.byteLength;
    if (length < externalFromBytes || regions.has(constant)) continue;
    const unit = length >= mappedFromBytes ? mappingBytes : pageBytes;
    const offset = Math.ceil(end / unit) * unit;
    regions.set(constant, { location, offset, length });
    end = offset + length;
  }
  return regions;
}

/**
 * Refuses a location that would leave the model's folder or that only some systems understand.
 * @throws GraphError 'bad-model'
 */
export function checkLocation(location: string, where: string): void {
  const parts = location.split(/[/\\]/);
  const leaves =
    parts.includes('..') || (parts.length > 1 && parts[0] === '') || /^[A-Za-z]:/.test(location);
  if (leaves || location.includes('\0')) {
    throw new GraphError(
      'bad-model',
      `${where}: its data is at ${JSON.stringify(location)}, outside the model's folder; ` +
        'only files beside the model are read',
    );
  }
}
