// Command readme writes the generated tables of README.md. Run it by go generate.
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/internal/cli"
	"github.com/codealive-mcp/codealive-mcp/internal/settings"
	"github.com/codealive-mcp/codealive-mcp/tools"
)

const page = "README.md"

func main() {
	old, err := os.ReadFile(page)
	if err != nil {
		fail(err)
	}
	text, err := render(string(old))
	if err != nil {
		fail(err)
	}
	if err := os.WriteFile(page, []byte(text), 0o644); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "readme:", err)
	os.Exit(1)
}

// render replaces what stands between the markers of each table.
func render(text string) (string, error) {
	for name, table := range map[string]string{"tools": toolTable(), "settings": settingTable()} {
		begin, end := "<!-- "+name+" -->\n", "<!-- /"+name+" -->"
		before, rest, ok := strings.Cut(text, begin)
		_, after, closed := strings.Cut(rest, end)
		if !ok || !closed {
			return "", fmt.Errorf("%s lacks the markers of %s", page, name)
		}
		text = before + begin + table + end + after
	}
	return text, nil
}

func toolTable() string {
	var b strings.Builder
	b.WriteString("| tool | what it does | arguments |\n|---|---|---|\n")
	for _, t := range tools.All(tools.Options{}) {
		var args []string
		for _, a := range cli.Arguments(t.Tool) {
			args = append(args, "`"+a.Name+"`")
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", t.Tool.Name, t.Tool.Description, strings.Join(args, ", "))
	}
	return b.String()
}

func settingTable() string {
	var b strings.Builder
	b.WriteString("| variable | flag | default | meaning |\n|---|---|---|---|\n")
	for _, f := range settings.Fields() {
		fmt.Fprintf(&b, "| `%s` | `--%s` | %s | %s |\n", f.Env, f.Flag, f.Default, f.Help)
	}
	return b.String()
}
