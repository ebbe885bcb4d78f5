package transport

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

func TestBearerIsReadStrictly(t *testing.T) {
	long := strings.Repeat("k", maxKey)
	for text, want := range map[string]string{
		"Bearer abc": "abc", "bearer abc": "abc", "BEARER   abc  ": "abc", " Bearer abc": "abc",
		"Bearer": "", "Bearer ": "", "Bearer " + long: long, "Bearer a.b-c_d~e+f/g=": "a.b-c_d~e+f/g=",
	} {
		if have, err := bearer(http.Header{"Authorization": {text}}); have != want || err != nil {
			t.Errorf("%q: have %q, %v", text, have, err)
		}
	}
	for _, values := range [][]string{
		{"abc"}, {"Basic abc"}, {"Bearerabc"}, {""}, {"Bearer a b"}, {"Bearer a\tb"}, {"Bearer a\x00b"}, {"Bearer a\x7fb"}, {"Bearer ä"},
		{"Bearer " + long + "k"}, {"Bearer a", "Bearer a"},
	} {
		if have, err := bearer(http.Header{"Authorization": values}); err == nil {
			t.Errorf("%.40q: have %q", values, have)
		}
	}
	if have, err := bearer(http.Header{}); have != "" || err != nil {
		t.Errorf("no header: have %q, %v", have, err)
	}
}

func TestKeysAreDemanded(t *testing.T) {
	service, open, locked := keys{}, keys{local: true}, keys{local: true, key: "secret"}
	const call = "tools/call"
	for _, c := range []struct {
		keys
		near          bool
		method, value string
		key           string
		want          error
	}{
		{service, true, "initialize", "", "", nil},
		{service, true, "tools/list", "", "", nil},
		{service, true, call, "", "", errNoKey},
		{service, true, call, "Bearer ", "", errNoKey},
		{service, true, call, "Bearer mine", "mine", nil},
		{service, true, "initialize", "Basic x", "", errBadKey},
		{service, false, "initialize", "", "", errNoKey},
		{service, false, "notifications/cancelled", "", "", errNoKey},
		{service, false, "initialize", "Bearer mine", "mine", nil},
		{open, true, call, "", "", nil},
		{open, true, call, "Basic x", "", nil},
		{locked, true, "initialize", "", "", errNoKey},
		{locked, true, "initialize", "Bearer wrong", "", errWrongKey},
		{locked, false, call, "Bearer secre", "", errWrongKey},
		{locked, false, call, "bearer secret", "secret", nil},
	} {
		h := http.Header{}
		if c.value != "" {
			h.Set("Authorization", c.value)
		}
		key, err := c.admit(h, c.near)
		if err == nil {
			err = c.admitMethod(c.method, key)
		}
		if err != c.want || err == nil && key != c.key { //nolint:errorlint // it is not wrapped
			t.Errorf("%+v: have %q, %v", c, key, err)
		}
	}
}

func TestMissingKeyIsChallenged(t *testing.T) {
	ran := false
	s := serverWith(map[string]handler{"t": func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		ran = true
		return ok(), nil
	}})
	o := quietOptions()
	o.AllowedHosts = []string{"mcp.example"}
	v := visit(t, s, o)
	call := legacyCall("7", "t")
	for name, c := range map[string]struct{ id, body, host string }{
		"call without a key":          {"7", call, "localhost"},
		"anything from other machine": {"null", `{"jsonrpc":"2.0","id":7,"method":"ping"}`, "mcp.example"},
		"a body not to be read":       {"null", `{`, "mcp.example"},
	} {
		a := v.post(c.body, "Host", c.host)
		if a.status != http.StatusUnauthorized || !strings.Contains(a.header.Get("WWW-Authenticate"), `Bearer realm="codealive-mcp"`) ||
			string(a.last().ID) != c.id || !strings.Contains(a.body, "Authorization: Bearer") || len(a.body) > 200 {
			t.Errorf("%s: %d %q %v", name, a.status, a.body, a.header)
		}
	}
	if ran {
		t.Error("the handler ran")
	}
	if a := v.post(`{"jsonrpc":"2.0","id":7,"method":"tools/list"}`); a.status != http.StatusOK {
		t.Errorf("list without a key: %d", a.status)
	}
	if a := v.post(call, append(bearing("k"), "Host", "mcp.example")...); a.status != http.StatusOK || !ran {
		t.Errorf("call with a key: %d", a.status)
	}
}

func legacyCall(id, tool string) string {
	return era(legacy).request(id, "tools/call", `"name":"`+tool+`"`)
}

func TestCallersKeepTheirKeys(t *testing.T) {
	const callers = 200
	for _, e := range []era{legacy, modern} {
		t.Run(string(e), func(t *testing.T) {
			var inside sync.WaitGroup
			inside.Add(callers)
			v := visit(t, serverWith(map[string]handler{"whoami": func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
				inside.Done()
				inside.Wait() // all are inside at once
				key, err := codealive.ContextKey(ctx)
				return mcp.NewToolResultText(key), err
			}}), quietOptions())
			var clients sync.WaitGroup
			for i := range callers {
				clients.Go(func() {
					key := fmt.Sprintf("key-%d", i)
					a, err := v.call(t.Context(), e, "1", "whoami", bearing(key)...)
					if err != nil || !strings.Contains(a.body, `"`+key+`"`) {
						t.Errorf("%s: %q, %v", key, a.body, err)
					}
				})
			}
			clients.Wait()
		})
	}
}

func TestLocalKeyStaysInTheTransport(t *testing.T) {
	o := quietOptions()
	o.Local, o.Key = true, "secret"
	v := visit(t, serverWith(map[string]handler{"whoami": func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		key, _ := codealive.ContextKey(ctx)
		return mcp.NewToolResultText("key:" + key), nil
	}}), o)
	a, err := v.call(t.Context(), legacy, "1", "whoami", bearing("secret")...)
	if err != nil || !strings.Contains(a.body, `"key:"`) {
		t.Errorf("have %q, %v", a.body, err)
	}
}
