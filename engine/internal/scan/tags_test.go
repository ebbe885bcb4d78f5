package scan

import (
	"strings"
	"testing"
)

func TestTagsOfCommentsAreNoText(t *testing.T) {
	for comment, want := range map[string][2]string{
		"<summary>\nMakes one of <see cref=\"Size\"/>, or\n<c>null</c>.\n</summary>\n<param name=\"at\">Where.</param>": {
			"Makes one of Size, or\nnull.", "Makes one of Size, or\nnull.\n\nat Where.",
		},
		"Keeps a <p>List<String> if a < b.\n@param a <b>it</b>": {"Keeps a List<String> if a < b.", "Keeps a List<String> if a < b.\n@param a it"},
		"<summary>Cut":       {"Cut", "Cut"},
		"<inheritdoc/>":      {"", ""},
		"a <see cref=\"b\"":  {"a <see cref=\"b\"", "a <see cref=\"b\""},
		"@brief Does it.":    {"Does it.", "@brief Does it."},
		"@return nothing":    {"", "@return nothing"},
		"<item>One</item> x": {"One x", "One x"},
	} {
		if got := strings.TrimSpace(untagged(comment)); got != want[0] {
			t.Errorf("untagged %q: got %q, want %q", comment, got, want[0])
		}
		if got := plain(comment); got != want[1] {
			t.Errorf("plain %q: got %q, want %q", comment, got, want[1])
		}
	}
}

func TestLanguageByName(t *testing.T) {
	for name, want := range map[string]string{
		"a/Rakefile": "Ruby", "Gemfile": "Ruby", "a.gemspec": "Ruby", "x.rake": "Ruby", "a.csx": "C#", "b.phtml": "PHP", "build.gradle.kts": "Kotlin",
		"Gemfile.lock": "Other", "MAKEFILE": "Make",
	} {
		if got := Language(name); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}
