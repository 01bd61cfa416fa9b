/** A picture of the camera, where the browser has one and the visitor allows it. */
import { element } from '../../elements.ts';

const button = element('camera', HTMLButtonElement);
const video = element('video', HTMLVideoElement);

/**
 * @param onFile called with a picture
 * @param onError called with an Error when there is no camera, or it is not allowed
 */
export function offerCamera(
  onFile: (picture: Blob) => void,
  onError: (thrown: unknown) => void,
): void {
  // Absent in pages that are not secure.
  const { mediaDevices } = navigator as Partial<Navigator>;
  if (!mediaDevices) return;
  void showWhereThereIsOne(mediaDevices);
  let stream: MediaStream | undefined;

  const stop = () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = undefined;
    video.srcObject = null;
    video.hidden = true;
    button.textContent = 'Use the camera';
  };
  const start = async () => {
    stream = await mediaDevices.getUserMedia({ video: true }).catch((cause: unknown) => {
      throw new Error('The camera cannot be used: allow it, or choose a file.', { cause });
    });
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    button.textContent = 'Take the picture';
  };
  const take = async () => {
    const picture = await frameOf(video);
    stop();
    onFile(picture);
  };
  button.addEventListener('click', () => {
    (stream ? take() : start()).catch((thrown: unknown) => {
      stop();
      onError(thrown);
    });
  });
}

async function showWhereThereIsOne(devices: MediaDevices): Promise<void> {
  const found = await devices.enumerateDevices().catch(() => []);
  button.hidden = !found.some(({ kind }) => kind === 'videoinput');
}

async function frameOf({ videoWidth, videoHeight }: HTMLVideoElement): Promise<Blob> {
  const canvas = Object.assign(document.createElement('canvas'), {
    width: videoWidth,
    height: videoHeight,
  });
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
  if (!blob) throw new Error('The camera has no picture yet: try again.');
  return blob;
}
