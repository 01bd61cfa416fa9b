/** What a page of one's own imports from a site of `ganport web`: @ganport/web, with the element defined. */
export * from '@ganport/web';
export * from '@ganport/web/element';
