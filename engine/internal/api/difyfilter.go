package api

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

const maxConditions = 100

// difyMembers are what conditions compare: all as text, numbers in digits.
var difyMembers = map[string]func(*codealive.DifyMetadata) string{
	"path":             func(m *codealive.DifyMetadata) string { return m.Path },
	"description":      func(m *codealive.DifyMetadata) string { return m.Description },
	"file_extension":   func(m *codealive.DifyMetadata) string { return m.FileExtension },
	"data_source_id":   func(m *codealive.DifyMetadata) string { return m.DataSourceID },
	"data_source_name": func(m *codealive.DifyMetadata) string { return m.DataSourceName },
	"data_source_type": func(m *codealive.DifyMetadata) string { return m.DataSourceType },
	"artifact_kind":    func(m *codealive.DifyMetadata) string { return m.ArtifactKind },
	"start_line":       func(m *codealive.DifyMetadata) string { return strconv.Itoa(m.StartLine) },
	"start_character":  func(m *codealive.DifyMetadata) string { return strconv.Itoa(m.StartCharacter) },
	"end_line":         func(m *codealive.DifyMetadata) string { return strconv.Itoa(m.EndLine) },
	"end_character":    func(m *codealive.DifyMetadata) string { return strconv.Itoa(m.EndCharacter) },
}

// operand is what an operator compares with.
type operand int

const (
	oneText operand = iota
	oneNumber
	listOfTexts
	nothing
)

// difyOperator compares a member with a value. One that denies holds when its
// opposite holds for none of the members named.
type difyOperator struct {
	name   string
	takes  operand
	denies bool
	holds  func(member, value string) bool
}

var difyOperators = []difyOperator{
	{"contains", oneText, false, strings.Contains},
	{"not contains", oneText, true, strings.Contains},
	{"start with", oneText, false, strings.HasPrefix},
	{"end with", oneText, false, strings.HasSuffix},
	{"is", oneText, false, same},
	{"is not", oneText, true, same},
	{"in", listOfTexts, false, same},
	{"not in", listOfTexts, true, same},
	{"empty", nothing, true, filled},
	{"not empty", nothing, false, filled},
	{"=", oneNumber, false, ordered(0)},
	{"≠", oneNumber, true, ordered(0)},
	{">", oneNumber, false, ordered(1)},
	{"<", oneNumber, false, ordered(-1)},
	{"≥", oneNumber, false, ordered(0, 1)},
	{"≤", oneNumber, false, ordered(0, -1)},
	{"before", oneText, false, func(m, v string) bool { return m != "" && inTime(m, v) < 0 }},
	{"after", oneText, false, func(m, v string) bool { return m != "" && inTime(m, v) > 0 }},
}

func same(member, value string) bool { return member == value }

func filled(member, _ string) bool { return member != "" }

// ordered holds for two numbers that compare as one of these.
func ordered(as ...int) func(member, value string) bool {
	return func(member, value string) bool {
		m, ok := number(member)
		v, _ := number(value)
		return ok && slices.Contains(as, cmp.Compare(m, v))
	}
}

// inTime compares moments: seconds as numbers, dates as the text of ISO 8601,
// which sorts by time.
func inTime(member, value string) int {
	m, ok := number(member)
	v, also := number(value)
	if ok && also {
		return cmp.Compare(m, v)
	}
	return strings.Compare(member, value)
}

func number(text string) (float64, bool) {
	n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	return n, err == nil && !math.IsNaN(n) && !math.IsInf(n, 0)
}

// difyFilter tells which records fit, what the index can leave out before that,
// and how many hits to look at for top records that fit.
func difyFilter(in *codealive.DifyCondition, top int) (fits func(*codealive.DifyMetadata) bool, within store.Filter, limit int, err error) {
	if in == nil || len(in.Conditions) == 0 {
		return func(*codealive.DifyMetadata) bool { return true }, within, top, nil
	}
	if len(in.Conditions) > maxConditions {
		return nil, within, 0, fmt.Errorf("at most %d conditions are taken", maxConditions)
	}
	either := strings.EqualFold(in.LogicalOperator, "or")
	if !either && in.LogicalOperator != "" && !strings.EqualFold(in.LogicalOperator, "and") {
		return nil, within, 0, errors.New("logical_operator is and or or")
	}
	tests := make([]func(*codealive.DifyMetadata) bool, len(in.Conditions))
	for i, comparison := range in.Conditions {
		var values []string
		if tests[i], values, err = difyTest(comparison); err != nil {
			return nil, within, 0, err
		}
		if !either && len(comparison.Name) == 1 {
			narrow(&within, comparison.Name[0]+" "+comparison.Operator, values)
		}
	}
	return func(m *codealive.DifyMetadata) bool {
		// "and" looks for a test that fails, "or" for one that does not.
		return either == slices.ContainsFunc(tests, func(test func(*codealive.DifyMetadata) bool) bool { return test(m) == either })
	}, within, maxResults, nil
}

// narrow has the index leave out files for which a condition cannot hold: what
// is tested afterwards is but the best hits. Of several conditions of a kind the
// one that leaves out most counts.
func narrow(f *store.Filter, condition string, values []string) {
	switch condition {
	case "path start with", "path is":
		place := values[0]
		if condition != "path is" { // a whole folder
			place = place[:max(0, strings.LastIndexByte(place, '/'))]
		}
		if place != "" && (len(f.Paths) == 0 || len(place) > len(f.Paths[0])) {
			f.Paths = []string{place}
		}
	case "file_extension is", "file_extension in":
		var exts []string
		for _, v := range values {
			if v == "" || strings.ContainsFunc(v, func(r rune) bool { return r > unicode.MaxASCII }) {
				return // the index knows small letters of ASCII only
			}
			exts = append(exts, strings.ToLower(v))
		}
		if len(f.Exts) == 0 || len(exts) < len(f.Exts) {
			f.Exts = exts
		}
	}
}

func difyTest(in codealive.DifyComparison) (test func(*codealive.DifyMetadata) bool, values []string, err error) {
	i := slices.IndexFunc(difyOperators, func(o difyOperator) bool { return o.name == in.Operator })
	if i < 0 {
		known := make([]string, len(difyOperators))
		for i, o := range difyOperators {
			known[i] = o.name
		}
		return nil, nil, fmt.Errorf("%.40q is no comparison_operator; there are: %s", in.Operator, strings.Join(known, ", "))
	}
	if len(in.Name) == 0 {
		return nil, nil, errors.New("a condition has no name")
	}
	members := make([]func(*codealive.DifyMetadata) string, len(in.Name))
	for i, name := range in.Name {
		if members[i] = difyMembers[name]; members[i] == nil {
			known := make([]string, 0, len(difyMembers))
			for name := range difyMembers {
				known = append(known, name)
			}
			slices.Sort(known)
			return nil, nil, fmt.Errorf("records have no member %.40q; there are: %s", name, strings.Join(known, ", "))
		}
	}
	o := difyOperators[i]
	if values, err = o.values(in.Value); err != nil {
		return nil, nil, err
	}
	return func(m *codealive.DifyMetadata) bool {
		return o.denies != slices.ContainsFunc(members, func(member func(*codealive.DifyMetadata) string) bool {
			text := member(m)
			return slices.ContainsFunc(values, func(value string) bool { return o.holds(text, value) })
		})
	}, values, nil
}

// values are what an operator compares with, one or, for a list, several.
func (o difyOperator) values(in any) ([]string, error) {
	if o.takes == nothing {
		return []string{""}, nil
	}
	list, isList := in.([]any)
	if text, ok := in.(string); ok && o.takes == listOfTexts {
		for item := range strings.SplitSeq(text, ",") {
			list = append(list, strings.TrimSpace(item))
		}
	} else if !isList {
		list = []any{in}
	}
	if isList && o.takes != listOfTexts {
		return nil, fmt.Errorf("%q takes one value, not a list", o.name)
	}
	values := make([]string, len(list))
	for i, v := range list {
		switch v := v.(type) {
		case string:
			values[i] = v
		case float64:
			values[i] = strconv.FormatFloat(v, 'f', -1, 64)
		default:
			return nil, fmt.Errorf("%q needs a value: text or a number", o.name)
		}
		if _, ok := number(values[i]); !ok && o.takes == oneNumber {
			return nil, fmt.Errorf("%q compares numbers, and %.40q is none", o.name, values[i])
		}
	}
	return values, nil
}
