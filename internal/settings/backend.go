package settings

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

// The transports.
const (
	Stdio = "stdio"
	HTTP  = "http"
)

// BackendKind says who answers.
type BackendKind string

// The kinds of backend.
const (
	EngineDirs     BackendKind = "engine"           // the embedded engine over named directories
	EngineDiscover BackendKind = "engine-discover"  // the embedded engine over the checkout around the caller
	Service        BackendKind = "service"          // CodeAlive, with one key
	PerRequest     BackendKind = "service-per-call" // CodeAlive, with the key each HTTP request brings
	Unusable       BackendKind = "unusable"         // the server starts, and every call answers with Problem
)

// Backend is the outcome of the settings.
type Backend struct {
	Kind    BackendKind
	Dirs    []string // of EngineDirs
	BaseURL *url.URL // of the service kinds
	Key     Secret   // of Service
	Problem error    // of Unusable: what to fix
	Warning string   // for the log
}

// Backend decides who answers. Its error is a setting that no call could work with.
func (s Settings) Backend() (Backend, error) {
	if len(s.Local) > 0 {
		return Backend{Kind: EngineDirs, Dirs: s.Local}, nil
	}
	base, err := codealive.ParseBaseURL(s.BaseURL)
	if err != nil {
		return Backend{}, fmt.Errorf("CODEALIVE_BASE_URL (--base-url): %w", err)
	}
	key, state := readKey(s.APIKey)
	if s.Transport == HTTP {
		b := Backend{Kind: PerRequest, BaseURL: base}
		if state != keyUnset {
			b.Warning = "CODEALIVE_API_KEY is ignored over HTTP: each request brings its own key as Authorization: Bearer"
		}
		return b, nil
	}
	switch {
	case state == keyUsable:
		return Backend{Kind: Service, BaseURL: base, Key: key}, nil
	case state == keyUnexpanded:
		return unusable(base, "CODEALIVE_API_KEY is still a reference that your MCP client did not expand; write the key itself, or set the variable where the client starts"), nil
	case s.BaseURL != "":
		return unusable(base, fmt.Sprintf("CODEALIVE_BASE_URL is set but CODEALIVE_API_KEY is not; make a key at %s/settings/api-keys, or unset both to search local checkouts", base)), nil
	}
	return Backend{Kind: EngineDiscover}, nil
}

func unusable(base *url.URL, problem string) Backend {
	return Backend{Kind: Unusable, BaseURL: base, Problem: fmt.Errorf("%w: %s", codealive.ErrNoKey, problem)}
}

type keyState int

const (
	keyUnset keyState = iota
	keyUnexpanded
	keyUsable
)

// unexpanded matches references as MCP clients write them: ${X}, $X, %X%, {env:X}, ${{ x }}.
var unexpanded = regexp.MustCompile(`^(\$\{.*\}|\$\w+|%\w+%|\{env:.*\})$`)

// readKey decides what a credential is. Only credentials get this treatment.
func readKey(key Secret) (Secret, keyState) {
	text := strings.TrimSpace(key.Reveal())
	text = strings.TrimSpace(strings.TrimPrefix(text, "Bearer "))
	switch {
	case text == "", strings.HasPrefix(text, "${user_config."):
		return "", keyUnset
	case unexpanded.MatchString(text):
		return "", keyUnexpanded
	}
	return Secret(text), keyUsable
}
