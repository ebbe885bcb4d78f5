package link

import (
	"strconv"
	"strings"
)

// The links of a file are stored as one text. A line "#n" begins those of the
// n-th document; what comes before the first belongs to the file itself. "@x"
// says whose the names after it are, "=x" what the references after it are
// members of. In all other lines the first letter is the kind, a capital for a
// name, with its shape after a tab; behind the name of a reference come
// the types of its arguments in parentheses, if they are told, and its lines, each counted from the one written before.

// plain reports whether a text can stand in a line.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' {
			return false
		}
	}
	return true
}

// Text writes the links of a file and of its documents.
func Text(own Links, docs []Links) string {
	var b strings.Builder
	own.write(&b)
	for i, l := range docs {
		if len(l.Names)+len(l.Refs) > 0 {
			b.WriteString("#" + strconv.Itoa(i) + "\n")
			l.write(&b)
		}
	}
	return b.String()
}

func (l Links) write(b *strings.Builder) {
	owner := ""
	for _, n := range l.Names {
		if n.Owner != owner {
			owner = n.Owner
			b.WriteString("@" + owner + "\n")
		}
		b.WriteByte('A' + byte(n.Kind))
		b.WriteString(n.Name)
		if n.Shape != "" {
			b.WriteString("\t" + n.Shape)
		}
		b.WriteByte('\n')
	}
	// References of one qualifier are written together, lines of one name too.
	type key struct {
		qual, name string
		kind       RefKind
		args       string
	}
	lines := map[key][]int{}
	names := map[string][]key{}
	var quals []string
	for _, r := range l.Refs {
		k := key{r.Qual, r.Name, r.Kind, r.Args}
		if lines[k] == nil {
			if names[k.qual] == nil {
				quals = append(quals, k.qual)
			}
			names[k.qual] = append(names[k.qual], k)
		}
		lines[k] = append(lines[k], r.Line)
	}
	last := 0
	for _, q := range quals {
		if len(quals) > 1 || q != "" {
			b.WriteString("=" + q + "\n")
		}
		for _, k := range names[q] {
			b.WriteByte('a' + byte(k.kind))
			b.WriteString(k.name + k.args)
			for _, line := range lines[k] {
				b.WriteString("\t" + strconv.Itoa(line-last))
				last = line
			}
			b.WriteByte('\n')
		}
	}
}

// Stored are links as they were stored. References are only read when asked
// for: most are looked for in vain.
type Stored struct {
	Names []Name
	refs  string
}

// Parse reads what Text wrote: the links of the file, and those of its
// documents by their number.
func Parse(text string) (own Stored, docs map[int]Stored) {
	docs = map[int]Stored{}
	n := -1
	for text != "" {
		end := strings.Index(text, "\n#")
		part, rest := text, ""
		if end >= 0 {
			part, rest = text[:end+1], text[end+1:]
		}
		if head, body, ok := strings.Cut(part, "\n"); ok && strings.HasPrefix(head, "#") {
			n, _ = strconv.Atoi(head[1:])
			part = body
		}
		if n < 0 {
			own = stored(part)
		} else {
			docs[n] = stored(part)
		}
		text = rest
	}
	return own, docs
}

func stored(text string) (s Stored) {
	owner := ""
	for text != "" {
		line, rest, _ := strings.Cut(text, "\n")
		switch {
		case line == "":
		case line[0] == '@':
			owner = line[1:]
		case line[0] >= 'A' && line[0] <= 'Z':
			n := Name{Owner: owner, Kind: NameKind(line[0] - 'A')}
			n.Name, n.Shape, _ = strings.Cut(line[1:], "\t")
			s.Names = append(s.Names, n)
		default:
			s.refs = text
			return s
		}
		text = rest
	}
	return s
}

// Refs reads the references; with a name, only those to it.
func (s Stored) Refs(name string) (refs []Ref) {
	if !strings.Contains(s.refs, name) {
		return nil
	}
	qual, last := "", 0
	for line := range strings.SplitSeq(strings.TrimSuffix(s.refs, "\n"), "\n") {
		if line == "" || line[0] == '=' {
			qual = strings.TrimPrefix(line, "=")
			continue
		}
		r := Ref{Kind: RefKind(line[0] - 'a'), Qual: qual}
		var lines string
		r.Name, lines, _ = strings.Cut(line[1:], "\t")
		if i := strings.IndexByte(r.Name, '('); i > 0 {
			r.Name, r.Args = r.Name[:i], r.Name[i:]
		}
		for n := range strings.SplitSeq(lines, "\t") {
			d, _ := strconv.Atoi(n)
			last += d
			r.Line = last
			if name == "" || name == r.Name {
				refs = append(refs, r)
			}
		}
	}
	return refs
}
