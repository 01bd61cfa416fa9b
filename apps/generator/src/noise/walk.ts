/** The frames of an interpolation: one at a time, by a slider or played. */
import type { Picture } from '@ganport/web/internal';
import { element } from '../elements.ts';

const position = element('position', HTMLInputElement);
const play = element('play', HTMLButtonElement);

/** Milliseconds of a frame. */
const FRAME = 80;

let timer: ReturnType<typeof setInterval> | undefined;
let step = 1;

/** @param onFrame called when another frame is to be shown */
export function onPosition(onFrame: () => void): void {
  position.addEventListener('input', () => {
    stopPlaying();
    onFrame();
  });
  play.addEventListener('click', () => {
    if (timer !== undefined) {
      stopPlaying();
      return;
    }
    play.textContent = 'Pause';
    play.ariaPressed = 'true';
    timer = setInterval(() => {
      const at = position.valueAsNumber;
      // Back and forth.
      if (at + step > Number(position.max) || at + step < 0) step = -step;
      position.valueAsNumber = at + step;
      onFrame();
    }, FRAME);
  });
}

export function stopPlaying(): void {
  clearInterval(timer);
  timer = undefined;
  play.textContent = 'Play';
  play.ariaPressed = 'false';
}

/** The number of the frame that the slider points to. */
export const frameAt = (): number => position.valueAsNumber;

/** That frame. */
export function frameOf(frames: readonly Picture[]): Picture | undefined {
  position.max = String(Math.max(1, frames.length - 1));
  const at = frameAt();
  position.ariaValueText = `frame ${at + 1} of ${frames.length}`;
  return frames[at];
}
