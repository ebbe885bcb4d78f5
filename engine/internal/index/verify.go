package index

import (
	"context"
	"os"
	"time"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

// verifyWait is how long a first check waits for the index to be verified.
// Most indexes take less; that of a large tree would hold up the first answer.
const verifyWait = 100 * time.Millisecond

// verify has the index that another run left behind verified, once, in the
// background. What a search merely does not find shows no damage.
func (s *Source) verify(path string) (done <-chan struct{}) {
	ended := make(chan struct{})
	if s.verified {
		close(ended)
		return ended
	}
	s.verified = true
	before, err := os.Stat(path)
	if err != nil || before.Size() == 0 || !s.pool.start(func() {
		defer close(ended)
		err := store.Verify(s.pool.ctx, path)
		if after, gone := os.Stat(path); store.Damaged(err) && gone == nil && os.SameFile(before, after) {
			s.Rebuild(err)
		}
	}) {
		close(ended)
	}
	return ended
}

// await waits for done, but not for long.
func await(ctx context.Context, done <-chan struct{}) {
	limit := time.NewTimer(verifyWait)
	defer limit.Stop()
	select {
	case <-done:
	case <-limit.C:
	case <-ctx.Done():
	}
}
