package scan

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/internal/gittest"
)

// checkout makes a repository and returns a function that runs git in it.
func checkout(t *testing.T) (dir string, run func(args ...string)) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	gittest.Isolate(t)
	dir = t.TempDir()
	run = func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	run("init", "-q", "-b", "trunk")
	put(t, dir, "a.go", "package a")
	put(t, dir, "sub/b.go", "package b")
	put(t, dir, ".gitignore", "*.tmp\n")
	put(t, dir, "x.tmp", "x")
	run("add", "-A")
	run("commit", "-q", "-m", "first")
	put(t, dir, "new.go", "package a")
	return dir, run
}

func TestGitNamesTrackedAndNewFiles(t *testing.T) {
	dir, run := checkout(t)
	run("remote", "add", "origin", "https://user:secret@git.example.com/acme/a.git?token=x")
	tree, err := OpenTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tree.Close() }()
	list, err := tree.List(t.Context())
	var got []string
	for _, e := range list.Files {
		got = append(got, e.Path)
	}
	if err != nil || !list.Git || !slices.Equal(got, []string{".gitignore", "a.go", "new.go", "sub/b.go"}) {
		t.Errorf("got %q, git %v, %v", got, list.Git, err)
	}
	branch, commit := Head(t.Context(), dir)
	if branch != "trunk" || len(commit) != 40 {
		t.Errorf("branch %q, commit %q", branch, commit)
	}
	if got := Remote(t.Context(), dir); got != "https://git.example.com/acme/a.git" {
		t.Errorf("remote %q", got)
	}
	run("checkout", "-q", "-b", "HEADLINE")
	if branch, same := Head(t.Context(), dir); branch != "HEADLINE" || same != commit {
		t.Errorf("branch %q, commit %q", branch, same)
	}
	run("checkout", "-q", "--detach")
	if branch, same := Head(t.Context(), dir); branch != "" || same != commit {
		t.Errorf("detached: branch %q, commit %q", branch, same)
	}
}

// What an untrusted checkout could bring along to run code must not run.
func TestHostileGitConfigRunsNothing(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the traps are shell scripts")
	}
	dir, run := checkout(t)
	signed := signedCommit(t, dir, run)
	proof := filepath.Join(t.TempDir(), "ran")
	trap := filepath.Join(t.TempDir(), "trap.sh")
	if err := os.WriteFile(trap, []byte("#!/bin/sh\necho \"$0 $*\" >> "+proof+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, hook := range []string{"post-index-change", "post-checkout", "fsmonitor-watchman"} {
		put(t, dir, ".git/hooks/"+hook, "#!/bin/sh\necho hook >> "+proof+"\n")
		if err := os.Chmod(filepath.Join(dir, ".git/hooks", hook), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, key := range []string{
		"core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.gitProxy", "core.alternateRefsCommand",
		"filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.external", "diff.evil.textconv",
		"credential.helper", "gpg.program", "gpg.ssh.program", "diff.evil.command", "interactive.diffFilter", "sequence.editor", "trailer.sign.command",
		"pager.rev-list", "pager.diff-tree", "alias.rev-list", "alias.diff-tree", "alias.ls-files", "pager.ls-files", "uploadpack.packObjectsHook", "remote.origin.uploadpack",
	} {
		run("config", key, trap)
	}
	run("config", "remote.origin.url", "ext::"+trap)
	run("config", "remote.origin.promisor", "true")
	run("config", "extensions.partialClone", "origin")
	run("config", "protocol.ext.allow", "always")
	for _, key := range []string{"log.showSignature", "log.mailmap", "log.follow", "diff.renames", "submodule.recurse", "core.commitGraph"} {
		run("config", key, "true")
	}
	run("config", "mailmap.file", trap)
	run("config", "diff.orderFile", trap)
	run("config", "format.pretty", "%G? %N")
	run("config", "notes.displayRef", "refs/notes/*")
	put(t, dir, ".gitattributes", "* filter=evil diff=evil\n")
	put(t, dir, "included", "[core]\n\tfsmonitor = "+trap+"\n")
	run("config", "include.path", filepath.Join(dir, "included"))
	_ = os.Remove(proof) // preparing it is no part of the test

	tree, err := OpenTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tree.Close() }()
	list, err := tree.List(t.Context())
	if err != nil || !list.Git || len(list.Files) == 0 {
		t.Errorf("list: %d files, git %v, %v", len(list.Files), list.Git, err)
	}
	Head(t.Context(), dir)
	Remote(t.Context(), dir)
	history, err := Recent(t.Context(), dir, 10)
	if err != nil || len(history.Commits) != 3 || history.Partial || history.Commits[0].Subject != "signed" {
		t.Errorf("history: %+v, %v", history, err)
	}
	// With a tree gone git would fetch it from the promisor.
	if err := os.Remove(filepath.Join(dir, ".git/objects", signed[:2], signed[2:])); err != nil {
		t.Fatal(err)
	}
	if history, err = Recent(t.Context(), dir, 10); err != nil || !history.Partial || len(history.Commits) != 3 {
		t.Errorf("history with a tree gone: %+v, %v", history, err)
	}
	if out, err := os.ReadFile(proof); err == nil {
		t.Errorf("the checkout ran:\n%s", out)
	}
	// The trap works: git on its own walks into it.
	for _, args := range [][]string{{"ls-files", "-o"}, {"log", "-1"}, {"cat-file", "-p", signed}} {
		_ = os.Remove(proof)
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_PAGER=cat")
		_ = cmd.Run()
		if _, err := os.Stat(proof); err != nil {
			t.Logf("this git does not walk into the traps of %q; the test proves less here", args)
		}
	}
}

// signedCommit adds a commit that changes a file, and one with a signature for
// log.showSignature to check. It gives the id of a tree only they have.
func signedCommit(t *testing.T, dir string, run func(args ...string)) (tree string) {
	t.Helper()
	plumb := func(input string, args ...string) string {
		t.Helper()
		cmd := exec.Command("git", args...)
		cmd.Dir, cmd.Stdin = dir, strings.NewReader(input)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("git %v: %v", args, err)
		}
		return strings.TrimSpace(string(out))
	}
	run("add", "new.go")
	run("commit", "-q", "-m", "second")
	put(t, dir, "sub/b.go", "package b // changed")
	run("add", "sub/b.go")
	root := plumb("", "write-tree")
	tree = plumb("", "rev-parse", root+":sub")
	commit := "tree " + root + "\nparent " + plumb("", "rev-parse", "HEAD") + "\n" +
		"author a <a@example.com> 1700000000 +0000\ncommitter a <a@example.com> 1700000000 +0000\n" +
		"gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\nsigned\n"
	id := plumb(commit, "hash-object", "-t", "commit", "-w", "--stdin")
	run("update-ref", "HEAD", id)
	return tree
}

func TestWorktreeSettingCannotWidenTheTree(t *testing.T) {
	dir, run := checkout(t)
	outside := t.TempDir()
	put(t, outside, "secret.txt", "secret")
	run("config", "core.worktree", filepath.Dir(outside))
	tree, err := OpenTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tree.Close() }()
	list, err := tree.List(t.Context())
	if err != nil || len(list.Files) == 0 {
		t.Errorf("%d files, %v", len(list.Files), err)
	}
	for _, e := range list.Files {
		if strings.Contains(e.Path, "secret") || strings.HasPrefix(e.Path, "..") {
			t.Errorf("listed %s", e.Path)
		}
	}
}

func TestGitEnvironmentIsClean(t *testing.T) {
	env := gitEnv([]string{"PATH=/bin", "GIT_DIR=/evil", "GIT_WORK_TREE=/", "GIT_INDEX_FILE=/x", "GIT_TRACE=1", "GIT_CONFIG_COUNT=1", "git_dir=/x"})
	for _, kv := range env {
		if strings.HasSuffix(kv, "/evil") || strings.HasPrefix(kv, "GIT_TRACE") || strings.HasPrefix(kv, "GIT_CONFIG") || strings.HasPrefix(kv, "git_") {
			t.Errorf("kept %s", kv)
		}
	}
	if !slices.Contains(env, "GIT_OPTIONAL_LOCKS=0") || !slices.Contains(env, "PATH=/bin") {
		t.Errorf("got %q", env)
	}
}

// A path on this machine would be taken for the tree itself.
func TestRemoteShowsNoCredentialsAndNoPaths(t *testing.T) {
	for in, want := range map[string]string{
		"https://u:p@h/x.git":    "https://h/x.git",
		"https://token@h/x":      "https://h/x",
		"ssh://git:pw@h:22/x":    "ssh://git@h:22/x",
		"git@github.com:a/b.git": "git@github.com:a/b.git",
		"/srv/git/x.git":         "",
		"file:///srv/git/x.git":  "",
		`C:\git\x`:               "",
		"https://h/%zz":          "",
		"http://h/x?access=1#f":  "http://h/x",
		"//h/x#://":              "",
	} {
		if got := stripCredentials(in); got != want {
			t.Errorf("%s: got %s", in, got)
		}
	}
}
