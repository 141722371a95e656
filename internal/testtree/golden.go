package testtree

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// goldenTime is the time of every entry of a golden case, in seconds since 1970.
const goldenTime = 1_700_000_000

// Case is a tree with a Dockerfile, answered by real builders.
type Case struct {
	ID   string `json:"id"`
	Tree []struct {
		Path   string `json:"p"`
		Type   string `json:"t"`
		Size   int    `json:"n"`
		Target string `json:"to"`
	} `json:"tree"`
	DockerfilePath string            `json:"dfpath"`
	Dockerfile     string            `json:"dockerfile"`
	Ignore         map[string]string `json:"ignore"`
	Target         string            `json:"target"`
	Args           map[string]string `json:"args"`
	Expect         Expect            `json:"expect"`
}

// Expect is what BuildKit and the legacy builder answered.
type Expect struct {
	Error    *string   `json:"error"`
	Loaded   bool      `json:"loaded"`
	Exclude  []string  `json:"exclude"`
	Follow   []string  `json:"follow"`
	Entries  [][3]any  `json:"entries"`
	Opened   []string  `json:"opened"`
	Transfer *int64    `json:"transfer"`
	Legacy   LegacyTar `json:"legacy"`
}

// LegacyTar is the request body of the legacy builder.
type LegacyTar struct {
	Error   *string  `json:"error"`
	Bytes   int64    `json:"tar_bytes"`
	Entries [][3]any `json:"entries"`
}

// Golden reads cases from a compressed file, one JSON object a line.
func Golden(t testing.TB, file string) []Case {
	t.Helper()
	f, err := os.Open(file)
	must(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	must(t, err)
	var cases []Case
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var c Case
		must(t, json.Unmarshal(lines.Bytes(), &c))
		cases = append(cases, c)
	}
	must(t, lines.Err())
	return cases
}

// Text puts a list of entries into lines: mode or type, size, name.
func Text(entries [][3]any) string {
	var b strings.Builder
	for _, e := range entries {
		fmt.Fprintf(&b, "%v %v %v\n", e[1], e[2], e[0])
	}
	return b.String()
}

// Make lays the case out below dir, with the Dockerfile, the ignore files and the time of each entry.
func (c *Case) Make(t testing.TB, dir string) {
	t.Helper()
	for _, e := range c.Tree {
		path := filepath.Join(dir, e.Path)
		switch e.Type {
		case "d":
			must(t, os.MkdirAll(path, 0o755))
		case "l":
			must(t, os.Symlink(e.Target, path))
		case "f":
			Write(t, dir, e.Path, make([]byte, e.Size))
		}
	}
	Write(t, dir, c.DockerfilePath, []byte(c.Dockerfile))
	for name, text := range c.Ignore {
		Write(t, dir, name, []byte(text))
	}
	must(t, filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return setTime(path, goldenTime)
	}))
}
