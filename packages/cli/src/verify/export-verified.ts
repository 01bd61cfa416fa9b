/** An export that is compared with its original before it is written. */
import type { ExportOptions } from '@ganport/export';
import type { OnnxModel } from '@ganport/graph';
import { stageModelFile } from '@ganport/graph/internal';
import { type Reference, shareProcess, type VerifyOptions } from '@ganport/parity';
import { defined } from '../arguments.ts';
import { CliError } from '../errors.ts';
import { openSource } from '../export/source.ts';
import type { InputFiles } from '../parity/input-option.ts';
import { convertRequested } from '../precision/convert-requested.ts';
import type { PrecisionRequest } from '../precision/flags.ts';
import { isOnnx } from '../source-files.ts';
import { clearStatus, note, noteColors, status } from '../terminal.ts';
import { type ExportVerification, verifyExport } from './reference.ts';
import { constantOutputs, differenceText, verificationTable } from './text.ts';

export interface ExportSettings {
  readonly out: string;
  readonly report?: string;
  readonly network?: string;
  readonly shape?: ExportOptions['shapes'] | undefined;
  readonly constant?: ExportOptions['constants'] | undefined;
  readonly opset?: number | undefined;
  readonly layout: NonNullable<ExportOptions['layout']>;
  readonly inputRange?: ExportOptions['ranges'] | undefined;
  readonly uint8Input?: ExportOptions['uint8Input'] | undefined;
  readonly precision?: 'float32' | 'float16' | undefined;
  /** The smaller numbers that the file gets after the comparison. */
  readonly request: PrecisionRequest | undefined;
  readonly externalData?: true | undefined;
  readonly verify: boolean;
  readonly tolerance?: number | undefined;
  readonly seed: number;
  readonly input?: InputFiles | undefined;
  readonly timeLimit?: number | undefined;
  readonly memoryLimit?: number | undefined;
}

export interface Exported {
  readonly onnx: OnnxModel;
  /** Undefined where nothing was compared. */
  readonly verification: ExportVerification | undefined;
  /** What smaller numbers cost; undefined without them. */
  readonly loss: { readonly table: string; readonly data: object } | undefined;
}

/**
 * Exports a model, compares it, and writes the file and the report. A file that differs is not
 * written, its report is.
 *
 * @throws CliError 'differs' with the first layer that differs; as openOriginal, exportModel and
 * verifyModel
 */
export async function exportVerified(path: string, settings: ExportSettings): Promise<Exported> {
  const { out, report, network, shape, constant: constants, opset, layout, verify } = settings;
  const { inputRange: ranges, uint8Input, precision } = settings;
  const { timeLimit, memoryLimit, request, externalData } = settings;
  const launch = shareProcess(defined({ timeLimit, memoryLimit }));
  // The process starts while the model is read and traced.
  const started = verify ? launch('cpu') : undefined;
  try {
    status('reading the model …');
    const { reference, source, toOnnx } = await openSource(path, network, {
      timeLimit,
      memoryLimit,
    });
    status('tracing the model …');
    const weights = precision === 'float32' ? precision : undefined;
    const onnx = await toOnnx(
      defined({ shapes: shape, constants, opset, layout, ranges, uint8Input, weights }),
    );
    if (!isOnnx(path)) for (const line of takenShapes(onnx)) note(line);
    const reason = verify ? uncomparable(onnx) : undefined;
    if (reason !== undefined) note(noteColors.yellow(`warning: ${out} is not compared: ${reason}`));
    const isCompared = verify && reason === undefined;
    const { verification, isWritten } = isCompared
      ? await compare(reference(onnx), onnx, { ...settings, launch })
      : { isWritten: false };
    clearStatus();
    const isRight = verification?.pass !== false;
    const converted = isRight ? await convertRequested(onnx, request, settings) : undefined;
    if (!isWritten) await converted?.onnx.save(out, defined({ externalData }));
    if (report !== undefined) {
      const { writeReport } = await import('./report.ts');
      const sources = source?.files ?? [];
      await writeReport(report, { out, onnx, sources, verification });
    }
    if (verification && !isRight) {
      note(verificationTable(verification));
      throw new CliError('differs', differenceText(out, verification));
    }
    for (const line of constantOutputs(verification)) note(noteColors.yellow(`warning: ${line}`));
    const loss = await converted?.report(out);
    return { onnx: converted?.onnx ?? onnx, verification, loss };
  } finally {
    await started?.close();
  }
}

type CompareSettings = ExportSettings & Pick<VerifyOptions, 'launch'>;

interface Compared {
  readonly verification?: ExportVerification;
  /** Whether the file is there. */
  readonly isWritten: boolean;
}

/**
 * Compares the very file where it gets no other form; it takes its name when it is right. A file that gets one
 * is compared from the disk too, since its bytes in memory would be the weights once more.
 */
async function compare(
  reference: Reference,
  onnx: OnnxModel,
  settings: CompareSettings,
): Promise<Compared> {
  const { out, request, externalData } = settings;
  const isFinal = !request && !externalData;
  const staged = await stageModelFile(onnx.model, out, { externalData: false });
  const [path = ''] = staged.paths;
  try {
    const verification = await verificationOf(path, reference, onnx, settings);
    const isWritten = isFinal && verification.pass;
    if (isWritten) await staged.take();
    return { verification, isWritten };
  } catch (thrown) {
    throw withName(thrown, path, out);
  } finally {
    await staged.discard();
  }
}

async function verificationOf(
  file: string,
  reference: Reference,
  onnx: OnnxModel,
  { seed, tolerance, input, launch }: CompareSettings,
): Promise<ExportVerification> {
  const inputs = input && (await (await import('../parity/inputs.ts')).readInputs(onnx, input));
  const options = { seed, ...defined({ inputs, tolerance, launch }) };
  return verifyExport(file, onnx.model, reference, options);
}

/** An error of the comparison that names the file as the user does. */
function withName(thrown: unknown, temporary: string, path: string): unknown {
  if (thrown instanceof Error) thrown.message = thrown.message.replaceAll(temporary, path);
  return thrown;
}

/** A line for each input whose shape the model does not state, or whose sizes the graph cannot leave open. */
function takenShapes({ graph, metadata }: OnnxModel): string[] {
  return graph.inputs.flatMap(({ name, shape }) => {
    const reader = metadata[`ganport.inferred.${name}`];
    const reasons = [
      ...(reader === undefined ? [] : [`The model states none, and ${reader} reads such a tensor`]),
      ...[metadata[`ganport.fixed.${name}`]].filter((why) => why !== undefined),
    ];
    if (reasons.length === 0) return [];
    const sizes = `${name}=${shape.join()}`;
    return [`${sizes} is the shape that was taken (--shape changes it). ${reasons.join('. ')}`];
  });
}

/** More is in a file beside the model. */
const MOST_BYTES = 2 ** 31 - 2 ** 20;

/** Why a file cannot be compared with its model. */
function uncomparable(onnx: OnnxModel): string | undefined {
  if (onnx.metadata['ganport.random'] !== undefined) return 'its model draws random numbers';
  if (onnx.describe().bytes > MOST_BYTES) return 'it is larger than 2 GiB';
  return undefined;
}
