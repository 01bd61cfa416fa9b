/** The formats of labeled sets. A new one is a file beside this and a line here. */
import { idxFiles } from './idx-files.ts';
import { npzFile } from './npz-file.ts';
import { pngFolder } from './png-folder.ts';
import type { OpenSetWriter } from './set-writer.ts';

export const setFormats = { png: pngFolder, idx: idxFiles, npz: npzFile } as const satisfies Record<
  string,
  OpenSetWriter
>;

export type SetFormat = keyof typeof setFormats;
