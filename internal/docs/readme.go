package main

import (
	"fmt"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/internal/cli"
	"github.com/codealive-mcp/codealive-mcp/internal/settings"
	"github.com/codealive-mcp/codealive-mcp/tools"
)

// renderReadme replaces what stands between the markers of each table.
func renderReadme(text string) (string, error) {
	for name, table := range map[string]string{"tools": toolTable(), "settings": settingTable()} {
		begin, end := "<!-- "+name+" -->\n", "<!-- /"+name+" -->"
		before, rest, ok := strings.Cut(text, begin)
		_, after, closed := strings.Cut(rest, end)
		if !ok || !closed {
			return "", fmt.Errorf("%s lacks the markers of %s", readmePage, name)
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
