package doctor

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// authority signs certificates; file holds its own.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	file string
}

func newAuthority(t *testing.T, until time.Time) authority {
	t.Helper()
	cert, key := sign(t, &x509.Certificate{
		Subject: pkix.Name{CommonName: "Test Authority"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
		NotBefore: until.AddDate(-2, 0, 0), NotAfter: until,
	}, nil, nil)
	file := filepath.Join(t.TempDir(), "ca.pem")
	writeFile(t, file, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw})))
	return authority{cert, key, file}
}

func sign(t *testing.T, template, parent *x509.Certificate, by *ecdsa.PrivateKey) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if parent == nil {
		parent, by = template, key
	}
	template.SerialNumber = big.NewInt(time.Now().UnixNano())
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), by)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cert, key
}

func writeFile(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// serve is the contract server behind TLS, with a certificate for 127.0.0.1
// unless the template says otherwise.
func (a authority) serve(t *testing.T, template x509.Certificate) string {
	t.Helper()
	if template.NotAfter.IsZero() {
		template.NotAfter = time.Now().Add(100 * 24 * time.Hour)
	}
	if template.NotBefore.IsZero() {
		template.NotBefore = time.Now().Add(-200 * 24 * time.Hour)
	}
	if template.DNSNames == nil {
		template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
	}
	cert, key := sign(t, &template, a.cert, a.key)
	s := httptest.NewUnstartedServer(started(t).Config.Handler)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{cert.Raw}, PrivateKey: key}}}
	s.Config.ErrorLog = quiet()
	s.StartTLS()
	t.Cleanup(s.Close)
	return s.URL
}

func TestCertificates(t *testing.T) {
	a := newAuthority(t, time.Now().Add(24*time.Hour*365))
	now := time.Now()
	good := a.serve(t, x509.Certificate{})
	ca := []string{"CODEALIVE_CA_FILE", a.file}
	for name, c := range map[string]struct {
		base  string
		more  []string
		state State
		texts []string
	}{
		"trusted":       {good, ca, OK, []string{"TLS 1.3", "CN=Test Authority", "expires in 99 days"}},
		"unknown":       {good, nil, Problem, []string{"not trusted", "CN=Test Authority", "set CODEALIVE_CA_FILE"}},
		"another file":  {good, []string{"CODEALIVE_CA_FILE", newAuthority(t, now.Add(time.Hour)).file}, Problem, []string{"not trusted", "put the certificate of that authority into"}},
		"not verified":  {good, []string{"CODEALIVE_IGNORE_SSL", "true"}, Warning, []string{"TLS 1.3", "not verified", "remove CODEALIVE_IGNORE_SSL"}},
		"expired":       {a.serve(t, x509.Certificate{NotAfter: now.Add(-30 * time.Hour)}), ca, Problem, []string{"has expired on " + now.Add(-30*time.Hour).UTC().Format(time.DateOnly), "renew"}},
		"not yet":       {a.serve(t, x509.Certificate{NotBefore: now.Add(30 * time.Hour)}), ca, Problem, []string{"valid only from", "set the clock"}},
		"soon":          {a.serve(t, x509.Certificate{NotAfter: now.Add(50 * time.Hour)}), ca, Warning, []string{"expires in 2 days", "renewed"}},
		"another host":  {a.serve(t, x509.Certificate{DNSNames: []string{"a.example.com", "b.example.com"}}), ca, Problem, []string{"not for 127.0.0.1", "a.example.com, b.example.com", "CODEALIVE_BASE_URL"}},
		"no TLS there":  {strings.Replace(started(t).URL, "http:", "https:", 1), nil, Problem, []string{"does not speak TLS", "http://"}},
		"broken file":   {good, []string{"CODEALIVE_CA_FILE", "/nowhere.pem"}, Skipped, []string{"because ca_file has a problem"}},
		"http to https": {strings.Replace(good, "https:", "http:", 1), ca, OK, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := examine(t, env(c.base, c.more...))
			r.wellFormed(t)
			r.want(t, "tls", c.state, c.texts...)
			switch {
			case name == "http to https":
				r.want(t, "answer", Problem, "wants https://", "set CODEALIVE_BASE_URL to "+good)
			case c.state == Problem:
				r.want(t, "key", Skipped, "because tls has a problem")
			case c.state != Skipped:
				r.want(t, "key", OK)
				r.want(t, "latency", OK, "TLS ")
			}
		})
	}
}

func TestCAFile(t *testing.T) {
	isolate(t)
	good, old := newAuthority(t, time.Now().Add(time.Hour)), newAuthority(t, time.Now().Add(-time.Hour))
	read := func(file string) string {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for name, c := range map[string]struct {
		text  string
		state State
		want  string
	}{
		"good":    {read(good.file), OK, "1 valid, 0 expired"},
		"both":    {read(good.file) + read(old.file), Warning, "1 valid, 1 expired"},
		"expired": {read(old.file), Problem, "0 valid, 1 expired"},
		"none":    {"-----BEGIN KEY-----\nAAAA\n-----END KEY-----\n", Problem, "holds no PEM certificate"},
	} {
		file := filepath.Join(t.TempDir(), "ca.pem")
		writeFile(t, file, c.text)
		r := Run(t.Context(), options(env("http://127.0.0.1:1", "CODEALIVE_CA_FILE", file)))
		r.wellFormed(t)
		r.want(t, "ca_file", c.state, c.want)
		if t.Failed() {
			t.Fatal(name)
		}
	}
	r := Run(t.Context(), options(env("http://127.0.0.1:1", "CODEALIVE_CA_FILE", t.TempDir())))
	r.want(t, "ca_file", Problem, "cannot be read", "set CODEALIVE_CA_FILE")
}
