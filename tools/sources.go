package tools

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/internal/remote"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// sources are the names to search: those given, else the current repository,
// else the only one there is. Names are always sent, since services disagree on
// what none means.
func (o Options) sources(ctx context.Context, given []string) ([]string, error) {
	return o.choose(ctx, given, "data_sources")
}

// source is the one repository of a tool that looks into one.
func (o Options) source(ctx context.Context, given string) (string, error) {
	if given != "" {
		return given, nil
	}
	names, err := o.choose(ctx, nil, "data_source")
	if err != nil {
		return "", err
	}
	return names[0], nil
}

func (o Options) choose(ctx context.Context, given []string, argument string) ([]string, error) {
	if len(given) > 0 {
		return given, nil
	}
	list, err := o.listSources(ctx)
	if err != nil {
		return nil, err
	}
	current := o.current(list)
	switch {
	case len(list) == 0:
		return nil, problem{what: "there is no data source to search", try: []string{o.NoSources}, final: true}
	case len(current) == 1:
		return []string{pick(current[0], list)}, nil
	case len(list) == 1:
		return []string{pick(list[0], list)}, nil
	}
	return nil, problem{what: argument + " is missing and there are several", try: []string{"choose from " + sourceNames(list)}}
}

func (o Options) listSources(ctx context.Context) ([]codealive.DataSource, error) {
	return either(o, "get_data_sources", func() ([]codealive.DataSource, error) {
		list, err := o.API.DataSources(ctx, codealive.DataSourceQuery{})
		return list.Sources, err
	}, func() ([]codealive.DataSource, error) {
		r, err := o.API.Tool(ctx, "get_data_sources", map[string]any{"ready_only": true})
		if err != nil {
			return nil, err
		}
		list, ok := r.DataSources()
		if !ok {
			return nil, problem{what: "the data sources have to be named", try: []string{"take names from get_data_sources"}}
		}
		return list, nil
	})
}

// current are the sources of the repository that the user has open.
func (o Options) current(list []codealive.DataSource) []codealive.DataSource {
	if o.Remotes == nil {
		return nil
	}
	var open []string
	for _, address := range o.Remotes() {
		if key := remote.Key(address); key != "" {
			open = append(open, key)
		}
	}
	var found []codealive.DataSource
	for _, s := range list {
		if key := remote.Key(s.URL); key != "" && slices.Contains(open, key) {
			found = append(found, s)
		}
	}
	return found
}

// pick names a source: by its id where two have one name.
func pick(s codealive.DataSource, list []codealive.DataSource) string {
	same := 0
	for _, other := range list {
		if strings.EqualFold(other.Name, s.Name) {
			same++
		}
	}
	if same > 1 || s.Name == "" {
		return s.ID
	}
	return s.Name
}

// The names in an error. A longer one is left out: cut, it would name nothing.
const (
	maxNames = 30
	maxName  = 200 // bytes
)

func sourceNames(list []codealive.DataSource) string {
	var names []string
	for _, s := range list {
		if name := safe.OneLine(pick(s, list)); len(names) < maxNames && len(name) <= maxName {
			names = append(names, name)
		}
	}
	left := len(list) - len(names)
	switch {
	case left == 0:
		return strings.Join(names, ", ")
	case len(names) == 0:
		return fmt.Sprintf("the %d of get_data_sources", left)
	}
	return fmt.Sprintf("%s and %d more (get_data_sources lists them)", strings.Join(names, ", "), left)
}

// problem is an error of the tools themselves, with its remedy.
type problem struct {
	what  string
	try   []string
	final bool // no call of this tool can work
}

func (p problem) Error() string { return p.what }
