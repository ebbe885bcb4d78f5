package scan

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestSecretsAreKnownByName(t *testing.T) {
	for name, want := range map[string]bool{
		".env": true, "a/.env.local": true, "x/.ENV": true, "server.pem": true, "a/TLS.KEY": true, "id_rsa": true, "id_ed25519.pub": true,
		"id_generator.go": false, "id_test.py": false, "x.p12": true, ".netrc": true, "a/.npmrc": true, ".aws/config": true, ".ssh/x": true,
		"home/.kube/config": true, "prod.tfstate.backup": true, "environment.go": false, "keys.go": false, "key/value.go": false,
		"a/b.md": false, ".git/config": true, "monkey.ts": false, "credentials.json": true, "credentials.go": false,
		".git./config": true, "GIT~1/config": true, ".ssh /x": true, "server.pem.": true, "a/.netrc. .": true, "...": false, "a./b.go": false,
	} {
		if got := Skipped(name); got != want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestListTakesOnlyOrdinaryFiles(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	put(t, outside, "secret.txt", "secret")
	put(t, dir, "a b/ü\t.txt", "fine")
	put(t, dir, "large.txt", strings.Repeat("x", MaxFile+1))
	put(t, dir, "empty.txt", "")
	put(t, dir, ".env", "PASSWORD=x")
	want := []string{"a b/ü\t.txt", "empty.txt"}
	if err := os.Symlink(filepath.Join(outside, "secret.txt"), filepath.Join(dir, "link.txt")); err != nil {
		t.Skip("no symbolic links here")
	}
	if err := os.Symlink(outside, filepath.Join(dir, "linked")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(dir, "a b"), filepath.Join(dir, "inside")); err != nil {
		t.Fatal(err)
	}
	pipe(t, filepath.Join(dir, "pipe.txt"))
	tree, err := OpenTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tree.Close() }()
	list, err := tree.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range list.Files {
		got = append(got, e.Path)
	}
	if !slices.Equal(got, want) || list.Git {
		t.Errorf("got %q, git %v", got, list.Git)
	}
	all, _, err := tree.All(t.Context())
	got = nil
	for _, e := range all {
		got = append(got, e.Path)
	}
	if err != nil || !slices.Equal(got, []string{"a b/ü\t.txt", "empty.txt", "large.txt"}) {
		t.Errorf("all are %q, %v", got, err)
	}
	// Asked for by name, as an index made earlier would do.
	for _, name := range []string{"link.txt", "linked/secret.txt", "pipe.txt", "large.txt", "../x", "a b", filepath.Join(outside, "secret.txt")} {
		done := make(chan error, 1)
		go func() {
			_, _, err := tree.Read(name)
			done <- err
		}()
		select {
		case err := <-done:
			if err == nil {
				t.Errorf("%s was read", name)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("reading %s hangs", name)
		}
	}
	dirs := map[string]bool{}
	for _, name := range []string{"linked/secret.txt", "inside/ü\t.txt", "../x", "/etc/passwd", ".env"} {
		if _, ok := tree.entry(name, dirs); ok {
			t.Errorf("%s was accepted from a list", name)
		}
	}
}

func TestResolveRefusesTooMuch(t *testing.T) {
	home := filepath.Join(t.TempDir(), "users", "me")
	put(t, home, "project/a.go", "package a")
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	file := filepath.Join(home, "project", "a.go")
	for _, dir := range []string{"/", home, filepath.Dir(home), home + "/", "relative", file, filepath.Join(home, "gone")} {
		if got, err := Resolve(dir); err == nil {
			t.Errorf("%s was accepted as %s", dir, got)
		}
	}
	if _, err := Resolve(filepath.Join(home, "project")); err != nil {
		t.Errorf("a project was refused: %v", err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(home, link); err == nil {
		if _, err := Resolve(link); err == nil {
			t.Error("a link to the home directory was accepted")
		}
	}
}

func TestReadTellsAMissingFile(t *testing.T) {
	tree, err := OpenTree(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tree.Close() }()
	if _, _, err := tree.Read("gone"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
