package doctor

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

// generations says which generations of the API answer, and whether
// CODEALIVE_API allows one of them.
func generations(ctx context.Context, e *exam) []Finding {
	switch {
	case e.calls == 0:
		return skipped("no call was made")
	case e.rest != nil && !errors.Is(e.rest, codealive.ErrNoRoute):
		return skipped("the first call failed, and another one would be lost")
	case !e.askedTools:
		_, _ = e.askTools(ctx) // the error is kept
	}
	rest, tools := e.rest == nil, e.tools == nil
	var api *codealive.APIError
	if errors.As(e.tools, &api) && api.Kind == codealive.KindTool {
		tools = true // it answers, if with a complaint
	}
	found := fmt.Sprintf("REST %s, the Tool API %s", e.answers(e.rest, rest), e.answers(e.tools, tools))
	switch {
	case !rest && !tools:
		return skipped("neither generation answers")
	case !rest && e.set.API == "rest":
		return problem(found+", but CODEALIVE_API is rest", "set CODEALIVE_API to auto")
	case !tools && e.set.API == "tools":
		return problem(found+", but CODEALIVE_API is tools", "set CODEALIVE_API to auto")
	case !tools && errors.Is(e.tools, codealive.ErrNoRoute):
		return warning(found+": get_file_tree, read_file, get_repository_ontology, get_artifact_query_schema and query_artifact_metadata cannot work",
			"set CODEALIVE_MCP_EXCLUDE_TOOLS to those names, or use a newer CodeAlive")
	case !tools:
		return warning(found, "run doctor again; if it lasts, tell the operator of the service")
	}
	return ok(found)
}

// answers words one generation.
func (e *exam) answers(err error, yes bool) string {
	var api *codealive.APIError
	switch {
	case yes:
		return "answers"
	case errors.Is(err, codealive.ErrNoRoute):
		return "is not there"
	case errors.As(err, &api) && api.Status != 0:
		return fmt.Sprintf("fails with status %d", api.Status)
	}
	return "fails: " + reason(err)
}

// quota tells what the rate headers said.
func quota(_ context.Context, e *exam) []Finding {
	q := e.quota
	if e.calls == 0 {
		return skipped("no call was made")
	}
	var parts []string
	if q.Known {
		parts = append(parts, fmt.Sprintf("%d calls remain", q.Remaining))
	}
	if q.Limit > 0 {
		parts = append(parts, fmt.Sprintf("%d an hour", q.Limit))
	}
	if !q.Reset.IsZero() {
		parts = append(parts, "reset at "+q.Reset.UTC().Format("15:04:05 MST"))
	}
	found := strings.Join(parts, ", ")
	switch {
	case found == "":
		return ok("the service does not say")
	case q.Known && q.Remaining == 0:
		return problem(found, "wait until then, or use a plan with more calls")
	case q.Known && q.Limit > 0 && q.Remaining*10 < q.Limit:
		return warning(found, "less than a tenth is left: combine questions, or use a plan with more calls")
	}
	return ok(found)
}

// slow is an answer to a list that makes one expect timeouts of searches.
const slow = 5 * time.Second

// latency tells the times of connection and answers apart.
func latency(ctx context.Context, e *exam) []Finding {
	x := e.exchange(ctx)
	to := "connection"
	if e.proxy != nil {
		to = "connection to the proxy"
	}
	parts := []string{fmt.Sprintf("lookup %s, %s %s", short(e.lookupIn), to, short(e.dialIn))}
	if x.tls != nil {
		parts = append(parts, "TLS "+short(x.tlsIn))
	}
	parts = append(parts, "answer without a key "+short(x.answerIn))
	found := strings.Join(append(parts, e.timing...), ", ")
	if x.answerIn > slow {
		return warning(found, "the service or the network is slow: if calls end without an answer, set CODEALIVE_TOOL_TIMEOUT above 300s")
	}
	return ok(found)
}
