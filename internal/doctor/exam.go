package doctor

import (
	"net/http"
	"net/url"
	"time"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/internal/settings"
)

// exam is what the checks of one run know, each from those before it.
type exam struct {
	Options
	traces []settings.Trace
	set    settings.Settings // without what is wrong in them
	faults []settings.Fault
	scrub  scrubber

	backend    settings.Backend
	backendErr error

	transport *http.Transport // as the server would use; nil if CODEALIVE_CA_FILE cannot be used
	proxy     *url.URL        // of the base URL, nil for none
	lookupIn  time.Duration
	dialIn    time.Duration
	first     *exchange // the request without a key, once it was made

	calls       int // with the key
	quota       codealive.Quota
	timing      []string
	rest, tools error // of the two generations, once asked
	askedTools  bool
}

func newExam(o Options) *exam {
	e := &exam{Options: o, traces: settings.Traces(o.Flags, o.Env)}
	e.set, e.faults = settings.ReadRest(o.Flags, o.Env)
	e.scrub = newScrubber(e.traces, o.Environ)
	e.backend, e.backendErr = e.set.Backend()
	if t, err := codealive.NewTransport(e.set.CAFile, bool(e.set.IgnoreSSL)); err == nil {
		e.transport = t
		if o.Proxy != nil {
			t.Proxy = o.Proxy
		}
	}
	return e
}

func (e *exam) close() {
	if e.transport != nil {
		e.transport.CloseIdleConnections()
	}
}

// given is the setting of that variable.
func (e *exam) given(env string) settings.Trace {
	for _, t := range e.traces {
		if t.Env == env {
			return t
		}
	}
	return settings.Trace{}
}
