package scan

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"time"
)

// History is what happened lately.
type History struct {
	Commits []Commit // newest first, without merges
	Looked  int      // commits looked at; those that changed nothing below the directory are not among Commits
	Shallow bool     // the clone holds only the last commits
	// Partial says that git lacks what tells the paths, as in a partial clone:
	// Commits are then those of the whole checkout, without Paths.
	Partial bool
}

// Commit is one change.
type Commit struct {
	ID      string
	Time    time.Time // of the commit, UTC
	Subject string    // first line, as written
	Paths   []string  // of files changed, relative to the directory; none for the first commit
}

// Recent reads the last limit commits as they concern dir. It fails where
// there is no commit.
func Recent(ctx context.Context, dir string, limit int) (History, error) {
	var h History
	out, err := git(ctx, dir, "rev-list", "--no-merges", "--max-count="+strconv.Itoa(limit), "--format=%H%x00%P%x00%ct%x00%s", "HEAD", "--")
	if err != nil {
		return h, err
	}
	first := map[string]bool{} // no parents, or, in a shallow clone, none that are here
	var ids strings.Builder
	for line := range strings.SplitSeq(string(out), "\n") {
		f := strings.SplitN(line, "\x00", 4)
		if len(f) < 4 {
			continue // "commit" and its id stand above each
		}
		seconds, _ := strconv.ParseInt(f[2], 10, 64)
		h.Commits = append(h.Commits, Commit{ID: f[0], Time: time.Unix(seconds, 0).UTC(), Subject: f[3]})
		first[f[0]] = f[1] == ""
		ids.WriteString(f[0] + "\n")
	}
	h.Looked = len(h.Commits)
	if out, err = git(ctx, dir, "rev-parse", "--is-shallow-repository"); err == nil {
		h.Shallow = strings.TrimSpace(string(out)) == "true"
	}
	out, err = gitInput(ctx, dir, ids.String(), "diff-tree", "--stdin", "-r", "-z", "--raw", "--relative",
		"--no-renames", "--no-ext-diff", "--no-textconv")
	if err != nil {
		h.Partial = true
		return h, ctx.Err()
	}
	h.Commits = changed(h.Commits, out, first)
	return h, nil
}

// changed gives each commit its paths and leaves out the commits that have
// none. What diff-tree printed is an id, and then, for each path, a token that
// begins with a colon and the path itself.
func changed(all []Commit, printed []byte, first map[string]bool) []Commit {
	paths := map[string][]string{}
	id, path := "", false
	for token := range bytes.SplitSeq(printed, []byte{0}) {
		switch {
		case path:
			paths[id] = append(paths[id], string(token))
			path = false
		case bytes.HasPrefix(token, []byte(":")):
			path = true
		default:
			id = string(token)
		}
	}
	var kept []Commit
	for _, c := range all {
		if c.Paths = paths[c.ID]; c.Paths != nil || first[c.ID] {
			kept = append(kept, c)
		}
	}
	return kept
}
