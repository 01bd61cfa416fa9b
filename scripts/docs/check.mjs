/**
 * The documents' own check, of seconds: dead links, and lines of `ganport …` that the command line
 * would refuse. It reads the compiled command line; build first.
 */
import { wrongCommandLines } from './command-lines.mjs';
import { deadLinks, documents, generatedPages } from './links.mjs';

const pages = documents();
const problems = [...deadLinks(pages, await generatedPages()), ...(await wrongCommandLines(pages))];
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
