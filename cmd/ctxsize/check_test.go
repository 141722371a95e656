package main

import (
	"archive/tar"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// result is what a run of the program leaves.
type result struct {
	code        int
	out, errors string
}

// runIn runs the program in a directory.
func runIn(t *testing.T, dir string, stdin []byte, args ...string) result {
	t.Helper()
	var out, errors bytes.Buffer
	code := run(world{args: args, stdin: bytes.NewReader(stdin), stdout: &out, stderr: &errors, dir: dir})
	return result{code, out.String(), errors.String()}
}

func (r result) expect(t *testing.T, code int, out, errors string) {
	t.Helper()
	if r.code != code || !strings.Contains(r.out, out) || !strings.Contains(r.errors, errors) {
		t.Errorf("exit code %d, want %d, with %q and %q\nstdout: %s\nstderr: %s", r.code, code, out, errors, r.out, r.errors)
	}
}

// sparseTar is an archive of a Dockerfile and of sparse files of these sizes that hold nothing, in GNU's format.
func sparseTar(t *testing.T, sizes ...int64) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	text := "FROM scratch\nCOPY . /\n"
	if err := w.WriteHeader(&tar.Header{Name: "Dockerfile", Size: int64(len(text))}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	for n, size := range sizes {
		b.Write(sparseHeader(fmt.Sprintf("file%d", n), size))
	}
	b.Write(make([]byte, 1024))
	return b.Bytes()
}

// sparseHeader is a header of GNU's old sparse format, with one empty segment at the end of the file.
func sparseHeader(name string, size int64) []byte {
	h := make([]byte, 512)
	copy(h, name)
	copy(h[100:], "0000644\x000000000\x000000000\x0000000000000\x0000000000000\x00        S")
	copy(h[257:], "ustar  \x00")
	for _, field := range []int{386, 483} {
		// The first bit marks a binary number.
		h[field] = 0x80
		binary.BigEndian.PutUint64(h[field+4:], uint64(size))
	}
	copy(h[398:], "00000000000\x00")
	sum := 0
	for _, c := range h {
		sum += int(c)
	}
	copy(h[148:], fmt.Sprintf("%06o\x00 ", sum))
	return h
}

// TestHugeSizes: sums that do not fit fail a check and never turn negative, in any report.
func TestHugeSizes(t *testing.T) {
	for name, sizes := range map[string][]int64{
		"two of 4 EiB":  {1 << 62, 1 << 62},
		"four of 4 EiB": {1 << 62, 1 << 62, 1 << 62, 1 << 62},
		"four of 8 EiB": {math.MaxInt64, math.MaxInt64, math.MaxInt64, math.MaxInt64},
		"one of 8 EiB":  {math.MaxInt64},
	} {
		t.Run(name, func(t *testing.T) {
			stdin, dir := sparseTar(t, sizes...), t.TempDir()
			runIn(t, dir, stdin, "check", "--max-size", "1GB", "-").expect(t, exitMet, "FAIL max-size: >=9.2 EB sent, limit 1.0 GB", "")
			runIn(t, dir, stdin, "check", "--max-files", "100", "-").expect(t, exitIncomplete, "FAIL complete: the sizes add up to 8 EiB or more", "")
			runIn(t, dir, stdin, "check", "--max-files", "100", "--allow-incomplete", "-").expect(t, exitDone, "SKIP complete: ", "")
			runIn(t, dir, stdin, "--strict", "-").expect(t, exitIncomplete, ">=9.2 EB", "")
			for _, args := range [][]string{{"-o", "text", "-"}, {"--units", "bytes", "-"}, {"--units", "iec", "-"}, {"ls", "--long", "-"},
				{"ls", "--json", "-"}, {"suggest", "-"}, {"why", "-", "--", "file0"}} {
				got := runIn(t, dir, stdin, args...)
				if got.code != exitDone || strings.Contains(got.out, "-9") || strings.Contains(got.out, "-8.0") {
					t.Errorf("%v: exit code %d\n%s%s", args, got.code, got.out, got.errors)
				}
			}
			checkHugeJSON(t, runIn(t, dir, stdin, "--json", "-"))
		})
	}
}

func checkHugeJSON(t *testing.T, r result) {
	t.Helper()
	var report struct {
		Complete bool
		Builds   []struct {
			Totals   map[string]struct{ Bytes int64 }
			Findings []struct{ Code string }
		}
		Errors []struct{ Op string }
	}
	if err := json.Unmarshal([]byte(r.out), &report); err != nil {
		t.Fatal(err)
	}
	b := report.Builds[0]
	if got := b.Totals["sent"].Bytes; got != math.MaxInt64 {
		t.Errorf("sent: %d bytes, want %d", got, int64(math.MaxInt64))
	}
	if report.Complete || len(report.Errors) != 1 || report.Errors[0].Op != "size" {
		t.Errorf("complete %t, errors %v", report.Complete, report.Errors)
	}
	if len(b.Findings) == 0 || b.Findings[0].Code != "size-overflow" {
		t.Errorf("findings %v, want size-overflow first", b.Findings)
	}
}

// TestLimitValues tries limits that are no numbers, or too large.
func TestLimitValues(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "Dockerfile", "FROM scratch\nCOPY . /\n")
	write(t, dir, "before.json", `{"schema_version": 1, "builds": [{"name": "Dockerfile", "platform": "linux/amd64", "totals": {"sent": {"bytes": 50}}}]}`)
	growth := func(value string) []string {
		return []string{"--platform", "linux/amd64", "--baseline", "before.json", "--max-growth", value}
	}
	for _, c := range []struct {
		args []string
		code int
	}{
		{[]string{"--max-size", "1e30"}, exitFailed},
		{[]string{"--max-size", "-1"}, exitFailed},
		{[]string{"--max-size", "NaN"}, exitFailed},
		{[]string{"--max-size", "8EiB"}, exitFailed},
		{[]string{"--max-size", "16EiB"}, exitFailed},
		{[]string{"--max-size", "99999999999999999999999"}, exitFailed},
		{[]string{"--max-size", "7EiB"}, exitDone},
		{[]string{"--max-transfer", "1e30"}, exitFailed},
		{[]string{"--max-transfer", "-1kB"}, exitFailed},
		{[]string{"--max-files", "99999999999999999999"}, exitFailed},
		{[]string{"--max-files", "-1"}, exitFailed},
		{[]string{"--max-files", "1e3"}, exitFailed},
		{[]string{"--max-files", "9223372036854775807"}, exitDone},
		{growth("1e300%"), exitDone},
		{growth("1e999%"), exitFailed},
		{growth("NaN%"), exitFailed},
		{growth("Inf%"), exitFailed},
		{growth("-5%"), exitFailed},
		{growth("%"), exitFailed},
		{growth("1e30"), exitFailed},
		{growth("7EiB"), exitDone},
		{growth("500%"), exitDone},
		{growth("0.1%"), exitMet},
	} {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			runIn(t, dir, nil, append([]string{"check"}, c.args...)...).expect(t, c.code, "", "")
		})
	}
}

// TestNumericFlags tries numbers at the edges in the flags of reports.
func TestNumericFlags(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "Dockerfile", "FROM scratch\nCOPY . /\n")
	for _, c := range []struct {
		args []string
		code int
	}{
		{[]string{"--top", "-1"}, exitFailed},
		{[]string{"--top", "1e9"}, exitFailed},
		{[]string{"--top", "99999999999999999999"}, exitFailed},
		{[]string{"--top", "9223372036854775807"}, exitDone},
		{[]string{"--top", "9223372036854775807", "--json"}, exitDone},
		{[]string{"--top", "0"}, exitDone},
		{[]string{"--workers", "-1"}, exitFailed},
		{[]string{"--workers", "0"}, exitDone},
		{[]string{"--workers", "9223372036854775807"}, exitDone},
		{[]string{"audit", "--top", "9223372036854775807", "--json"}, exitDone},
		{[]string{"audit", "--top", "-1"}, exitFailed},
	} {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) { runIn(t, dir, nil, c.args...).expect(t, c.code, "", "") })
	}
}

// TestBaselines tries baselines with invalid numbers, and with ambiguous builds.
func TestBaselines(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "ctx/Dockerfile", "FROM scratch\nCOPY . /\n")
	const build = `{"name": "ctx/Dockerfile", "platform": "linux/amd64", "context": %q, "dockerfile": "ctx/Dockerfile", "totals": {"sent": %s}}`
	sent := func(n string) string { return fmt.Sprintf(build, "ctx", `{"bytes": `+n+`}`) }
	for name, c := range map[string]struct {
		builds string
		code   int
		errors string
	}{
		"a number":      {sent("100"), exitDone, ""},
		"negative":      {sent("-100"), exitFailed, "negative size: -100 bytes"},
		"too large":     {sent("99999999999999999999"), exitFailed, "not a report of ctxsize --json"},
		"a fraction":    {sent("1.5"), exitFailed, "not a report of ctxsize --json"},
		"not a number":  {sent("NaN"), exitFailed, "not a report of ctxsize --json"},
		"a lower bound": {sent("9223372036854775807"), exitFailed, "only a lower bound"},
		"null bytes":    {sent("null"), exitFailed, "the sent size is missing"},
		"null totals":   {fmt.Sprintf(build, "ctx", "null"), exitFailed, "the sent size is missing"},
		"none":          {"", exitFailed, `has no build "ctx/Dockerfile" for linux/amd64`},
		"twice":         {sent("100") + "," + sent("100"), exitFailed, "2 times"},
		"two contexts":  {sent("100") + "," + fmt.Sprintf(build, "other", `{"bytes": 0}`), exitDone, ""},
	} {
		t.Run(name, func(t *testing.T) {
			write(t, dir, "before.json", `{"schema_version": 1, "builds": [`+c.builds+`]}`)
			runIn(t, dir, nil, "check", "--platform", "linux/amd64", "--max-growth", "10", "--baseline", "before.json", "ctx").expect(t, c.code, "", c.errors)
		})
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
