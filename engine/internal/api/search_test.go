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

func TestPathsOfThisMachineAreTakenInTheirSource(t *testing.T) {
	at := []source{{root: "/home/u/app"}}
	for in, want := range map[string]string{
		"/home/u/app/src/x.go": "src/x.go", "/home/u/app2/src": "home/u/app2/src", `src\x`: "src/x", "./src/": "src", "/src": "src",
	} {
		if got := prefixes([]string{in}, at); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q", in, got)
		}
	}
	if got := prefixes([]string{"/home/u/app"}, at); got != nil {
		t.Errorf("the whole tree: %q", got)
	}
}
