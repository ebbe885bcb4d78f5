"""JavaScript and TypeScript by tree-sitter."""

import importlib

import tree_sitter

FUNCTIONS = {"function_expression", "arrow_function", "generator_function"}
DECLARED = {"function_declaration", "generator_function_declaration"}
TYPES = {
    "class_declaration": "class",
    "abstract_class_declaration": "class",
    "interface_declaration": "interface",
    "enum_declaration": "enum",
    "type_alias_declaration": "type",
    "internal_module": "module",
    "module": "module",
}


def text(node):
    return node.text.decode("utf-8", "replace")


def plain(left):
    """exports.a is a, A.prototype.b is A.b."""
    parts = text(left).split(".")
    if parts[0] == "module" and len(parts) > 1:
        parts = parts[1:]
    if parts[0] == "exports" and len(parts) > 1:
        parts = parts[1:]
    return ".".join(p for p in parts if p != "prototype")


def line(node):
    return node.start_point[0] + 1


def value_of(node):
    """The value of a declaration, without what TypeScript says of it."""
    value = node.child_by_field_name("value")
    while value is not None and value.type in ("as_expression", "satisfies_expression"):
        value = value.children[0]
    return value


def members(body, owner):
    for m in body.children:
        name = m.child_by_field_name("name") or m.child_by_field_name("property")
        if name is None:
            continue
        if m.type == "method_definition":
            yield "method", owner + text(name).strip("\"'"), line(name)
        elif m.type in ("field_definition", "public_field_definition"):
            value = m.child_by_field_name("value")
            if value is not None and value.type in FUNCTIONS:
                yield "method", owner + text(name).strip("\"'"), line(name)


def properties(node, owner):
    kind = "method" if owner else "function"
    for p in node.children:
        if p.type == "method_definition":
            name = p.child_by_field_name("name")
            yield kind, owner + text(name).strip("\"'"), line(name)
        elif p.type == "pair" and p.child_by_field_name("value").type in FUNCTIONS:
            name = p.child_by_field_name("key")
            yield kind, owner + text(name).strip("\"'"), line(name)


def walk(node, owner, top=True):
    """Yields kind, name and line; a function that is called where it stands is looked into."""
    for c in node.children:
        name = c.child_by_field_name("name")
        if c.type in DECLARED:
            yield "function", owner + text(name), line(name)
        elif c.type in ("function_expression", "class") and node.type == "export_statement":
            if c.type == "class":
                n = owner + (text(name) if name else "default")
                yield "class", n, line(name or c)
                yield from members(c.child_by_field_name("body"), n + ".")
            else:
                yield "function", owner + (text(name) if name else "default"), line(name or c)
        elif c.type in TYPES:
            if name is None or name.type == "string":
                yield from walk(c, owner)
                continue
            n = owner + text(name)
            yield TYPES[c.type], n, line(name)
            body = c.child_by_field_name("body")
            if TYPES[c.type] == "class":
                yield from members(body, n + ".")
            elif TYPES[c.type] == "module" and body is not None:
                yield from walk(body, n + ".")
        elif c.type == "variable_declarator":
            value = value_of(c)
            if value is None or name.type != "identifier":
                continue
            if value.type in FUNCTIONS:
                yield "function", owner + text(name), line(name)
            elif value.type == "class":
                yield "class", owner + text(name), line(name)
                yield from members(value.child_by_field_name("body"), owner + text(name) + ".")
            elif value.type == "object" and top:
                yield from properties(value, owner + text(name) + ".")
        elif c.type == "assignment_expression" and node.type in ("expression_statement", "assignment_expression"):
            yield from assignment(c, owner)
        elif c.type == "object" and node.type == "export_statement":
            yield from properties(c, owner)
        elif c.type == "call_expression":
            f = c.child_by_field_name("function")
            while f is not None and f.type == "parenthesized_expression":
                f = f.named_children[-1] if f.named_children else None
            if f is not None and f.type == "member_expression":
                f = f.child_by_field_name("object")
                while f is not None and f.type == "parenthesized_expression":
                    f = f.named_children[-1] if f.named_children else None
            if f is not None and f.type in FUNCTIONS:
                yield from walk(f.child_by_field_name("body"), owner)
        elif c.type not in FUNCTIONS and c.type not in ("object", "array", "arguments", "class", "class_body"):
            yield from walk(c, owner, top)


def assignment(node, owner):
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if right.type == "assignment_expression":
        yield from assignment(right, owner)
        return
    if left.type not in ("identifier", "member_expression"):
        return
    name = plain(left)
    if right.type == "object":
        if name == "exports":
            yield from properties(right, owner)
        return
    own = right.child_by_field_name("name")
    if name == "exports" and own is not None:
        name = text(own)
    if right.type in FUNCTIONS:
        yield ("method" if "." in name else "function"), owner + name, line(left)
    elif right.type == "class":
        yield "class", owner + name, line(left)
        yield from members(right.child_by_field_name("body"), owner + name + ".")


def script(source, path):
    module = importlib.import_module("tree_sitter_javascript" if path.endswith(("js", "jsx")) else "tree_sitter_typescript")
    if path.endswith(("js", "jsx")):
        language = module.language()
    else:
        language = module.language_tsx() if path.endswith("tsx") else module.language_typescript()
    tree = tree_sitter.Parser(tree_sitter.Language(language)).parse(source)
    if tree.root_node.has_error:
        raise SyntaxError("not understood")
    return walk(tree.root_node, "")
