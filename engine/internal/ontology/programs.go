package ontology

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// entryPoints are where programs begin, sort by sort.
func (s *source) entryPoints() []Item {
	found := slices.Concat(s.goPrograms(), s.nodePrograms(), s.pythonPrograms(), s.rustPrograms(), s.javaPrograms(), s.images())
	if len(found) > maxItems {
		s.cut = true
	}
	return found[:min(len(found), maxItems)]
}

// item quotes what comes from a file.
func item(file string, line int, what, about string) Item {
	return Item{What: safe.Line(what, noteRunes), About: safe.Line(about, noteRunes), Path: file, Line: line}
}

// pythonPrograms are declared scripts, packages that run, and Django's manage.py.
func (s *source) pythonPrograms() []Item {
	var found []Item
	for _, file := range s.called("pyproject.toml") {
		for _, v := range settings(s.lines(file)) {
			switch v.section {
			case "project.scripts", "project.gui-scripts", "tool.poetry.scripts":
				if v.key != "" {
					found = append(found, item(file, v.line, "Python script "+v.key, v.value))
				}
			}
		}
	}
	for _, file := range s.called("setup.cfg") {
		scripts := false
		for _, v := range settings(s.lines(file)) {
			switch {
			case v.section != "options.entry_points" || v.key == "":
			case v.value == "":
				scripts = v.key == "console_scripts" || v.key == "gui_scripts"
			case scripts:
				found = append(found, item(file, v.line, "Python script "+v.key, v.value))
			}
		}
	}
	for _, file := range s.called("setup.py") {
		found = append(found, s.matches(file, consoleScript, "Python script ")...)
	}
	for _, file := range s.called("__main__.py") {
		if dir, _ := split(file); dir != "" {
			found = append(found, item(file, 0, "Python package that runs: "+path.Base(dir), ""))
		}
	}
	for _, file := range s.called("manage.py") {
		found = append(found, item(file, 0, "Python program manage.py", ""))
	}
	return found
}

var (
	consoleScript = regexp.MustCompile(`["']\s*([A-Za-z0-9_.-]+)\s*=\s*[A-Za-z0-9_.]+:[A-Za-z0-9_.]+`)
	mainClass     = regexp.MustCompile(`<(?:mainClass|start-class)>\s*([A-Za-z0-9_.$]+)\s*<`)
	gradleMain    = regexp.MustCompile(`\bmainClass(?:Name)?\s*(?:=|\.set\()\s*["']([A-Za-z0-9_.$]+)["']`)
)

// matches are the lines of a file that an expression with one group fits.
func (s *source) matches(file string, re *regexp.Regexp, what string) []Item {
	var found []Item
	for i, line := range s.lines(file) {
		if m := re.FindStringSubmatch(line); m != nil {
			found = append(found, item(file, i+1, what+m[1], ""))
		}
	}
	return found
}

func (s *source) rustPrograms() []Item {
	var found []Item
	for _, file := range s.called("cargo.toml") {
		dir, _ := split(file)
		bin := false
		for _, v := range settings(s.lines(file)) {
			if v.key == "" {
				bin = v.section == "bin"
			}
			if bin && v.key == "name" {
				found = append(found, item(file, v.line, "Rust program "+v.value, ""))
			}
		}
		if s.has(path.Join(dir, "src"), "main.rs") {
			found = append(found, item(path.Join(dir, "src/main.rs"), 0, "Rust program "+folderName(dir), ""))
		}
		for _, base := range s.dirs[path.Join(dir, "src/bin")] {
			if name, ok := strings.CutSuffix(base, ".rs"); ok {
				found = append(found, item(path.Join(dir, "src/bin", base), 0, "Rust program "+name, ""))
			}
		}
	}
	return found
}

func (s *source) javaPrograms() []Item {
	var found []Item
	for _, file := range s.called("pom.xml") {
		found = append(found, s.matches(file, mainClass, "Java main class ")...)
	}
	for _, file := range s.called("build.gradle", "build.gradle.kts") {
		found = append(found, s.matches(file, gradleMain, "Java main class ")...)
	}
	return found
}

// images are what container images run.
func (s *source) images() []Item {
	var found []Item
	for _, file := range s.dockerfiles() {
		lines := s.lines(file)
		for i, line := range lines {
			word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
			if word = strings.ToUpper(word); word != "ENTRYPOINT" && word != "CMD" {
				continue
			}
			for n := i; strings.HasSuffix(rest, `\`) && n+1 < len(lines); n++ {
				rest = strings.TrimSuffix(rest, `\`) + strings.TrimSpace(lines[n+1])
			}
			found = append(found, item(file, i+1, "image "+word+" "+rest, ""))
		}
	}
	return found
}

func (s *source) dockerfiles() []string {
	var names []string
	for base := range s.named {
		if base == "dockerfile" || base == "containerfile" || strings.HasPrefix(base, "dockerfile.") || strings.HasSuffix(base, ".dockerfile") {
			names = append(names, base)
		}
	}
	slices.Sort(names)
	return s.called(names...)
}
