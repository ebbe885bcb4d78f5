package doctor

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/codealive-mcp/codealive-mcp/engine"
	"github.com/codealive-mcp/codealive-mcp/internal/settings"
	"github.com/codealive-mcp/codealive-mcp/internal/workspace"
)

// dirs are the directories that the engine serves, as far as they are known
// without an MCP client.
func (e *exam) dirs() []string {
	if e.backend.Kind == settings.EngineDirs {
		return e.backend.Dirs
	}
	return workspace.Discover(slog.New(slog.DiscardHandler)).Dirs()
}

// directories tells what is served, and why.
func directories(_ context.Context, e *exam) []Finding {
	const roots = "the roots that an MCP client names take its place, and are known to that client only"
	if e.backend.Kind == settings.EngineDiscover {
		dirs := e.dirs()
		if len(dirs) == 0 {
			cwd, err := os.Getwd()
			if err != nil {
				cwd = "unknown"
			}
			return warning("none: no git checkout lies around the working directory "+cwd+"; an MCP client may name its roots, which are known to it only",
				"start in a git checkout, set CODEALIVE_LOCAL (--local) to a directory, or set CODEALIVE_API_KEY for the CodeAlive service")
		}
		return ok(dirs[0] + ", the git checkout around the working directory; " + roots)
	}
	var list []Finding
	for _, dir := range e.dirs() {
		if err := engine.CheckRoot(dir); err != nil {
			list = append(list, problem(err.Error(), "set CODEALIVE_LOCAL (--local) to directories of code that exist")...)
			continue
		}
		list = append(list, ok(dir+", named by CODEALIVE_LOCAL (--local), "+workTree(dir))...)
	}
	return list
}

func workTree(dir string) string {
	top, found := workspace.WorkTree(dir)
	resolved, err := filepath.EvalSymlinks(dir)
	switch {
	case !found:
		return "no git checkout"
	case err == nil && resolved == top:
		return "a git checkout"
	}
	return "in the git checkout " + top
}

// lowSpace is when an index may not find room.
const lowSpace = 200 << 20

// cacheDir tells whether indexes can be kept.
func cacheDir(_ context.Context, e *exam) []Finding {
	const without = "; indexes go to a temporary directory and are built anew at every start"
	const fix = "set CODEALIVE_CACHE_DIR to a directory that can be written to"
	dir, err := engine.IndexDir(e.set.CacheDir)
	if err != nil {
		return warning(err.Error()+without, fix)
	}
	there, err := nearestDir(dir)
	if err == nil {
		err = writable(there)
	}
	if err != nil {
		return warning(dir+" cannot be written to: "+err.Error()+without, fix)
	}
	found := dir + " can be written to"
	if there != dir {
		found = dir + " can be made"
	}
	free, err := freeSpace(there)
	if err != nil {
		return ok(found)
	}
	if found += ", " + size(free) + " free"; free < lowSpace {
		return warning(found, "free some space there, or set CODEALIVE_CACHE_DIR to a directory on another disk")
	}
	return ok(found)
}

// nearestDir is dir, or what is there above it.
func nearestDir(dir string) (string, error) {
	for {
		info, err := os.Stat(dir)
		switch {
		case err == nil && !info.IsDir():
			return "", fmt.Errorf("%s is not a directory", dir)
		case err == nil:
			return dir, nil
		case !os.IsNotExist(err) || dir == filepath.Dir(dir):
			return "", err
		}
		dir = filepath.Dir(dir)
	}
}

// writable makes a file and removes it: nothing else tells for sure.
func writable(dir string) error {
	f, err := os.CreateTemp(dir, ".codealive-doctor-*.tmp")
	if err != nil {
		return err
	}
	_ = f.Close()
	return os.Remove(f.Name())
}

func size(bytes int64) string {
	switch {
	case bytes >= 10<<30:
		return fmt.Sprintf("%d GiB", bytes>>30)
	case bytes >= 1<<20:
		return fmt.Sprintf("%d MiB", bytes>>20)
	}
	return fmt.Sprintf("%d KiB", (bytes+1023)>>10)
}
