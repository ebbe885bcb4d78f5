package packages

// Tuning are the packages that weights and rules are chosen on.
var Tuning = []string{
	"golang/golang.org/x/tools@v0.44.0",
	"golang/github.com/go-git/go-git/v5@v5.19.3",
	"golang/golang.org/x/text@v0.41.0",
	"golang/github.com/google/go-containerregistry@v0.21.3",
	"golang/github.com/spf13/cobra@v1.10.2",
	"golang/github.com/BurntSushi/toml@v1.6.0",
	"pypi/rich@13.9.4",
	"pypi/flask@3.1.0",
	"npm/rxjs@7.8.1#src",
	"npm/eslint@9.17.0#lib",
	"maven/com.google.code.gson/gson@2.11.0",
	"cargo/regex-automata@0.4.9",
}

// Test are the packages that figures are given for. Nothing is chosen on them.
var Test = []string{
	"golang/golang.org/x/net@v0.57.0",
	"golang/golang.org/x/crypto@v0.56.0",
	"golang/github.com/mark3labs/mcp-go@v1.2.1",
	"golang/github.com/modelcontextprotocol/go-sdk@v1.8.0",
	"golang/github.com/klauspost/compress@v1.18.5",
	"golang/github.com/prometheus/client_golang@v1.12.1",
	"golang/github.com/spf13/afero@v1.15.0",
	"golang/github.com/sirupsen/logrus@v1.9.4",
	"pypi/networkx@3.4.2",
	"pypi/jinja2@3.1.4",
	"npm/webpack@5.97.1#lib",
	"npm/effect@3.12.0#src",
	"maven/org.apache.commons/commons-lang3@3.17.0",
	"cargo/tokio@1.42.0",
}
