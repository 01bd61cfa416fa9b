/**
 * The messages of TensorBoard's event files by field number (tensorflow/core event.proto, summary.proto,
 * tensor.proto), as protobufjs types. Only the fields that a run writes are here. event-file.ts frames
 * them.
 */
import protobuf from 'protobufjs/light.js';

type FieldRow = readonly [id: number, type: string, rule?: 'repeated'];

const messages: Readonly<Record<string, Readonly<Record<string, FieldRow>>>> = {
  Event: {
    wallTime: [1, 'double'],
    step: [2, 'int64'],
    fileVersion: [3, 'string'],
    summary: [5, 'Summary'],
    sessionLog: [7, 'SessionLog'],
  },
  SessionLog: { status: [1, 'int32'] },
  Summary: { value: [1, 'Value', 'repeated'] },
  Value: {
    tag: [1, 'string'],
    simpleValue: [2, 'float'],
    image: [4, 'Image'],
    tensor: [8, 'Tensor'],
    metadata: [9, 'SummaryMetadata'],
  },
  Image: {
    height: [1, 'int32'],
    width: [2, 'int32'],
    colorspace: [3, 'int32'],
    encodedImageString: [4, 'bytes'],
  },
  SummaryMetadata: { pluginData: [1, 'PluginData'], dataClass: [4, 'int32'] },
  PluginData: { pluginName: [1, 'string'] },
  Tensor: {
    dtype: [1, 'int32'],
    tensorShape: [2, 'TensorShape'],
    stringVal: [8, 'bytes', 'repeated'],
  },
  TensorShape: { dim: [2, 'Dim', 'repeated'] },
  Dim: { size: [1, 'int64'] },
};

const root = new protobuf.Root();
for (const [name, fields] of Object.entries(messages)) {
  const type = new protobuf.Type(name);
  for (const [field, [id, of, rule]] of Object.entries(fields)) {
    type.add(new protobuf.Field(field, id, of, rule));
  }
  root.add(type);
}

const eventType = root.lookupType('Event');

/** SessionLog.SessionStatus: a session begins, and events of its step and later ones are void. */
export const SESSION_START = 1;
/** DataType DT_STRING. */
const STRING = 7;
/** DataClass DATA_CLASS_TENSOR. */
const TENSOR_DATA = 2;

/** A value of a summary. */
export type SummaryValue =
  | { readonly tag: string; readonly simpleValue: number }
  | { readonly tag: string; readonly image: ImageValue }
  | { readonly tag: string; readonly tensor: object; readonly metadata: object };

interface ImageValue {
  readonly height: number;
  readonly width: number;
  /** 1 gray, 3 color, 4 with transparency. */
  readonly colorspace: number;
  /** A PNG file. */
  readonly encodedImageString: Uint8Array;
}

export interface Event {
  /** In seconds since 1970. */
  readonly wallTime: number;
  readonly step: number;
  readonly fileVersion?: string;
  readonly summary?: { readonly value: readonly SummaryValue[] };
  readonly sessionLog?: { readonly status: number };
}

/** A text, which TensorBoard shows as Markdown. */
export function textValue(tag: string, text: string): SummaryValue {
  return {
    tag,
    tensor: {
      dtype: STRING,
      tensorShape: { dim: [{ size: 1 }] },
      stringVal: [new TextEncoder().encode(text)],
    },
    metadata: { pluginData: { pluginName: 'text' }, dataClass: TENSOR_DATA },
  };
}

export function encodeEvent(event: Event): Uint8Array {
  return eventType.encode(eventType.fromObject(event)).finish();
}
