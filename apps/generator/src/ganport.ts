/** What a page of one's own imports from a site of `ganport web`: @ganport/web's calls, with the element defined. */
export {
  generate,
  generateLines,
  interpolate,
  openModel,
  sheetImage,
  soundFile,
  tableFile,
  translate,
  WebError,
} from '@ganport/web';
export * from '@ganport/web/element';
