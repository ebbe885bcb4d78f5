package settings

import (
	"slices"
	"strings"

	"github.com/sethvargo/go-envconfig"
)

// Origin says where the value of a setting came from.
type Origin string

// The origins, the one that wins first.
const (
	FromFlag    Origin = "flag"
	FromEnv     Origin = "environment"
	FromDefault Origin = "default"
)

// Trace is one setting as it was found.
type Trace struct {
	Field
	From      Origin
	Text      Secret // as written, whatever the setting; "" from FromDefault
	Blank     bool   // it was given, but blank, so that the default counts
	Reference bool   // Text is a reference such as ${X} that nobody expanded
}

// Traces tells of every setting where its value came from.
func Traces(flags, env envconfig.Lookuper) []Trace {
	var traces []Trace
	for _, f := range Fields() {
		t := Trace{Field: f, From: FromDefault}
		for _, source := range []struct {
			from Origin
			in   envconfig.Lookuper
		}{{FromFlag, flags}, {FromEnv, env}} {
			text, given := source.in.Lookup(f.Env)
			if text = strings.TrimSpace(text); given && text != "" {
				t.From, t.Text, t.Blank = source.from, Secret(text), false
				break
			}
			t.Blank = t.Blank || given
		}
		t.Reference = unexpanded.MatchString(strings.TrimSpace(strings.TrimPrefix(t.Text.Reveal(), "Bearer ")))
		traces = append(traces, t)
	}
	return traces
}

// Fault is a setting that cannot be used as it is.
type Fault struct {
	Field // zero if none could be singled out
	Err   error
}

// ReadRest reads as Read does, but leaves out each setting that is wrong and
// tells of all of them.
func ReadRest(flags, env envconfig.Lookuper) (Settings, []Fault) {
	var faults []Fault
	var out []string
	read := func(except ...string) (Settings, error) {
		hide := func(l envconfig.Lookuper) envconfig.Lookuper {
			return envconfig.LookuperFunc(func(name string) (string, bool) {
				if slices.Contains(out, name) || slices.Contains(except, name) {
					return "", false
				}
				return l.Lookup(name)
			})
		}
		return Read(hide(flags), hide(env))
	}
	for {
		s, err := read()
		if err == nil {
			return s, faults
		}
		// The error names the setting, maybe with another one; without the
		// right one it is gone, or another error comes.
		fields := Fields()
		i := slices.IndexFunc(fields, func(f Field) bool {
			_, without := read(f.Env)
			return strings.Contains(err.Error(), f.Env+" ") && (without == nil || without.Error() != err.Error())
		})
		if i < 0 {
			return s, append(faults, Fault{Err: err})
		}
		faults, out = append(faults, Fault{fields[i], err}), append(out, fields[i].Env)
	}
}

// CheckKey is the key to try the service with: the one that Backend uses or,
// where each request brings its own, the one that Backend ignores.
func (s Settings) CheckKey() Secret {
	if key, state := readKey(s.APIKey); state == keyUsable {
		return key
	}
	return ""
}
