package render

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// Printable quotes what would break out of its line or hide in it; all else
// stays byte for byte.
func Printable(s string) string {
	if strings.ContainsFunc(s, safe.Hidden) {
		return strconv.QuoteToGraphic(s)
	}
	return s
}

// Count is a number with its noun.
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
