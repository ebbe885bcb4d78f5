package remote

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/config"
)

// maxConfig bounds what is read of a git configuration, in bytes. Parsing many
// sections takes the square of their number: a tenth of a second for this much.
const maxConfig = 256 << 10

// Address is the address of one remote of a checkout.
type Address struct{ Name, URL string }

// Of gives the addresses of the remotes of a checkout, in the order of its git
// configuration. The files are read directly: running git on a checkout could
// run what its configuration names. Below a checkout's top there are none.
func Of(workTree string) []Address {
	text, ok := pointer(Config(workTree), "")
	if !ok {
		return nil
	}
	parsed := config.New()
	if err := config.NewDecoder(strings.NewReader(text)).Decode(parsed); err != nil {
		return nil
	}
	var all []Address
	for _, r := range parsed.Section("remote").Subsections {
		for _, url := range r.OptionAll("url") {
			all = append(all, Address{r.Name, url})
		}
	}
	return all
}

// Config is the file that Of reads; it need not exist. A linked work tree and a
// submodule have a file that points there.
func Config(workTree string) string {
	dir := filepath.Join(workTree, ".git")
	if target, ok := pointer(dir, "gitdir: "); ok {
		dir = absolute(workTree, target)
	}
	if common, ok := pointer(filepath.Join(dir, "commondir"), ""); ok {
		dir = absolute(dir, common)
	}
	return filepath.Join(dir, "config")
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
