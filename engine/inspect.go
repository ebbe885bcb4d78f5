package engine

import (
	"context"
	"net/url"
	"time"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/llm"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
)

// Inspection is what can be told of a directory and its index.
type Inspection struct {
	Git   bool // git named the files; otherwise they were walked
	Files int  // of the directory, that the index should hold
	Left  int  // files left out because of the limits

	Path    string    // of the index
	Bytes   int64     // its size; 0 = there is none
	Used    time.Time // when it was last opened or written
	Version int       // of its format; 0 if not known
	Format  int       // the version that this program reads
	Damaged error     // why it cannot be read, if so

	// What follows is known of an index of this format.
	Indexed  int  // files in it
	Complete bool // the first pass over all files has ended
	Changed  int  // files of the directory that it lacks or knows otherwise
	Gone     int  // files that the directory has no more
}

// Inspect compares a directory with its index and changes neither. cacheDir is
// as in Config.
func Inspect(ctx context.Context, cacheDir, dir string) (Inspection, error) {
	root, err := scan.Resolve(dir)
	if err != nil {
		return Inspection{}, err
	}
	cache, err := index.Dir(cacheDir)
	if err != nil {
		return Inspection{}, err
	}
	i, err := index.Inspect(ctx, cache, root)
	return Inspection(i), err
}

// IndexDir is where indexes are kept if that can be written to, else they go to
// a temporary directory. cacheDir is as in Config.
func IndexDir(cacheDir string) (string, error) { return index.Dir(cacheDir) }

// ModelsURL is where the endpoint of an LLM lists its models.
func ModelsURL(baseURL string) (*url.URL, error) { return llm.ModelsURL(baseURL) }
