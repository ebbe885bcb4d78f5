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

Every tool was called through a real MCP client and the real client of the API, over TCP, while the service or the way to it
failed in one of the ways below. What came of it was compared with expectations written down by hand, from the contract of the API and
the needs of a user: an outage never looks like "nothing found", text that came is kept, and a call that costs is not repeated.
After each of the %d calls no goroutine went on and no file or connection was open, and the next call of the same client was answered,
unless the fault outlasts the call. ` + "`go test ./internal/faults`" + ` makes the calls, and fails when this page is stale.

- **result**: what the caller gets. "Answer" is the usual one, whole; all else is an error that says what happened.
- **retry**: the advice in the error on calling again.
- **text**: how much of an answer that broke off is kept, marked as incomplete.
- **sent**: requests that the service received, repeated ones included; "0 of 3" means that three connections were tried and none worked.
- **ended by**: what ended the call.

A read is tried up to three times. Chat is sent once; a further request only follows a redirect, or asks the other generation of the API
where the service has said that it lacks the route. Neither repeats what may have been answered.

## By fault

`

// checkPage compares the page with the rows, or writes it.
func checkPage(t *testing.T, rows []row) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, head, len(rows))
	summary(&b, rows)
	for _, op := range operations() {
		fmt.Fprintf(&b, "\n## %s\n\n| fault | result | retry | text | sent | ended by |\n|---|---|---|---|---|---|\n", op.title())
		for _, r := range rows {
			if r.op.title() == op.title() {
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
		fmt.Fprintf(b, "### %s\n\n| fault | reads | chat | chat over the Tool API |\n|---|---|---|---|\n", g.name)
		for _, f := range g.faults {
			cells := map[string]string{}
			for _, r := range byFault[f.name] {
				if r.op.lists {
					continue // one more request, else as the others
				}
				kind := "reads"
				if r.op.name == "chat" {
					kind = r.op.title()
				}
				if old, ok := cells[kind]; ok && old != r.got.sentence() {
					cells[kind] = "differs, see below"
				} else if !ok {
					cells[kind] = r.got.sentence()
				}
			}
			reads, chat, tool := cells["reads"], cells["chat"], cells["chat over the Tool API"]
			if tool == chat && tool != "" {
				tool = same
			}
			if chat == reads && chat != "" {
				chat = same
			}
			fmt.Fprintf(b, "| %s | %s | %s | %s |\n", f.name, dash(reads), dash(chat), dash(tool))
		}
	}
}

// same stands for the cell to its left.
const same = "the same"

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
