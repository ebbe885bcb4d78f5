package main

import (
	"os"
	"strings"
	"testing"
)

func TestReadmeIsFresh(t *testing.T) {
	old, err := os.ReadFile("../../" + page)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := render(string(old))
	if err != nil {
		t.Fatal(err)
	}
	if fresh != string(old) {
		t.Error("README.md is stale: run go generate")
	}
}

func TestRenderReplacesOldTables(t *testing.T) {
	got, err := render("a\n<!-- tools -->\nstale words\n<!-- /tools -->\nb\n<!-- settings -->\nstale words\n<!-- /settings -->\nc")
	if err != nil || strings.Contains(got, "stale words") || !strings.Contains(got, "`semantic_search`") || !strings.Contains(got, "`CODEALIVE_API_KEY`") || !strings.HasSuffix(got, "\nc") {
		t.Errorf("%s, %v", got, err)
	}
	if _, err := render("no markers"); err == nil {
		t.Error("a page without markers was accepted")
	}
}
