// Package grep finds text in the files of working trees, line by line. Lines
// are what lies between line ends, LF or CRLF; no match spans two of them.
package grep

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"regexp/syntax"
	"strings"
)

const (
	maxPattern = 1000 // bytes
	maxProgram = 5000 // instructions
	// maxWork bounds what a line may cost without a look at the context: about
	// a second. Finding all matches takes up to length² × instructions steps.
	maxWork = 2e8
)

// Pattern is what to look for.
type Pattern struct {
	literal []byte         // when it is no expression
	re      *regexp.Regexp // otherwise
	after   *regexp.Regexp // finds the next match after at least one character
	quick   int            // bytes of the longest line that is searched in one go
	needs   needs
}

// Compile makes a pattern of a literal or an expression. Its error is meant
// for whoever wrote the query.
func Compile(query string, regex bool) (*Pattern, error) {
	switch {
	case len(query) > maxPattern:
		return nil, fmt.Errorf("longer than %d bytes", maxPattern)
	case !regex && strings.ContainsAny(query, "\r\n"):
		return nil, errors.New("holds a line break, but matches do not span lines; look for one of the lines")
	case !regex:
		return &Pattern{literal: []byte(query), needs: needs{texts: []string{query}}}, nil
	}
	parsed, err := syntax.Parse(query, syntax.Perl)
	if err != nil {
		return nil, explain(err)
	}
	if breaksLine(parsed) {
		return nil, errors.New("asks for a line break, but matches do not span lines; look for one of the lines")
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return nil, explain(err)
	}
	size := len(program.Inst)
	if size > maxProgram {
		return nil, fmt.Errorf("too large: %d steps after its repetitions are written out, %d are allowed", size, maxProgram)
	}
	p := &Pattern{quick: int(math.Sqrt(maxWork / float64(size))), needs: required(parsed)}
	if len(p.needs.texts) == 0 {
		p.needs.run = requiredRun(parsed)
	}
	if p.re, err = regexp.Compile(query); err != nil {
		return nil, explain(err)
	}
	if p.after, err = regexp.Compile(`\A(?s:.)(?s:.*?)(` + parsed.String() + `)`); err != nil {
		return nil, explain(err)
	}
	return p, nil
}

// explain words what is wrong with an expression.
func explain(err error) error {
	text := strings.TrimPrefix(err.Error(), "error parsing regexp: ")
	var s *syntax.Error
	if errors.As(err, &s) && foreign(s) {
		return fmt.Errorf("%s. The engine takes RE2 expressions: no lookaround, backreferences, atomic groups or possessive repetition", text)
	}
	return fmt.Errorf("%s. To find the text as it stands, search without regex", text)
}

// foreign reports whether it looks like the syntax of another engine.
func foreign(s *syntax.Error) bool {
	switch s.Code {
	case syntax.ErrInvalidPerlOp, syntax.ErrInvalidRepeatOp, syntax.ErrInvalidEscape:
		return true
	}
	return strings.HasPrefix(s.Expr, "(?<!") || strings.HasPrefix(s.Expr, "(?<=")
}

// breaksLine reports whether nothing without a line break can match.
func breaksLine(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpLiteral:
		return strings.ContainsRune(string(re.Rune), '\n')
	case syntax.OpCapture, syntax.OpPlus:
		return breaksLine(re.Sub[0])
	case syntax.OpRepeat:
		return re.Min > 0 && breaksLine(re.Sub[0])
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if breaksLine(sub) {
				return true
			}
		}
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			if !breaksLine(sub) {
				return false
			}
		}
		return true
	}
	return false
}
