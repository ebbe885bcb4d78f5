package api

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// ambiguous answers for an identifier that is in several sources, as those of
// one repository's checkouts are, and reports whether it did. The form of the
// candidates is the contract's: clients read names and ids out of it.
func (c *call) ambiguous(identifier string, in []source) bool {
	if len(in) < 2 {
		return false
	}
	list := make([]string, len(in))
	for i, src := range in {
		name := src.name
		if strings.Contains(name, "'") {
			name = src.id // which chooses the source as well, and ends no quote
		}
		list[i] = fmt.Sprintf("Name='%s' Id='%s'", name, src.id)
	}
	c.fail(http.StatusConflict, fmt.Sprintf("Several data sources hold %s; ask for it apart from others, with one of them: %s", safe.Name(identifier), strings.Join(list, ", ")), nil)
	return true
}
