package doctor

import (
	"context"
	"runtime"
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/internal/nearest"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
	"github.com/codealive-mcp/codealive-mcp/internal/settings"
)

const prefix = "CODEALIVE_"

// unknownVariables finds variables that somebody meant for this program.
func unknownVariables(_ context.Context, e *exam) []Finding {
	var list []Finding
	for _, kv := range e.Environ {
		name, _, _ := strings.Cut(kv, "=")
		f, wrong := meant(name)
		name = safe.Line(name, 100)
		switch {
		case !wrong:
		case f.Env == "":
			list = append(list, warning(name+" is no setting of this program and has no effect", "remove it, or take a name that codealive-mcp --help lists")...)
		default:
			list = append(list, warning(name+" is no setting of this program and has no effect; the nearest is "+f.Env, "rename it to "+f.Env)...)
		}
	}
	if list == nil {
		return ok("no misspelt or unknown " + prefix + " variable")
	}
	return list
}

// meant tells a name that looks like one of ours and is none, and the setting
// that it is near to, if there is one.
func meant(name string) (near settings.Field, wrong bool) {
	plain := func(s string) string { return strings.ReplaceAll(strings.ToUpper(s), "_", "") }
	fields := settings.Fields()
	var ours []string // names without the prefix, which is common to all
	for _, f := range fields {
		if f.Env == name || runtime.GOOS == "windows" && strings.EqualFold(f.Env, name) {
			return settings.Field{}, false
		}
		if rest, found := strings.CutPrefix(f.Env, prefix); found {
			ours = append(ours, rest)
		}
	}
	field := func(rest string) settings.Field {
		return fields[slices.IndexFunc(fields, func(f settings.Field) bool { return f.Env == prefix+rest })]
	}
	if strings.HasPrefix(strings.ToUpper(name), prefix) {
		if rest := nearest.Name(name[len(prefix):], ours); rest != "" {
			return field(rest), true
		}
		return settings.Field{}, true
	}
	for _, rest := range ours { // the prefix itself is misspelt
		if nearest.Distance(plain(name), plain(prefix+rest), 2) <= 2 {
			return field(rest), true
		}
	}
	return settings.Field{}, false
}
