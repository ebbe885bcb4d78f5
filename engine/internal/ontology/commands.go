package ontology

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

const (
	maxTargets  = 30 // of one Makefile
	targetRunes = 500
	maxSteps    = 12 // of one workflow
)

// toBuild recognises commands and scripts that build or check something.
var toBuild = regexp.MustCompile(`(?i)\b(build|compile|test|tests|check|lint|vet|verify|bench|pytest|tox|nox|ctest|typecheck|golangci-lint)\b`)

// commands are those to build and test that files of the repository tell of.
// One that is found twice is given once.
func (s *source) commands() []Item {
	all := slices.Concat(s.goCommands(), s.makeTargets(), s.nodeScripts(), s.pythonCommands(), s.cargoCommands(), s.javaCommands(), s.workflows(), s.guides())
	var found []Item
	seen := map[string]bool{}
	for _, c := range all {
		if !seen[c.What] {
			seen[c.What] = true
			found = append(found, c)
		}
	}
	if len(found) > maxItems {
		s.cut = true
	}
	return found[:min(len(found), maxItems)]
}

func (s *source) goCommands() []Item {
	var found []Item
	for _, file := range s.called("go.mod") {
		found = append(found, run(file, "go build ./..., go test ./..."))
	}
	return found
}

func (s *source) cargoCommands() []Item {
	var found []Item
	for _, file := range s.called("cargo.toml") {
		// The members of a workspace are built from its root.
		if dir, _ := split(file); dir == "" || !s.has("", "Cargo.toml") {
			found = append(found, run(file, "cargo build, cargo test"))
		}
	}
	return found
}

func (s *source) javaCommands() []Item {
	switch {
	case s.has("", "gradlew"):
		return []Item{run("gradlew", "./gradlew build, ./gradlew test")}
	case s.has("", "pom.xml") && s.has("", "mvnw"):
		return []Item{run("pom.xml", "./mvnw package, ./mvnw test")}
	case s.has("", "pom.xml"):
		return []Item{run("pom.xml", "mvn package, mvn test")}
	}
	return nil
}

// run is what the tool that a file belongs to does in the file's directory.
func run(file, commands string) Item {
	dir, _ := split(file)
	return item(file, 0, commands+in(dir), "")
}

func (s *source) pythonCommands() []Item {
	var found []Item
	for _, file := range s.called("tox.ini") {
		tox := run(file, "tox")
		for _, v := range settings(s.lines(file)) {
			if v.key == "envlist" || v.key == "env_list" {
				tox.About = safe.Line("environments: "+v.value, noteRunes)
			}
		}
		found = append(found, tox)
	}
	for _, file := range s.called("noxfile.py") {
		session := false
		for i, line := range s.lines(file) {
			if m := function.FindStringSubmatch(line); m != nil && session {
				found = append(found, item(file, i+1, "nox -s "+m[1], ""))
			}
			session = strings.HasPrefix(line, "@nox.session") || session && !strings.HasPrefix(line, "def ")
		}
	}
	for _, file := range s.called("pytest.ini", "pyproject.toml", "setup.cfg") {
		for _, v := range settings(s.lines(file)) {
			if v.key == "" && (v.section == "pytest" || v.section == "tool:pytest" || strings.HasPrefix(v.section, "tool.pytest")) {
				dir, _ := split(file)
				found = append(found, item(file, v.line, "pytest"+in(dir), ""))
				break
			}
		}
	}
	return found
}

var (
	function = regexp.MustCompile(`^def\s+([A-Za-z0-9_]+)`)
	target   = regexp.MustCompile(`^([A-Za-z0-9][A-Za-z0-9_./-]*)\s*:(?:[^=]|$)`)
	step     = regexp.MustCompile(`^(\s*(?:-\s+)?)run:\s*(.*)$`)
	script   = regexp.MustCompile(`^(\s*)(?:before_script|script|after_script):\s*(.*)$`)
)

// makeTargets names the targets of each Makefile in one item.
func (s *source) makeTargets() []Item {
	var found []Item
	for _, file := range s.called("makefile", "gnumakefile") {
		var names []string
		for _, line := range s.lines(file) {
			if m := target.FindStringSubmatch(line); m != nil && !slices.Contains(names, m[1]) {
				names = append(names, m[1])
			}
		}
		if len(names) == 0 {
			continue
		}
		dir, _ := split(file)
		more := ""
		if len(names) > maxTargets {
			names, more = names[:maxTargets], ", and more"
		}
		found = append(found, Item{What: "make" + in(dir), About: safe.Line("targets: "+strings.Join(names, ", ")+more, targetRunes), Path: file})
	}
	return found
}

// workflows are the commands of continuous integration that build or check.
func (s *source) workflows() []Item {
	var found []Item
	for _, base := range s.dirs[".github/workflows"] {
		if ext := path.Ext(base); ext == ".yml" || ext == ".yaml" {
			found = append(found, s.steps(".github/workflows/"+base, step)...)
		}
	}
	if s.has("", ".gitlab-ci.yml") {
		found = append(found, s.steps(".gitlab-ci.yml", script)...)
	}
	return found
}

// steps are the commands under a key of a YAML file: behind it, or in the
// lines below that are indented more, or as much and with a dash.
func (s *source) steps(file string, key *regexp.Regexp) []Item {
	var found []Item
	indent := -1
	for i, line := range s.lines(file) {
		text := strings.TrimSpace(line)
		lead := len(line) - len(strings.TrimLeft(line, " "))
		if m := key.FindStringSubmatch(line); m != nil {
			indent = len(m[1])
			text = m[2]
		} else if text != "" && indent >= 0 && (lead < indent || lead == indent && text[0] != '-') {
			indent = -1
		}
		text = unquote(strings.TrimPrefix(text, "- "))
		if indent >= 0 && !strings.HasPrefix(text, "#") && toBuild.MatchString(text) {
			if len(found) == maxSteps {
				s.cut = true
				break
			}
			found = append(found, item(file, i+1, text, ""))
		}
	}
	return found
}

// guides are where people are told how to build and test.
func (s *source) guides() []Item {
	var found []Item
	for _, dir := range []string{"", ".github", "docs"} {
		for _, base := range s.dirs[dir] {
			if name, _, _ := strings.Cut(strings.ToLower(base), "."); name == "contributing" {
				found = append(found, Item{What: "guide for contributors", Path: path.Join(dir, base)})
			}
		}
	}
	return found
}
