// Command notices writes THIRD_PARTY_NOTICES.txt: the licences of all that is
// linked into the program, on any system of a release. Run it by go generate.
package main

import (
	"context"
	"fmt"
	"os"
)

const page = "THIRD_PARTY_NOTICES.txt"

// What .goreleaser.yaml builds for; each system links other modules.
var (
	systems    = []string{"linux", "darwin", "windows"}
	processors = []string{"amd64", "arm64"}
)

func main() {
	if err := write(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "notices:", err)
		os.Exit(1)
	}
}

func write(ctx context.Context) error {
	found, err := standardLibrary(ctx)
	if err != nil {
		return err
	}
	for _, system := range systems {
		for _, processor := range processors {
			more, err := linked(ctx, ".", "GOOS="+system, "GOARCH="+processor)
			if err != nil {
				return fmt.Errorf("%s/%s: %w", system, processor, err)
			}
			found = append(found, more...)
		}
	}
	return os.WriteFile(page, []byte(render(found)), 0o644)
}
