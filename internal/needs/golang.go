package needs

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ctxsize/ctxsize/internal/manifest"
)

// versionModules read the commit that a Go program was built from.
var versionModules = []string{"github.com/carlmjohnson/versioninfo", "github.com/earthboundkid/versioninfo", "github.com/earthboundkid/versioninfo/v2", "github.com/prometheus/common",
	"sigs.k8s.io/release-utils", "github.com/caarlos0/go-version", "go.szostok.io/version", "github.com/tailscale/tailscale", "go.hein.dev/go-version"}

// goCommand follows go: what it builds holds the commit, which a program may report, and go generate and go run start other programs.
func (f *follower) goCommand(c *Call) {
	words := c.Words()[1:]
	flags := strings.Fields(c.Getenv("GOFLAGS"))
	switch firstOperand(words) {
	case "generate":
		f.generate(c)
	case "run", "test":
		f.sources(".go", c)
		f.noteStamp(c, append(words, flags...))
	case "build", "install":
		f.noteStamp(c, append(words, flags...))
	}
}

func (f *follower) noteStamp(c *Call, words []string) {
	off := slices.ContainsFunc(words, func(w string) bool {
		value, ok := stampFlag(w)
		on, err := strconv.ParseBool(value)
		return ok && err == nil && !on
	})
	remote := slices.ContainsFunc(words, func(w string) bool { return strings.Contains(w, "@") })
	if !off && !remote && f.trace.Stamped == nil {
		f.trace.Stamped = &Use{c.File, c.Line, c.Text}
	}
}

// stampFlag returns the value of the flag -buildvcs, which has one or two dashes, as all flags of go.
func stampFlag(w string) (value string, ok bool) {
	name, value, joined := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(w, "-"), "-"), "=")
	if !joined {
		value = "true"
	}
	return value, name == "buildvcs" && strings.HasPrefix(w, "-")
}

// generate follows the commands in the sources.
func (f *follower) generate(c *Call) {
	reader := f.reader(c).In("")
	for _, p := range f.files.Find("*.go") {
		number := 0
		for line := range strings.Lines(string(f.files.Text(p))) {
			number++
			if rest, ok := strings.CutPrefix(line, "//go:generate "); ok {
				f.followNested(reader.Parse(rest), place{p, number})
			}
		}
	}
}

// ReadsStamp returns how a Go source or a go.mod reads the commit that a program is built from, "" where it does not.
func ReadsStamp(p string, text []byte) (words string, line int) {
	if strings.HasSuffix(p, "go.mod") {
		for _, m := range manifest.GoRequires(text) {
			if slices.Contains(versionModules, m) {
				return m, lineOf(text, m)
			}
		}
		return "", 0
	}
	for _, w := range []string{"vcs.revision", "debug.ReadBuildInfo", "vcs.modified", "buildinfo.Read"} {
		if n := lineOf(text, w); n > 0 {
			return w, n
		}
	}
	return "", 0
}
