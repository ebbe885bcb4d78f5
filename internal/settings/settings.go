// Package settings reads every setting of the program once: flags first, then
// the environment.
package settings

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/sethvargo/go-envconfig"
)

// Settings are all there are. The tags feed the flags and the README too:
// flag names the command-line flag, help is one sentence.
type Settings struct {
	APIKey      Secret        `env:"CODEALIVE_API_KEY" flag:"api-key" help:"Key of the CodeAlive service. Without one, the embedded engine answers from local checkouts."`
	BaseURL     string        `env:"CODEALIVE_BASE_URL" flag:"base-url" help:"The service; default https://app.codealive.ai. A trailing /api is accepted."`
	Local       Dirs          `env:"CODEALIVE_LOCAL" flag:"local" help:"Directory for the embedded engine, used even when a key is set. Repeat the flag, or separate with the system's path list separator."`
	CacheDir    string        `env:"CODEALIVE_CACHE_DIR" flag:"cache-dir" help:"Where the embedded engine keeps its indexes; default is the user's cache directory."`
	LLMBaseURL  string        `env:"CODEALIVE_LLM_BASE_URL" flag:"llm-base-url" help:"OpenAI-compatible endpoint of a model that answers chat over the embedded engine. /chat/completions is appended, after /v1 if the URL has no path."`
	LLMModel    string        `env:"CODEALIVE_LLM_MODEL" flag:"llm-model" help:"The model, as that endpoint calls it."`
	LLMKey      Secret        `env:"CODEALIVE_LLM_API_KEY" flag:"llm-api-key" help:"Key of that endpoint, if it wants one. It goes nowhere else."`
	ToolTimeout time.Duration `env:"CODEALIVE_TOOL_TIMEOUT, default=300s" flag:"tool-timeout" help:"Longest time for one tool call, such as 90s."`
	AtOnce      Count         `env:"CODEALIVE_MAX_CONCURRENT, default=5" flag:"max-concurrent" help:"Requests of one key to the service at a time; the others wait for their turn. Plans allow 5 to 50."`
	SourcesTTL  time.Duration `env:"CODEALIVE_SOURCES_TTL, default=60s" flag:"sources-ttl" help:"How long the service's list of data sources is used again; 0 for not at all."`
	CacheTTL    time.Duration `env:"CODEALIVE_CACHE_TTL, default=30s" flag:"cache-ttl" help:"How long an answer of the service to an equal search or fetch of the same key is used again; 0 for not at all."`
	NoCache     Bool          `env:"CODEALIVE_NO_CACHE" flag:"no-cache" help:"Ask the service anew each time: no answer is used again or shared by equal calls."`
	CAFile      string        `env:"CODEALIVE_CA_FILE" flag:"ca-file" help:"PEM file with certificates to trust besides the system's."`
	IgnoreSSL   Bool          `env:"CODEALIVE_IGNORE_SSL" flag:"ignore-ssl" help:"Do not verify the service's certificate. For tests only."`
	Transport   string        `env:"TRANSPORT_MODE, default=stdio" flag:"transport" help:"stdio, or http for streamable HTTP at /mcp and /api."`
	Host        string        `env:"CODEALIVE_MCP_HOST, default=127.0.0.1" flag:"host" help:"Address to listen on over HTTP."`
	Port        Port          `env:"CODEALIVE_MCP_PORT, default=8000" flag:"port" help:"Port to listen on over HTTP; 0 takes a free one."`
	Hosts       List          `env:"CODEALIVE_MCP_ALLOWED_HOSTS" flag:"allowed-host" help:"Host names that HTTP requests may use besides loopback; repeat the flag, or separate by commas."`
	Origins     List          `env:"CODEALIVE_MCP_ALLOWED_ORIGINS" flag:"allowed-origin" help:"Origins of web pages that may call over HTTP; repeat the flag, or separate by commas."`
	EngineKey   Secret        `env:"CODEALIVE_ENGINE_KEY" flag:"engine-key" help:"Bearer key that HTTP requests need when the embedded engine answers; required beyond loopback."`
	API         string        `env:"CODEALIVE_API, default=auto" flag:"api" help:"Generation of the service's API: auto takes REST and, where that is missing, the Tool API; rest or tools takes one only."`
	Tools       List          `env:"CODEALIVE_MCP_TOOLS" flag:"tools" help:"Offer only these tools; repeat the flag, or separate by commas."`
	NoTools     List          `env:"CODEALIVE_MCP_EXCLUDE_TOOLS" flag:"exclude-tools" help:"Offer all tools but these; repeat the flag, or separate by commas."`
	Structured  Bool          `env:"CODEALIVE_MCP_STRUCTURED" flag:"structured" help:"Send results as structured data besides the text. Over HTTP, a request's header X-CodeAlive-Structured: true asks for it."`
	Debug       Bool          `env:"DEBUG_MODE" flag:"debug" help:"Log every call to standard error, without questions or code."`
}

// Secret is text that never shows in logs or messages.
type Secret string

const redacted = "[redacted]"

// String hides the text, so that fmt and slog do.
func (s Secret) String() string { return redacted }

// GoString hides the text from %#v.
func (s Secret) GoString() string { return redacted }

// MarshalText hides the text from encoding/json and slog's JSON handler.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// Reveal is the text itself.
func (s Secret) Reveal() string { return string(s) }

// Dirs is a list of directories in the form of PATH.
type Dirs []string

// EnvDecode splits the list and makes each directory absolute.
func (d *Dirs) EnvDecode(text string) error {
	for _, dir := range filepath.SplitList(text) {
		if dir = strings.TrimSpace(dir); dir == "" {
			continue
		}
		abs, err := filepath.Abs(dir)
		if err != nil {
			return err
		}
		*d = append(*d, abs)
	}
	return nil
}

// List is texts separated by commas.
type List []string

// EnvDecode splits the list.
func (l *List) EnvDecode(text string) error {
	for _, item := range strings.Split(text, listSeparator) {
		if item = strings.TrimSpace(item); item != "" {
			*l = append(*l, item)
		}
	}
	return nil
}

const listSeparator = ","

// Port is a TCP port.
type Port uint16

// EnvDecode reads the number.
func (p *Port) EnvDecode(text string) error {
	n, err := strconv.ParseUint(text, 10, 16)
	*p = Port(n)
	return err
}

// Count is a number above zero.
type Count uint16

// EnvDecode reads the number.
func (c *Count) EnvDecode(text string) error {
	n, err := strconv.ParseUint(text, 10, 16)
	if err == nil && n == 0 {
		err = errors.New("expected a number above zero")
	}
	*c = Count(n)
	return err
}

// Bool also reads yes and no, as the vendor's server does.
type Bool bool

// EnvDecode reads the value.
func (b *Bool) EnvDecode(text string) error {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "true", "1", "yes", "on":
		*b = true
	case "false", "0", "no", "off", "":
		*b = false
	default:
		return fmt.Errorf("expected true or false")
	}
	return nil
}

// Read fills Settings; flags win over the environment. The error names the
// variable and the flag.
func Read(flags, env envconfig.Lookuper) (Settings, error) {
	var s Settings
	err := envconfig.ProcessWith(context.Background(), &envconfig.Config{
		Target:   &s,
		Lookuper: envconfig.MultiLookuper(notBlank(flags), notBlank(env)),
	})
	if err != nil {
		return s, describe(err)
	}
	// A reference that nobody expanded would be a key that anyone can guess.
	for _, c := range []struct {
		name string
		key  *Secret
	}{{"CODEALIVE_LLM_API_KEY (--llm-api-key)", &s.LLMKey}, {"CODEALIVE_ENGINE_KEY (--engine-key)", &s.EngineKey}} {
		var state keyState
		if *c.key, state = readKey(*c.key); state == keyUnexpanded {
			return s, fmt.Errorf("%s is still a reference that was not expanded; write the key itself", c.name)
		}
	}
	return s, s.check()
}

func (s Settings) check() error {
	switch {
	case s.Transport != Stdio && s.Transport != HTTP:
		return fmt.Errorf("TRANSPORT_MODE (--transport) must be stdio or http")
	case s.API != "auto" && s.API != "rest" && s.API != "tools":
		return fmt.Errorf("CODEALIVE_API (--api) must be auto, rest or tools")
	case s.ToolTimeout <= 0:
		return fmt.Errorf("CODEALIVE_TOOL_TIMEOUT (--tool-timeout) must be above zero, such as 300s")
	case s.SourcesTTL < 0 || s.CacheTTL < 0:
		return fmt.Errorf("CODEALIVE_SOURCES_TTL (--sources-ttl) and CODEALIVE_CACHE_TTL (--cache-ttl) must not be below zero; 0 switches them off")
	case (s.LLMBaseURL == "") != (s.LLMModel == ""):
		return fmt.Errorf("CODEALIVE_LLM_BASE_URL (--llm-base-url) and CODEALIVE_LLM_MODEL (--llm-model) must be set together")
	}
	return nil
}

// notBlank treats a blank value as unset: installers leave such fields behind.
func notBlank(l envconfig.Lookuper) envconfig.Lookuper {
	return envconfig.LookuperFunc(func(key string) (string, bool) {
		value, ok := l.Lookup(key)
		value = strings.TrimSpace(value)
		return value, ok && value != ""
	})
}

// describe keeps the library's error from showing the value of a secret and
// names the flag beside the field.
func describe(err error) error {
	for _, f := range Fields() {
		if strings.HasPrefix(err.Error(), f.GoName+":") {
			return fmt.Errorf("%s (--%s) has a value that does not fit: %s", f.Env, f.Flag, f.Help)
		}
	}
	return err
}
