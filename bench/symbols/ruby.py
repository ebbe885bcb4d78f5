"""Ruby by tree-sitter."""

import tree_sitter
import tree_sitter_ruby

TYPES = {"class": "class", "module": "module"}


def text(node):
    return node.text.decode("utf-8", "replace")


def walk(node, owner):
    """Yields kind, name and line; what lies in blocks belongs to the type around them."""
    for c in node.children:
        if not c.is_named:
            continue
        name = c.child_by_field_name("name")
        if c.type == "method":
            yield ("method" if owner else "function"), owner + text(name), name.start_point[0] + 1
        elif c.type == "singleton_method":
            of = text(c.child_by_field_name("object"))
            whose = owner if of == "self" or (owner and of == owner[:-1].split(".")[-1]) else owner + of + "."
            yield ("method" if whose else "function"), whose + text(name), name.start_point[0] + 1
        elif c.type in TYPES:
            n = owner + text(name).removeprefix("::").replace("::", ".")
            yield TYPES[c.type], n, name.start_point[0] + 1
            yield from walk(c, n + ".")
        else:
            yield from walk(c, owner)


def ruby(source, _):
    tree = tree_sitter.Parser(tree_sitter.Language(tree_sitter_ruby.language())).parse(source)
    if tree.root_node.has_error:
        raise SyntaxError("not understood")
    return walk(tree.root_node, "")
