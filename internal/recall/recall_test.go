package recall

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestWhatIsMissingIsRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var m Missing
		if m.Has("x") {
			t.Error("before it was noted")
		}
		m.Note("x")
		if m.Has("y") {
			t.Error("another one")
		}
		time.Sleep(lasts - time.Second)
		if !m.Has("x") {
			t.Error("forgotten too early")
		}
		time.Sleep(time.Second)
		if m.Has("x") {
			t.Error("not forgotten")
		}
		m.Note("x")
		if !m.Has("x") {
			t.Error("not noted again")
		}
	})
}
