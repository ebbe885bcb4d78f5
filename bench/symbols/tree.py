"""Languages in which a table of node types says what declares something, by tree-sitter."""

import importlib
import re

import tree_sitter


class Table:
    """Types and functions are node types with their kinds; inside are nodes that only hold others."""

    def __init__(self, module, types, functions, inside, name=None, language="language", body=("body",), owner=None):
        self.module, self.types, self.functions, self.inside = module, types, functions, inside
        self.name, self.language, self.body, self.owner = name, language, body, owner

    def __call__(self, source, _):
        grammar = getattr(importlib.import_module(self.module), self.language)()
        tree = tree_sitter.Parser(tree_sitter.Language(grammar)).parse(source)
        if tree.root_node.has_error:
            raise SyntaxError("not understood")
        return self.walk(tree.root_node, "")

    def walk(self, node, owner):
        for c in node.children:
            if c.type in self.functions:
                if any(c.child_by_field_name(b) for b in self.body):
                    yield from self.named(c, "method" if owner else "function", owner)
            elif c.type in self.types and (c.type != "mod_item" or c.child_by_field_name("body")):
                if c.type == "type_item" and node.type == "declaration_list" and node.parent.type != "mod_item":
                    continue  # of a trait
                kind = self.types[c.type]
                for _, name, line in self.named(c, kind, owner):
                    if kind != "impl":
                        yield kind, name, line
                    yield from self.walk(c, name + ".")
            elif c.type in self.inside:
                yield from self.walk(c, owner)

    def named(self, node, kind, owner):
        name = self.name(node) if self.name else node.child_by_field_name("name")
        if name is not None:
            yield kind, owner + name.text.decode("utf-8", "replace"), name.start_point[0] + 1


JAVA = Table(
    "tree_sitter_java",
    {
        "class_declaration": "class",
        "interface_declaration": "interface",
        "enum_declaration": "enum",
        "record_declaration": "class",
        "annotation_type_declaration": "interface",
    },
    {"method_declaration", "constructor_declaration", "compact_constructor_declaration"},
    {"class_body", "interface_body", "enum_body", "enum_body_declarations", "annotation_type_body"},
)


def impl(node):
    """What the methods of an implementation belong to, without path and type parameters."""
    if node.type != "impl_item":
        return node.child_by_field_name("name")
    t = node.child_by_field_name("type")
    while t is not None and t.type in ("generic_type", "reference_type", "scoped_type_identifier"):
        t = t.child_by_field_name("name") if t.type == "scoped_type_identifier" else t.child_by_field_name("type")
    return t


RUST = Table(
    "tree_sitter_rust",
    {
        "struct_item": "struct",
        "union_item": "struct",
        "enum_item": "enum",
        "trait_item": "trait",
        "type_item": "type",
        "mod_item": "module",
        "impl_item": "impl",
        "macro_definition": "macro",
    },
    {"function_item"},
    {"declaration_list", "foreign_mod_item"},
    name=impl,
)


def declarator(node):
    """The name that a C declarator declares."""
    d = node.child_by_field_name("declarator")
    if d is None:
        return node.child_by_field_name("name")
    while d.child_by_field_name("declarator") is not None:
        d = d.child_by_field_name("declarator")
    if d.type in ("reference_declarator", "parenthesized_declarator"):
        return declared_in(d)
    return d


def declared_in(d):
    for c in d.named_children:
        if c.child_by_field_name("declarator") is not None:
            return declarator(c)
    return d


class CTable(Table):
    def named(self, node, kind, owner):
        name = declarator(node) if node.type == "function_definition" else self.name(node)
        if name is None:
            return
        text = name.text.decode("utf-8", "replace")
        while name.type == "qualified_identifier" and name.child_by_field_name("name") is not None:
            name = name.child_by_field_name("name")
        text = re.sub(r"<[^<>]*>(?=::|$)", "", re.sub(r"<[^<>]*(<[^<>]*>)*[^<>]*>(?=::|$)", "", text)) if "operator" not in text else text
        yield kind, owner + re.sub(r"\\s+", "", text).replace("::", "."), node_line(node, name)

    def walk(self, node, owner):
        for c in node.children:
            if c.type in self.types and c.child_by_field_name("body") is None:
                continue
            if c.type == "type_definition":
                t, d = c.child_by_field_name("type"), c.child_by_field_name("declarator")
                if t.type in self.types and t.child_by_field_name("body"):
                    name = t.child_by_field_name("name") or d
                    n = owner + name.text.decode("utf-8", "replace")
                    yield self.types[t.type], n, name.start_point[0] + 1
                    yield from Table.walk(self, t.child_by_field_name("body"), n + ".")
                continue
            if c.type in self.functions or c.type in self.types:
                holder = type("One", (), {"children": [c], "type": node.type, "parent": node.parent})
                yield from Table.walk(self, holder, owner)
            elif c.type in self.inside:
                yield from self.walk(c, owner)


def node_line(node, name):
    return name.start_point[0] + 1


C_TYPES = {"struct_specifier": "struct", "union_specifier": "struct", "enum_specifier": "enum", "class_specifier": "class"}
C_INSIDE = {
    "preproc_ifdef", "preproc_if", "preproc_else", "preproc_elif", "linkage_specification", "declaration_list", "declaration",
    "field_declaration_list", "field_declaration", "template_declaration", "namespace_definition", "friend_declaration",
}
CPP = CTable("tree_sitter_cpp", C_TYPES, {"function_definition"}, C_INSIDE, name=lambda n: n.child_by_field_name("name"))
