package gittest

import (
	"os"
	"testing"
)

func TestVariablesOfGitAreGone(t *testing.T) {
	t.Setenv("GIT_DIR", "/elsewhere")
	t.Run("inside", func(t *testing.T) {
		Isolate(t)
		if dir, ok := os.LookupEnv("GIT_DIR"); ok {
			t.Errorf("GIT_DIR is %q", dir)
		}
	})
	if os.Getenv("GIT_DIR") != "/elsewhere" {
		t.Error("the variable is not restored")
	}
}
