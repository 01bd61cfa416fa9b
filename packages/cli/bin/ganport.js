#!/usr/bin/env node
// The program itself; a file of its own because compiled files are not executable.
import { main } from '../dist/index.js';

process.exitCode = await main(process.argv.slice(2));
