// Package answer makes answers of evidence: laid out as it is, or as what a
// language model has to answer from.
package answer

import (
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/zeebo/xxh3"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/rank"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
)

// How many items to pick.
const (
	ToShow = 6  // when they are the answer
	ToTell = 20 // when a model reads them
)

const (
	fewItems   = 3    // below which tests are shown too
	sameFile   = 2    // items of one file
	itemLines  = 25   // code lines of one item
	lineRunes  = 160  // of one code line
	wholeRunes = 8000 // of the answer
	leastRunes = 400  // room an item must find
)

// Evidence is a hit and where it is.
type Evidence struct {
	Source string // name, shown when several sources were asked
	Root   string
	rank.Hit
}

// Intro opens an answer. sources are the names that were searched.
func Intro(sources string, found bool) string {
	in := "`" + plain(sources) + "`"
	if !found {
		return "Nothing in " + in + " matches the words of this question, so there is nothing to answer from. " +
			"The search goes by words, not by meaning: try words that the code itself uses, " +
			"such as names of functions, files, settings or error messages.\n\n"
	}
	return "No language model wrote this. It is the evidence that the embedded engine found in " + in + ", best first.\n\n"
}

// Pick chooses the hits to show: the best ones, few of one file, none inside
// another. Tests show how code is used, not how it works: unless the question
// is about them, they only make up for other evidence that is scarce. The
// first of many are those of few.
func Pick(hits []Evidence, tests bool, most int) []Evidence {
	if tests {
		return add(nil, hits, most)
	}
	var code, rest []Evidence
	for _, h := range hits {
		if scan.Flags(h.Flags)&scan.Test != 0 {
			rest = append(rest, h)
		} else {
			code = append(code, h)
		}
	}
	picked := add(nil, code, most)
	if len(picked) < fewItems {
		picked = add(picked, rest, most)
	}
	return picked
}

func add(picked, hits []Evidence, most int) []Evidence {
	for _, h := range hits {
		if len(picked) == most {
			break
		}
		same := 0
		overlap := false
		for _, p := range picked {
			if p.Root == h.Root && p.Path == h.Path {
				same++
				overlap = overlap || h.First <= p.Last && p.First <= h.Last
			}
		}
		if same < sameFile && !overlap {
			picked = append(picked, h)
		}
	}
	return picked
}

// Write hands the items to emit one by one, each as it is ready.
func Write(ctx context.Context, q rank.Query, hits []Evidence, several bool, emit func(string) error) error {
	room := wholeRunes
	for i, h := range hits {
		if err := ctx.Err(); err != nil {
			return err
		}
		if room < leastRunes {
			break
		}
		text := item(i+1, h, q, several, room)
		room -= len([]rune(text))
		if err := emit(text); err != nil {
			return err
		}
	}
	return nil
}

func item(n int, h Evidence, q rank.Query, several bool, room int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "## %d. `%s:%d-%d`\n\n", n, plain(h.Path), h.First, h.Last)
	var about []string
	if h.Name != "" {
		about = append(about, fmt.Sprintf("%s `%s`", h.Kind, plain(h.Name)))
	}
	if several {
		about = append(about, "in `"+plain(h.Source)+"`")
	}
	if h.About != "" && h.About != h.Name {
		about = append(about, plain(h.About))
	}
	if len(about) > 0 {
		b.WriteString(strings.Join(about, " · ") + "\n\n")
	}
	return b.String() + quote(h, q, "", min(itemLines, max(3, (room-b.Len())/60)))
}

// quote is the code of a hit below a line about it, if there is one, in a
// fence that neither can close.
func quote(h Evidence, q rank.Query, about string, limit int) string {
	lines, err := Lines(h)
	if err != nil {
		return "The file has changed since it was searched; read it for its present text.\n\n"
	}
	if about != "" {
		about += "\n"
	}
	code := about + numbered(lines, h.First, q, limit)
	mark := fence(code)
	return fmt.Sprintf("%s%s\n%s%s\n\n", mark, strings.TrimPrefix(path.Ext(plain(h.Path)), "."), code, mark)
}

// Lines reads the lines of a hit, if its file is still what was indexed.
func Lines(h Evidence) ([]string, error) {
	tree, err := scan.OpenTree(h.Root)
	if err != nil {
		return nil, err
	}
	defer func() { _ = tree.Close() }()
	src, _, err := tree.Read(h.Path)
	if err != nil {
		return nil, err
	}
	if xxh3.Hash(src) != h.Hash {
		return nil, fmt.Errorf("%s has changed", h.Path)
	}
	all := strings.Split(strings.ToValidUTF8(string(src), "\uFFFD"), "\n")
	last := min(h.Last, len(all))
	if h.First < 1 || h.First > last {
		return nil, fmt.Errorf("%s has no line %d", h.Path, h.First)
	}
	return all[h.First-1 : last], nil
}
