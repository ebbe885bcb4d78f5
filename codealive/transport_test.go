package codealive

import (
	"context"
	"encoding/pem"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestTransportTrustsTheExtraCertificateOnlyWhenToldTo(t *testing.T) {
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { write(w, `[]`) }))
	t.Cleanup(srv.Close)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	block := &pem.Block{Type: "CERTIFICATE", Bytes: srv.Certificate().Raw}
	if err := os.WriteFile(ca, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, caFile string
		ignoreSSL    bool
		kind         Kind
	}{
		{"neither", "", false, KindNetwork},
		{"certificate", ca, false, ""},
		{"no verification", "", true, ""},
	} {
		transport, err := NewTransport(c.caFile, c.ignoreSSL)
		if err != nil {
			t.Fatal(err)
		}
		transport.Proxy = nil
		dials := 0
		dial := transport.DialContext
		transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			dials++
			return dial(ctx, network, address)
		}
		client := connect(t, srv.URL)
		client.http.Transport = transport
		err = sources(t, client)
		transport.CloseIdleConnections()
		if c.kind != "" {
			if api := apiError(t, err, c.kind); api.Retry(time.Now()).Worth || dials != 1 {
				t.Errorf("%s: %v after %d connections; the certificate stays the same", c.name, err, dials)
			}
		} else if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestTransportKeepsProxyVariablesAndHTTP2(t *testing.T) {
	transport, err := NewTransport("", false)
	if err != nil {
		t.Fatal(err)
	}
	if reflect.ValueOf(transport.Proxy).Pointer() != reflect.ValueOf(http.ProxyFromEnvironment).Pointer() || !transport.ForceAttemptHTTP2 {
		t.Error("not the standard transport's settings")
	}
	if transport == http.DefaultTransport {
		t.Error("the standard transport itself was changed")
	}
}

func TestTransportRefusesFilesWithoutCertificate(t *testing.T) {
	dir := t.TempDir()
	junk := filepath.Join(dir, "junk.pem")
	if err := os.WriteFile(junk, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{junk, filepath.Join(dir, "missing.pem"), dir} {
		if _, err := NewTransport(file, false); err == nil {
			t.Errorf("%s is accepted", file)
		}
	}
}

func TestHeaderWithoutEndIsCutShort(t *testing.T) {
	transport, err := NewTransport("", false)
	if err != nil {
		t.Fatal(err)
	}
	transport.Proxy = nil
	defer transport.CloseIdleConnections()
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Filler", strings.Repeat("x", 2<<20))
		write(w, `[]`)
	})
	client.http.Transport = transport
	if api := apiError(t, sources(t, client), KindNetwork); !strings.Contains(api.Error(), "headers exceeded") {
		t.Error(api)
	}
}
