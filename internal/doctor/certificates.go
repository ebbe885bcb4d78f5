package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/codealive-mcp/codealive-mcp/internal/loopback"
)

// caFile looks into the file of additional authorities.
func caFile(_ context.Context, e *exam) []Finding {
	file := e.set.CAFile
	if file == "" {
		return ok("CODEALIVE_CA_FILE is not set: the system's authorities are trusted")
	}
	const fix = "set CODEALIVE_CA_FILE to a readable PEM file that holds the authority's certificate, or remove it"
	text, err := os.ReadFile(file)
	if err != nil {
		return problem("CODEALIVE_CA_FILE cannot be read: "+err.Error(), fix)
	}
	good, expired := 0, 0
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		cert, err := x509.ParseCertificate(block.Bytes)
		switch {
		case block.Type != "CERTIFICATE" || err != nil:
		case time.Now().After(cert.NotAfter):
			expired++
		default:
			good++
		}
	}
	found := fmt.Sprintf("CODEALIVE_CA_FILE %s: %d valid, %d expired certificates", file, good, expired)
	switch {
	case good+expired == 0:
		return problem(file+" holds no PEM certificate", fix)
	case good == 0:
		return problem(found, "ask for the authority's new certificate and put it into that file")
	case expired > 0:
		return warning(found, "remove the expired ones from that file")
	}
	return ok(found)
}

// certificate judges the TLS handshake of the first request.
func certificate(ctx context.Context, e *exam) []Finding {
	host := e.backend.BaseURL.Host
	if e.backend.BaseURL.Scheme == "http" {
		if loopback.Host(host) {
			return ok("not used: " + host + " is this machine")
		}
		return warning("not used: the key and the code travel unencrypted to "+host, "set CODEALIVE_BASE_URL to https://"+host+" if the server can do that, or use it in a trusted network only")
	}
	x := e.exchange(ctx)
	if x.tls == nil {
		return e.noHandshake(x)
	}
	found := describe(*x.tls)
	if e.set.IgnoreSSL {
		return warning(found+"; not verified, since CODEALIVE_IGNORE_SSL is on: anyone between can read the key", "remove CODEALIVE_IGNORE_SSL; if verification then fails, set CODEALIVE_CA_FILE to the authority's certificate")
	}
	if days := daysLeft(x.tls.PeerCertificates[0]); days < 14 {
		return warning(found, "the service's certificate has to be renewed soon: tell its operator")
	}
	return ok(found)
}

func describe(s tls.ConnectionState) string {
	cert := s.PeerCertificates[0]
	return fmt.Sprintf("%s, certificate of %s, expires in %d days", tls.VersionName(s.Version), issuer(cert), daysLeft(cert))
}

func issuer(cert *x509.Certificate) string {
	if name := cert.Issuer.String(); name != "" {
		return name
	}
	return "an unnamed issuer"
}

func daysLeft(cert *x509.Certificate) int { return int(time.Until(cert.NotAfter).Hours() / 24) }

// noHandshake says why there is no TLS connection.
func (e *exam) noHandshake(x *exchange) []Finding {
	var op *net.OpError
	switch {
	case e.proxy != nil && x.handshake && errors.As(x.err, &op) && op.Op == "proxyconnect":
		return untrusted(x.err, e.proxy.Hostname(), e.proxyVariable(), e.set.CAFile)
	case e.proxy != nil && !x.handshake:
		return e.noTunnel(x.err)
	}
	return untrusted(x.err, e.backend.BaseURL.Hostname(), "CODEALIVE_BASE_URL", e.set.CAFile)
}

// noTunnel says why the proxy does not lead to the service.
func (e *exam) noTunnel(err error) []Finding {
	fix := "ask who runs the proxy to allow " + e.backend.BaseURL.Host + ", or add " + e.backend.BaseURL.Hostname() + " to NO_PROXY if it can be reached without"
	if strings.Contains(err.Error(), http.StatusText(http.StatusProxyAuthRequired)) {
		fix = proxyLogin(e.proxyVariable())
	}
	return problem("the proxy does not lead to "+e.backend.BaseURL.Host+": "+reason(err), fix)
}

func proxyLogin(variable string) string {
	return "put user and password into " + variable + ": http://user:password@host:port, with special characters as %XX"
}

// untrusted words a failed handshake with a host that a setting names.
func untrusted(err error, host, setting, caFile string) []Finding {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &unknown):
		return problem("the certificate of "+host+" is signed by an authority that is not trusted here: "+signer(err), caFix(caFile))
	case errors.As(err, &name):
		return problem("the certificate is not for "+host+": it names "+names(name.Certificate), "set "+setting+" to a host that the certificate names, or have it renewed for "+host)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired && time.Now().Before(invalid.Cert.NotBefore):
		return problem("the certificate of "+host+" is valid only from "+invalid.Cert.NotBefore.Format(time.DateOnly), "set the clock of this machine, which says "+time.Now().Format(time.DateOnly))
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return problem("the certificate of "+host+" has expired on "+invalid.Cert.NotAfter.Format(time.DateOnly), "the operator of "+host+" has to renew it; check the clock of this machine too, which says "+time.Now().Format(time.DateOnly))
	case errors.As(err, &record), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return problem(host+" does not speak TLS on that port", "correct the port in "+setting+", or write http:// for a server in a network that you trust")
	}
	return problem("no TLS connection to "+host+": "+reason(err), "check host and port in "+setting+"; a firewall or proxy may break TLS connections: set HTTPS_PROXY if this network needs a proxy")
}

// caFix is what to do about an authority that is not known.
func caFix(caFile string) string {
	fix := "set CODEALIVE_CA_FILE to a PEM file with the certificate of that authority (a company's proxy has one too)"
	if caFile != "" {
		fix = "put the certificate of that authority into " + caFile + ", the file in CODEALIVE_CA_FILE"
	}
	for _, name := range []string{"SSL_CERT_FILE", "SSL_CERT_DIR"} {
		if os.Getenv(name) != "" {
			fix += "; " + name + " replaces the system's authorities: check it"
		}
	}
	return fix
}

// signer is who signed the last certificate that was sent.
func signer(err error) string {
	var failed *tls.CertificateVerificationError
	if errors.As(err, &failed) && len(failed.UnverifiedCertificates) > 0 {
		chain := failed.UnverifiedCertificates
		return issuer(chain[len(chain)-1])
	}
	return "unknown"
}

func names(cert *x509.Certificate) string {
	all := cert.DNSNames
	for _, ip := range cert.IPAddresses {
		all = append(all, ip.String())
	}
	if len(all) == 0 {
		return "no host"
	}
	if len(all) > 5 {
		all = append(all[:5:5], "…")
	}
	return strings.Join(all, ", ")
}
