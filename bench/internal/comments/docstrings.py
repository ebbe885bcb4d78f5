"""Prints the docstrings of the functions, or types, of the files named on standard input, as JSON, one list a file.

Those inside of functions are given without a name: they belong to the function around them.
"""

import ast
import json
import sys
import warnings


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
WANTED = ast.ClassDef if sys.argv[1:] == ["types"] else FUNCTIONS


def declared(node, inside=False):
    for child in ast.iter_child_nodes(node):
        if isinstance(child, WANTED) and ast.get_docstring(child) is not None:
            text = child.body[0].value
            yield {
                "name": "" if inside else child.name,
                "comment": ast.get_docstring(child),
                "line": min([child.lineno] + [d.lineno for d in child.decorator_list]),
                "lines": child.end_lineno - child.lineno + 1,
                # lines from 1, columns in bytes
                "from": [text.lineno, text.col_offset],
                "to": [text.end_lineno, text.end_col_offset],
            }
        yield from declared(child, inside or isinstance(child, FUNCTIONS))


warnings.simplefilter("ignore")
for path in sys.stdin.read().splitlines():
    with open(path, "rb") as file:
        source = file.read()
    try:
        print(json.dumps(list(declared(ast.parse(source)))))
    except (SyntaxError, ValueError):
        print("[]")
