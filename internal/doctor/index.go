package doctor

import (
	"context"
	"fmt"
	"time"

	"github.com/codealive-mcp/codealive-mcp/engine"
	"github.com/codealive-mcp/codealive-mcp/internal/workspace"
)

// indexes tells the state of the index of each directory. It builds none.
func indexes(ctx context.Context, e *exam) []Finding {
	var list []Finding
	for _, dir := range e.dirs() {
		limited, cancel := context.WithTimeout(ctx, e.Step)
		i, err := engine.Inspect(limited, e.set.CacheDir, dir)
		cancel()
		if err != nil {
			list = append(list, warning(dir+": "+reason(err), "run codealive-mcp call get_data_sources --debug and read what it logs")...)
			continue
		}
		list = append(list, index(dir, i)...)
	}
	if list == nil {
		return skipped("no directory is known")
	}
	return list
}

// index words what was found of one directory.
func index(dir string, i engine.Inspection) []Finding {
	found := dir + ": " + indexState(i)
	_, repository := workspace.WorkTree(dir)
	switch {
	case i.Damaged != nil:
		return warning(found, "nothing: the next call builds it anew; if that repeats, remove "+i.Path+" and check the disk")
	case i.Files == 0:
		return warning(found, "name a directory with files that git does not ignore")
	case i.Left > 0:
		return warning(fmt.Sprintf("%s; %d files are above the limits and left out", found, i.Left), "name smaller directories in CODEALIVE_LOCAL (--local)")
	case repository && !i.Git:
		return warning(found+"; git did not list the files, so that they were walked", "install git, or run git ls-files in "+dir+" to see why it fails")
	}
	return ok(found)
}

func indexState(i engine.Inspection) string {
	if i.Bytes == 0 {
		return fmt.Sprintf("no index yet; the first call indexes %d files", i.Files)
	}
	about := fmt.Sprintf("%s, last used %s", size(i.Bytes), ago(time.Since(i.Used)))
	switch {
	case i.Damaged != nil:
		return fmt.Sprintf("the index is damaged (%v), %s", i.Damaged, about)
	case i.Version != i.Format:
		return fmt.Sprintf("the index has format %d, this program's is %d: the next call builds it anew from %d files; %s", i.Version, i.Format, i.Files, about)
	}
	about = fmt.Sprintf("%d files, format %d, %s", i.Indexed, i.Version, about)
	switch {
	case !i.Complete:
		return fmt.Sprintf("the index holds %d of %d files, the next call goes on; %s", i.Indexed, i.Files, about)
	case i.Changed+i.Gone > 0:
		return fmt.Sprintf("the index is stale: %d files to read again, %d are gone; the next call sees to it; %s", i.Changed, i.Gone, about)
	}
	return "the index is fresh, " + about
}

func ago(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return "just now"
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min ago", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h ago", int(d.Hours()))
	}
	return fmt.Sprintf("%d days ago", int(d.Hours()/24))
}
