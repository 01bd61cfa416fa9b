/** Plays one sound at a time. */

let context: AudioContext | undefined;
let playing: AudioBufferSourceNode | undefined;

/** @param rate samples a second; the sound that plays is stopped */
export function playSound(sound: Float32Array<ArrayBuffer>, rate: number): void {
  // Browsers start one only after a click or a key.
  context ??= new AudioContext();
  void context.resume();
  playing?.stop();
  const buffer = context.createBuffer(1, sound.length, rate);
  buffer.copyToChannel(sound, 0);
  playing = context.createBufferSource();
  playing.buffer = buffer;
  playing.connect(context.destination);
  playing.start();
}
