package transport

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
)

// maxKey is longer than any key or token of the service.
const maxKey = 16384

var (
	errNoKey    = refused{mcp.INVALID_REQUEST, "no API key: send it in the header Authorization: Bearer <key>"}
	errBadKey   = refused{mcp.INVALID_REQUEST, "the API key cannot be read: send one header Authorization: Bearer <key>, the key in visible ASCII without spaces"}
	errWrongKey = refused{mcp.INVALID_REQUEST, "wrong key: send the one this server was started with, in the header Authorization: Bearer <key>"}
)

// keys decides which requests need a key, and which key.
type keys struct {
	local bool
	key   string
}

// admit gives the key of a request with header h. A near request comes from
// this machine.
func (k keys) admit(h http.Header, near bool) (string, error) {
	if k.local && k.key == "" {
		return "", nil
	}
	key, err := bearer(h)
	switch {
	case err != nil:
		return "", err
	case key == "" && (k.local || !near):
		return "", errNoKey
	case k.local && !equal(key, k.key):
		return "", errWrongKey
	}
	return key, nil
}

// admitMethod refuses what needs a key that the request does not have.
func (k keys) admitMethod(method, key string) error {
	if !k.local && key == "" && method == string(mcp.MethodToolsCall) {
		return errNoKey
	}
	return nil
}

// equal takes as long for a nearly right key as for any other.
func equal(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// bearer is the key in h, "" if there is none.
func bearer(h http.Header) (string, error) {
	values := h.Values("Authorization")
	if len(values) == 0 {
		return "", nil
	}
	scheme, key, _ := strings.Cut(strings.TrimSpace(values[0]), " ")
	key = strings.TrimSpace(key)
	isPlain := !strings.ContainsFunc(key, func(c rune) bool { return c <= ' ' || c > '~' })
	if len(values) > 1 || !strings.EqualFold(scheme, "Bearer") || len(key) > maxKey || !isPlain {
		return "", errBadKey
	}
	return key, nil
}

// challenge answers a request that lacks a key or has a wrong one.
func challenge(w http.ResponseWriter, id []byte, err error) {
	w.Header().Set("WWW-Authenticate", `Bearer realm="codealive-mcp"`)
	refuse(w, http.StatusUnauthorized, id, err)
}
