package doctor

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/internal/safe"
	"github.com/codealive-mcp/codealive-mcp/internal/settings"
)

const hidden = "[redacted]"

// keyForm is how CodeAlive writes keys; older ones and those of others may differ.
var keyForm = regexp.MustCompile(`ca_\d{10,16}_[\w-]{43}`)

// scrubber takes secrets out of what is said. What is known to be one is never
// put in; this is for what servers and libraries echo, and for secrets that
// were written into the wrong setting.
type scrubber struct{ replacer *strings.Replacer }

// shortest is below the length of any real secret: a shorter text stands in too
// many words.
const shortest = 6

func newScrubber(traces []settings.Trace, environ []string) scrubber {
	var secrets []string
	add := func(texts ...string) {
		for _, text := range texts {
			if text = strings.TrimSpace(text); len(text) >= shortest {
				secrets = append(secrets, text)
			}
		}
	}
	for _, t := range traces {
		text := t.Text.Reveal()
		if t.IsSecret && !t.Reference {
			add(text, strings.TrimPrefix(text, "Bearer "), strings.Trim(text, `"'`))
		}
		if strings.Contains(text, "://") {
			add(userOf(text)...)
		}
	}
	for _, kv := range environ {
		name, value, _ := strings.Cut(kv, "=")
		if strings.HasSuffix(strings.ToUpper(name), "_PROXY") {
			add(userOf(value)...)
		}
		if f, wrong := meant(name); wrong && f.IsSecret {
			add(value) // a misspelt key is a key
		}
	}
	// The longest first, so that no piece of one is left.
	slices.SortFunc(secrets, func(a, b string) int { return len(b) - len(a) })
	pairs := make([]string, 0, 2*len(secrets))
	for _, s := range slices.Compact(secrets) {
		pairs = append(pairs, s, hidden)
	}
	return scrubber{strings.NewReplacer(pairs...)}
}

// line is text on one line without secrets.
func (s scrubber) line(text string) string {
	return safe.OneLine(keyForm.ReplaceAllString(s.replacer.Replace(text), hidden))
}

// userOf is what stands before the @ of a URL, in every spelling it may come
// back in, also when the rest is no URL.
func userOf(address string) []string {
	_, rest, found := strings.Cut(address, "://")
	if !found {
		rest = address
	}
	at := strings.LastIndexByte(rest, '@')
	if at < 0 {
		return nil
	}
	secret, password, found := strings.Cut(rest[:at], ":")
	if found { // else what stands there is a token
		secret = password
	}
	list := []string{rest[:at], secret}
	if plain, err := url.PathUnescape(secret); err == nil {
		list = append(list, plain, url.QueryEscape(plain), url.PathEscape(plain))
	}
	return list
}

// showURL is a URL as written, without user, query and fragment.
func showURL(address string) string {
	begin, rest, found := strings.Cut(address, "://")
	if !found {
		begin, rest = "", address
	} else {
		begin += "://"
	}
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		begin, rest = begin+hidden+"@", rest[at+1:]
	}
	if i := strings.IndexAny(rest, "?#"); i >= 0 {
		rest = rest[:i+1] + hidden
	}
	return begin + rest
}
