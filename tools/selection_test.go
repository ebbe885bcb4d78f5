package tools_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/codealive-mcp/codealive-mcp/tools"
)

func TestToolsCanBeChosen(t *testing.T) {
	s := start(t)
	for _, x := range []struct {
		only, except, want []string
	}{
		{nil, []string{"chat", "get_file_tree"}, slices.DeleteFunc(tools.Names(), func(n string) bool { return n == "chat" || n == "get_file_tree" })},
		{[]string{"grep_search", "chat"}, nil, []string{"chat", "grep_search"}},
		{[]string{"grep_search", "chat"}, []string{"chat"}, []string{"grep_search"}},
	} {
		c := connect(t, s.URL, func(o *tools.Options) { o.Only, o.Except = x.only, x.except })
		list, err := c.ListTools(t.Context(), mcp.ListToolsRequest{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, tool := range list.Tools {
			got = append(got, tool.Name)
		}
		slices.Sort(x.want)
		if !slices.Equal(got, x.want) {
			t.Errorf("only %v, except %v: %v", x.only, x.except, got)
		}
	}
	c := connect(t, s.URL, func(o *tools.Options) { o.Except = []string{"chat"} })
	req := mcp.CallToolRequest{}
	req.Params.Name, req.Params.Arguments = "chat", asked("q")
	if _, err := c.CallTool(t.Context(), req); err == nil || !strings.Contains(err.Error(), "not found") {
		t.Errorf("a tool that is not offered was called: %v", err)
	}
}

func TestUnknownNamesOfToolsAreRefused(t *testing.T) {
	for _, x := range []struct {
		o    tools.Options
		want string
	}{
		{tools.Options{Only: []string{"semantic_serch"}}, "did you mean semantic_search?"},
		{tools.Options{Except: []string{"everything"}}, "there are get_data_sources, semantic_search"},
		{tools.Options{Only: []string{"chat"}, Except: []string{"chat"}}, "leave no tool"},
	} {
		if err := x.o.CheckNames(); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%+v: %v", x.o, err)
		}
	}
	if err := (tools.Options{Only: tools.Names()}).CheckNames(); err != nil {
		t.Error(err)
	}
}
