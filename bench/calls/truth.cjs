// Prints what the compiler says of the calls in a directory of TypeScript:
//
//	file PATH                             a file it has read
//	call PATH LINE PATH LINE              a call, and the name of what it calls
//	open PATH LINE NAME                   a call of which it cannot tell
//	over PATH LINE PATH LINE              a method, and one that it overrides
const fs = require("fs");
const path = require("path");
const ts = require("typescript");

const root = fs.realpathSync(process.argv[2]);
const scripts = process.argv[3] === "JavaScript";

function list(dir) {
  return fs.readdirSync(dir, { withFileTypes: true }).flatMap((e) => {
    const at = path.join(dir, e.name);
    if (e.isDirectory()) return e.name === "node_modules" || e.name.startsWith(".") ? [] : list(at);
    if (scripts) return /\.[cm]?jsx?$/.test(e.name) ? [at] : [];
    return /\.[cm]?tsx?$/.test(e.name) && !/\.d\.[cm]?ts$/.test(e.name) ? [at] : [];
  });
}

const files = list(root);
const program = ts.createProgram(files, {
  target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10,
  strict: true, noEmit: true, skipLibCheck: true, allowJs: scripts, checkJs: scripts, jsx: ts.JsxEmit.Preserve, types: [],
  experimentalDecorators: true, esModuleInterop: true,
});
const checker = program.getTypeChecker();
const ours = new Set(files);

const place = (node) => {
  const file = node.getSourceFile();
  return path.relative(root, file.fileName) + "\t" + (file.getLineAndCharacterOfPosition(node.getStart()).line + 1);
};

const isFunction = (n) => n && (ts.isArrowFunction(n) || ts.isFunctionExpression(n) || ts.isFunctionDeclaration(n) || ts.isMethodDeclaration(n));

// declared is the declaration that a call leads to, undefined where it is a
// parameter, a variable of a function or a field, which may hold any function.
function declared(symbol) {
  if (!symbol) return undefined;
  if (symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
  const all = symbol.declarations || [];
  return all.find((d) => d.body || ts.isClassLike(d)) || symbol.valueDeclaration || all[0];
}

function judged(d) {
  if (!d || !ours.has(d.getSourceFile().fileName)) return false;
  if (ts.isFunctionDeclaration(d) || ts.isMethodDeclaration(d) || ts.isMethodSignature(d) || ts.isClassLike(d) || ts.isConstructorDeclaration(d)) return true;
  if (ts.isVariableDeclaration(d)) return ts.isSourceFile(d.parent.parent.parent);
  if (ts.isPropertyDeclaration(d) || ts.isPropertyAssignment(d)) return isFunction(d.initializer);
  return ts.isBinaryExpression(d.parent || d) || ts.isFunctionExpression(d);
}

const nameOf = (d) => (ts.isConstructorDeclaration(d) ? d.parent.name || d.parent : d.name || d);

function callee(node) {
  let e = node.expression;
  while (ts.isParenthesizedExpression(e) || ts.isNonNullExpression(e) || ts.isAsExpression(e)) e = e.expression;
  if (e.kind === ts.SyntaxKind.SuperKeyword || e.kind === ts.SyntaxKind.ImportKeyword) return { e };
  if (ts.isPropertyAccessExpression(e)) return { e, at: e.name };
  if (ts.isIdentifier(e)) return { e, at: e };
  return { e };
}

function visit(node) {
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    const { e, at } = callee(node);
    if (e.kind === ts.SyntaxKind.SuperKeyword) {
      const d = declared(checker.getTypeAtLocation(e).symbol);
      if (judged(d)) console.log("call\t" + place(node) + "\t" + place(nameOf(d)));
    } else if (at) {
      const symbol = checker.getSymbolAtLocation(at);
      const d = declared(symbol);
      if (judged(d)) console.log("call\t" + place(at) + "\t" + place(nameOf(d)));
      else if (!d) console.log("open\t" + place(at) + "\t" + at.text);
    }
  }
  if (ts.isClassLike(node)) {
    const type = checker.getTypeAtLocation(node);
    for (const clause of node.heritageClauses || [])
      for (const t of clause.types) {
        const base = checker.getTypeAtLocation(t);
        for (const m of node.members) {
          if (!m.name || !type) continue;
          const d = declared(base.getProperty && base.getProperty(m.name.getText()));
          if (judged(d)) console.log("over\t" + place(m.name) + "\t" + place(nameOf(d)));
        }
      }
  }
  ts.forEachChild(node, visit);
}

for (const file of program.getSourceFiles()) {
  if (!ours.has(file.fileName)) continue;
  console.log("file\t" + path.relative(root, file.fileName));
  visit(file);
}
