package doctor

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestAHostThatDoesNotResolve(t *testing.T) {
	r := examine(t, env("https://code.invalid"))
	r.wellFormed(t)
	r.want(t, "dns", Problem, "code.invalid cannot be resolved", "check the spelling in CODEALIVE_BASE_URL")
	for _, check := range []string{"tcp", "tls", "answer", "key", "generations", "quota", "latency"} {
		r.want(t, check, Skipped, "because dns has a problem")
	}
	if r.Problems != 1 || r.Healthy {
		t.Errorf("%d problems", r.Problems)
	}
}

// closed is an address of loopback where nobody listens.
func closed(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func TestAClosedPort(t *testing.T) {
	at := closed(t)
	r := examine(t, env("http://"+at))
	r.want(t, "tcp", Problem, at+" takes no connection", "check host and port in CODEALIVE_BASE_URL")
	r.want(t, "tls", Skipped, "because tcp has a problem")
}

// through runs all checks with that proxy.
func through(t *testing.T, base, proxy string) Report {
	t.Helper()
	isolate(t)
	o := options(env(base))
	o.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse(proxy) }
	o.Environ = append(o.Environ, "HTTPS_PROXY="+proxy, "http_proxy="+proxy)
	return Run(t.Context(), o)
}

func TestBehindAProxyTheProxyIsLookedUp(t *testing.T) {
	r := through(t, "https://code.invalid", "http://proxy.invalid:3128")
	r.wellFormed(t)
	r.want(t, "proxy", OK, "http://proxy.invalid:3128 (HTTPS_PROXY)")
	r.want(t, "dns", Problem, "proxy.invalid cannot be resolved", "correct the host in HTTPS_PROXY")
	at := closed(t)
	through(t, "http://code.invalid", "http://"+at).want(t, "tcp", Problem, at, "check host and port in HTTP_PROXY")
}

func TestAProxyThatWorks(t *testing.T) {
	s := started(t) // a server takes requests in a proxy's form
	r := through(t, "http://code.invalid", s.URL)
	if !r.Healthy || r.Calls != 2 {
		t.Errorf("%s", r.text(t))
	}
	r.want(t, "tls", Warning, "unencrypted to code.invalid", "https://code.invalid")
	r.want(t, "latency", OK, "connection to the proxy")
}

func TestProxiesThatRefuse(t *testing.T) {
	for status, want := range map[int]string{407: "put user and password into HTTPS_PROXY", 403: "to NO_PROXY"} {
		proxy := httptest.NewServer(answer(status, "", ""))
		t.Cleanup(proxy.Close)
		r := through(t, "https://code.invalid", strings.Replace(proxy.URL, "//", "//me:hunter22@", 1))
		r.wellFormed(t)
		r.want(t, "proxy", OK, "http://[redacted]@127.0.0.1")
		r.want(t, "tls", Problem, "the proxy does not lead to code.invalid", want)
		if strings.Contains(r.text(t), "hunter22") {
			t.Errorf("the password shows: %s", r.text(t))
		}
	}
	secure := httptest.NewUnstartedServer(answer(200, "", ""))
	secure.Config.ErrorLog = quiet()
	secure.StartTLS()
	t.Cleanup(secure.Close)
	through(t, "https://code.invalid", secure.URL).want(t, "tls", Problem, "certificate of 127.0.0.1 is signed by an authority that is not trusted")
	proxy := httptest.NewServer(answer(407, "", ""))
	t.Cleanup(proxy.Close)
	through(t, "http://code.invalid", proxy.URL).want(t, "answer", Problem, "put user and password into HTTP_PROXY")
}

func TestAProxyVariableThatIsNoURL(t *testing.T) {
	isolate(t)
	o := options(env("https://code.example.com"))
	o.Proxy = func(*http.Request) (*url.URL, error) {
		return nil, fmt.Errorf("invalid proxy address %q", "http://me:hunter22@pro xy")
	}
	r := Run(t.Context(), o)
	r.wellFormed(t)
	r.want(t, "proxy", Problem, "HTTPS_PROXY is not the URL of a proxy", "NO_PROXY")
	r.want(t, "dns", Skipped, "because proxy has a problem")
	if strings.Contains(r.text(t), "hunter22") {
		t.Errorf("the password shows: %s", r.text(t))
	}
}

// Connections are taken, and then nothing comes.
func TestSilentConnectionsEndInTime(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { _, _ = io.Copy(io.Discard, c) }()
		}
	}()
	for base, check := range map[string]string{"http://": "answer", "https://": "tls"} {
		isolate(t)
		o := options(env(base + l.Addr().String()))
		o.Step = 100 * time.Millisecond
		start := time.Now()
		r := Run(t.Context(), o)
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s takes %v", check, took)
		}
		r.want(t, check, Problem, "no answer in time")
		r.want(t, "key", Skipped)
	}
}
