package main

// tuning are the modules that weights and rules are chosen on.
var tuning = []string{
	"golang.org/x/tools@v0.44.0",
	"github.com/go-git/go-git/v5@v5.19.3",
	"golang.org/x/text@v0.41.0",
	"github.com/google/go-containerregistry@v0.21.3",
	"github.com/spf13/cobra@v1.10.2",
	"github.com/BurntSushi/toml@v1.6.0",
}

// test are the modules that figures are given for. Nothing is chosen on them.
var test = []string{
	"golang.org/x/net@v0.57.0",
	"golang.org/x/crypto@v0.56.0",
	"github.com/mark3labs/mcp-go@v1.2.1",
	"github.com/modelcontextprotocol/go-sdk@v1.8.0",
	"github.com/klauspost/compress@v1.18.5",
	"github.com/prometheus/client_golang@v1.12.1",
	"github.com/spf13/afero@v1.15.0",
	"github.com/sirupsen/logrus@v1.9.4",
}
