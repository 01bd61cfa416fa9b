/** The file of onnxruntime-web that makes its WebAssembly module; the package has no types for it. */
declare module 'onnxruntime-web/ort-wasm-simd-threaded.mjs' {
  const create: (config: object) => Promise<object>;
  export default create;
}
