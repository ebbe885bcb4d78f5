package codealive

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
)

// ours tells an answer of this API from JSON that some other server sent: null,
// or an object that has members but none of those that out has. The API may
// leave members out, so that an object without any is an empty answer.
func ours(b []byte, out any) bool {
	d := json.NewDecoder(bytes.NewReader(b))
	switch first, _ := d.Token(); {
	case first == nil:
		return false
	case first != json.Delim('{'):
		return true
	}
	known := members(reflect.TypeOf(out).Elem())
	if known == nil || !d.More() {
		return true
	}
	for d.More() {
		name, _ := d.Token()
		if text, ok := name.(string); !ok || known[strings.ToLower(text)] {
			return true
		}
		var skipped json.RawMessage
		if d.Decode(&skipped) != nil {
			return true
		}
	}
	return false
}

// members are the JSON names of a struct in lower case, as encoding/json
// compares them; nil of another type.
func members(t reflect.Type) map[string]bool {
	if t.Kind() != reflect.Struct {
		return nil
	}
	names := map[string]bool{}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "" {
			names[strings.ToLower(name)] = true
		}
	}
	return names
}
