package rank

import (
	"testing"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
)

func TestQuestionsTellWhetherAFunctionIsWanted(t *testing.T) {
	for question, want := range map[string]wanted{
		"parses the header of a request":    function,
		"how do we validate a token":        function,
		"a function that holds the lock":    function,
		"holds the settings of a client":    thing,
		"which class stores the tokens":     thing,
		"a set of keys":                     thing,
		"set of keys":                       anything,
		"where is the chat stream parsed":   anything,
		"retry":                             anything,
		"":                                  anything,
		"permissions of a user's documents": anything,
	} {
		if got := Parse(question, "parse it").wants; got != want {
			t.Errorf("%q: %v", question, got)
		}
	}
	for kind, want := range map[string][3]float64{ // by what is wanted
		scan.KindMethod: {1, 1, tuned.kind}, scan.KindClass: {1, tuned.kind, 1}, scan.KindSection: {1, 1, 1},
	} {
		for wants, factor := range want {
			a := tuned.ask(Query{Terms: []string{"x"}, wants: wanted(wants)}, nil, 1)
			if got := tuned.score(a, match{count: [fields][]float64{{0}, {0}, {0}, {0}, {0}}}, kind, 0).Kind; got != factor {
				t.Errorf("%s, wanted %d: %v", kind, wants, got)
			}
		}
	}
}
