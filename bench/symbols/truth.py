"""Prints what the files of a language in a directory declare, by a parser of that language.

Functions, methods and types: what lies in a function is left out, and so is a function without a body.
Lines are those of the names. Of a file that the parser does not understand whole, only the path is printed.
"""

import ast
import os
import sys
import warnings

import csharp
import kotlin
import php
import ruby
import script
import tags
import tree


def setting(node):
    """LIMIT = 1, and whatever has a type."""
    typed = isinstance(node, ast.AnnAssign)
    target = node.target if typed else node.targets[0]
    if isinstance(target, ast.Name) and (typed or len(target.id) > 1 and target.id.isupper()):
        yield ("const" if target.id.isupper() else "var"), target.id, target.lineno


def python(source, _):
    """Yields kind, name and line, by the language's own parser."""

    def walk(node, owner):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                line = child.lineno
                yield ("method" if owner else "function"), owner + child.name, line
            elif isinstance(child, ast.ClassDef):
                yield "class", owner + child.name, child.lineno
                yield from walk(child, owner + child.name + ".")
            elif isinstance(child, (ast.Assign, ast.AnnAssign)) and not owner:
                yield from setting(child)
            elif isinstance(child, (ast.stmt, ast.ExceptHandler, ast.match_case)):
                yield from walk(child, owner)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield from walk(ast.parse(source), "")


LANGUAGES = {
    "C": (tags.tags, (".c", ".h")),
    "C++": (tree.CPP, (".cc", ".cpp", ".cxx", ".hh", ".hpp", ".hxx", ".inl")),
    "C#": (csharp.CSHARP, (".cs", ".csx")),
    "Java": (tree.JAVA, (".java",)),
    "JavaScript": (script.script, (".js", ".jsx", ".mjs", ".cjs")),
    "Kotlin": (kotlin.kotlin, (".kt", ".kts")),
    "PHP": (php.PHP, (".php", ".phtml")),
    "Python": (python, (".py", ".pyi")),
    "Ruby": (ruby.ruby, (".rb", ".rake")),
    "Rust": (tree.RUST, (".rs",)),
    "TypeScript": (script.script, (".ts", ".tsx", ".mts", ".cts")),
}


def main():
    parse, endings = LANGUAGES[sys.argv[1]]
    root = sys.argv[2]
    for folder, _, names in os.walk(root):
        for name in sorted(names):
            if not name.endswith(endings):
                continue
            path = os.path.join(folder, name)
            with open(path, "rb") as f:
                source = f.read()
            shown = os.path.relpath(path, root).replace(os.sep, "/")
            try:
                for kind, symbol, line in list(parse(source, path)):
                    print(shown, kind, symbol, line, sep="\t")
            except (SyntaxError, ValueError):
                print(shown)


main()
