package query

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

const (
	maxShown  = 2000 // bytes of a cell
	maxName   = 100  // bytes of a column's name
	noteBytes = 150  // kept for the first line
)

// Text is the table for a model, in at most budget bytes if one row fits: a
// line that counts the rows and says what was left out and how to get it, the
// names of the columns, and a line for each row. NULL stands for no value. A
// cell that could be taken for something else is a quoted Go string; what comes
// after its closing quote counts the bytes cut off.
func (t Table) Text(budget int) string {
	room := budget - noteBytes
	names := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c
	}
	body, shown := line(names, maxName), 0
	for _, row := range t.Rows {
		next := line(row, maxShown)
		if len(body)+len(next) > room {
			if shown > 0 {
				break
			}
			// The beginnings of its cells; quoted, a byte may need four.
			next = line(row, max((room-len(body))/len(row)/4, 20))
		}
		body += next
		shown++
	}
	return t.note(shown) + "\n" + body
}

func line(cells []any, limit int) string {
	all := make([]string, len(cells))
	for i, v := range cells {
		all[i] = cell(v, limit)
	}
	return strings.Join(all, "\t") + "\n"
}

// note is the first line: in its place no cell can be taken for it.
func (t Table) note(shown int) string {
	count := fmt.Sprintf("%d rows", len(t.Rows))
	if len(t.Rows) == 1 {
		count = "1 row"
	}
	next := t.next - int64(len(t.Rows)-shown)
	switch {
	case shown < len(t.Rows):
		return fmt.Sprintf("%d of %s shown: select fewer columns, or go on with LIMIT %d OFFSET %d", shown, count, shown, next)
	case t.More && len(t.Rows) > 0:
		return fmt.Sprintf("%s, more with LIMIT %d OFFSET %d", count, len(t.Rows), next)
	}
	return count
}

// cell is a value as it stands in a row.
func cell(v any, limit int) string {
	s, ok := v.(string)
	switch {
	case v == nil:
		return "NULL"
	case !ok:
		return plain(v)
	}
	if short := safe.Cut(s, limit); short != s {
		return fmt.Sprintf("%q+%d", short, len(s)-len(short))
	}
	if q := strconv.Quote(s); s == "" || s == "NULL" || strings.TrimSpace(s) != s || len(q) != len(s)+2 {
		return q
	}
	return s
}
