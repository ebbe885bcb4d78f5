package store

// ReadOnly is the name by which SQLite opens an index for reading only, also
// in an ATTACH. The file must exist.
func ReadOnly(path string) string { return dsn(path, "mode=ro") }
