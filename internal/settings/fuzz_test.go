package settings

import (
	"flag"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/sethvargo/go-envconfig"
)

// Whatever the settings hold, keys show in no error, problem or warning, and
// what cannot be read names its variable.
func FuzzSettings(f *testing.F) {
	fields := Fields()
	for i, field := range fields {
		for _, value := range []string{"", " ", field.Default, "true", "perhaps", "70000", "-1s", "a, b,,c", "/a:/b", "${X}", "https://me:pass@h/?x", "http", "tools", "\x00\xff"} {
			f.Add(uint8(i), value, "Bearer ca_", uint8(i))
		}
		f.Add(uint8(i), "https://h/api", "${user_config.", uint8(i+1))
	}
	f.Fuzz(func(t *testing.T, n uint8, value, prefix string, bits uint8) {
		const mark = "hunter2"
		if strings.Contains(value, mark) {
			return
		}
		field := fields[int(n)%len(fields)]
		secret := prefix + mark
		env := map[string]string{}
		for i, name := range []string{"CODEALIVE_API_KEY", "CODEALIVE_LLM_API_KEY", "CODEALIVE_ENGINE_KEY"} {
			if bits>>i&1 != 0 {
				env[name] = secret
			}
		}
		if bits&8 != 0 {
			env["TRANSPORT_MODE"] = HTTP
		}
		fs := flag.NewFlagSet("test", flag.ContinueOnError)
		fs.SetOutput(io.Discard)
		flags := Flags(fs)
		if bits&16 != 0 && field.GoName != "APIKey" {
			if err := fs.Parse([]string{"--" + field.Flag + "=" + value, "--api-key=" + secret}); err != nil {
				if strings.Contains(err.Error(), mark) {
					t.Errorf("--%s=%q: %v", field.Flag, value, err)
				}
				return
			}
		} else {
			env[field.Env] = value
		}
		s, err := Read(flags, envconfig.MapLookuper(env))
		said := fmt.Sprintf("%v %+v %#v %v", s, s, s, err)
		if err == nil {
			b, err := s.Backend()
			said += fmt.Sprintf("%+v %v", b, err)
			if err != nil && !strings.Contains(err.Error(), "CODEALIVE_BASE_URL") {
				t.Error(err)
			}
			if err == nil && (b.Kind == Unusable) != (b.Problem != nil) || b.Kind == Service && b.Key.Reveal() == "" || b.Kind == EngineDirs && len(b.Dirs) == 0 {
				t.Errorf("%+v", b)
			}
			if s.ToolTimeout <= 0 || s.Transport != Stdio && s.Transport != HTTP || (s.LLMModel == "") != (s.LLMBaseURL == "") {
				t.Errorf("%+v", s)
			}
			if state := s.EngineKey.Reveal(); unexpanded.MatchString(state) || unexpanded.MatchString(s.LLMKey.Reveal()) {
				t.Errorf("an unexpanded key is taken: %q", state)
			}
		} else if text := err.Error(); !strings.Contains(text, "(--") || len(text) > 500 {
			t.Errorf("%s=%q: %s", field.Env, value, text)
		}
		if strings.Contains(said, mark) {
			t.Errorf("%s=%q: a key shows: %s", field.Env, value, said)
		}
	})
}
