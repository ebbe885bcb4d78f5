package doctor

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// Text prints one line a finding and a last one that sums up.
func (r Report) Text(out io.Writer) error {
	var b strings.Builder
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "%-8s %-11s %s", f.State, f.Check, f.Found)
		if f.Fix != "" {
			fmt.Fprintf(&b, ". Fix: %s", f.Fix)
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "%s, %s; %s made with the key.\n", count(r.Problems, "problem"), count(r.Warnings, "warning"), count(r.Calls, "call"))
	_, err := io.WriteString(out, b.String())
	return err
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// JSON prints the report as one object.
func (r Report) JSON(out io.Writer) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}
