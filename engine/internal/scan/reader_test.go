package scan

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func open(t *testing.T, dir string) *Tree {
	t.Helper()
	tree, err := OpenTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tree.Close() })
	return tree
}

func TestReaderReadsByTheRulesOfTheTree(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	put(t, outside, "secret.txt", "secret")
	put(t, dir, "a/long.txt", strings.Repeat("long ", 1000))
	put(t, dir, "a/short.txt", "short")
	put(t, dir, "b/c/deep.txt", "deep")
	put(t, dir, "top.txt", "top")
	put(t, dir, "large.txt", strings.Repeat("x", MaxFile+1))
	put(t, dir, "full.txt", strings.Repeat("x", MaxFile))
	_ = os.Symlink(filepath.Join(outside, "secret.txt"), filepath.Join(dir, "link.txt"))
	_ = os.Symlink(outside, filepath.Join(dir, "linked"))
	pipe(t, filepath.Join(dir, "a", "pipe.txt"))
	tree := open(t, dir)
	r := tree.Reader()
	defer r.Close()
	for _, name := range []string{
		"a/long.txt", "a/short.txt", "top.txt", "gone.txt", "a/short.txt", "gone/x.txt", "b/c/deep.txt", "large.txt", "a/pipe.txt", "a/long.txt",
		"link.txt", "linked/secret.txt", "../x", "a/../top.txt", "a", "", "full.txt",
	} {
		want, _, wantErr := tree.Read(name)
		got, _, err := r.Read(name)
		if (err == nil) != (wantErr == nil) || errors.Is(err, ErrNotText) != errors.Is(wantErr, ErrNotText) || err == nil && string(got) != string(want) {
			t.Errorf("%q: %d bytes, %v; the tree gives %d, %v", name, len(got), err, len(want), wantErr)
		}
		if strings.Contains(string(got), "secret") {
			t.Errorf("%q leads out of the tree", name)
		}
	}
}

func TestKnownPicksFilesOfAnySizeButNoOthers(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "a.txt", "text")
	put(t, dir, "empty.txt", "")
	put(t, dir, "large.txt", strings.Repeat("x", MaxFile+1))
	put(t, dir, ".env", "PASSWORD=x")
	put(t, dir, "ignored.log", "x")
	put(t, dir, ".gitignore", "*.log\n")
	_ = os.Symlink("a.txt", filepath.Join(dir, "link.txt"))
	bytes := os.WriteFile(filepath.Join(dir, "b\xff.txt"), []byte("text"), 0o644)
	wanted := map[string]bool{
		"a.txt": true, "empty.txt": true, "large.txt": true, ".env": true, "ignored.log": true, "link.txt": true, "gone": true,
		"../a.txt": true, "./a.txt": true, "": true, "b\uFFFD.txt": true, filepath.Join(dir, "a.txt"): true,
	}
	got, err := open(t, dir).Known(t.Context(), wanted)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int64{"a.txt": 4, "empty.txt": 0, "large.txt": MaxFile + 1}
	if _, err := os.Lstat(filepath.Join(dir, "b\xff.txt")); bytes == nil && err == nil {
		want["b\uFFFD.txt"] = 4
		if got["b\uFFFD.txt"].Path != "b\xff.txt" {
			t.Errorf("not the file's own name: %+v", got)
		}
	}
	for path, e := range got {
		if size, ok := want[path]; !ok || size != e.Size {
			t.Errorf("%q: %+v", path, e)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// The marks spare most names the expressions; they must not spare any that match.
func TestEveryMarkIsKnown(t *testing.T) {
	for _, name := range []string{
		"a_test.go", "a.spec.ts", "a-tests.js", "test_a.py", "conftest.py", "FooTest.java", "FooIT.kt", "FooSpec.cs", "FooTestCase.php", "test_a.rb",
		"tests/a.go", "test/a.go", "x/__tests__/a.js", "testdata/a", "fixtures/a", "e2e/a.ts", "spec/a.rb", "specs/a.ts",
		"Foo.Bar.Tests/A.cs", "UnitTests/A.cs", "src/commonTest/kotlin/A.kt",
	} {
		if nameFlags(name)&Test == 0 {
			t.Errorf("%s is no test", name)
		}
	}
	for _, dir := range strings.Fields("vendor third_party third-party node_modules bower_components external site-packages") {
		if nameFlags("x/"+dir+"/a.go")&Vendored == 0 {
			t.Errorf("%s is not vendored", dir)
		}
	}
	for _, name := range []string{
		"a.pb.go", "a_pb2.py", "a_pb2_grpc.py", "a.pb.cc", "a.MIN.js", "a.min.css", "a.g.cs", "A.Designer.cs", "a.generated.ts", "a_generated.go",
		"a.snap", "a.svg", "Cargo.lock", "a.js.map", "package-lock.json", "pnpm-lock.yaml", "npm-shrinkwrap.json", "go.sum", "x/zz_generated.go",
	} {
		if nameFlags(name)&Generated == 0 {
			t.Errorf("%s is not generated", name)
		}
	}
}
