package scan

import (
	"path"
	"strings"
)

// What is never read, whatever git or the user says. Names are lower case.
var (
	// skipDirs hold nothing a person wrote, or other repositories' innards.
	skipDirs = set(`.git git~1 .hg .svn .jj node_modules bower_components .venv venv __pycache__ .tox .nox .mypy_cache
		.pytest_cache .ruff_cache .gradle .terraform .next .nuxt .svelte-kit .parcel-cache .cache .env .idea .vs`)
	// secretDirs and the lists below are where credentials lie.
	secretDirs  = set(`.ssh .aws .azure .gcloud .gnupg .kube .docker .password-store`)
	secretNames = set(`.netrc _netrc .npmrc .yarnrc .pypirc .pgpass .my.cnf .htpasswd .git-credentials .dockercfg
		.dockerconfigjson .vault-token .s3cfg .boto .terraformrc credentials.json token.json kubeconfig`)
	secretExts = set(`.pem .key .p12 .pfx .p8 .jks .keystore .truststore .kdbx .ppk .keytab .ovpn .tfstate .agekey .gpg`)
)

func set(list string) map[string]bool {
	m := map[string]bool{}
	for _, s := range strings.Fields(list) {
		m[s] = true
	}
	return m
}

// Skipped reports whether a path (with forward slashes) must not be read:
// it looks like a secret, or lies where nobody's code is.
func Skipped(name string) bool {
	name = strings.ToLower(name)
	dir, base := path.Split(name)
	for part := range strings.SplitSeq(strings.TrimSuffix(dir, "/"), "/") {
		if part = trim(part); skipDirs[part] || secretDirs[part] {
			return true
		}
	}
	return Secret(base)
}

// Secret reports whether a file of this name usually holds credentials.
func Secret(base string) bool {
	base = trim(strings.ToLower(base))
	return secretNames[base] || secretExts[path.Ext(base)] || strings.HasPrefix(base, ".env") ||
		strings.Contains(base, ".tfstate") || privateKey(base)
}

// trim drops the end of a name that Windows drops when it opens the file.
func trim(name string) string { return strings.TrimRight(name, ". ") }

// privateKey recognises id_rsa and its kin, not id_generator.go.
func privateKey(base string) bool {
	rest, ok := strings.CutPrefix(base, "id_")
	return ok && (!strings.Contains(rest, ".") || strings.HasSuffix(rest, ".pub") || strings.HasSuffix(rest, ".bak"))
}
