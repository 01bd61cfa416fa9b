/** What ganport's own packages share with this one; it may change in any version. Runs anywhere. */
export { isGone, messageOf } from './errors.ts';
export { checkFeeds, checkFetches } from './feeds.ts';
export { float16ToNumber } from './float16.ts';
export { encodeModel } from './onnx-bytes.ts';
export { probeInputs, probeModel, probeOutput } from './probe-model.ts';
export { negotiate } from './negotiate.ts';
export { createSerializer } from './queue.ts';
export { fields } from './protobuf.ts';
export { openRemote, openRemoteStateful } from './remote/client.ts';
export { sessionHost } from './remote/host.ts';
export {
  answer,
  messageChannel,
  type AnswerMessage,
  type CallMessage,
} from './remote/message-channel.ts';
export {
  toError,
  type Channel,
  type Method,
  type Replies,
  type Requests,
} from './remote/protocol.ts';
export { runOnce } from './remote/run-once.ts';
export { timeModels, type TimingRequest } from './remote/time-models.ts';
export { repairForWebGpu } from './repair/webgpu.ts';
export { nextName } from './session.ts';
export type { ChosenProvider, SyncSession } from './sync.ts';
export { elementTypes } from './tensor.ts';
