package symbols

var java = table{
	line: []string{"//"}, open: "/*", close: "*/",
	quotes:  map[byte]quoting{'"': inLine, '\'': letter},
	triple:  `"`,
	letters: "$",
	mends:   " class interface enum record public private protected static abstract ",

	walk:    func(f *file) { f.members(0, len(f.tokens), "", 0) },
	types:   kinds("class class interface interface enum enum record class"),
	modify:  words("public protected private static final abstract default native synchronized transient volatile strictfp sealed non"),
	imports: words("import package"),
}
