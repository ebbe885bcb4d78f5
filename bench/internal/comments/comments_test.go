package comments

import "testing"

func TestQuestionsAreSentencesWithoutTheName(t *testing.T) {
	for comment, want := range map[string]string{
		"Post writes one line to the ledger. It may fail.": "writes one line to the ledger.",
		"Ledger.Post writes one line to the ledger.":       "writes one line to the ledger.",
		"Write one line to the open ledger":                "Write one line to the open ledger",
		"Post posts it.":                                   "",
		"Post":                                             "",
		"Deprecated: use the other function of the ledger": "",
	} {
		if got := Sentence(comment, "Post"); got != want {
			t.Errorf("%q: got %q", comment, got)
		}
	}
}
