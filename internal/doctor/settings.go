package doctor

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/codealive-mcp/codealive-mcp/internal/safe"
	"github.com/codealive-mcp/codealive-mcp/internal/settings"
)

// givenSettings tells of every setting that was given, and what is wrong with it.
func givenSettings(_ context.Context, e *exam) []Finding {
	var list []Finding
	untouched := 0
	for _, t := range e.traces {
		i := slices.IndexFunc(e.faults, func(f settings.Fault) bool { return f.Env == t.Env })
		switch {
		case i >= 0:
			list = append(list, problem(e.faults[i].Err.Error(), fmt.Sprintf("correct %s, which comes from %s, or remove it", t.Env, origin(t)))...)
		case t.From != settings.FromDefault:
			list = append(list, given(t)...)
		case t.Blank && t.IsSecret:
			list = append(list, warning(t.Env+" is set but blank, and counts as unset", fmt.Sprintf("write the key into %s, or remove it", t.Env))...)
		case t.Blank:
			list = append(list, ok(t.Env+" is set but blank, and counts as unset")...)
		default:
			untouched++
		}
	}
	for _, f := range e.faults {
		if f.Env == "" {
			list = append(list, problem(f.Err.Error(), "correct the setting that is named")...)
		}
	}
	if e.CheckTools != nil {
		if err := e.CheckTools(e.set); err != nil {
			list = append(list, problem(err.Error(), "correct CODEALIVE_MCP_TOOLS or CODEALIVE_MCP_EXCLUDE_TOOLS; codealive-mcp tools lists the names")...)
		}
	}
	return append(list, ok(count(untouched, "setting")+" at the default")...)
}

// from says where a setting was given.
func from(t settings.Trace) string { return t.Env + " from " + origin(t) }

func origin(t settings.Trace) string {
	if t.From == settings.FromFlag {
		return "--" + t.Flag
	}
	return "the environment"
}

// inside matches a reference as a part of a value.
var inside = regexp.MustCompile(`\$\{[^}]*\}`)

// given tells of a setting that is not wrong in itself.
func given(t settings.Trace) []Finding {
	text := t.Text.Reveal()
	switch {
	case t.IsSecret && strings.HasPrefix(text, "${user_config."):
		return ok(from(t) + ": the field of the installer was left empty, which counts as unset")
	case t.Reference, !t.IsSecret && inside.MatchString(text):
		return warning(from(t)+": a reference that the MCP client did not expand", fmt.Sprintf("write the value itself into %s, set the variable where the client starts, or remove it", t.Env))
	case t.IsSecret:
		found, fix := shape(text, t.Env)
		if found = from(t) + ": " + found; fix != "" {
			return warning(found, fix)
		}
		return ok(found)
	case keyForm.MatchString(text):
		return warning(from(t)+": holds what looks like a CodeAlive key", "the key belongs into CODEALIVE_API_KEY and nowhere else")
	}
	return ok(fmt.Sprintf("%s: %s", from(t), safe.Line(showURL(text), 200)))
}

var wholeKey = regexp.MustCompile(`^` + keyForm.String() + `$`)

// shape describes a secret without any character of it, and what to do about
// what no key has.
func shape(text, env string) (found, fix string) {
	text = strings.TrimSpace(strings.TrimPrefix(text, "Bearer "))
	found = "set, " + count(utf8.RuneCountInString(text), "character")
	strange := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r > unicode.MaxASCII }
	switch {
	case text != strings.Trim(text, "\"'`"):
		return found + ", in quotes, which are sent as a part of it", "remove the quotes from " + env
	case strings.ContainsFunc(text, strange):
		return found + ", with a blank, a line break or another character that no key has", "copy the key into " + env + " again"
	case wholeKey.MatchString(text):
		found += ", looks like a CodeAlive key"
	case env == "CODEALIVE_API_KEY":
		found += ", not in the usual form of a CodeAlive key"
	}
	return found, ""
}
