package manifest

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// MaxLock is the size of the largest lock file that is parsed, in bytes.
const MaxLock = 16 << 20

// NpmLock returns the directories of the installed packages that a package-lock.json or npm-shrinkwrap.json has, relative to its own, and for each
// whether npm omits it with --omit=dev. A file of lockfileVersion 1 has no directories.
func NpmLock(text []byte) (omitted map[string]bool, err error) {
	var raw struct {
		Packages map[string]struct {
			Dev, Link bool
		}
	}
	if err := json.Unmarshal(trimBOM(text), &raw); err != nil {
		return nil, fmt.Errorf("parsing a lock file of npm: %w", err)
	}
	omitted = map[string]bool{}
	for dir, p := range raw.Packages {
		// A link leads to a package of the project. "devOptional" marks what an optional dependency needs, too: --omit=dev installs it.
		if fs.ValidPath(dir) && !p.Link && slices.Contains(strings.Split(dir, "/"), "node_modules") {
			omitted[dir] = p.Dev
		}
	}
	return omitted, nil
}
