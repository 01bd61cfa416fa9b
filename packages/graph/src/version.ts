/** The version that exported files carry as their producer's; equal to package.json's by test. */
export const version = '0.1.0';
