package doctor

import (
	"context"
	"fmt"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/internal/settings"
)

// chosenBackend says who answers the tools, and by which rule.
func chosenBackend(_ context.Context, e *exam) []Finding {
	b := e.backend
	if e.backendErr != nil {
		return problem(e.backendErr.Error(), "write CODEALIVE_BASE_URL as https://host[/prefix], or remove it for CodeAlive's own service")
	}
	switch b.Kind {
	case settings.EngineDirs:
		found := "the embedded engine over named directories: " + from(e.given("CODEALIVE_LOCAL"))
		if e.set.CheckKey() != "" {
			found += "; CODEALIVE_API_KEY is not used"
		}
		return ok(found)
	case settings.EngineDiscover:
		return ok("the embedded engine over the checkout that the MCP client has open: neither CODEALIVE_API_KEY nor CODEALIVE_LOCAL is set")
	case settings.Service:
		return e.unusedModel(fmt.Sprintf("the CodeAlive service at %s: CODEALIVE_API_KEY is set", b.BaseURL))
	case settings.PerRequest:
		return e.unusedModel(fmt.Sprintf("the CodeAlive service at %s, with the key that each HTTP request brings: TRANSPORT_MODE is http and CODEALIVE_LOCAL is not set", b.BaseURL))
	case settings.Unusable:
	}
	_, fix, _ := strings.Cut(b.Problem.Error(), ": ")
	what, fix, _ := strings.Cut(fix, "; ")
	return problem("nobody: every call answers with an error, since "+what, fix)
}

func (e *exam) unusedModel(found string) []Finding {
	if e.set.LLMBaseURL != "" {
		return warning(found+"; CODEALIVE_LLM_BASE_URL has no effect, since the service has a model of its own", "remove CODEALIVE_LLM_BASE_URL and CODEALIVE_LLM_MODEL")
	}
	return ok(found)
}

const badBase = "CODEALIVE_BASE_URL cannot be used"

func noService(e *exam) string {
	switch {
	case e.backendErr != nil:
		return badBase
	case e.backend.Kind == settings.EngineDirs, e.backend.Kind == settings.EngineDiscover:
		return "the embedded engine answers"
	}
	return ""
}

func noEngine(e *exam) string {
	switch {
	case e.backendErr != nil:
		return badBase
	case e.backend.Kind == settings.EngineDirs, e.backend.Kind == settings.EngineDiscover:
		return ""
	}
	return "the embedded engine is not used"
}
