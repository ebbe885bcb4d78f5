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
	if len(l.Refs) > 0 {
		l.writeRefs(b)
	}
}

// writeRefs writes references of one qualifier together, lines of one name too.
func (l Links) writeRefs(b *strings.Builder) {
	type key struct {
		qual int // its place
		name string
		kind RefKind
		args string
	}
	type name struct {
		key
		next        int // name of the qualifier, 0 after the last
		first, last int // reference
	}
	type qual struct{ first, last int } // name
	places, quals := map[string]int{}, []qual{}
	numbers, names := make(map[key]int, len(l.Refs)), make([]name, 1, len(l.Refs)+1)
	same := make([]int, len(l.Refs)) // the next reference of the name, 0 after the last
	for i, r := range l.Refs {
		q, ok := places[r.Qual]
		if !ok {
			q = len(quals)
			places[r.Qual] = q
			quals = append(quals, qual{})
		}
		k := key{q, r.Name, r.Kind, r.Args}
		if n, ok := numbers[k]; ok {
			same[names[n].last] = i
			names[n].last = i
			continue
		}
		n := len(names)
		numbers[k] = n
		names = append(names, name{key: k, first: i, last: i})
		if of := &quals[q]; of.first == 0 {
			of.first, of.last = n, n
		} else {
			names[of.last].next, of.last = n, n
		}
	}
	var digits [20]byte
	last := 0
	for _, q := range quals {
		if text := l.Refs[names[q.first].first].Qual; len(quals) > 1 || text != "" {
			b.WriteString("=" + text + "\n")
		}
		for n := q.first; n > 0; n = names[n].next {
			b.WriteByte('a' + byte(names[n].kind))
			b.WriteString(names[n].name)
			b.WriteString(names[n].args)
			for i := names[n].first; ; i = same[i] {
				b.WriteByte('\t')
				b.Write(strconv.AppendInt(digits[:0], int64(l.Refs[i].Line-last), 10))
				last = l.Refs[i].Line
				if i == names[n].last {
					break
				}
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
