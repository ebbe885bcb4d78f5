package tools

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// reader reads the arguments of one tool and, when they are taken, tells what
// they are read as, and as what that is read again.
type reader struct {
	names []string // of its arguments, the older ones too
	read  func(t *testing.T, raw json.RawMessage) error
}

func readerOf[A any]() reader {
	var r reader
	kind := reflect.TypeFor[A]()
	for i := range kind.NumField() {
		tag := kind.Field(i).Tag
		if name := tag.Get("json"); name != "" {
			r.names = append(append(r.names, name), list(tag.Get("old"))...)
		}
	}
	r.read = func(t *testing.T, raw json.RawMessage) error {
		in, err := decode[A](raw)
		if err != nil {
			return err
		}
		b, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		for name, raw := range map[string]any{"object": json.RawMessage(b), "text": string(b)} {
			if again, err := decode[A](raw); err != nil || !reflect.DeepEqual(again, in) {
				t.Errorf("%s: %+v is read from its %s as %+v, %v", raw, in, name, again, err)
			}
		}
		return nil
	}
	return r
}

// Any arguments of any tool are taken, and then read the same again, or
// answered by naming what is wrong with them.
func FuzzArguments(f *testing.F) {
	readers := []reader{
		readerOf[dataSourcesArgs](), readerOf[searchArgs](), readerOf[grepArgs](), readerOf[fetchArgs](), readerOf[relationshipsArgs](), readerOf[treeArgs](),
		readerOf[readArgs](), readerOf[ontologyArgs](), readerOf[querySchemaArgs](), readerOf[metadataArgs](), readerOf[chatArgs](),
	}
	if n := len(Names()); len(readers) != n {
		f.Fatalf("%d readers for %d tools", len(readers), n)
	}
	for i := range readers {
		for _, raw := range []string{
			`{}`, `null`, `""`, `"{\"path\":\"a\"}"`, `[1]`, `{"pth":1}`,
			`{"question":" q ","query":"q","data_sources":"[\"a\",\"b\"]","paths":"[id]","extensions":".go,.md","max_results":"5","exclude_markdown":"TRUE","mode":"x","sessionId":"s"}`,
			`{"query":" x ","regex":1,"max_results":1e1,"data_source_ids":[{"name":"a"},{"id":"b"},null,5,true]}`,
			`{"identifiers":["a"," b ",""],"data_source":["one"]}`, `{"identifier":["a"],"profile":"callsOnly","max_count_per_type":1000}`,
			`{"path":" a b ","start_line":2.0,"end_line":"7","max_depth":3,"data_sources":["a"]}`, `{"statement":"SELECT 1","include_examples":"no","entity":null}`,
			`{"question":"q","conversation_id":"65f0c1a2b3d4e5f6071829aa","data_sources":[[]]}`, `{"ready_only":"","alive_only":false}`, `{"question":{"a":1},"query":5,"path":"a*"}`,
		} {
			f.Add(byte(i), []byte(raw))
		}
	}
	f.Fuzz(func(t *testing.T, tool byte, raw []byte) {
		if !json.Valid(raw) {
			return // the SDK has refused it by now
		}
		r := readers[int(tool)%len(readers)]
		err := r.read(t, raw)
		if err == nil {
			return
		}
		text := err.Error()
		named := slices.ContainsFunc(r.names, func(name string) bool { return strings.Contains(text, name) })
		if !named && !strings.HasPrefix(text, "the arguments are not ") || !utf8.ValidString(text) || len(text) > 4000 || strings.Contains(text, "\n") {
			t.Errorf("%s: %s", raw, text)
		}
	})
}
