package settings

import (
	"flag"
	"slices"
	"testing"

	"github.com/sethvargo/go-envconfig"
)

// sources are the lookupers of a command line and an environment.
func sources(t *testing.T, args []string, env map[string]string) (flags, environment envconfig.Lookuper) {
	t.Helper()
	fs := flag.NewFlagSet("test", flag.ContinueOnError)
	flags = Flags(fs)
	if err := fs.Parse(args); err != nil {
		t.Fatal(err)
	}
	return flags, envconfig.MapLookuper(env)
}

func TestTracesTellWhereAValueCameFrom(t *testing.T) {
	flags, env := sources(t, []string{"--api-key", " ", "--port", "9000", "--llm-model", ""}, map[string]string{
		"CODEALIVE_API_KEY": "Bearer ${KEY}", "CODEALIVE_MCP_PORT": "1", "CODEALIVE_BASE_URL": " ", "DEBUG_MODE": "yes",
	})
	got := map[string]Trace{}
	for _, trace := range Traces(flags, env) {
		got[trace.Env] = trace
	}
	for name, want := range map[string]Trace{
		"CODEALIVE_API_KEY":   {From: FromEnv, Text: "Bearer ${KEY}", Reference: true},
		"CODEALIVE_MCP_PORT":  {From: FromFlag, Text: "9000"},
		"CODEALIVE_BASE_URL":  {From: FromDefault, Blank: true},
		"CODEALIVE_LLM_MODEL": {From: FromDefault, Blank: true},
		"CODEALIVE_MCP_HOST":  {From: FromDefault},
		"DEBUG_MODE":          {From: FromEnv, Text: "yes"},
	} {
		want.Field = got[name].Field
		if got[name] != want || want.Env != name {
			t.Errorf("%s: got %+v", name, got[name])
		}
	}
	if !got["CODEALIVE_ENGINE_KEY"].IsSecret || got["CODEALIVE_BASE_URL"].IsSecret {
		t.Error("it is not told which settings are secret")
	}
}

func TestReadRestTellsAllFaultsAndReadsTheRest(t *testing.T) {
	flags, env := sources(t, []string{"--port", "70000"}, map[string]string{
		"CODEALIVE_API_KEY": "k", "CODEALIVE_TOOL_TIMEOUT": "soon", "TRANSPORT_MODE": "sse", "CODEALIVE_LLM_MODEL": "m",
		"CODEALIVE_API": "v3", "CODEALIVE_ENGINE_KEY": "${X}", "CODEALIVE_LLM_API_KEY": "$Y", "CODEALIVE_IGNORE_SSL": "perhaps",
	})
	s, faults := ReadRest(flags, env)
	var names []string
	for _, f := range faults {
		if f.Err == nil {
			t.Errorf("%s without an error", f.Env)
		}
		names = append(names, f.Env)
	}
	slices.Sort(names)
	want := []string{"CODEALIVE_API", "CODEALIVE_ENGINE_KEY", "CODEALIVE_IGNORE_SSL", "CODEALIVE_LLM_API_KEY", "CODEALIVE_LLM_MODEL",
		"CODEALIVE_MCP_PORT", "CODEALIVE_TOOL_TIMEOUT", "TRANSPORT_MODE"}
	if !slices.Equal(names, want) {
		t.Errorf("faults of %q", names)
	}
	if s.CheckKey() != "k" || s.Transport != Stdio || s.Port != 8000 || s.API != "auto" {
		t.Errorf("the rest is %+v", s)
	}
	if _, faults = ReadRest(sources(t, nil, nil)); faults != nil {
		t.Errorf("%v", faults)
	}
}
