package main

import (
	"slices"
	"strings"
)

const intro = "codealive-mcp, whose own licence is in LICENSE, is built from the software below.\n"

var rule = strings.Repeat("=", 80)

// render prints each text once, after the names of all that have it, by name.
func render(found []licence) string {
	names := map[string][]string{} // by text
	for _, l := range found {
		if !slices.Contains(names[l.text], l.name) {
			names[l.text] = append(names[l.text], l.name)
		}
	}
	var blocks []string
	for text, sharing := range names {
		slices.Sort(sharing)
		blocks = append(blocks, strings.Join(sharing, "\n")+"\n\n"+text+"\n")
	}
	slices.Sort(blocks)
	return intro + "\n" + rule + "\n" + strings.Join(blocks, "\n"+rule+"\n")
}
