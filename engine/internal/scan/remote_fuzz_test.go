package scan

import (
	"net/url"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/internal/remote"
)

// An address is shown without what may be a password, and is still that of the
// same repository.
func FuzzStripCredentials(f *testing.F) {
	for _, address := range []string{
		"https://me:secret@git.example.com/acme/x.git", "https://secret@h/x?token=secret#secret", "ssh://git:secret@h:22/x", "git@h:acme/x.git", "/srv/x", `C:\x`, "file:///x", "https://h", "ext::sh -c x", "http://[::1]/a%2Fb", "https://h/%zz", "a:b:c", "https:secret",
	} {
		f.Add(address)
	}
	f.Fuzz(func(t *testing.T, address string) {
		address = strings.TrimSpace(address)
		got := stripCredentials(address)
		if again := stripCredentials(got); again != got {
			t.Errorf("%q is stripped to %q, and that to %q", address, got, again)
		}
		if got == "" {
			return
		}
		if before, after := remote.Key(address), remote.Key(got); before != after {
			t.Errorf("%q has the key %q, and %q the key %q", address, before, got, after)
		}
		if !strings.Contains(got, "://") {
			return // user@host:path, with no room for a password
		}
		u, err := url.Parse(got)
		if err != nil {
			t.Fatalf("%q is stripped to %q: %v", address, got, err)
		}
		if _, has := u.User.Password(); has || u.User != nil && u.Scheme != "ssh" || u.RawQuery != "" || u.Fragment != "" {
			t.Errorf("%q is stripped to %q", address, got)
		}
	})
}
