package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// licence is one file with the terms of what is linked.
type licence struct {
	name string // module, version and file
	text string
}

var (
	licenceFile = regexp.MustCompile(`(?i)^(un)?(licen[cs]e|copying|copyright|notice)([-._].*)?$`)

	// leftOut are files about what is not linked.
	leftOut = map[string]bool{
		// Its whole module graph with tests and tools; what is linked of it
		// has files of its own, here and in modernc.org/libc.
		"modernc.org/sqlite/LICENSE-3RD-PARTY.md": true,
		"modernc.org/sqlite/LICENSE-SQLITE_VEC":   true,
		"modernc.org/memory/LICENSE-LOGO":         true,
	}
)

// standardLibrary is the licence of Go, which is linked too. Its version is
// not named: it is whichever Go builds the program.
func standardLibrary(ctx context.Context) ([]licence, error) {
	root, err := runGo(ctx, ".", nil, "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(root), "LICENSE"))
	return []licence{{"Go standard library, LICENSE", tidy(text)}}, err
}

// linked returns the licences of the modules that the program in dir links in
// an environment: all that lie between a linked package and its module's root.
func linked(ctx context.Context, dir string, env ...string) ([]licence, error) {
	const format = "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}\t{{$.Dir}}{{end}}{{end}}"
	packages, err := runGo(ctx, dir, append(env, "CGO_ENABLED=0"), "list", "-deps", "-f", format, ".")
	if err != nil {
		return nil, err
	}
	var all []licence
	read := map[string]bool{}     // by directory
	licensed := map[string]bool{} // by module
	for line := range strings.Lines(packages) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		module, version, root, at := f[0], f[1], f[2], f[3]
		for ; strings.HasPrefix(at, root) && !read[at]; at = filepath.Dir(at) {
			read[at] = true
			some, err := licencesIn(at, module, version)
			if err != nil {
				return nil, err
			}
			all = append(all, some...)
			licensed[module] = licensed[module] || len(some) > 0
		}
	}
	for module, ok := range licensed {
		if !ok {
			return nil, fmt.Errorf("%s has no licence", module)
		}
	}
	return all, nil
}

// licencesIn reads those directly in a directory.
func licencesIn(dir, module, version string) ([]licence, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var some []licence
	for _, f := range files {
		file := f.Name()
		if !f.Type().IsRegular() || !licenceFile.MatchString(file) || strings.HasSuffix(file, ".go") || leftOut[module+"/"+file] {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			return nil, err
		}
		some = append(some, licence{module + " " + version + ", " + file, tidy(text)})
	}
	return some, nil
}

// tidy lets equal texts be equal: without the ends of line of some systems.
func tidy(text []byte) string {
	return strings.Trim(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
}

// runGo returns what the go command prints.
func runGo(ctx context.Context, dir string, env []string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir, cmd.Env, cmd.Stderr = dir, append(os.Environ(), env...), os.Stderr
	out, err := cmd.Output()
	return string(out), err
}
