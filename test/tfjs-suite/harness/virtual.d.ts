/** The environment and tfjs's test files; bundle.ts writes it. */
declare module 'virtual:tests' {}
