package doctor

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// proxyInUse finds the proxy that net/http takes for the base URL.
func proxyInUse(_ context.Context, e *exam) []Finding {
	choose := http.ProxyFromEnvironment
	if e.Proxy != nil {
		choose = e.Proxy
	}
	variable := e.proxyVariable()
	proxy, err := choose(&http.Request{URL: e.backend.BaseURL})
	if err != nil { // it may hold the password
		return problem(variable+" is not the URL of a proxy", "write it as http://host:port or http://user:password@host:port, with special characters as %XX, or add "+e.backend.BaseURL.Hostname()+" to NO_PROXY")
	}
	if e.proxy = proxy; proxy == nil {
		return ok("none for " + e.backend.BaseURL.Host)
	}
	return ok(fmt.Sprintf("%s (%s)", showURL(proxy.String()), variable))
}

func (e *exam) proxyVariable() string {
	if e.backend.BaseURL.Scheme == "http" {
		return "HTTP_PROXY"
	}
	return "HTTPS_PROXY"
}

// target is what connections are made to: the service or the proxy before it.
func (e *exam) target() *url.URL {
	if e.proxy != nil {
		return e.proxy
	}
	return e.backend.BaseURL
}

// settingOf is what names the target.
func (e *exam) settingOf() string {
	if e.proxy != nil {
		return e.proxyVariable()
	}
	return "CODEALIVE_BASE_URL"
}

func address(u *url.URL) string {
	port := u.Port()
	if port == "" {
		switch u.Scheme {
		case "http":
			port = "80"
		case "socks5", "socks5h":
			port = "1080"
		default:
			port = "443"
		}
	}
	return net.JoinHostPort(u.Hostname(), port)
}

func lookup(ctx context.Context, e *exam) []Finding {
	host := e.target().Hostname()
	if net.ParseIP(host) != nil {
		return ok(host + " is an address and needs no lookup")
	}
	ctx, cancel := context.WithTimeout(ctx, e.Step)
	defer cancel()
	start := time.Now()
	list, err := net.DefaultResolver.LookupHost(ctx, host)
	e.lookupIn = time.Since(start)
	if err != nil {
		return problem(fmt.Sprintf("%s cannot be resolved: %s", host, dnsReason(err)), e.dnsFix(host))
	}
	found := strings.Join(list[:min(len(list), 4)], ", ")
	if len(list) > 4 {
		found += fmt.Sprintf(" and %d more", len(list)-4)
	}
	if e.proxy != nil {
		host = "the proxy " + host
	}
	return ok(fmt.Sprintf("%s is %s", host, found))
}

func dnsReason(err error) string {
	var dns *net.DNSError
	switch {
	case !errors.As(err, &dns):
		return err.Error()
	case dns.IsNotFound:
		return "no such host"
	case dns.IsTimeout:
		return "no answer from the name server in time"
	}
	return dns.Err
}

func (e *exam) dnsFix(host string) string {
	if e.proxy != nil {
		return "correct the host in " + e.proxyVariable()
	}
	fix := "connect this machine to the network or VPN that knows " + host + ", or set " + e.proxyVariable() + "=http://host:port if a proxy is required"
	if e.set.BaseURL != "" {
		return "check the spelling in CODEALIVE_BASE_URL; else " + fix
	}
	return fix + "; for a service of your own set CODEALIVE_BASE_URL to its address; to work without a service set CODEALIVE_LOCAL to a directory"
}

func dial(ctx context.Context, e *exam) []Finding {
	to := address(e.target())
	ctx, cancel := context.WithTimeout(ctx, e.Step)
	defer cancel()
	start := time.Now()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", to)
	e.dialIn = time.Since(start)
	if err == nil {
		found := fmt.Sprintf("%s accepts connections", to)
		_ = conn.Close()
		return ok(found)
	}
	var op *net.OpError
	if errors.As(err, &op) {
		err = op.Err
	}
	var late net.Error
	if errors.As(err, &late) && late.Timeout() {
		return problem(to+" does not answer in "+e.Step.String(), "a firewall may be in the way: set "+e.proxyVariable()+" if this network needs a proxy; check host and port in "+e.settingOf())
	}
	return problem(fmt.Sprintf("%s takes no connection: %v", to, err), "check host and port in "+e.settingOf()+", and that a server runs there")
}
