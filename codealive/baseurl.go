package codealive

import (
	"fmt"
	"net/url"
	"strings"
)

// DefaultBaseURL is CodeAlive's own service.
const DefaultBaseURL = "https://app.codealive.ai"

// ParseBaseURL normalises a base URL as users write it: white space and
// trailing slashes go, and so does one final /api, since every path of the API
// begins with it. A path prefix survives. Empty means DefaultBaseURL.
func ParseBaseURL(text string) (*url.URL, error) {
	if text = strings.TrimSpace(text); text == "" {
		text = DefaultBaseURL
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, fmt.Errorf("base URL is not a URL; write it as https://host[/prefix]")
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, fmt.Errorf("base URL must begin with https:// (or http:// for a server of your own)")
	case u.Hostname() == "":
		return nil, fmt.Errorf("base URL has no host; write it as https://host[/prefix]")
	case u.User != nil:
		return nil, fmt.Errorf("base URL must not hold a user or password; the key goes into CODEALIVE_API_KEY")
	case strings.ContainsAny(text, "?#"):
		return nil, fmt.Errorf("base URL must not have a query or fragment")
	}
	u.Path, u.RawPath = trimAPI(u.Path), trimAPI(u.RawPath)
	return u, nil
}

// trimAPI works on the path alone: a host may be called api.
func trimAPI(path string) string {
	path = strings.TrimSuffix(strings.TrimRight(path, "/"), "/api")
	return strings.TrimRight(path, "/")
}

// sameOrigin reports whether the key for base may also be sent to u.
func sameOrigin(base, u *url.URL) bool {
	return strings.EqualFold(base.Scheme, u.Scheme) &&
		strings.EqualFold(base.Hostname(), u.Hostname()) &&
		port(base) == port(u)
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	if strings.EqualFold(u.Scheme, "http") {
		return "80"
	}
	return "443"
}
