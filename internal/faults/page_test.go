package faults_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const page = "docs/reliability.md"

const head = `# Reliability

<!-- Written by go test ./internal/faults -update; do not edit. -->

Every tool was called through an MCP client and the client of the API, over TCP, with a service that fails in one of the ways
below. What came of it was compared with what the contract of the API and the needs of a user ask for, written down beforehand: an outage
never looks like "nothing found", text that came is kept, and a call that costs is not repeated. After each call no goroutine
and no connection was left. %d calls were made; ` + "`go test ./internal/faults`" + ` makes them again, and fails if this page differs.

- **result**: what the caller gets. An error says what happened, and an answer is the usual one, whole.
- **retry**: the advice in the error on repeating the call.
- **text**: how much of an answer that broke off is kept, marked as incomplete.
- **sent**: the requests that reached the service; "0 of 3" means three connections that failed first. Reads are tried up to three
  times. A second request of chat follows a redirect, or asks the other generation of the API for a route that is missing; it
  never repeats one that may have been answered.
- **ended by**: what ended the call.

## By fault

`

// checkPage compares the page with the rows, or writes it.
func checkPage(t *testing.T, rows []row) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, head, len(rows))
	summary(&b, rows)
	for _, op := range operations() {
		fmt.Fprintf(&b, "\n## %s\n\n| fault | result | retry | text | sent | ended by |\n|---|---|---|---|---|---|\n", op.name)
		for _, r := range rows {
			if r.op.name == op.name {
				fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", r.fault.name, r.got.result, dash(r.got.retry), r.got.text(), r.got.requests(), r.got.by)
			}
		}
	}
	file := filepath.Join("..", "..", filepath.FromSlash(page))
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	old, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(old) != b.String() {
		t.Error(page + " is stale: run go test ./internal/faults -update")
	}
}

// summary is one line for each fault: what all reads have in common, and chat.
func summary(b *strings.Builder, rows []row) {
	byFault := map[string][]row{}
	for _, r := range rows {
		byFault[r.fault.name] = append(byFault[r.fault.name], r)
	}
	for i, g := range groups() {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(b, "### %s\n\n| fault | reads | chat |\n|---|---|---|\n", g.name)
		for _, f := range g.faults {
			reads, chat := "", "-"
			for _, r := range byFault[f.name] {
				switch text := r.got.sentence(); {
				case r.op.name == "chat":
					chat = text
				case reads == "" || reads == text:
					reads = text
				default:
					reads = "differs, see below"
				}
			}
			fmt.Fprintf(b, "| %s | %s | %s |\n", f.name, dash(reads), chat)
		}
	}
}

// sentence is an outcome in a few words.
func (o outcome) sentence() string {
	words := []string{o.result}
	if o.retry != "" {
		words = append(words, "retry "+o.retry)
	}
	if o.kept != "" {
		words = append(words, o.text()+" of the text kept")
	}
	return strings.Join(append(words, o.requests()+" sent"), "; ")
}

// text is how much of the answer is kept.
func (o outcome) text() string {
	switch o.kept {
	case "":
		return "-"
	case allText:
		return "all"
	}
	return "part"
}

func (o outcome) requests() string {
	if o.tries > 0 {
		return fmt.Sprintf("0 of %d", o.tries)
	}
	return fmt.Sprint(o.sent)
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
