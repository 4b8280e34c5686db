"""Hostile programs in JavaScript."""

_HEAD = """
const fs = require('fs'), net = require('net'), { spawn } = require('child_process');
const refused = (name, call) => {
  try { call(); } catch (error) { return; }
  throw new Error(name);
};
"""

_BODIES = {
    "fork bomb": """
let failed = 0, begun = 0;
const settled = () => {
  if (failed + begun < 200) return;
  console.assert(failed > 100, begun);
  clearInterval(timer);
};
const timer = setInterval(() => {}, 1000);
for (let i = 0; i < 200; i++) {
  const child = spawn('/usr/bin/sleep', ['30'], { stdio: 'ignore', detached: true });
  child.on('error', () => { failed++; settled(); });
  child.on('spawn', () => { begun++; child.unref(); settled(); });
}
""",
    "memory on the heap": """
const kept = [];
for (let i = 0; i < 200; i++) kept.push(new Array(1 << 20).fill(i + 0.5));
throw new Error('it could have more than a gibibyte');
""",
    "memory in buffers": """
const kept = [];
for (let i = 0; i < 128; i++) kept.push(Buffer.alloc(8 << 20, 1));
throw new Error('it could have a gibibyte');
""",
    "endless output": """
while (true) fs.writeSync(1, 'more\\n'.repeat(1000));
""",
    "endless loop": """
while (true) { }
""",
    "endless sleep": """
setTimeout(() => {}, 30000);
""",
    "a child that outlives it": """
spawn('/bin/sh', ['-c', 'sleep 30; : @MARKER@'], { stdio: 'ignore', detached: true }).unref();
setTimeout(() => {}, 200);
""",
    "filling /tmp": """
refused('a gibibyte', () => {
  for (let i = 0; i < 64; i++) {
    const file = fs.openSync(`/tmp/@MARKER@-${i}`, 'w');
    for (let j = 0; j < 16; j++) if (fs.writeSync(file, Buffer.alloc(1 << 20)) < 1 << 20) throw new Error('full');
    fs.closeSync(file);
  }
});
""",
    "deleting and overwriting files": """
refused('delete', () => fs.unlinkSync('@FILE@'));
for (const place of ['/usr', '/box', '/support', '/etc', '/', '@PACKAGE@']) {
  refused(place, () => fs.mkdirSync(`${place}/@MARKER@`));
}
for (const path of ['/usr/bin/env', '/box/program.js', '/support/javascript_harness.js', '@PACKAGE@/cli.py']) {
  refused(path, () => fs.openSync(path, 'r+'));
}
""",
    "reading secrets": """
let seen = JSON.stringify(process.env);
for (let i = 0; i < 100; i++) {
  try { seen += fs.readFileSync(`/proc/${i}/environ`); } catch (error) { }
}
console.assert(!seen.includes('@SECRET@'));
for (const path of ['@SECRETS@', '@HOME@', '/etc/passwd']) console.assert(!fs.existsSync(path), path);
""",
    "the network": """
let failed = 0;
const done = () => { throw new Error('it was possible'); };
net.connect(@PORT@, '127.0.0.1').on('error', () => { failed++; }).on('connect', done);
net.createServer().on('error', () => { failed++; }).on('listening', done).listen(0);
require('dgram').createSocket('udp4').on('error', () => { failed++; }).bind(0);
setTimeout(() => console.assert(failed === 3, failed), 100);
""",
    "killing others": """
console.assert(process.pid < 100);
for (const number of ['SIGKILL', 'SIGSTOP']) {
  process.kill(1, number);
  process.kill(process.ppid, number);
}
refused('the other one', () => process.kill(@PID@, 'SIGKILL'));
""",
}

PROGRAMS = {name: _HEAD + body for name, body in _BODIES.items()}
