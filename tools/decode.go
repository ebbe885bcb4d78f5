package tools

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/internal/nearest"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// hostExtras are arguments that the n8n host adds to every call.
var hostExtras = []string{"sessionId", "action", "chatInput", "toolCallId"}

// checker is implemented by arguments that have rules beyond their types.
type checker interface{ check() error }

// decode reads a call's arguments into A, a struct of string, []string, int and
// bool fields named by their json tags. It is lenient in form, since models and
// clients send lists as JSON text, numbers as text and blanks for "missing",
// and prompts written for older servers use the older names, which tags "old"
// list; and strict in substance: an unknown name is answered with those that
// exist. A field _ with the tag "drop" lists what older servers took and this
// one has no use for. A field with the tag "exact" keeps the blanks around its
// text, which mean something in a name or in text to look for. One with the tag
// "unlisted" is taken, but no model is told of it.
func decode[A any](raw any) (A, error) {
	var in A
	args, err := rawObject(raw)
	if err != nil {
		return in, err
	}
	for _, extra := range hostExtras {
		delete(args, extra)
	}
	v := reflect.ValueOf(&in).Elem()
	known := make([]string, 0, v.NumField())
	for i := range v.NumField() {
		tag := v.Type().Field(i).Tag
		for _, name := range list(tag.Get("drop")) {
			delete(args, name)
		}
		name := tag.Get("json")
		if name == "" {
			continue
		}
		if tag.Get("unlisted") == "" {
			known = append(known, name)
		}
		for _, spelling := range append(list(tag.Get("old")), name) { // the present name wins
			if value, ok := args[spelling]; ok {
				if err := setField(v.Field(i), value, tag.Get("exact") != ""); err != nil {
					return in, fmt.Errorf("%s: %w", spelling, err)
				}
				delete(args, spelling)
			}
		}
	}
	if len(args) > 0 {
		return in, errors.New(unknown(slices.Sorted(maps.Keys(args)), known))
	}
	if c, ok := any(in).(checker); ok {
		return in, c.check()
	}
	return in, nil
}

// list splits the value of a tag.
func list(tag string) []string {
	return strings.FieldsFunc(tag, func(r rune) bool { return r == ',' })
}

func unknown(given, known []string) string {
	names := make([]string, 0, len(given))
	for _, name := range given[:min(len(given), 5)] {
		text := strconv.Quote(safe.Clip(name, 40))
		if near := nearest.Name(name, known); near != "" {
			text += " (did you mean " + near + "?)"
		}
		names = append(names, text)
	}
	return fmt.Sprintf("unknown argument %s; this tool takes %s", strings.Join(names, ", "), strings.Join(known, ", "))
}

func rawObject(raw any) (map[string]json.RawMessage, error) {
	b, ok := raw.(json.RawMessage)
	if !ok {
		var err error
		if b, err = json.Marshal(raw); err != nil {
			return nil, errors.New("the arguments are not JSON")
		}
	}
	var text string // some clients send the whole object as text
	if json.Unmarshal(b, &text) == nil {
		b = []byte(text)
	}
	var args map[string]json.RawMessage
	if len(bytes.TrimSpace(b)) > 0 && json.Unmarshal(b, &args) != nil {
		return nil, errors.New("the arguments are not a JSON object")
	}
	return args, nil
}

func setField(field reflect.Value, raw json.RawMessage, exact bool) error {
	trim := strings.TrimSpace
	if exact {
		trim = func(s string) string { return s }
	}
	if text, ok := scalar(raw); ok && strings.TrimSpace(text) == "" || string(raw) == "null" {
		return nil // blank is missing
	}
	if field.Kind() == reflect.Pointer { // optional, and told apart from its zero value
		value := reflect.New(field.Type().Elem())
		field.Set(value)
		field = value.Elem()
	}
	switch field.Interface().(type) {
	case string:
		s, ok := scalar(raw)
		if one, err := stringList(raw, trim); !ok && err == nil && len(one) == 1 {
			s, ok = one[0], true // a list of one
		}
		if !ok {
			return errors.New("expected text")
		}
		field.SetString(trim(s))
	case []string:
		list, err := stringList(raw, trim)
		if err != nil {
			return err
		}
		field.Set(reflect.ValueOf(list))
	case int:
		s, _ := scalar(raw)
		n, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
		if err != nil || n != float64(int(n)) {
			return errors.New("expected a whole number")
		}
		field.SetInt(int64(n))
	case bool:
		s, _ := scalar(raw)
		b, err := strconv.ParseBool(strings.ToLower(strings.TrimSpace(s)))
		if err != nil {
			return errors.New("expected true or false")
		}
		field.SetBool(b)
	default:
		panic("tools: arguments have no " + field.Type().String())
	}
	return nil
}

// scalar is the text of a JSON string, number or boolean.
func scalar(raw json.RawMessage) (string, bool) {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s, true
	}
	if raw[0] == '{' || raw[0] == '[' {
		return "", false
	}
	return string(raw), true
}

// stringList reads a list, a list as JSON text, or one text. Nulls and blanks are dropped.
func stringList(raw json.RawMessage, trim func(string) string) ([]string, error) {
	if s, ok := scalar(raw); ok {
		list := strings.TrimSpace(s)
		if !isList(list) {
			return nonBlank([]string{s}, trim), nil
		}
		raw = json.RawMessage(list)
	}
	var items []json.RawMessage
	if err := json.Unmarshal(raw, &items); err != nil {
		return nil, errors.New("expected a list of texts")
	}
	var list []string
	for _, item := range items {
		if string(item) == "null" {
			continue
		}
		s, ok := text(item)
		if !ok {
			return nil, errors.New("expected a list of texts")
		}
		list = append(list, s)
	}
	return nonBlank(list, trim), nil
}

// isList tells a list in JSON from a text that only looks like one, such as a
// folder called [id].
func isList(s string) bool {
	var items []any
	if !strings.HasPrefix(s, "[") || json.Unmarshal([]byte(s), &items) != nil {
		return false
	}
	return !slices.ContainsFunc(items, func(item any) bool { _, isNumber := item.(float64); return isNumber })
}

// text is the value of a list's item. Older prompts name data sources by objects.
func text(item json.RawMessage) (string, bool) {
	var ref struct {
		Name, ID string
	}
	if item[0] == '{' && json.Unmarshal(item, &ref) == nil && ref.Name+ref.ID != "" {
		return cmp.Or(ref.Name, ref.ID), true
	}
	return scalar(item)
}

func nonBlank(list []string, trim func(string) string) []string {
	var out []string
	for _, s := range list {
		if strings.TrimSpace(s) != "" {
			out = append(out, trim(s))
		}
	}
	return out
}
