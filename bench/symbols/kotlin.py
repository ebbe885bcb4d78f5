"""Kotlin by tree-sitter."""

import tree_sitter
import tree_sitter_kotlin

BODIES = {"class_body", "enum_class_body"}


def text(node):
    return node.text.decode("utf-8", "replace").strip("`")


def receiver(node, name):
    """The type that an extension belongs to, without type parameters; a type of functions is none."""
    before = [c for c in node.children if c.end_byte <= name.start_byte and c.type in ("user_type", "nullable_type")]
    if not before:
        return ""
    t = before[-1]
    while t.type == "nullable_type":
        t = t.named_children[0]
    if t.type != "user_type":
        return ""
    return ".".join(text(c) for c in t.named_children if c.type == "identifier") + "."


def kind_of(c):
    for k in c.children:
        if k.type == "interface":
            return "interface"
        if k.type == "modifiers" and any(m.text == b"enum" for m in k.children):
            return "enum"
    return "class"


def walk(node, owner):
    """Yields kind, name and line; properties count as methods where an accessor has code."""
    for c in node.children:
        name = c.child_by_field_name("name")
        if c.type in ("class_declaration", "object_declaration", "companion_object"):
            n = owner + (text(name) if name else "Companion")
            place = name or next(k for k in c.children if k.type == "object")
            yield kind_of(c), n, place.start_point[0] + 1
            for b in c.children:
                if b.type in BODIES:
                    yield from walk(b, n + ".")
        elif c.type == "type_alias":
            name = c.child_by_field_name("type") or name
            yield "type", owner + text(name), name.start_point[0] + 1
        elif c.type == "function_declaration":
            if any(b.type == "function_body" for b in c.children):
                n = owner + receiver(c, name) + text(name)
                yield ("method" if "." in n else "function"), n, name.start_point[0] + 1
        elif c.type == "secondary_constructor":
            if any(b.type == "block" for b in c.children):
                yield "method", owner + "constructor", next(k for k in c.children if k.type == "constructor").start_point[0] + 1
        elif c.type == "property_declaration":
            code = any(b.type == "function_body" for a in c.children if a.type in ("getter", "setter") for b in a.children)
            v = next((k for k in c.children if k.type == "variable_declaration"), None)
            if code and v is not None:
                name = next(k for k in v.children if k.type == "identifier")
                yield "method", owner + receiver(c, v) + text(name), name.start_point[0] + 1


def misread(node):
    """Whether the grammar took a class for an expression, or its body for a lambda that it is delegated to."""
    if node.type == "infix_expression" and any(c.text in (b"class", b"object", b"interface", b"fun") for c in node.children):
        return True
    if node.type == "explicit_delegation" and any(c.type == "annotated_lambda" for e in node.children for c in e.children):
        return True
    return any(misread(c) for c in node.children)


def kotlin(source, _):
    tree = tree_sitter.Parser(tree_sitter.Language(tree_sitter_kotlin.language())).parse(source)
    if tree.root_node.has_error or misread(tree.root_node):
        raise SyntaxError("not understood")
    return walk(tree.root_node, "")
