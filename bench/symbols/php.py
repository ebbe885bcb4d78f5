"""PHP by tree-sitter."""

from tree import Table

PHP = Table(
    "tree_sitter_php",
    {
        "class_declaration": "class",
        "interface_declaration": "interface",
        "trait_declaration": "trait",
        "enum_declaration": "enum",
    },
    {"function_definition", "method_declaration"},
    {
        "declaration_list", "enum_declaration_list", "namespace_definition", "compound_statement", "colon_block",
        "if_statement", "else_clause", "else_if_clause", "while_statement", "for_statement", "foreach_statement",
        "try_statement", "catch_clause", "finally_clause", "switch_statement", "switch_block", "case_statement", "default_statement",
    },
    language="language_php",
)
