package rank

import (
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/terms"
)

// vocabulary is words that programmers take for each other, and what they
// shorten them to, a group to a line.
const vocabulary = `
get fetch retrieve load read lookup find obtain
create new make build construct generate
delete remove drop erase clear unset discard
add append insert push put register attach
set assign update change modify configure
start begin launch run open init initialize setup
stop end close finish terminate shutdown quit
check verify validate ensure assert valid
report is has whether
convert transform translate to from map
parse decode unmarshal deserialize read scan lex
encode marshal serialize format write render
write print emit output dump put
compare equal cmp less diff
error err fail failure
argument arg parameter param args
option opt setting config configuration cfg
string str text
function func fn callback handler hook
count number num length len size total
directory dir folder
message msg
request req
response resp reply answer
context ctx
buffer buf
index idx
pointer ptr
calculate compute eval evaluate
send transmit post publish write
receive recv accept
maximum max limit most
minimum min least
previous prev last
iterate each range walk traverse visit all
copy clone duplicate
replace substitute swap
merge join combine concat union
split separate divide cut tokenize
connect dial connection conn
listen serve
lock mutex acquire
unlock release
contain has exist include match
hash digest sum checksum
authenticate auth login
execute exec run invoke call
command cmd
environment env
variable var
reference ref
identifier id ident name
address addr
expression expr
statement stmt
declaration decl
package pkg
source src
destination dst dest target
document doc
information info metadata meta
position pos offset location loc
value val
element elem item entry
character char rune
integer int
boolean bool
wait block sleep await
cancel abort
timeout deadline
escape quote
expand resolve
certificate cert
private priv
public pub
signature sign
repository repo
temporary temp tmp
utility util helper
`

// synonyms gives the other terms of the groups a term is in.
var synonyms = func() map[string][]string {
	all := map[string][]string{}
	s := terms.New()
	for line := range strings.Lines(vocabulary) {
		group := s.List(line)
		for _, t := range group {
			for _, other := range group {
				if other != t && !slices.Contains(all[t], other) {
					all[t] = append(all[t], other)
				}
			}
		}
	}
	return all
}()
