package engine

import (
	"context"
	"net/url"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/llm"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
)

// Inspection is what can be told of a directory and its index.
type Inspection = index.Inspection

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
	return index.Inspect(ctx, cache, root)
}

// IndexDir is where indexes are kept if that can be written to, else they go to
// a temporary directory. cacheDir is as in Config.
func IndexDir(cacheDir string) (string, error) { return index.Dir(cacheDir) }

// ModelsURL is where the endpoint of an LLM lists its models.
func ModelsURL(baseURL string) (*url.URL, error) { return llm.ModelsURL(baseURL) }
