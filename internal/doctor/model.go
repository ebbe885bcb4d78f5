package doctor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine"
	"github.com/codealive-mcp/codealive-mcp/internal/loopback"
	"github.com/codealive-mcp/codealive-mcp/internal/nearest"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

const modelSetting = "CODEALIVE_LLM_BASE_URL"

// model asks the endpoint for its models, which nobody bills.
func model(ctx context.Context, e *exam) []Finding {
	if e.set.LLMBaseURL == "" {
		return ok("none: chat answers with the evidence alone")
	}
	to, err := engine.ModelsURL(e.set.LLMBaseURL)
	if err != nil {
		return problem(modelSetting+": "+err.Error(), "correct "+modelSetting)
	}
	t, err := codealive.NewTransport(e.set.CAFile, false) // as the engine makes it
	if err != nil {
		return problem("CODEALIVE_CA_FILE: "+err.Error(), "set CODEALIVE_CA_FILE to a PEM file with certificates, or remove it")
	}
	if e.Proxy != nil {
		t.Proxy = e.Proxy
	}
	defer t.CloseIdleConnections()
	x := send(ctx, t, to, "codealive-mcp", e.set.LLMKey.Reveal(), e.Step)
	if x.err != nil {
		return notReached(x, to.Host, e.set.CAFile)
	}
	found := fmt.Sprintf("%s at %s was reached", e.set.LLMModel, to.Host)
	switch status := x.status; {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return problem(fmt.Sprintf("%s refuses the key (%d)", to.Host, status), "set CODEALIVE_LLM_API_KEY to a key of that endpoint")
	case status >= 500:
		return problem(fmt.Sprintf("%s fails with status %d", to.Host, status), "check that the endpoint is up")
	case status != http.StatusOK:
		return ok(fmt.Sprintf("%s; it lists no models (%d)", found, status))
	}
	if to.Scheme == "http" && !loopback.Host(to.Host) {
		return warning(found+"; key and code travel unencrypted", "set "+modelSetting+" to https:// if the endpoint can do that")
	}
	return e.listed(x.body, to.Host)
}

// listed judges the list of models.
func (e *exam) listed(body []byte, host string) []Finding {
	var list struct {
		Data []struct {
			ID string `json:"id"`
		} `json:"data"`
	}
	found := fmt.Sprintf("%s at %s was reached", e.set.LLMModel, host)
	if json.Unmarshal(body, &list) != nil || len(list.Data) == 0 {
		return ok(found)
	}
	var ids []string
	for _, m := range list.Data {
		ids = append(ids, safe.Line(m.ID, 80))
	}
	// A name without a tag means the latest, at some endpoints.
	if slices.Contains(ids, e.set.LLMModel) || slices.Contains(ids, e.set.LLMModel+":latest") {
		return ok(found + ", and has that model")
	}
	fix := "set CODEALIVE_LLM_MODEL to one that it lists: " + strings.Join(ids[:min(len(ids), 8)], ", ")
	if near := nearest.Name(e.set.LLMModel, ids); near != "" {
		fix = "set CODEALIVE_LLM_MODEL to " + near
	}
	return warning(fmt.Sprintf("%s was reached, and does not list the model %s", host, e.set.LLMModel), fix)
}

// notReached says how far a request to the endpoint came.
func notReached(x *exchange, host, caFile string) []Finding {
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case errors.As(x.err, &dns):
		return problem(dns.Name+" cannot be resolved: "+dnsReason(x.err), "correct the host in "+modelSetting)
	case x.handshake && x.tls == nil:
		return untrusted(x.err, host, modelSetting, caFile)
	case errors.As(x.err, &op) && op.Op == "dial":
		return problem(host+" takes no connection: "+reason(op.Err), "start the model's server, or correct host and port in "+modelSetting)
	}
	return problem(host+" does not answer: "+reason(x.err), "check that a model's server runs at "+modelSetting)
}
