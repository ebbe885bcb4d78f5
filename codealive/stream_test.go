package codealive

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// payloads reads all of r.
func payloads(r io.Reader) ([]Payload, error) {
	var all []Payload
	for p := NewPayloadReader(r); ; {
		next, err := p.Next()
		if err != nil {
			return all, err
		}
		all = append(all, next)
	}
}

func message(data ...string) []Payload {
	var all []Payload
	for _, d := range data {
		all = append(all, Payload{"message", d})
	}
	return all
}

func TestPayloadReaderRules(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		want []Payload
	}{
		"one event":            {"data: {\"a\":1}\n\n", message(`{"a":1}`)},
		"CRLF":                 {"event: x\r\ndata: {}\r\n\r\ndata: [DONE]\r\n\r\n", []Payload{{"x", "{}"}, {"message", "[DONE]"}}},
		"several CR":           {"event: x\r\r\r\ndata: {}\r\r\n\r\r\ndata: {}\n", []Payload{{"x", "{}"}, {"message", "{}"}}},
		"no blank after colon": {"event:x\ndata:{\"a\":1}\n\n", []Payload{{"x", `{"a":1}`}}},
		"more blanks":          {"data:   {} \n\n", message("{}")},
		"comments":             {":\n: ping\n:data: {}\ndata: {}\n: ping\n\n", message("{}")},
		"id, retry, unknown":   {"id: 7\nretry: 100\nfoo: {}\n data: {}\nDATA: {}\ndata: {}\n\n", message("{}")},
		"name is reset":        {"event: x\ndata: {}\n\ndata: {}\n\n", []Payload{{"x", "{}"}, {"message", "{}"}}},
		"name without data":    {"event: x\n\ndata: {}\n\n", message("{}")},
		"empty name":           {"event: x\nevent:\ndata: {}\nevent\ndata: {}\n\n", message("{}", "{}")},
		"name holds for all":   {"event: x\ndata: {}\ndata: {}\n\n", []Payload{{"x", "{}"}, {"x", "{}"}}},
		"two payloads":         {"data: {\"a\":1}\ndata: {\"b\":2}\n\n", message(`{"a":1}`, `{"b":2}`)},
		"no end of line":       {"data: {}\n\ndata: [DONE]", message("{}", "[DONE]")},
		"byte order mark":      {"\ufeffdata: {}\n\n", message("{}")},
		"junk":                 {"data: hello\ndata\ndata:\ndata: 5\ndata: null\ndata: \"x\"\ndata: [1]\ndata: {bad}\ndata: {}\n\nhello\n", message("{}")},
		"DONE among words":     {"data: [DONE] now\ndata: [DONE]\n", message("[DONE]")},
		"object over lines":    {"data: {\"a\":\ndata:  [1,\ndata: 2\ndata: ]\ndata: }\n\n", message("{\"a\":\n[1,\n2\n]\n}")},
		"open at event's end":  {"data: {\"a\":\n\ndata: 1}\n\ndata: {}\n\n", message("{}")},
		"open, then whole":     {"data: {\"a\":\ndata: {\"b\":2}\n\n", message(`{"b":2}`)},
		"empty":                {"", nil},
		"blank lines":          {"\n\r\n\n", nil},
	} {
		got, err := payloads(strings.NewReader(c.in))
		if !slices.Equal(got, c.want) || !errors.Is(err, io.EOF) {
			t.Errorf("%s: %q, %v, want %q", name, got, err, c.want)
		}
	}
}

func TestPayloadReaderHasNoLineLimit(t *testing.T) {
	long := `{"chunk":"` + strings.Repeat("x", 5<<20) + `"}`
	got, err := payloads(strings.NewReader("data: " + long + "\n\ndata: {}\n"))
	if len(got) != 2 || got[0].Data != long || !errors.Is(err, io.EOF) {
		t.Errorf("%d payloads, %v", len(got), err)
	}
}

func TestPayloadReaderDeliversALineAtOnce(t *testing.T) {
	in, out := io.Pipe()
	t.Cleanup(func() { _ = in.Close() })
	p := NewPayloadReader(in)
	for range 3 {
		go func() { _, _ = io.WriteString(out, "data: {}\n") }() // and no blank line
		if got, err := p.Next(); got != (Payload{"message", "{}"}) || err != nil {
			t.Fatal(got, err)
		}
	}
}

func TestPayloadReaderReadsWhatCameBeforeAnError(t *testing.T) {
	broken := errors.New("reset")
	for in, want := range map[string][]Payload{
		"":                               nil,
		"data: {}\n":                     message("{}"),
		"data: {}\n\ndata: {\"a\":1}":    message("{}", `{"a":1}`),
		"data: {}\n\ndata: {\"a\":1":     message("{}"),
		"data: {}\n\ndata: {\"a\":1}\r":  message("{}", `{"a":1}`),
		"event: x\ndata: {}\n\nevent: y": {{"x", "{}"}},
	} {
		p := NewPayloadReader(io.MultiReader(strings.NewReader(in), iotest.ErrReader(broken), strings.NewReader("data: {}\n")))
		var got []Payload
		next, err := p.Next()
		for ; err == nil; next, err = p.Next() {
			got = append(got, next)
		}
		if !slices.Equal(got, want) || !errors.Is(err, broken) {
			t.Errorf("%q: %q, %v", in, got, err)
		}
		if _, err := p.Next(); !errors.Is(err, broken) {
			t.Errorf("%q: the error does not last: %v", in, err)
		}
	}
}

// TestObjectThatIsNeverClosedCostsLittle: read without bounds on lines, this
// takes minutes.
func TestObjectThatIsNeverClosedCostsLittle(t *testing.T) {
	in := strings.Repeat("data: {\"a\":[\n"+strings.Repeat("data: 1,\n", 200_000), 2) + "\ndata: {}\n\n"
	if got, err := payloads(strings.NewReader(in)); !slices.Equal(got, message("{}")) || !errors.Is(err, io.EOF) {
		t.Errorf("%d payloads, %v", len(got), err)
	}
}

func FuzzStreamIsReadTheSameInPieces(f *testing.F) {
	for _, seed := range []string{
		familyA, familyB, "\ufeff: hi\r\n" + familyB,
		"event: error\ndata: {\"title\":\"t\",\"status\":\"429\"}\n\n",
		"data: {\"event\":\"error\",\"code\":\"X\",\"message\":\"m\"}\n\n",
		"data: {\"chunk\":\ndata: \"a\"}\n\ndata: {\"done\":true}\n",
		"data: {\"choices\":[]}\ndata: {\"choices\":[{\"delta\":null}]}\ndata: {\"choices\":[{\"delta\":{\"content\":null}}]}\ndata: 5\ndata: [DONE]",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var heard strings.Builder
		whole, errWhole := readStream(t.Context(), bytes.NewReader(b), func(s string) { heard.WriteString(s) })
		if heard.String() != whole.Text {
			t.Errorf("heard %q, got %q", heard.String(), whole.Text)
		}
		for name, r := range map[string]io.Reader{
			"byte by byte":  iotest.OneByteReader(bytes.NewReader(b)),
			"data with EOF": iotest.DataErrReader(bytes.NewReader(b)),
			"with CRLF":     bytes.NewReader(bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n"))),
		} {
			got, err := readStream(t.Context(), r, nil)
			if got != whole || !reflect.DeepEqual(err, errWhole) {
				t.Errorf("%s: %+v, %v, want %+v, %v", name, got, err, whole, errWhole)
			}
		}
		if errWhole == nil {
			more := append(bytes.Clone(b), "\n\ndata: {\"chunk\":\"late\"}\n\n"...)
			if got, err := readStream(t.Context(), bytes.NewReader(more), nil); got != whole || err != nil {
				t.Errorf("the text after the end changes the answer: %+v, %v", got, err)
			}
		}
	})
}
