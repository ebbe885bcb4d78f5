// Command docs writes what is generated of the documentation: the tables of
// README.md, and docs/tools.md. Run it by go generate.
package main

import (
	"fmt"
	"os"
)

const (
	readmePage = "README.md"
	toolsPage  = "docs/tools.md"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "docs:", err)
		os.Exit(1)
	}
}

func run() error {
	old, err := os.ReadFile(readmePage)
	if err != nil {
		return err
	}
	readme, err := renderReadme(string(old))
	if err != nil {
		return err
	}
	if err := os.WriteFile(readmePage, []byte(readme), 0o644); err != nil {
		return err
	}
	page, err := renderTools("internal/docs/testdata")
	if err != nil {
		return err
	}
	return os.WriteFile(toolsPage, []byte(page), 0o644)
}
