package api

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/internal/render"
)

// The tools that REST offers too.

type toolSourcesArgs struct {
	Query     string `json:"query"`
	ReadyOnly *bool  `json:"ready_only"`
}

func (s *Server) toolSources(c *call, in toolSourcesArgs) (any, string, error) {
	handler, all := (*Server).readySources, in.ReadyOnly != nil && !*in.ReadyOnly
	if all {
		handler = (*Server).allSources
	}
	list := codealive.DataSourceList{Total: -1}
	if err := s.ask(c, handler, url.Values{"query": {in.Query}}, nil, &list.Sources); err != nil {
		return nil, "", err
	}
	text := render.Sources(list, render.SourcesQuery{
		Filtered: in.Query != "", All: all, NoSources: "Name a directory with --local DIR or CODEALIVE_LOCAL.",
	})
	return map[string]any{"data_sources": list.Sources}, text, nil
}

type toolSearchArgs struct {
	Question        string   `json:"question"`
	DataSources     []string `json:"data_sources"`
	Paths           []string `json:"paths"`
	Extensions      []string `json:"extensions"`
	MaxResults      *int     `json:"max_results"`
	ExcludeMarkdown bool     `json:"exclude_markdown"`
}

func (s *Server) toolSearch(c *call, in toolSearchArgs) (any, string, error) {
	if strings.TrimSpace(in.Question) == "" {
		return nil, "", wrongArguments{"question is missing", "Say in one sentence what the code does."}
	}
	limit, err := toolLimit(in.MaxResults, defaultResults)
	if err != nil {
		return nil, "", err
	}
	v := url.Values{"Query": {in.Question}, "Names": in.DataSources, "Paths": in.Paths, "Extensions": in.Extensions}
	asked := codealive.SearchQuery{MaxResults: limit, ExcludeMarkdown: in.ExcludeMarkdown}
	answer, err := asked.Ask(func(q codealive.SearchQuery) (answer codealive.SearchAnswer, err error) {
		v.Set("MaxResults", strconv.Itoa(q.MaxResults))
		err = s.ask(c, (*Server).search, v, nil, &answer.SearchResponse)
		return answer, err
	})
	if err != nil {
		return nil, "", err
	}
	return answer.SearchResponse, render.Hits(answer), nil
}

func toolLimit(n *int, usual int) (int, error) {
	if n == nil {
		return usual, nil
	}
	if *n < 1 || *n > maxResults {
		return 0, wrongArguments{"max_results must be 1 to 500", "Correct max_results, or leave it out."}
	}
	return *n, nil
}

type toolGrepArgs struct {
	Query           string   `json:"query"`
	DataSources     []string `json:"data_sources"`
	Paths           []string `json:"paths"`
	Extensions      []string `json:"extensions"`
	MaxResults      *int     `json:"max_results"`
	Regex           bool     `json:"regex"`
	ExcludeMarkdown bool     `json:"exclude_markdown"`
}

func (s *Server) toolGrep(c *call, in toolGrepArgs) (any, string, error) {
	if strings.TrimSpace(in.Query) == "" {
		return nil, "", wrongArguments{"query is missing", "Give the exact text, or with regex a pattern."}
	}
	limit, err := toolLimit(in.MaxResults, defaultFiles)
	if err != nil {
		return nil, "", err
	}
	v := url.Values{
		"Query": {in.Query}, "Names": in.DataSources, "Paths": in.Paths, "Extensions": in.Extensions,
		"Regex": {strconv.FormatBool(in.Regex)}, "MaxResults": {strconv.Itoa(limit)},
	}
	var answer codealive.GrepAnswer
	if err := s.ask(c, (*Server).grep, v, nil, &answer.GrepResponse); err != nil {
		return nil, "", err
	}
	answer.Files = len(answer.Results)
	if in.ExcludeMarkdown {
		answer.Markdown = answer.DropMarkdown()
	}
	return answer.GrepResponse, render.Files(answer, render.FilesQuery{Text: in.Query, Regex: in.Regex, Limit: limit}), nil
}

type toolFetchArgs struct {
	Identifiers []string `json:"identifiers"`
	DataSource  string   `json:"data_source"`
}

func (s *Server) toolFetch(c *call, in toolFetchArgs) (any, string, error) {
	if n := len(in.Identifiers); n < 1 || n > maxIdentifiers {
		return nil, "", wrongArguments{"identifiers must be 1 to 50", "Take identifiers from a search result."}
	}
	body := codealive.FetchRequest{Identifiers: in.Identifiers, DataSource: in.DataSource}
	var answer codealive.FetchResponse
	if err := s.ask(c, (*Server).fetch, nil, body, &answer); err != nil {
		return nil, "", err
	}
	var sorted codealive.Artifacts
	for _, a := range answer.Artifacts {
		if a.IsFound() {
			sorted.Found = append(sorted.Found, a)
		} else {
			sorted.NotFound = append(sorted.NotFound, a.Identifier)
		}
	}
	return answer, render.Artifacts(sorted, in.DataSource), nil
}

type toolRelationshipsArgs struct {
	Identifier      string `json:"identifier"`
	Profile         string `json:"profile"`
	MaxCountPerType *int   `json:"max_count_per_type"`
	DataSource      string `json:"data_source"`
}

func (s *Server) toolRelationships(c *call, in toolRelationshipsArgs) (any, string, error) {
	body := codealive.RelationshipsRequest{Identifier: in.Identifier, DataSource: in.DataSource, MaxCountPerType: defaultRelated}
	if strings.TrimSpace(in.Identifier) == "" {
		return nil, "", wrongArguments{"identifier is missing", "Take a symbol's identifier from a search result."}
	}
	var ok bool
	if body.Profile, ok = profileOf(codealive.Profile(strings.ReplaceAll(in.Profile, "_", ""))); !ok {
		return nil, "", wrongArguments{"profile is none of this tool's", "Send calls_only, inheritance_only, all_relevant or references_only."}
	}
	if err := (numberArg{"max_count_per_type", in.MaxCountPerType, &body.MaxCountPerType, maxRelated}).put(); err != nil {
		return nil, "", err
	}
	var answer codealive.RelationshipsResponse
	if err := s.ask(c, (*Server).relationships, nil, body, &answer); err != nil {
		return nil, "", err
	}
	return answer, render.Relationships(answer, body), nil
}

type toolChatArgs struct {
	Question    string   `json:"question"`
	DataSources []string `json:"data_sources"`
}

func (s *Server) toolChat(c *call, in toolChatArgs) (any, string, error) {
	if strings.TrimSpace(in.Question) == "" {
		return nil, "", wrongArguments{"question is missing", "Ask one question with all it needs to be understood."}
	}
	whole := false
	body := codealive.ChatRequest{
		Messages: []codealive.ChatMessage{{Role: "user", Content: in.Question}}, Names: in.DataSources, Stream: &whole,
	}
	var answer struct {
		Content string `json:"content"`
	}
	if err := s.ask(c, (*Server).chat, nil, body, &answer); err != nil {
		return nil, "", err
	}
	return map[string]any{"answer": answer.Content}, answer.Content, nil
}
