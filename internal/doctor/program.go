package doctor

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
)

func program(_ context.Context, e *exam) []Finding {
	return ok(fmt.Sprintf("codealive-mcp %s, commit %s, %s, %s/%s", e.Version, cmp.Or(e.Commit, "unknown"), runtime.Version(), runtime.GOOS, runtime.GOARCH))
}
