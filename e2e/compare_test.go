package e2e_test

import (
	"regexp"
	"strings"
	"testing"
)

// The same calls, answered by a service and by the engine, look the same to a
// model.
func TestBothBackendsLookTheSame(t *testing.T) {
	const era = "2025-11-25"
	sessions := []session{
		overStdio(t, overService(t, newService(t)), era),
		overStdio(t, overEngine(checkout(t)), era),
	}
	one := []string{"payments-api"}
	for _, x := range []struct {
		name, tool string
		args       map[string]any
		isError    bool
		lines      string // every line matches it; without it, the texts are equal but for the detail
	}{
		{"sources", "get_data_sources", nil, false, `\d+ data sources?\.|- \S+ \((Repository|Workspace)(, branch \S+)?(, \S+)?\)( .*)?`},
		{"hits", "semantic_search", map[string]any{"question": "book a refund", "data_sources": one}, false,
			`\d+ results?, best first\.|\d+\. \S+(:\d+(-\d+)?)?|   \S+::\S+.*|   \S.*`},
		{"no hit", "semantic_search", map[string]any{"question": "nothing like zebras", "data_sources": one}, false, ""},
		{"matches", "grep_search", map[string]any{"query": "Append(", "data_sources": one}, false,
			`\d+ match(es)? in \d+ files?\. Identifiers: \S+::PATH|[^ :]+|  \d+: \S.*`},
		{"a name", "grep_search", map[string]any{"query": "post.go", "data_sources": one}, false,
			`No line matches; 1 file does by name\. Identifiers: \S+::PATH|\S+ \(by name\)`},
		{"no match", "grep_search", map[string]any{"query": "zebra", "data_sources": one}, false, ""},
		{"a wrong pattern", "grep_search", map[string]any{"query": "(?<", "regex": true, "data_sources": one}, true, ""},
		{"nothing to fetch", "fetch_artifacts", map[string]any{"identifiers": []string{"acme/gone::gone.go::Gone()"}}, false, ""},
		{"an unknown source", "semantic_search", map[string]any{"question": "refund", "data_sources": "nowhere"}, true, ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			var texts []string
			for i, s := range sessions {
				text, isError := s.call(t, x.tool, x.args)
				if isError != x.isError {
					t.Errorf("error: %v, in backend %d: %s", isError, i, text)
				}
				texts = append(texts, text)
			}
			if x.lines == "" {
				if service, engine := withoutDetail(texts[0]), withoutDetail(texts[1]); service != engine {
					t.Errorf("the service:\n%s\nthe engine:\n%s", service, engine)
				}
				return
			}
			for i, text := range texts {
				inForm(t, i, text, x.lines)
			}
		})
	}
	t.Run("relationships", func(t *testing.T) {
		for i, s := range sessions {
			id := calls([]string{"service", "engine"}[i])["get_artifact_relationships"].args
			text, _ := s.call(t, "get_artifact_relationships", id)
			inForm(t, i, text, `\S+::\S+::.*|Identifiers below begin with \S+::|Index: \S+\.|(calls|called by): \d+|  \S+::\S+.* line \d+(, at \S+:\d+)?( : .*)?`)
		}
	})
	t.Run("code", func(t *testing.T) {
		for i, s := range sessions {
			id := calls([]string{"service", "engine"}[i])["fetch_artifacts"].args
			text, _ := s.call(t, "fetch_artifacts", id)
			inForm(t, i, text, `== \S+::\S+::.* lines \d+-\d+|\d+\t.*|(calls|called by): \d+|  \S+::\S+.*`)
		}
	})
}

// withoutDetail cuts the part of an error that is the backend's own.
func withoutDetail(text string) string {
	text, _, _ = strings.Cut(text, " [detail: ")
	text, _, _ = strings.Cut(text, " [fields: ")
	text, _, _ = strings.Cut(text, " [request id: ")
	return text
}

func inForm(t *testing.T, backend int, text, lines string) {
	t.Helper()
	form := regexp.MustCompile(`^(?:` + lines + `)$`)
	for line := range strings.SplitSeq(text, "\n") {
		if !form.MatchString(line) {
			t.Errorf("backend %d has a line in another form: %q in\n%s", backend, line, text)
		}
	}
}
