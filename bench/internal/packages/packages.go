// Package packages fetches public packages for benchmarks.
//
// They are named as package URLs (without "pkg:"): who serves it, its name and
// version, and after # the folder that holds its sources, where the package
// also has copies made of them.
package packages

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Download fetches a package by the program that its language has for it, which
// knows where from, and returns the folder of its sources. What has no place of
// its own goes into temp.
func Download(ctx context.Context, source, temp string) (string, error) {
	source, folder, _ := strings.Cut(source, "#")
	server, rest, _ := strings.Cut(source, "/")
	at := strings.LastIndexByte(rest, '@')
	if at < 0 {
		return "", fmt.Errorf("%s has no version", source)
	}
	name, version := rest[:at], rest[at+1:]
	run := func(program string, args ...string) ([]byte, error) {
		cmd := exec.CommandContext(ctx, program, args...)
		cmd.Dir = temp // outside of this module
		out, err := cmd.Output()
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			err = fmt.Errorf("%s: %w: %s%s", program, err, out, exit.Stderr)
		}
		return out, err
	}
	dir := temp
	var err error
	switch server {
	case "golang":
		var out []byte
		out, err = run("go", "mod", "download", "-json", name+"@"+version)
		if err == nil {
			var m struct{ Dir string }
			err = json.Unmarshal(out, &m)
			dir = m.Dir
		}
	case "pypi":
		_, err = run("pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", name+"=="+version)
	case "wheel": // of PyPI: what is installed, without tests and what the sources are built from
		_, err = run("pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", name+"=="+version)
		var archive string
		if err == nil {
			archive, err = only(filepath.Join(temp, "*.whl"))
		}
		if err == nil {
			_, err = run("python3", "-m", "zipfile", "-e", archive, temp)
		}
	case "npm":
		_, err = run("npm", "pack", "--silent", name+"@"+version)
	case "maven":
		artifact := strings.ReplaceAll(name, "/", ":") + ":" + version + ":jar:sources"
		dir = filepath.Join(temp, "unpacked")
		_, err = run("mvn", "--quiet", "dependency:unpack", "-Dartifact="+artifact, "-DoutputDirectory="+dir)
	case "cargo":
		if _, err = run("cargo", "info", "--quiet", name+"@"+version); err == nil {
			dir, err = only(filepath.Join(cargoHome(), "registry", "src", "*", name+"-"+version))
		}
	default:
		err = fmt.Errorf("%s is served by nobody known here", source)
	}
	if err == nil && (server == "pypi" || server == "npm") {
		var archive string
		if archive, err = only(filepath.Join(temp, "*gz")); err == nil {
			if _, err = run("tar", "-xzf", archive); err == nil {
				err = os.Remove(archive)
			}
		}
		if err == nil {
			dir, err = only(filepath.Join(temp, "*"))
		}
	}
	return filepath.Join(dir, folder), err
}

func cargoHome() string {
	if dir := os.Getenv("CARGO_HOME"); dir != "" {
		return dir
	}
	home, _ := os.UserHomeDir()
	return filepath.Join(home, ".cargo")
}

// only is the one path that a pattern matches.
func only(pattern string) (string, error) {
	found, err := filepath.Glob(pattern)
	if err == nil && len(found) != 1 {
		err = fmt.Errorf("%d matches of %s", len(found), pattern)
	}
	if err != nil {
		return "", err
	}
	return found[0], nil
}
