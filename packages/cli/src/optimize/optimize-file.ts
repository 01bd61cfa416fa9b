/** Fits a file and writes the result. */
import { OnnxModel, readModelFile } from '@ganport/graph';
import type { Optimized, OptimizeProgress } from '@ganport/graph/optimize';
import { optimizeFor, type TargetProvider } from '@ganport/parity';
import { defined } from '../arguments.ts';
import type { InputFiles } from '../parity/input-option.ts';
import { readInputs } from '../parity/inputs.ts';

export interface OptimizeFileSettings {
  readonly out: string;
  readonly provider: TargetProvider;
  readonly seconds: number;
  readonly sizes?: Readonly<Record<string, number>>;
  /** Whether `sizes` become the file's own. */
  readonly fix?: boolean;
  readonly files?: InputFiles;
  readonly threads?: number;
  readonly tolerance?: number;
  readonly seed?: number;
  readonly timeLimit?: number;
  readonly memoryLimit?: number;
  readonly onProgress: (progress: OptimizeProgress) => void;
}

/** @throws GraphError 'file', 'bad-model'; CliError and LabError as readInputs; as optimizeFor */
export async function optimizeFile(
  path: string,
  settings: OptimizeFileSettings,
): Promise<Optimized> {
  const { out, files, timeLimit, memoryLimit, ...options } = settings;
  const model = await readModelFile(path);
  const inputs = await readInputs(new OnnxModel(model), files);
  const limits = defined({ timeLimit, memoryLimit });
  const optimized = await optimizeFor(model, { ...options, inputs, limits });
  await new OnnxModel(optimized.model).save(out);
  return optimized;
}
