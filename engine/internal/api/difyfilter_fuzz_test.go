package api

import (
	"encoding/json"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

// holdsFor judges one comparison of a record by Dify's words, one value at a
// time: the same as difyTest, written without its table.
func holdsFor(operator, member, value string) bool {
	a, errA := strconv.ParseFloat(member, 64)
	b, errB := strconv.ParseFloat(strings.TrimSpace(value), 64)
	numbers := errA == nil && errB == nil
	switch operator {
	case "contains", "not contains":
		return strings.Contains(member, value)
	case "start with":
		return strings.HasPrefix(member, value)
	case "end with":
		return strings.HasSuffix(member, value)
	case "is", "is not", "in", "not in":
		return member == value
	case "empty", "not empty":
		return member != ""
	case "=", "≠":
		return numbers && a == b
	case ">":
		return numbers && a > b
	case "<":
		return numbers && a < b
	case "≥":
		return numbers && a >= b
	case "≤":
		return numbers && a <= b
	}
	panic("no such operator: " + operator)
}

func judge(c codealive.DifyComparison, m map[string]any) bool {
	var values []string
	switch v := c.Value.(type) {
	case string:
		values = []string{v}
		if strings.HasSuffix(c.Operator, "in") && c.Operator != "contains" {
			values = strings.Split(v, ",")
			for i := range values {
				values[i] = strings.TrimSpace(values[i])
			}
		}
	case float64:
		values = []string{strconv.FormatFloat(v, 'f', -1, 64)}
	case []any:
		for _, item := range v {
			if s, ok := item.(string); ok {
				values = append(values, s)
			} else {
				values = append(values, strconv.FormatFloat(item.(float64), 'f', -1, 64))
			}
		}
	}
	if strings.HasSuffix(c.Operator, "empty") {
		values = []string{""}
	}
	some := slices.ContainsFunc(c.Name, func(name string) bool {
		member, ok := m[name].(string)
		if n, isNumber := m[name].(float64); isNumber {
			member, ok = strconv.Itoa(int(n)), true
		}
		if !ok && strings.HasPrefix(name, "start_") || !ok && strings.HasPrefix(name, "end_") {
			member = "0" // left out of the JSON
		}
		return slices.ContainsFunc(values, func(v string) bool { return holdsFor(c.Operator, member, v) })
	})
	denies := strings.Contains(c.Operator, "not ") && c.Operator != "not empty" || c.Operator == "empty" || c.Operator == "is not" || c.Operator == "≠"
	return some != denies
}

// Conditions are judged as the words say, and what the index leaves out because
// of them would not have been chosen.
func FuzzDifyFilter(f *testing.F) {
	for _, conditions := range []string{
		`{"conditions":[]}`, `null`, `{"logical_operator":"xor","conditions":[{"name":["path"],"comparison_operator":"is","value":"a"}]}`,
		`{"conditions":[{"name":["path"],"comparison_operator":"start with","value":"src/"},{"name":"file_extension","comparison_operator":"in","value":".go, .MD"}]}`,
		`{"logical_operator":"or","conditions":[{"name":["path","description"],"comparison_operator":"not contains","value":"b"},{"name":["start_line"],"comparison_operator":"≥","value":3}]}`,
		`{"conditions":[{"name":["path"],"comparison_operator":"is","value":"src/b.go"},{"name":["file_extension"],"comparison_operator":"is","value":".go"},{"name":["end_line"],"comparison_operator":"≠","value":"1e400"}]}`,
		`{"conditions":[{"name":["artifact_kind"],"comparison_operator":"not in","value":["symbol",5]},{"name":["description"],"comparison_operator":"empty"}]}`,
		`{"conditions":[{"name":["start_line"],"comparison_operator":"=","value":" 3 "},{"name":["start_line"],"comparison_operator":"before","value":"2026"},{"name":["path"],"comparison_operator":"end with","value":true}]}`,
		`{"conditions":[{"name":["file_extension"],"comparison_operator":"in","value":[]},{"name":[],"comparison_operator":"is","value":""}]}`, `{"conditions":[{"name":["path"],"comparison_operator":"start with","value":"/"}]}`,
	} {
		f.Add(conditions, "src/b.go", "Of b.", uint16(3))
		f.Add(conditions, "docs/é/README.MD", "", uint16(0))
		f.Add(conditions, "Makefile", "b", uint16(500))
	}
	f.Fuzz(func(t *testing.T, conditions, file, about string, line uint16) {
		var in codealive.DifyCondition
		file = strings.TrimPrefix(path.Clean("/"+strings.ToValidUTF8(file, "")), "/")
		if json.Unmarshal([]byte(conditions), &in) != nil || file == "" {
			return
		}
		fits, within, limit, err := difyFilter(&in, 7)
		if err != nil {
			if text := err.Error(); text == "" || len(text) > 700 || strings.Contains(text, "\n") {
				t.Errorf("%s: %s", conditions, text)
			}
			return
		}
		if limit < 7 || limit > maxResults {
			t.Errorf("%s: limit %d", conditions, limit)
		}
		m := &codealive.DifyMetadata{
			Path: file, Description: strings.ToValidUTF8(about, ""), FileExtension: path.Ext(file), DataSourceID: "1", DataSourceName: "shop", DataSourceType: "repository",
			ArtifactKind: "symbol", StartLine: int(line), EndLine: int(line) + 2, EndCharacter: 4,
		}
		got := fits(m)
		if got && !within.Match(file) {
			t.Errorf("%s: %q fits, and %+v leaves it out", conditions, file, within)
		}
		b, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		var members map[string]any
		if err := json.Unmarshal(b, &members); err != nil {
			t.Fatal(err)
		}
		or, want := strings.EqualFold(in.LogicalOperator, "or"), true
		for i, c := range in.Conditions {
			if c.Operator == "before" || c.Operator == "after" {
				return // of moments, which no member is
			}
			switch holds := judge(c, members); {
			case i == 0:
				want = holds
			case or:
				want = want || holds
			default:
				want = want && holds
			}
		}
		if got != want {
			t.Errorf("%s: %v for %s, want %v", conditions, got, b, want)
		}
	})
}
