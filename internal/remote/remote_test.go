package remote

import "testing"

func TestAllSpellingsOfOneRepository(t *testing.T) {
	for _, s := range []string{
		"https://git.example.com/Acme/payments-api",
		"https://git.example.com/acme/payments-api.git",
		"https://git.example.com/acme/payments-api.git/",
		"https://user:token@git.example.com:8443/acme/payments-api",
		"http://GIT.example.com/acme/payments-api",
		"ssh://git@git.example.com/acme/payments-api.git",
		"ssh://git@git.example.com:2222/acme/payments-api.git",
		"git://git.example.com/acme/payments-api.git",
		"git+ssh://git@git.example.com/acme/payments-api.git",
		"git@git.example.com:acme/payments-api.git",
		"git@git.example.com:/acme/payments-api.git",
		"git.example.com:acme/payments-api",
		"ssh://git@git.example.com/acme/payments-api/.git",
		"HTTPS://GIT.EXAMPLE.COM/ACME/PAYMENTS-API.GIT",
		"  git@Git.Example.com:ACME/Payments-API.git \n",
	} {
		if got := Key(s); got != "git.example.com/acme/payments-api" {
			t.Errorf("Key(%q) = %q", s, got)
		}
	}
}

func TestDifferentRepositoriesDiffer(t *testing.T) {
	seen := map[string]string{}
	for _, s := range []string{
		"https://git.example.com/acme/payments-api",
		"https://git.example.com/acme/payments-api-next",
		"https://git.example.com/other/payments-api",
		"https://git.example.org/acme/payments-api",
		"https://git.example.com/group/subgroup/payments-api.git",
		"git@git.example.com:group/other/payments-api.git",
		"ssh://git@[2001:db8::1]:22/acme/payments-api",
	} {
		key := Key(s)
		if key == "" || seen[key] != "" {
			t.Errorf("Key(%q) = %q, as of %q", s, key, seen[key])
		}
		seen[key] = s
	}
}

func TestLocalPathsHaveNoKey(t *testing.T) {
	for _, s := range []string{"", "/srv/git/x.git", "../x", "file:///srv/x.git", `C:\src\x`, "C:/src/x", "https://git.example.com", "https://git.example.com/", "x"} {
		if got := Key(s); got != "" {
			t.Errorf("Key(%q) = %q", s, got)
		}
	}
}
