package api

import (
	"strings"
	"testing"
)

func TestSnippetOfASymbolIsItsSignature(t *testing.T) {
	for _, c := range []struct{ kind, name, text, want string }{
		{"Symbol", "Ledger.Post", "func (l *Ledger) Post(ctx context.Context) error {\n\treturn nil\n}", "func (l *Ledger) Post(ctx context.Context) error"},
		{"Symbol", "bare", "func bare() { ledger() }", "func bare() { ledger() }"},
		{"Symbol", "T", "type T struct {\n\tn int\n}", "type T struct"},
		{"Symbol", "s", "const (\n\tconstants = 1\n\ts = 2\n)", "s = 2"},
		{"Symbol", "long", "func long(\n\ta int,\n) {\n}", "func long("},
		{"Symbol", "elsewhere", "var x = 1\ny", "var x = 1"},
		{"Symbol", "привет", "func привет() {\n}", "func привет()"},
		{"Symbol", "x", "var x = \"" + strings.Repeat("é", 300) + "\"", "var x = \"" + strings.Repeat("é", snippetRunes-9) + "…"},
		{"Chunk", "", "one\n\n  two {\nthree\nfour\nfive six", "one two { three four"},
	} {
		if got := snippet(c.kind, c.name, strings.Split(c.text, "\n")); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
