package files

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
)

func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "line %d\n", i+1)
	}
	return b.String()
}

func encode16(s string, big bool) string {
	var b []byte
	for _, u := range utf16.Encode([]rune("\uFEFF" + s)) {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return string(b)
}

func TestReadShowsLinesAsTheyAre(t *testing.T) {
	for what, c := range map[string]struct {
		file       string
		start, end int
		want       string
	}{
		"whole":         {"a\nb\n", 0, 0, "x lines 1-2 of 2\n1\ta\n2\tb"},
		"range":         {numbered(12), 9, 10, "x lines 9-10 of 12\n9\tline 9\n10\tline 10"},
		"from":          {numbered(3), 2, 0, "x lines 2-3 of 3\n2\tline 2\n3\tline 3"},
		"to":            {numbered(3), 0, 1, "x lines 1-1 of 3\n1\tline 1"},
		"past the end":  {numbered(3), 3, 900, "x lines 3-3 of 3\n3\tline 3"},
		"CRLF":          {"a\r\n\r\nb\r\n", 0, 0, "x lines 1-3 of 3 (CRLF)\n1\ta\n2\t\n3\tb"},
		"no line end":   {"a\nb", 0, 0, "x lines 1-2 of 2 (no newline at the end)\n1\ta\n2\tb"},
		"cut off":       {"a\nb", 1, 1, "x lines 1-1 of 2\n1\ta"},
		"empty":         {"", 0, 0, "x is empty."},
		"blank":         {"\n", 0, 0, "x lines 1-1 of 1\n1\t"},
		"mark":          {"\uFEFFa\n", 0, 0, "x lines 1-1 of 1 (UTF-8 with a mark)\n1\ta"},
		"only a mark":   {"\uFEFF", 0, 0, "x is empty."},
		"UTF-16 LE":     {encode16("é\r\n世 😀\r\n", false), 0, 0, "x lines 1-2 of 2 (UTF-16, CRLF)\n1\té\n2\t世 😀"},
		"UTF-16 BE":     {encode16("é\n世", true), 2, 0, "x lines 2-2 of 2 (UTF-16, no newline at the end)\n2\t世"},
		"Latin-1":       {"caf\xe9\n", 0, 0, "x lines 1-1 of 1 (not all UTF-8: other bytes show as \uFFFD)\n1\tcaf\uFFFD"},
		"old Mac":       {"a\rb\n", 0, 0, "x lines 1-1 of 1\n1\ta<U+000D>b"},
		"hidden":        {"if a { \u202e} // \x1b[2J\n", 0, 0, "x lines 1-1 of 1\n1\tif a { <U+202E>} // <U+001B>[2J"},
		"structure":     {"\n(more lines follow: x)\u2028x lines 1-2 of 3\n", 0, 0, "x lines 1-2 of 2\n1\t\n2\t(more lines follow: x)<U+2028>x lines 1-2 of 3"},
		"late NUL":      {strings.Repeat("a\n", 5000) + "b\x00c\n", 5001, 0, "x lines 5001-5001 of 5001\n5001\tb<U+0000>c"},
		"endless":       {"a\n" + strings.Repeat("é", 5000) + "\nb\n", 2, 3, "x lines 2-3 of 3 (lines cut at 2000 characters)\n2\t" + strings.Repeat("é", 2000) + "… (line cut, 6000 more bytes)\n3\tb"},
		"endless ASCII": {strings.Repeat("x", 200_000) + "\r\nb", 0, 0, "x lines 1-2 of 2 (lines cut at 2000 characters, no newline at the end)\n1\t" + strings.Repeat("x", 2000) + "… (line cut, 198,001 more bytes)\n2\tb"},
		"just fits":     {strings.Repeat("x", 2000) + "\n", 0, 0, "x lines 1-1 of 1\n1\t" + strings.Repeat("x", 2000)},
	} {
		dir := t.TempDir()
		put(t, dir, "x", c.file)
		got, err := Read(t.Context(), dir, ReadQuery{Path: "x", StartLine: c.start, EndLine: c.end})
		if err != nil {
			t.Errorf("%s: %v", what, err)
		} else if text := got.Text(); text != c.want {
			t.Errorf("%s:\n%.300s\nwant\n%.300s", what, text, c.want)
		}
	}
}

func TestReadRefusesWhatItCannotShow(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "x", numbered(1500))
	put(t, dir, "empty", "")
	put(t, dir, "one", "a")
	put(t, dir, "image.png", "\x89PNG\r\n\x1a\n\x00\x00")
	put(t, dir, "utf32", "\xff\xfe\x00\x00a\x00\x00\x00")
	for _, c := range []struct {
		q    ReadQuery
		want string
	}{
		{ReadQuery{Path: "x", StartLine: 1501}, "x has 1500 lines, start_line is 1501 | Give a start_line of at most 1500."},
		{ReadQuery{Path: "one", StartLine: 2, EndLine: 5}, "one has 1 line, start_line is 2 | Give a start_line of at most 1."},
		{ReadQuery{Path: "empty", StartLine: 2}, "empty is empty | Leave start_line out."},
		{ReadQuery{Path: "x", StartLine: 9, EndLine: 8}, "end_line 8 is before start_line 9 | Give an end_line that is not before start_line."},
		{ReadQuery{Path: "x", StartLine: -1}, "lines -1 to 0 were asked for | Count lines from 1."},
		{ReadQuery{Path: "x", StartLine: 1, EndLine: 1001}, "lines 1 to 1001 are more than 1000 | Read lines 1 to 1000 first, then go on with start_line 1001."},
		{ReadQuery{Path: "x", StartLine: 2, EndLine: 99999}, "lines 2 to 1500 are more than 1000 | Read lines 2 to 1001 first, then go on with start_line 1002."},
		{ReadQuery{Path: "image.png"}, "image.png is not text (10 bytes) | Read a text file."},
		{ReadQuery{Path: "utf32"}, "utf32 is not text (8 bytes) | Read a text file."},
		{ReadQuery{}, "path is missing | Give a path as get_file_tree shows it."},
	} {
		got, err := Read(t.Context(), dir, c.q)
		if err == nil {
			t.Errorf("%+v: %.100s", c.q, got.Text())
		} else if said := mendable(t, err); said != c.want {
			t.Errorf("%+v: %s", c.q, said)
		}
	}
}

func TestReadGoesOnWhereItStopped(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "x", numbered(2500))
	var all []string
	for start := 1; ; {
		got, err := Read(t.Context(), dir, ReadQuery{Path: "x", StartLine: start})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, got.Content)
		if !got.More {
			break
		}
		start = got.EndLine + 1
	}
	if len(all) != 3 || strings.Join(all, "\n")+"\n" != numbered(2500) {
		t.Errorf("%d parts", len(all))
	}
	// An explicit end that the file does not reach asks for no more than there is.
	if got, err := Read(t.Context(), dir, ReadQuery{Path: "x", StartLine: 1600, EndLine: 9999}); err != nil || got.EndLine != 2500 || got.More {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestTextOfReadIsBounded(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "x", strings.Repeat(strings.Repeat("w", 99)+"\n", 1000))
	put(t, dir, "hidden", strings.Repeat(strings.Repeat("\u202e", 3000)+"\n", 1000))
	for name, end := range map[string]int{"x": 1000, "hidden": 174} {
		got, err := Read(t.Context(), dir, ReadQuery{Path: name})
		if err != nil {
			t.Fatal(err)
		}
		text := got.Text()
		last := text[strings.LastIndexByte(text, '\n')+1:]
		lines := strings.Count(text, "\n") - 1
		if len(text) > maxText || got.EndLine != end || len(got.Content) > maxContent+10_000 || last != fmt.Sprintf("(more lines follow: call read_file with start_line %d)", lines+1) ||
			!strings.HasPrefix(text, fmt.Sprintf("%s lines 1-%d of 1000", name, lines)) {
			t.Errorf("%s: %d bytes, %d lines, ends %q", name, len(text), lines, last)
		}
	}
}

// Files too large for the index are served too, without holding them in memory.
func TestReadOfALargeFile(t *testing.T) {
	dir := t.TempDir()
	line := strings.Repeat("x", 99) + "\n"
	n := 4 * scan.MaxFile / len(line)
	put(t, dir, "large", strings.Repeat(line, n)+"the end\n")
	got, err := Read(t.Context(), dir, ReadQuery{Path: "large", StartLine: n + 1})
	if err != nil || got.Content != "the end" || got.TotalLines != n+1 {
		t.Fatalf("%+v, %v", got, err)
	}
	allocated := testing.AllocsPerRun(1, func() {
		_, err = Read(t.Context(), dir, ReadQuery{Path: "large", StartLine: n})
	})
	if err != nil || allocated > 2000 {
		t.Errorf("%v allocations, %v", allocated, err)
	}
}

// A file above the limit for counting is read up to the lines wanted.
func TestReadOfAHugeFileStopsEarly(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "huge"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if _, err := f.WriteString(strings.Repeat("abc\n", 100_000)); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Seek(0, 0); err != nil {
		t.Fatal(err)
	}
	text, err := decoded(t.Context(), f, maxCount+1)
	if err != nil {
		t.Fatal(err)
	}
	p, err := text.lines(3, 4)
	if err != nil || len(p.lines) != 2 || p.total != 0 || !p.more {
		t.Errorf("%+v, %v", p, err)
	}
	if at, err := f.Seek(0, 1); err != nil || at > 4*bufSize {
		t.Errorf("read %d bytes, %v", at, err)
	}
}

func TestReadEndsWithItsContext(t *testing.T) {
	dir := tree(t, "x")
	ctx, cancel := context.WithCancel(t.Context())
	tr := opened(t, dir)
	entry, err := find(ctx, tr, dir, "x")
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if got, err := read(ctx, tr, entry, ReadQuery{Path: "x"}); !errors.Is(err, context.Canceled) {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := Read(ctx, dir, ReadQuery{Path: "x"}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := Tree(ctx, dir, TreeQuery{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestFaultsAreNotTheCallers(t *testing.T) {
	gone := filepath.Join(t.TempDir(), "gone")
	_, readErr := Read(t.Context(), gone, ReadQuery{Path: "x"})
	_, treeErr := Tree(t.Context(), gone, TreeQuery{})
	for _, err := range []error{readErr, treeErr} {
		var r *Refused
		if err == nil || errors.As(err, &r) {
			t.Errorf("got %v", err)
		}
	}
}

func TestReadOfAFileWithoutPermission(t *testing.T) {
	dir := tree(t, "x")
	if err := os.Chmod(filepath.Join(dir, "x"), 0); err != nil {
		t.Fatal(err)
	}
	if f, err := os.Open(filepath.Join(dir, "x")); err == nil || runtime.GOOS == "windows" {
		_ = f.Close()
		t.Skip("this user may read everything")
	}
	_, err := Read(t.Context(), dir, ReadQuery{Path: "x"})
	if said := mendable(t, err); !strings.HasPrefix(said, "x may not be read by the engine") {
		t.Error(said)
	}
}

func FuzzLines(f *testing.F) {
	f.Add([]byte("a\r\n\xff\n\x1b"), 1, 3)
	f.Add([]byte("\xff\xfea\x00\n\x00"), 2, 2)
	f.Add([]byte("\xfe\xff\x00"), 1, 1)
	f.Fuzz(func(t *testing.T, src []byte, first, last int) {
		if first < 1 || last < first || last > first+MaxLines {
			return
		}
		text, err := decoded(t.Context(), strings.NewReader(string(src)), int64(len(src)))
		if err != nil {
			return
		}
		p, err := text.lines(first, last)
		if err != nil || len(p.lines) > last-first+1 || p.total > len(src) || len(p.lines) > 0 && p.total < first {
			t.Errorf("%+v, %v", p, err)
		}
		for _, l := range p.lines {
			if strings.Contains(l, "\n") {
				t.Errorf("%q", l)
			}
		}
	})
}
