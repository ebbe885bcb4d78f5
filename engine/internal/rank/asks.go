package rank

import (
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/terms"
)

// The first word that means something often tells what is asked for: who
// writes "parses a header" looks for a function, who writes "holds the
// settings" for a type.

// actions are what functions do. Words that people begin a request with, such
// as find, are left out.
const actions = `
accept acquire add advance allocate append apply assert assign attach authenticate begin bind build cache calculate
call cancel clean clear clone close collect combine compare compile compress compute configure connect consume convert
copy count create decode decompress decrypt delete deserialize detect determine disable discard dispatch divide
download draw drop dump emit enable encode encrypt ensure escape evaluate examine execute expand export extract fetch
fill filter finish flush format generate handle ignore import increment initialize insert inspect install invoke
iterate join load lock log make mark measure merge modify move multiply normalize notify obtain open parse perform
pick pop post prepare prepend print process publish push put query raise read receive record recover reduce refresh
register release remove rename render replace report request reset resolve restart restore retrieve retry return
reverse run save scan schedule select send serialize serve set shuffle shutdown sign skip sort split start stop strip
submit subscribe subtract swap sync take test throw tokenize transform translate traverse trigger trim truncate try
unlock unmarshal unregister unwrap update upload validate verify visit wait walk write
`

// things are what types do, or are called.
const things = `represent hold describe define contain store encapsulate class struct structure interface type enum trait`

var asksAction, asksThing = set(actions), set(things)

func set(list string) map[string]bool {
	m := map[string]bool{}
	for _, t := range terms.New().List(list) {
		m[t] = true
	}
	return m
}

// wanted is what a question asks for.
type wanted int

const (
	anything wanted = iota
	function
	thing
)

// wantedBy reads it off a question and the first of its terms.
func wantedBy(question, first string) wanted {
	words := strings.Fields(strings.ToLower(question))
	switch {
	case len(words) < 2:
		return anything
	case first == "function" || first == "method":
		return function
	case asksThing[first] || words[0] == "a" || words[0] == "an":
		return thing
	case asksAction[first] && words[1] != "of": // a set of
		return function
	}
	return anything
}

// other reports whether a document declares something else than what is wanted.
// Prose and windows of text declare nothing, and answer either.
func (w wanted) other(kind string) bool {
	switch kind {
	case scan.KindFunc, scan.KindMethod:
		return w == thing
	case scan.KindSection, scan.KindChunk, scan.KindFile:
		return false
	}
	return w == function
}
