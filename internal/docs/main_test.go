package main

import (
	"os"
	"strings"
	"testing"
)

const stale = " is stale: run go generate"

func TestReadmeIsFresh(t *testing.T) {
	old, err := os.ReadFile("../../" + readmePage)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := renderReadme(string(old))
	if err != nil {
		t.Fatal(err)
	}
	if fresh != string(old) {
		t.Error(readmePage + stale)
	}
}

func TestToolsPageIsFresh(t *testing.T) {
	old, err := os.ReadFile("../../" + toolsPage)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := renderTools("testdata")
	if err != nil {
		t.Fatal(err)
	}
	if fresh != string(old) {
		t.Error(toolsPage + stale)
	}
}

func TestRenderReplacesOldTables(t *testing.T) {
	got, err := renderReadme("a\n<!-- tools -->\nstale words\n<!-- /tools -->\nb\n<!-- settings -->\nstale words\n<!-- /settings -->\nc")
	if err != nil || strings.Contains(got, "stale words") || !strings.Contains(got, "`semantic_search`") || !strings.Contains(got, "`CODEALIVE_API_KEY`") || !strings.HasSuffix(got, "\nc") {
		t.Errorf("%s, %v", got, err)
	}
	if _, err := renderReadme("no markers"); err == nil {
		t.Error("a page without markers was accepted")
	}
}
