package doctor

import (
	"errors"
	"strings"
	"testing"

	"github.com/sethvargo/go-envconfig"

	"github.com/codealive-mcp/codealive-mcp/internal/settings"
)

const realForm = "ca_1234567890123_abcdefghijklmnopqrstuvwxyzABCDEFGHIJ-_01234"

func TestSettingsThatWereGiven(t *testing.T) {
	isolate(t)
	o := options(vars(
		"CODEALIVE_API_KEY", "Bearer "+realForm[:60], "CODEALIVE_LLM_API_KEY", `"quoted-key"`, "CODEALIVE_ENGINE_KEY", "two words",
		"CODEALIVE_BASE_URL", "http://127.0.0.1:1/?x=hunter22", "CODEALIVE_LLM_MODEL", "  ", "CODEALIVE_LLM_BASE_URL", "",
		"CODEALIVE_MCP_TOOLS", realForm[:60], "CODEALIVE_CACHE_DIR", "${workspaceFolder}/cache", "DEBUG_MODE", "yes",
	))
	o.Flags = envconfig.MapLookuper(vars("CODEALIVE_TOOL_TIMEOUT", "9s"))
	o.CheckTools = func(settings.Settings) error { return errors.New("no tool of that name") }
	r := Run(t.Context(), o)
	r.wellFormed(t)
	r.want(t, "settings", OK, "CODEALIVE_API_KEY from the environment: set, 60 characters, looks like a CodeAlive key")
	r.want(t, "settings", OK, "CODEALIVE_TOOL_TIMEOUT from --tool-timeout: 9s")
	r.want(t, "settings", OK, "DEBUG_MODE from the environment: yes")
	r.want(t, "settings", OK, "CODEALIVE_LLM_MODEL is set but blank")
	r.want(t, "settings", OK, "CODEALIVE_BASE_URL from the environment: http://127.0.0.1:1/?[redacted]")
	r.want(t, "settings", Warning, "CODEALIVE_LLM_API_KEY", "12 characters, in quotes", "remove the quotes")
	r.want(t, "settings", Warning, "CODEALIVE_ENGINE_KEY", "with a blank", "copy the key")
	r.want(t, "settings", Warning, "CODEALIVE_MCP_TOOLS", "looks like a CodeAlive key", "CODEALIVE_API_KEY and nowhere else")
	r.want(t, "settings", Warning, "CODEALIVE_CACHE_DIR", "did not expand", "write the value itself")
	r.want(t, "settings", Problem, "no tool of that name", "codealive-mcp tools")
	r.want(t, "backend", Problem, "must not have a query", "write CODEALIVE_BASE_URL as https://host")
	r.want(t, "service", Skipped, "CODEALIVE_BASE_URL cannot be used")
	r.want(t, "engine", Skipped, "CODEALIVE_BASE_URL cannot be used")
	if text := r.text(t); strings.Contains(text, "hunter22") || strings.Contains(text, "abcdef") || strings.Contains(text, "quoted") {
		t.Errorf("a secret shows: %s", text)
	}
}

func TestWrongSettingsDoNotEndTheRun(t *testing.T) {
	s := started(t)
	r := examine(t, env(s.URL, "CODEALIVE_TOOL_TIMEOUT", "soon", "CODEALIVE_ENGINE_KEY", "${X}", "CODEALIVE_API", "v3"))
	r.wellFormed(t)
	r.want(t, "settings", Problem, "CODEALIVE_TOOL_TIMEOUT (--tool-timeout) has a value that does not fit", "which comes from the environment")
	r.want(t, "settings", Problem, "CODEALIVE_ENGINE_KEY", "not expanded")
	r.want(t, "settings", Problem, "must be auto, rest or tools")
	r.want(t, "key", OK, "accepted")
	if r.Problems != 3 {
		t.Errorf("%d problems", r.Problems)
	}
}

func TestKeysThatAreNone(t *testing.T) {
	r := examine(t, vars("CODEALIVE_API_KEY", "${CODEALIVE_API_KEY}", "CODEALIVE_BASE_URL", "http://127.0.0.1:1"))
	r.wellFormed(t)
	r.want(t, "settings", Warning, "CODEALIVE_API_KEY", "did not expand")
	r.want(t, "backend", Problem, "nobody", "CODEALIVE_API_KEY is still a reference", "write the key itself")
	r = examine(t, vars("CODEALIVE_API_KEY", " "))
	r.want(t, "settings", Warning, "CODEALIVE_API_KEY is set but blank", "write the key into CODEALIVE_API_KEY")
	r.want(t, "backend", OK, "embedded engine")
	r = examine(t, vars("CODEALIVE_API_KEY", "${user_config.api_key}"))
	r.want(t, "settings", OK, "left empty")
	s := started(t)
	r = examine(t, vars("CODEALIVE_BASE_URL", s.URL))
	r.wellFormed(t)
	r.want(t, "backend", Problem, "CODEALIVE_BASE_URL is set but CODEALIVE_API_KEY is not", "make a key at "+s.URL+"/settings/api-keys")
	r.want(t, "answer", OK, "status 401")
	r.want(t, "key", Skipped, "there is no usable key")
	r = examine(t, env(s.URL, "CODEALIVE_API_KEY", "line\x01break"))
	r.want(t, "key", Problem, "control character", "copy the key")
	if r.Calls != 0 {
		t.Errorf("%d calls without a key", r.Calls)
	}
}

func TestMisspeltVariables(t *testing.T) {
	for name, meant := range map[string]string{
		"CODEALIVE_APIKEY":           "CODEALIVE_API_KEY",
		"codealive_api_key":          "CODEALIVE_API_KEY",
		"CODE_ALIVE_API_KEY":         "CODEALIVE_API_KEY",
		"CODALIVE_API_KEY":           "CODEALIVE_API_KEY",
		"CODEALIVE_BASEURL":          "CODEALIVE_BASE_URL",
		"CODEALIVE_BASE_ULR":         "CODEALIVE_BASE_URL",
		"CODEALIVE_LOCALS":           "CODEALIVE_LOCAL",
		"CODEALIVE_MCP_ALLOWED_HOST": "CODEALIVE_MCP_ALLOWED_HOSTS",
	} {
		r := examine(t, vars(name, "hunter22"))
		r.wellFormed(t)
		r.want(t, "variables", Warning, name+" is no setting", "the nearest is "+meant, "rename it to "+meant)
		if strings.Contains(r.text(t), "hunter22") {
			t.Errorf("the value shows: %s", r.text(t))
		}
	}
	r := examine(t, vars("CODEALIVE_TOKEN", "x"))
	r.want(t, "variables", Warning, "CODEALIVE_TOKEN is no setting", "codealive-mcp --help")
	r = examine(t, vars("CODEALIVE_API_KEY", "x", "DEBUG_NODE", "1", "CODE", "2", "HOME", "3", "API_KEY", "4"))
	r.want(t, "variables", OK)
}

func TestTheBackendAndWhy(t *testing.T) {
	dir := t.TempDir()
	examine(t, vars("CODEALIVE_LOCAL", dir, "CODEALIVE_API_KEY", "some-key")).want(t, "backend", OK, "embedded engine over named directories", "CODEALIVE_LOCAL from the environment", "CODEALIVE_API_KEY is not used")
	examine(t, nil).want(t, "backend", OK, "neither CODEALIVE_API_KEY nor CODEALIVE_LOCAL is set")
	r := examine(t, env("http://127.0.0.1:1", "CODEALIVE_LLM_BASE_URL", "http://127.0.0.1:1", "CODEALIVE_LLM_MODEL", "m"))
	r.want(t, "backend", Warning, "CODEALIVE_LLM_BASE_URL has no effect", "remove CODEALIVE_LLM_BASE_URL")
}
