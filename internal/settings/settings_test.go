package settings

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sethvargo/go-envconfig"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

func read(t *testing.T, args []string, env map[string]string) (Settings, error) {
	t.Helper()
	fs := flag.NewFlagSet("test", flag.ContinueOnError)
	flags := Flags(fs)
	if err := fs.Parse(args); err != nil {
		t.Fatal(err)
	}
	return Read(flags, envconfig.MapLookuper(env))
}

func TestFlagsWinOverEnvironment(t *testing.T) {
	s, err := read(t, []string{"--api-key", "from-flag", "--tool-timeout=5s", "--ignore-ssl"},
		map[string]string{"CODEALIVE_API_KEY": "from-env", "CODEALIVE_TOOL_TIMEOUT": "9s", "DEBUG_MODE": "YES", "CODEALIVE_BASE_URL": "  "})
	if err != nil {
		t.Fatal(err)
	}
	if s.APIKey.Reveal() != "from-flag" || s.ToolTimeout != 5*time.Second || !bool(s.IgnoreSSL) || !bool(s.Debug) || s.BaseURL != "" {
		t.Errorf("got %+v", s)
	}
}

func TestDefaults(t *testing.T) {
	s, err := read(t, nil, nil)
	if err != nil || s.ToolTimeout != 300*time.Second || s.Transport != Stdio {
		t.Errorf("got %+v, %v", s, err)
	}
}

func TestLocalIsRepeatable(t *testing.T) {
	a, b := t.TempDir(), t.TempDir()
	s, err := read(t, []string{"--local", a, "--local", b}, map[string]string{"CODEALIVE_LOCAL": "/elsewhere"})
	if err != nil || len(s.Local) != 2 || s.Local[0] != a || s.Local[1] != b {
		t.Errorf("got %v, %v", s.Local, err)
	}
	s, err = read(t, nil, map[string]string{"CODEALIVE_LOCAL": strings.Join([]string{a, "", "x"}, string(os.PathListSeparator))})
	if err != nil || len(s.Local) != 2 || !filepath.IsAbs(s.Local[1]) {
		t.Errorf("got %v, %v", s.Local, err)
	}
}

func TestListsAreRepeatableToo(t *testing.T) {
	s, err := read(t, []string{"--allowed-host", "a.example.com", "--allowed-host", "b.example.com"},
		map[string]string{"CODEALIVE_MCP_ALLOWED_ORIGINS": "https://a.example.com, ,https://b.example.com"})
	if err != nil || strings.Join(s.Hosts, " ") != "a.example.com b.example.com" || strings.Join(s.Origins, " ") != "https://a.example.com https://b.example.com" || s.Port != 8000 {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestWrongValuesNameTheSetting(t *testing.T) {
	for name, value := range map[string]string{
		"CODEALIVE_TOOL_TIMEOUT": "soon",
		"CODEALIVE_IGNORE_SSL":   "perhaps",
		"TRANSPORT_MODE":         "carrier-pigeon",
		"CODEALIVE_MCP_PORT":     "70000",

		"CODEALIVE_MAX_CONCURRENT": "0",
		"CODEALIVE_CACHE_TTL":      "-1s",
		"CODEALIVE_SOURCES_TTL":    "a minute",
	} {
		if _, err := read(t, nil, map[string]string{name: value}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s=%s: %v", name, value, err)
		}
	}
}

func TestModelNeedsItsEndpointAndTheOtherWayRound(t *testing.T) {
	for _, args := range [][]string{{"--llm-base-url", "http://localhost:11434"}, {"--llm-model", "m"}} {
		if _, err := read(t, args, nil); err == nil || !strings.Contains(err.Error(), "CODEALIVE_LLM_BASE_URL") || !strings.Contains(err.Error(), "CODEALIVE_LLM_MODEL") {
			t.Errorf("%q: %v", args, err)
		}
	}
	env := map[string]string{"CODEALIVE_LLM_BASE_URL": "http://localhost:11434", "CODEALIVE_LLM_MODEL": "m", "CODEALIVE_LLM_API_KEY": "Bearer hunter2"}
	if s, err := read(t, nil, env); err != nil || s.LLMBaseURL != "http://localhost:11434" || s.LLMModel != "m" || s.LLMKey.Reveal() != "hunter2" {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestUnexpandedKeysAreRefused(t *testing.T) {
	for _, name := range []string{"CODEALIVE_LLM_API_KEY", "CODEALIVE_ENGINE_KEY"} {
		if _, err := read(t, nil, map[string]string{name: "${SOME_KEY}"}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSecretNeverShows(t *testing.T) {
	s := Settings{APIKey: "hunter2"}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "settings", s, "key", s.APIKey)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "settings", s, "key", s.APIKey)
	asJSON, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{fmt.Sprintf("%v %+v %#v %s %q", s, s, s, s.APIKey, s.APIKey), log.String(), string(asJSON)} {
		if strings.Contains(text, "hunter2") || !strings.Contains(text, redacted) {
			t.Errorf("not redacted: %s", text)
		}
	}
}

func TestBackendSelection(t *testing.T) {
	const key = "ca_0123456789_abc"
	for _, c := range []struct {
		name    string
		s       Settings
		want    BackendKind
		problem string
	}{
		{"1 local wins over a key", Settings{Local: Dirs{"/x"}, APIKey: key}, EngineDirs, ""},
		{"1 local wins over HTTP", Settings{Local: Dirs{"/x"}, Transport: HTTP}, EngineDirs, ""},
		{"2 a key", Settings{APIKey: key}, Service, ""},
		{"2 a key with its scheme", Settings{APIKey: "Bearer " + key}, Service, ""},
		{"2 a key and a base URL", Settings{APIKey: key, BaseURL: "https://code.example.com/api"}, Service, ""},
		{"3 a base URL alone", Settings{BaseURL: "https://code.example.com"}, Unusable, "https://code.example.com/settings/api-keys"},
		{"3 braces", Settings{APIKey: "${CODEALIVE_API_KEY}"}, Unusable, "did not expand"},
		{"3 no braces", Settings{APIKey: "$CODEALIVE_API_KEY"}, Unusable, "did not expand"},
		{"3 env:", Settings{APIKey: "${env:CODEALIVE_API_KEY}"}, Unusable, "did not expand"},
		{"3 input:", Settings{APIKey: "${input:key}"}, Unusable, "did not expand"},
		{"3 secrets", Settings{APIKey: "${{ secrets.KEY }}"}, Unusable, "did not expand"},
		{"3 windows", Settings{APIKey: "%CODEALIVE_API_KEY%"}, Unusable, "did not expand"},
		{"3 opencode", Settings{APIKey: "{env:CODEALIVE_API_KEY}"}, Unusable, "did not expand"},
		{"4 nothing", Settings{}, EngineDiscover, ""},
		{"4 blank", Settings{APIKey: "  "}, EngineDiscover, ""},
		{"4 MCPB's unfilled field", Settings{APIKey: "${user_config.api_key}"}, EngineDiscover, ""},
		{"5 HTTP", Settings{Transport: HTTP}, PerRequest, ""},
		{"5 HTTP ignores the key", Settings{Transport: HTTP, APIKey: key}, PerRequest, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, err := c.s.Backend()
			if err != nil || b.Kind != c.want {
				t.Fatalf("got %v, %v", b.Kind, err)
			}
			if c.want == Unusable && (!errors.Is(b.Problem, codealive.ErrNoKey) || !strings.Contains(b.Problem.Error(), c.problem)) {
				t.Errorf("problem %v", b.Problem)
			}
			if c.want == Service && b.Key.Reveal() != key {
				t.Errorf("key %q", b.Key.Reveal())
			}
			if (c.want == PerRequest && c.s.APIKey != "") != (b.Warning != "") {
				t.Errorf("warning %q", b.Warning)
			}
		})
	}
	if _, err := (Settings{APIKey: key, BaseURL: "code.example.com"}).Backend(); err == nil || !strings.Contains(err.Error(), "CODEALIVE_BASE_URL") {
		t.Errorf("a base URL without scheme: %v", err)
	}
}
