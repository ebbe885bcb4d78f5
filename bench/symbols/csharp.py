"""C# by tree-sitter."""

from tree import Table


class CSharp(Table):
    """Properties and events count as methods where an accessor has code."""

    def __init__(self):
        types = {
            "class_declaration": "class",
            "struct_declaration": "struct",
            "interface_declaration": "interface",
            "enum_declaration": "enum",
            "record_declaration": "class",
            "delegate_declaration": "type",
        }
        inside = {
            "declaration_list", "namespace_declaration", "file_scoped_namespace_declaration", "global_statement",
            "preproc_if", "preproc_else", "preproc_elif",
        }
        super().__init__("tree_sitter_c_sharp", types, FUNCTIONS, inside)

    def walk(self, node, owner):
        for c in node.children:
            if c.type in PROPERTIES:
                if code(c):
                    yield "method", owner + self.called(c), self.place(c).start_point[0] + 1
            elif c.type in FUNCTIONS:
                if any(b.type in ("block", "arrow_expression_clause") for b in c.children):
                    yield ("method" if owner else "function"), owner + self.called(c), self.place(c).start_point[0] + 1
            elif c.type in self.types:
                name = c.child_by_field_name("name")
                kind = "struct" if any(k.type == "struct" for k in c.children) else self.types[c.type]
                yield kind, owner + name.text.decode(), name.start_point[0] + 1
                yield from self.walk(c, owner + name.text.decode() + ".")
            elif c.type in self.inside:
                yield from self.walk(c, owner)

    def place(self, c):
        for k in c.children:
            if k.type in ("operator", "this"):
                return k
        return c.child_by_field_name("name") or c

    def called(self, c):
        if c.type == "operator_declaration":
            return "operator " + c.child_by_field_name("operator").text.decode()
        if c.type == "conversion_operator_declaration":
            return "operator " + " ".join(c.child_by_field_name("type").text.decode().split())
        if c.type == "indexer_declaration":
            return "this"
        name = c.child_by_field_name("name").text.decode()
        return "~" + name if c.type == "destructor_declaration" else name


PROPERTIES = {"property_declaration", "indexer_declaration", "event_declaration"}
FUNCTIONS = {
    "method_declaration", "constructor_declaration", "destructor_declaration", "operator_declaration",
    "conversion_operator_declaration", "local_function_statement",
}


def code(node):
    """Whether a property has code."""
    value = node.child_by_field_name("value")
    if value is not None and value.type == "arrow_expression_clause":
        return True
    accessors = node.child_by_field_name("accessors")
    return accessors is not None and any(a.child_by_field_name("body") for a in accessors.children)


CSHARP = CSharp()
