/**
 * Reads of a lost graphics device. They are rejected, and ONNX Runtime then waits for them in a loop that never
 * gives the thread back, so that nothing in it can be heard any more. Such a read stays unanswered instead.
 */

/** What is used of WebGPU's device. */
export interface Device {
  readonly lost: Promise<unknown>;
  createBuffer(descriptor: { readonly usage: number }): Buffer;
}

interface Buffer {
  mapAsync(...range: number[]): Promise<void>;
}

/** GPUBufferUsage.MAP_READ */
const READ = 1;
/** Milliseconds after a rejection in which a loss becomes known. */
const PATIENCE = 1000;

const held = new WeakSet<Device>();

/** Leaves reads of this device unanswered once it is lost. Other failures are passed on. */
export function holdReads(device: Device): void {
  if (held.has(device)) return;
  held.add(device);
  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = createBuffer(descriptor);
    if ((descriptor.usage & READ) === 0) return buffer;
    const mapAsync = buffer.mapAsync.bind(buffer);
    buffer.mapAsync = async (...range) => {
      try {
        await mapAsync(...range);
      } catch (error) {
        if (await isLost(device)) await new Promise(() => undefined);
        throw error;
      }
    };
    return buffer;
  };
}

/** The promise of a loss may settle after the reads that it ends. */
function isLost(device: Device): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), PATIENCE);
    const lose = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    void device.lost.then(lose);
  });
}
