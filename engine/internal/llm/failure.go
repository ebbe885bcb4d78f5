package llm

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// What to check, by the name of the setting.
const (
	checkURL         = "Check CODEALIVE_LLM_BASE_URL: /chat/completions is appended to it, after /v1 if it has no path."
	checkModel       = "Check CODEALIVE_LLM_MODEL and the endpoint's log."
	checkURLAndModel = "Check CODEALIVE_LLM_MODEL and CODEALIVE_LLM_BASE_URL."
)

// detailRunes bounds what is shown of an endpoint's own words.
const detailRunes = 200

var (
	errSilent  = errors.New("silent")
	errThought = errors.New("no word")
)

// Failure says why a model did not answer, or not to the end. It never holds
// the key.
type Failure struct {
	What   string // with the host
	Detail string // the endpoint's own words, which may repeat the question; or ""
	Check  string // what to do
}

func (f *Failure) Error() string {
	if f.Detail == "" {
		return f.What + ". " + f.Check
	}
	return f.What + ": " + strings.TrimRight(f.Detail, ".") + ". " + f.Check
}

func (c *Client) fail(what, detail, check string) *Failure {
	return &Failure{What: c.Host() + " " + strings.TrimRight(what, "."), Detail: detail, Check: check}
}

// refused words an answer that is not of status 200.
func (c *Client) refused(resp *http.Response, body []byte) *Failure {
	detail := c.detail(body)
	status := func(what string) string { return fmt.Sprintf("%s (%d)", what, resp.StatusCode) }
	switch code := resp.StatusCode; {
	case code == http.StatusUnauthorized && c.key == "":
		return c.fail(status("wants a key"), detail, "Set CODEALIVE_LLM_API_KEY.")
	case code == http.StatusUnauthorized, code == http.StatusForbidden:
		return c.fail(status("refused the key"), detail, "Check CODEALIVE_LLM_API_KEY, and whether it may use the model.")
	case code == http.StatusNotFound, code == http.StatusMethodNotAllowed:
		what := fmt.Sprintf("knows no model %q or no path %s (%d)", c.Model, c.url.Path, code)
		return c.fail(what, detail, checkURLAndModel)
	case code == http.StatusTooManyRequests:
		check := "Ask again later."
		if after := resp.Header.Get("Retry-After"); after != "" {
			check = "Ask again later (Retry-After: " + c.clean(after) + ")."
		}
		return c.fail(status("is out of quota or busy"), detail, check)
	case code >= 300 && code < 400:
		to, err := resp.Location()
		if err != nil {
			return c.fail(status("redirects"), detail, checkURL)
		}
		where := c.clean(to.Scheme + "://" + to.Host)
		return c.fail(status("redirects to "+where+", which is not followed"), "", "Write the new address into CODEALIVE_LLM_BASE_URL.")
	case code >= 500:
		return c.fail(status("failed"), detail, "Ask again later, or check the endpoint's log.")
	}
	return c.fail(status("refused the request"), detail, checkURLAndModel)
}

// unreachable words an error before any answer.
func (c *Client) unreachable(caller, inner context.Context, err error) error {
	var cert *tls.CertificateVerificationError
	switch {
	case caller.Err() != nil:
		return context.Cause(caller)
	case errors.Is(context.Cause(inner), errSilent):
		return c.fail("sent nothing for "+maxSilence.String(), "", "Check that it runs and has the model loaded, or choose a faster one with CODEALIVE_LLM_MODEL.")
	case errors.Is(context.Cause(inner), errThought):
		return c.late()
	case errors.As(err, &cert):
		return c.fail("has a certificate that is not trusted", c.clean(cert.Error()), "CODEALIVE_CA_FILE names one to trust.")
	}
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return c.fail("cannot be reached", c.clean(err.Error()), "Check CODEALIVE_LLM_BASE_URL, the proxy variables, and that the endpoint runs.")
}

func (c *Client) late() *Failure {
	return c.fail("sent no word of an answer for "+maxThought.String(), "", "Choose a faster model with CODEALIVE_LLM_MODEL.")
}

// broken words an error in the middle of an answer.
func (c *Client) broken(caller, inner context.Context, err error) error {
	switch {
	case caller.Err() != nil:
		return context.Cause(caller)
	case errors.Is(context.Cause(inner), errSilent):
		return c.fail("fell silent for "+maxSilence.String(), "", "Ask again, or check the endpoint's log.")
	case errors.Is(context.Cause(inner), errThought):
		return c.late()
	}
	return c.fail("ended the connection early", c.clean(err.Error()), "Ask again, or check the endpoint's log.")
}

// detail finds the message in an error body of any of the usual forms.
func (c *Client) detail(body []byte) string {
	var o map[string]any
	if json.Unmarshal(body, &o) != nil {
		if text := strings.TrimSpace(string(body)); !strings.HasPrefix(text, "<") {
			return c.clean(text)
		}
		return ""
	}
	if inner, ok := o["error"].(map[string]any); ok {
		o = inner
	}
	for _, name := range []string{"message", "error", "detail"} {
		if text, ok := o[name].(string); ok && text != "" {
			return c.clean(text)
		}
	}
	return ""
}

// clean makes foreign words fit to show: one line, short, without the key. The
// key goes before they are cut, which would leave a part of it, and after what
// is hidden is gone, which could stand in the middle of it.
func (c *Client) clean(s string) string {
	return strings.ReplaceAll(safe.Clip(c.hide(safe.OneLine(s)), detailRunes), "`", "'")
}

func (c *Client) hide(s string) string {
	if c.key == "" {
		return s
	}
	return strings.ReplaceAll(s, c.key, "[redacted]")
}
