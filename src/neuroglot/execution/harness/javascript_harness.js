// Runs one program: `node javascript_harness.js PROGRAM`, the nonce on standard input; prints it when nothing is left
// to be done. On failure it prints `@verdict KIND DETAIL` as the last line on standard error and exits with 1.
'use strict';
const fs = require('fs');
const Module = require('module');
const vm = require('vm');

const { writeSync } = fs;
const leave = process.reallyExit.bind(process);
const nonce = Buffer.alloc(33);
fs.readSync(0, nonce, 0, 33, null);

// The program may have made the pipe one that does not wait, and filled it.
function say(descriptor, text) {
  const data = Buffer.from(text);
  for (let at = 0; at < data.length;) {
    try {
      at += writeSync(descriptor, data, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') {
        throw error;
      }
    }
  }
}

function fail(kind, error) {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  say(2, `\n@verdict ${kind} ${text.replace(/\s+/g, ' ').slice(0, 600)}\n`);
  leave(1);
}

function failed(error) {
  const wrong = error && (error.code === 'ERR_ASSERTION' || error.code === 'ERR_CONSOLE_ASSERT');
  fail(wrong ? 'wrong' : 'exception', error);
}

// In Node console.assert only prints and goes on; a test that fails has to end the run, or, where the error that says so
// is caught, to spoil its end.
let broken = null;
console.assert = console.Console.prototype.assert = (condition, ...said) => {
  if (!condition) {
    broken ??= Object.assign(new Error(`console.assert failed ${said.map(String).join(' ')}`.trim()), {
      code: 'ERR_CONSOLE_ASSERT',
    });
    throw broken;
  }
};

// The last line of the text calls it.
let reached = false;
Object.defineProperty(globalThis, '__neuroglot_end__', { value: () => { reached = true; } });

const path = process.argv[2];
const text = fs.readFileSync(path, 'utf8');
try {
  vm.compileFunction(text, ['exports', 'require', 'module', '__filename', '__dirname'], { filename: 'program.js' });
} catch (error) {
  fail('compile', error);
}
process.on('uncaughtException', failed);
process.on('unhandledRejection', failed);
// Not emitted after process.exit(): a program that leaves early never gets here with the nonce.
process.on('beforeExit', (code) => {
  if (broken) {
    failed(broken);
  } else if (!reached) {
    fail('early', 'the end of the text was not reached');
  } else if (!code && !process.exitCode) {
    say(1, `\n${nonce.toString()}\n`);
  }
});
const program = new Module(path, null);
program.filename = path;
program.paths = (process.env.NODE_PATH || '').split(':').filter(Boolean);
process.mainModule = program;
process.argv = [process.argv[0], path];
try {
  program._compile(text, 'program.js');
} catch (error) {
  failed(error);
}
