package workspace

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/config"
)

// maxConfig bounds what is read of a git configuration, in bytes.
const maxConfig = 1 << 20

// Remotes are the addresses of all remotes of the checkouts. The files are
// read directly: running git on a checkout could run what its configuration names.
func (w *Workspace) Remotes() []string {
	var all []string
	for _, dir := range w.Dirs() {
		all = append(all, remotesOf(gitDir(dir))...)
	}
	return all
}

// gitDir is where the configuration of a work tree lies. A linked work tree and
// a submodule have a file that points there.
func gitDir(workTree string) string {
	dir := filepath.Join(workTree, ".git")
	if target, ok := pointer(dir, "gitdir: "); ok {
		dir = absolute(workTree, target)
	}
	if common, ok := pointer(filepath.Join(dir, "commondir"), ""); ok {
		dir = absolute(dir, common)
	}
	return dir
}

func pointer(file, prefix string) (string, bool) {
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxConfig {
		return "", false
	}
	text, err := os.ReadFile(file)
	target, ok := strings.CutPrefix(strings.TrimSpace(string(text)), prefix)
	return target, err == nil && ok && target != ""
}

func absolute(base, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(base, path)
}

func remotesOf(gitDir string) []string {
	text, ok := pointer(filepath.Join(gitDir, "config"), "")
	if !ok {
		return nil
	}
	parsed := config.New()
	if err := config.NewDecoder(strings.NewReader(text)).Decode(parsed); err != nil {
		return nil
	}
	var urls []string
	for _, r := range parsed.Section("remote").Subsections {
		urls = append(urls, r.OptionAll("url")...)
	}
	return urls
}
