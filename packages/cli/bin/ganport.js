#!/usr/bin/env node
// The program itself; a file of its own because compiled files are not executable.
import module from 'node:module';

// From Node 22 on, compiled code is kept for the next start.
module.enableCompileCache?.();
const { main } = await import('../dist/index.js');

process.exitCode = await main(process.argv.slice(2));
