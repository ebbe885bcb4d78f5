package remote

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// plainHost and plainPath are what means the same in every form of an address.
var (
	plainHost = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.-]*[A-Za-z0-9]$`)
	plainPath = regexp.MustCompile(`^[\pL\pN_.~/+@-]+$`)
)

// All spellings of one address have one key, and the key, as an address, has
// itself. An address with nothing special in it has the key that it says.
func FuzzKey(f *testing.F) {
	for _, s := range [][2]string{
		{"git.example.com", "acme/payments-api"}, {"GIT.example.com", "Acme/Sub/x.git"}, {"localhost", "x"}, {"h.", "a b/c.GIT/"}, {"[2001:db8::1]", "a"},
		{"git@git.example.com", "/acme/x"}, {"c", "/src"}, {"a:b", "c"}, {"h", "../x"}, {"h", "%2e%2e/%zz"}, {"h", "é/İ"}, {"file", "//srv"}, {"h", ".git"}, {"h", "a?b#c"},
	} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, host, path string) {
		for _, address := range []string{host, path, host + ":" + path, host + "/" + path, "ssh://" + host + "/" + path} {
			key := Key(address)
			if strings.ToLower(key) != key || key != "" && !strings.Contains(key, "/") || strings.HasSuffix(key, ".git") && !strings.Contains(strings.ToLower(address), ".git") {
				t.Errorf("Key(%q) = %q", address, key)
			}
			if padded := Key(" " + address + "\n"); padded != key {
				t.Errorf("Key(%q) = %q, with space around it %q", address, key, padded)
			}
		}
		if !plainHost.MatchString(host) || !plainPath.MatchString(path) {
			return
		}
		path = strings.Trim(path, "/")
		want := Key("https://" + host + "/" + path)
		if want == "" {
			name := strings.TrimSuffix(strings.ToLower(filepath.ToSlash(filepath.Clean("/"+path))), ".git")
			if strings.Trim(name, "/") != "" {
				t.Errorf("https://%s/%s has no key", host, path)
			}
			return
		}
		if strings.HasSuffix(want, "/.") || strings.HasSuffix(want, "/..") {
			return // nothing that a host would take for a name, such as ..git
		}
		if again := Key("https://" + want); again != want && !strings.HasSuffix(want, ".git") {
			t.Errorf("%q has the key %q", want, again)
		}
		spellings := []string{"http://" + host + "/" + path, "https://user:token@" + host + ":8443/" + path + "/", "ssh://git@" + host + ":2222//" + path, "git+ssh://" + strings.ToUpper(host) + "/" + path}
		if !strings.HasSuffix(path, "/") && !strings.HasSuffix(strings.ToLower(path), ".git") && !strings.HasSuffix(path, ".") {
			spellings = append(spellings, "https://"+host+"/"+path+".git", "ssh://"+host+"/"+path+".GIT/")
		}
		if len(host) > 1 && !strings.HasPrefix(path, "/") {
			spellings = append(spellings, "git@"+host+":"+path, host+":/"+path)
		}
		for _, s := range spellings {
			if got := Key(s); got != want {
				t.Errorf("Key(%q) = %q, want %q as of https://%s/%s", s, got, want, host, path)
			}
		}
	})
}

// A configuration of any bytes is read in no time, and what stands in it plainly
// is found, as far as the rest can be read.
func FuzzConfig(f *testing.F) {
	for _, text := range []string{
		"", "[core]\n\tbare = false\n[remote \"up\"]\n\turl = https://example.com/c/b\n\turl = x\n", "[remote \"origin\n", "[remote \"o\"] ; c\nurl=\"a\\\"b\" # c\n", "[include]\n\tpath = x\n",
		"[remote.a]\nurl = x \\\n  y\n", "[]\n", "[a \"\\\\\"]\nx\n", "\xef\xbb\xbf[core]\n", "\x00", "gitdir: x",
	} {
		f.Add(text, "origin", "git@example.com:a/b.git")
	}
	dir := f.TempDir()
	file := filepath.Join(dir, ".git", "config")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		f.Fatal(err)
	}
	plain := regexp.MustCompile(`^[A-Za-z0-9:/@._-]+$`)
	read := func(t *testing.T, text string) []Address {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		all := Of(dir)
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("it takes %s", took)
		}
		return all
	}
	f.Fuzz(func(t *testing.T, text, name, url string) {
		before := read(t, text)
		if !plain.MatchString(name) || !plain.MatchString(url) {
			return
		}
		added := Address{name, url}
		ours := "\n[remote \"" + name + "\"]\n\turl = " + url + "\n"
		got := read(t, text+ours)
		if len(before) > 0 && slices.Contains(got, added) && !slices.ContainsFunc(got, func(a Address) bool { return a == before[0] }) {
			t.Errorf("%q: %q, and with one more %q", text, before, got)
		}
		if got := read(t, ours); !slices.Equal(got, []Address{added}) {
			t.Errorf("%q, want %q", got, added)
		}
	})
}
