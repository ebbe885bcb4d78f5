package grep

import (
	"bytes"
	"regexp/syntax"
	"strings"
)

const maxTexts = 8 // that are looked for at the same time

// needs are texts of which every match holds at least one. Looking for them
// passes over most files and lines at the speed of memory.
type needs struct {
	texts []string // none = nothing is known; lower case with fold
	fold  bool     // in any case
	run   run      // of every match, where no text is known
}

// score prefers long texts, and few of them.
func (n needs) score() int {
	if len(n.texts) == 0 {
		return 0
	}
	shortest := len(n.texts[0])
	for _, t := range n.texts {
		shortest = min(shortest, len(t))
	}
	return shortest*maxTexts*2 - len(n.texts)
}

// required reads from an expression what its matches must hold.
func required(re *syntax.Regexp) (best needs) {
	switch re.Op {
	case syntax.OpLiteral:
		text := string(re.Rune)
		fold := re.Flags&syntax.FoldCase != 0
		if fold {
			text = strings.ToLower(longestASCII(text))
		}
		if text != "" && !strings.ContainsRune(text, '\uFFFD') { // which a byte that is no UTF-8 matches too
			return needs{texts: []string{text}, fold: fold}
		}
	case syntax.OpCapture, syntax.OpPlus:
		return required(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return required(re.Sub[0])
		}
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if n := required(sub); n.score() > best.score() {
				best = n
			}
		}
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			n := required(sub)
			best.texts = append(best.texts, n.texts...)
			best.fold = best.fold || n.fold
			if len(n.texts) == 0 || len(best.texts) > maxTexts {
				return needs{}
			}
		}
		if best.fold {
			for i, t := range best.texts {
				best.texts[i] = string(appendLower(nil, []byte(t)))
			}
		}
	}
	return best
}

func longestASCII(s string) string {
	runs := strings.FieldsFunc(s, func(r rune) bool { return r >= 0x80 })
	best := ""
	for _, run := range runs {
		if len(run) > len(best) {
			best = run
		}
	}
	return best
}

// appendLower changes ASCII letters only, so that all offsets stay.
func appendLower(to, from []byte) []byte {
	for _, c := range from {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		to = append(to, c)
	}
	return to
}

// places finds, in one text, where what is needed comes next.
type places struct {
	text  []byte
	needs [][]byte
	run   run
	next  []int // of each need; -1 = not looked for yet, len(text) = no more
}

// Two letters outside of ASCII are s and k in another case.
var (
	longS  = []byte("\u017F")
	kelvin = []byte("\u212A")
)

// in prepares for a text. buf is room for a copy in lower case; what is
// returned of it can be used for the next text.
func (n needs) in(src, buf []byte) (places, []byte) {
	p := places{text: src, run: n.run}
	if n.fold {
		if bytes.Contains(src, longS) || bytes.Contains(src, kelvin) {
			return p, buf
		}
		buf = appendLower(buf[:0], src)
		p.text = buf
	}
	for _, t := range n.texts {
		p.needs, p.next = append(p.needs, []byte(t)), append(p.next, -1)
	}
	return p, buf
}

// from is the first place at or after pos where a match may be near, or -1.
func (p *places) from(pos int) int {
	switch {
	case len(p.needs) == 0 && p.run.length > 0:
		return p.run.from(p.text, pos)
	case len(p.needs) == 0:
		return pos
	}
	first := len(p.text)
	for i, need := range p.needs {
		if p.next[i] < pos {
			p.next[i] = len(p.text)
			if at := bytes.Index(p.text[pos:], need); at >= 0 {
				p.next[i] = pos + at
			}
		}
		first = min(first, p.next[i])
	}
	if first == len(p.text) {
		return -1
	}
	return first
}
