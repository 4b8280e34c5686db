// Prints the names that each JavaScript file declares, by the parser that node carries: one file a line.
// node --expose-internals scoper.js FILE...
const { parse } = require('internal/deps/acorn/acorn/dist/acorn');
const { readFileSync } = require('node:fs');

function pattern(node, names) {
  if (!node) return;
  if (node.type === 'Identifier') names.add(node.name);
  else if (node.type === 'ArrayPattern') node.elements.forEach((one) => pattern(one, names));
  else if (node.type === 'ObjectPattern') node.properties.forEach((one) => pattern(one.value ?? one.argument, names));
  else if (node.type === 'AssignmentPattern') pattern(node.left, names);
  else if (node.type === 'RestElement') pattern(node.argument, names);
}

function visit(node, names) {
  if (!node || typeof node !== 'object') return;
  if (Array.isArray(node)) return node.forEach((one) => visit(one, names));
  if (node.type === 'VariableDeclarator') pattern(node.id, names);
  if (/Function|^Class/.test(node.type ?? '')) {
    pattern(node.id, names);
    (node.params ?? []).forEach((one) => pattern(one, names));
  }
  if (node.type === 'CatchClause') pattern(node.param, names);
  if (node.type === 'LabeledStatement') names.add(node.label.name);
  const isField = node.type === 'MethodDefinition' || node.type === 'PropertyDefinition';
  if (isField && !node.computed) names.add(node.key.name);
  if (node.type === 'AssignmentExpression' && node.left.object?.type === 'ThisExpression' && !node.left.computed)
    names.add(node.left.property.name);
  Object.values(node).forEach((one) => visit(one, names));
}

for (const file of process.argv.slice(2)) {
  const names = new Set();
  visit(parse(readFileSync(file, 'utf8'), { ecmaVersion: 'latest', sourceType: 'script', allowReturnOutsideFunction: true }), names);
  console.log([...names].sort().join(' '));
}
