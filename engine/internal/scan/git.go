package scan

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"time"
)

const (
	gitTime   = 20 * time.Second
	gitOutput = 64 << 20
)

var errOutput = errors.New("git printed more than expected")

// git runs one git command in dir. Every call goes through here, because the
// configuration of an untrusted checkout can name programs for git to start.
// Only commands that run no filter, pager, remote or hook may be used: never
// status or diff, which run clean filters and textconv, or log and show, which
// run gpg.
func git(ctx context.Context, dir string, args ...string) ([]byte, error) {
	return gitInput(ctx, dir, "", args...)
}

// gitInput is git with something to read.
func gitInput(ctx context.Context, dir, input string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, gitTime)
	defer cancel()
	args = append([]string{
		"--no-pager",
		"-c", "core.fsmonitor=false",
		"-c", "core.hooksPath=" + os.DevNull,
		"-c", "safe.bareRepository=explicit",
	}, args...)
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = dir
	if input != "" {
		cmd.Stdin = strings.NewReader(input)
	}
	cmd.Env = gitEnv(os.Environ())
	cmd.WaitDelay = time.Second
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(out, gitOutput+1))
	if len(text) > gitOutput {
		cancel()
		err = errOutput
	}
	if werr := cmd.Wait(); err == nil {
		err = werr
	}
	return text, err
}

// gitEnv drops what would point git at another repository or make it trace,
// and forbids prompts, index writes and fetching missing objects (which could
// start the checkout's core.sshCommand).
func gitEnv(env []string) []string {
	kept := make([]string, 0, len(env)+6)
	for _, kv := range env {
		if len(kv) < 4 || !strings.EqualFold(kv[:4], "GIT_") {
			kept = append(kept, kv)
		}
	}
	return append(kept, "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1",
		"GIT_ALLOW_PROTOCOL=none", "GIT_ASKPASS=", "LC_ALL=C")
}

// gitFiles lists tracked files and new ones that are not ignored, below dir.
func gitFiles(ctx context.Context, dir string) ([]string, error) {
	out, err := git(ctx, dir, "ls-files", "-co", "--exclude-standard", "-z")
	if err != nil {
		return nil, err
	}
	var files []string
	for name := range bytes.SplitSeq(out, []byte{0}) {
		if len(name) > 0 && name[len(name)-1] != '/' { // a nested repository
			files = append(files, string(name))
		}
	}
	return files, nil
}

// Head is the checked-out branch and commit; both are empty outside of git,
// the branch also when no branch is checked out.
func Head(ctx context.Context, dir string) (branch, commit string) {
	// One call where there is a commit: it comes with every question.
	if out, err := git(ctx, dir, "rev-parse", "HEAD", "--symbolic-full-name", "HEAD"); err == nil {
		id, ref, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
		if branch, ok := strings.CutPrefix(ref, "refs/heads/"); ok {
			return branch, id
		}
		if ref == "HEAD" { // no branch is checked out
			return "", id
		}
	}
	if out, err := git(ctx, dir, "symbolic-ref", "-q", "--short", "HEAD"); err == nil {
		branch = strings.TrimSpace(string(out))
	}
	if out, err := git(ctx, dir, "rev-parse", "-q", "--verify", "HEAD"); err == nil {
		commit = strings.TrimSpace(string(out))
	}
	return branch, commit
}

// Remote is the address of origin, without the credentials some people keep in
// it. A folder on this machine is none: it would be taken for this tree.
func Remote(ctx context.Context, dir string) string {
	out, err := git(ctx, dir, "config", "--local", "--no-includes", "--get", "remote.origin.url")
	if err != nil {
		return ""
	}
	return stripCredentials(strings.TrimSpace(string(out)))
}

func stripCredentials(remote string) string {
	if !strings.Contains(remote, "://") {
		host, _, ok := strings.Cut(remote, ":")
		if !ok || len(host) < 2 || strings.ContainsAny(host, `/\`) {
			return ""
		}
		return remote // git@host:path; "git" is no secret
	}
	u, err := url.Parse(remote)
	if err != nil || u.Host == "" || u.Scheme == "" {
		return ""
	}
	if u.Scheme == "ssh" && u.User != nil {
		u.User = url.User(u.User.Username())
	} else {
		u.User = nil
	}
	u.RawQuery, u.Fragment = "", ""
	return u.String()
}
