package scan

import "strings"

// untagged is the text of a comment down to its first tag, such as @param.
func untagged(comment string) string {
	if _, text, ok := strings.Cut(comment, "<summary>"); ok {
		comment, _, _ = strings.Cut(text, "</summary>")
	}
	comment = strings.TrimPrefix(strings.TrimPrefix(comment, "@brief "), "\\brief ")
	if strings.HasPrefix(comment, "@") {
		return ""
	}
	text, _, _ := strings.Cut(comment, "\n@")
	return plain(text)
}

// docTags are those of comments in XML and HTML; true for one that names what
// it is about: <see cref="Size"/>. A List<String> in prose is no tag.
var docTags = map[string]bool{
	"see": true, "seealso": true, "param": true, "paramref": true, "typeparam": true, "typeparamref": true, "exception": true,
	"summary": false, "remarks": false, "para": false, "returns": false, "value": false, "example": false, "inheritdoc": false,
	"list": false, "item": false, "term": false, "description": false, "c": false, "code": false, "p": false, "b": false, "i": false,
	"em": false, "strong": false, "br": false, "ul": false, "ol": false, "li": false, "pre": false, "tt": false,
}

// plain is a comment without such tags, in time that its length tells.
func plain(comment string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(comment, "<")
		b.WriteString(before)
		if !found {
			return strings.TrimSpace(b.String())
		}
		tag, _, closed := strings.Cut(after[:min(len(after), 300)], ">")
		name, attributes, _ := strings.Cut(strings.TrimSuffix(tag, "/"), " ")
		names, known := docTags[strings.TrimPrefix(name, "/")]
		if !closed || !known {
			b.WriteByte('<')
			comment = after
			continue
		}
		if value := strings.Split(attributes, `"`); names && len(value) > 2 {
			b.WriteString(value[1])
			if !strings.HasSuffix(tag, "/") { // its text follows
				b.WriteByte(' ')
			}
		}
		comment = after[len(tag)+1:]
	}
}
