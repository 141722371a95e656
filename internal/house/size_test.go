package house_test

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"testing"
)

// maxFiles is how many files a package may have, tests apart.
const maxFiles = 25

// TestPackageSizes checks that no package has too many files, and that the root package has one.
func TestPackageSizes(t *testing.T) {
	c := goCommand("list", "-json=ImportPath,GoFiles", "./...")
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	for d := json.NewDecoder(out); ; {
		var p struct {
			ImportPath string
			GoFiles    []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		name, limit := localName(p.ImportPath), maxFiles
		if name == "" {
			limit = 1
		}
		if len(p.GoFiles) > limit {
			t.Errorf("package %q has %d files, limit %d", name, len(p.GoFiles), limit)
		}
	}
	if err := c.Wait(); err != nil {
		t.Fatal(err)
	}
}
