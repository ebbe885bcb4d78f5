// Package rank decides which documents answer a question best.
package rank

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/terms"
)

const (
	maxTerms = 32     // more make a query slow and no better
	maxText  = 20_000 // bytes of a question that are read
)

// Query is a question in index terms.
type Query struct {
	Terms     []string // distinct, in the order of the question
	WantsTest bool     // the question is about tests

	pairs [][2]string       // neighbours in the question
	whole map[string]string // of terms that only stand in it as a part of an identifier, that identifier
	wants wanted
}

// Parse reads a question. context is what was asked before, whose words count
// after those of the question itself.
func Parse(question, context string) Query {
	var q Query
	s := terms.New()
	for _, text := range []string{question, context} {
		if len(text) > maxText {
			text = text[:maxText]
		}
		list := s.List(text)
		for i, t := range list {
			if i > 0 && len(q.pairs) < maxTerms && list[i-1] != t {
				q.pairs = append(q.pairs, [2]string{list[i-1], t})
			}
			if len(q.Terms) < maxTerms && !slices.Contains(q.Terms, t) {
				q.Terms = append(q.Terms, t)
			}
			q.WantsTest = q.WantsTest || t == "test" || t == "unittest" || t == "spec" || t == "fixtur" || t == "mock"
		}
	}
	q.whole = identifiers(question, s)
	if len(q.Terms) > 0 {
		q.wants = wantedBy(question, q.Terms[0])
	}
	return q
}

// identifiers finds what is written in one word but is several terms. Scripts
// without blanks between words have none.
func identifiers(text string, s *terms.Splitter) map[string]string {
	whole, alone := map[string]string{}, map[string]bool{}
	for _, word := range strings.FieldsFunc(text[:min(len(text), maxText)], func(r rune) bool {
		return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) {
		if strings.ContainsFunc(word, func(r rune) bool { return r >= utf8.RuneSelf }) {
			continue
		}
		list := s.List(word)
		for i, t := range list {
			if i < len(list)-1 {
				whole[t] = list[len(list)-1]
			} else {
				alone[t] = true
			}
		}
	}
	maps.DeleteFunc(whole, func(t, _ string) bool { return alone[t] })
	return whole
}
