package symbols

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// BenchmarkRepeated reads texts that are one short piece again and again, or one
// in another, which is what a scanner that looks back or ahead without a bound
// takes too long for. It reports the most that a byte took, of 50 KB and of
// 200 KB: time in proportion to the text makes both alike.
func BenchmarkRepeated(b *testing.B) {
	texts := repeatedTexts()
	for _, lang := range Languages() {
		b.Run(lang, func(b *testing.B) {
			for b.Loop() {
				var small, large time.Duration
				var worst string
				for _, text := range texts {
					if l := reading(lang, text, 200_000); l > large {
						small, large, worst = reading(lang, text, 50_000), l, text[0]+text[1]
					}
				}
				b.ReportMetric(float64(small)/50_000, "ns/B-small")
				b.ReportMetric(float64(large)/200_000, "ns/B-large")
				b.Logf("the slowest is %q", worst)
			}
		})
	}
}

// reading is how long a text of this size takes: the first piece repeated, then
// the second as often.
func reading(lang string, pieces [2]string, size int) time.Duration {
	n := size / len(pieces[0]+pieces[1])
	text := strings.Repeat(pieces[0], n) + strings.Repeat(pieces[1], n)
	if lang == "PHP" {
		text = "<?php " + text
	}
	start := time.Now()
	FindLinked(lang, []byte(text))
	return time.Since(start)
}

func repeatedTexts() (all [][2]string) {
	atoms := strings.Fields("/ % < << <<A <<~A : ? ` $ _ ' \" \"\"\" #{ ${ } { ( ) [ ] ; = => , . :: @ # // /* */ =begin %w[ <?php <<<A self this super new " +
		"class def end do if x fn fun impl for r#\" \\ -> #if #else #[ template< struct enum interface let const = function async import use & | ! ~ - * 0 é")
	random := rand.New(rand.NewPCG(3, 4))
	for range 100 {
		piece := ""
		for range 2 + random.IntN(4) {
			piece += atoms[random.IntN(len(atoms))] + []string{"", " ", "\n"}[random.IntN(3)]
		}
		all = append(all, [2]string{piece})
	}
	for _, a := range atoms {
		all = append(all, [2]string{a + " "}, [2]string{a + "\n"})
	}
	for _, piece := range []string{
		"(", "[", "{", "({", ")}", "{)", "([{)", "<", "a<", "'", "\"", "`", "`${", "`${{", "/*", "//", "#", "@", "@a(", "\"\"\"", "a\n", "\\\n",
		"def f(", "def f():\n", "class A(", "class A:\n ", "class A{", "class A<", "class A{b(){", "@a\n", "\n# a", "\n// a", "\n\n/** a */", "\xff", "\u202e",
		"fn a(", "fn a<", "impl<", "impl A for ", "r#\"", "r####", "'a ", "#[", "enum A{", "a(b)", "a(b){", "a=", "=>", "x:{", "export ", "public ",
		"interface A extends ", "const a=", "let a=(", "module.exports=", "#if\n{", "#if\n#else\n", "<<<A\n", "<<~A\n", "template<", "A::", "namespace a{",
		"end ", "do ", "if ", "def a ", "class a ", "%w(", "fun a(", "fun a=", "function(", "(function(){", "/a", "/[", "R\"(", "@\"", "$\"{", "$$\"\"\"",
		"#", "\n#", "#if\\\n", "/*#", "\"#{", "\"{$", "\"${", "?>", "<?php ", "<?", "@a<", "val a ", "val a.b", "fun A.", "fun A<", "enum class A{",
		"use a;\n", "use a\\", "use a{", "use A as B,", "namespace a;\n", "namespace a.", "using a;\n", "using a=b;", "::A", "new A\\", "class A{use B;", "A::B.new ",
		"=begin\n", ":a ", "operator ", "delegate a", "event a b{", "record a", "object A:", "by ", "case ", "while ", "def a(", "def a\n",
		"function a(", "if(a){", "if a\n", "a => ", "%(", "?a", "$`", "\\\nif ", "\"\"\"\"", "@\"\"", "get()", "val a\nget()", "context(",
	} {
		all = append(all, [2]string{piece})
	}
	return append(all, [][2]string{
		{"(", ")"}, {"[", "]"}, {"{", "}"}, {"f(", ")"}, {"<", ">"}, {"a<", ">"}, {"class A {", "}"}, {"fn a() {", "}"}, {"def a\n", "end\n"}, {"if (x) {", "}"},
		{"function f(a = ", ") {}"}, {"(a: ", ")"}, {"`${", "}`"}, {"\"#{", "}\""}, {"a(b => {", "})"}, {"fun f(a: (", ") -> b)"}, {"let x: (", ") = 1;"},
		{"A.new do |x|\n", "end\n"}, {"x[", ":int]"}, {"impl A for (", ") {}"}, {"namespace a {", "}"}, {"interface A { x: {", "}}"},
	}...)
}
