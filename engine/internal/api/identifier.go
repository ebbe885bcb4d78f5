package api

// owner is how every identifier of the engine begins.
const owner = "local/"

// identifier names a file, or with a part a document in it.
func identifier(source, path, part string) string {
	id := owner + source + "::" + path
	if part != "" {
		id += "::" + part
	}
	return id
}
