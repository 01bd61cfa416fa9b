/** The part of jsfxr that makes sounds; the package has no types. */
declare module 'jsfxr' {
  interface Parameters {
    sample_rate: number;
    sample_size: number;
    sound_vol: number;
  }

  const jsfxr: {
    readonly sfxr: {
      /** Random parameters of a preset. */
      generate(preset: string): Parameters;
    };
    readonly SoundEffect: new (parameters: Parameters) => {
      getRawBuffer(): { readonly normalized: readonly number[] };
    };
  };
  export default jsfxr;
}
