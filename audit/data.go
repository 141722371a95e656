package audit

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/plan"
)

// loadsFrom is where images of databases look for what they are to hold at first.
const loadsFrom = "docker-entrypoint-initdb.d"

// isData says whether a file has the name of a dump or another kind of data.
func isData(p string) bool {
	return ruleIndex().each([]byte(path.Base(p)), func(n *pattern[rule]) bool { return n.owner.Category == "data" && n.matches(p) })
}

// usesData says why a file of data may be part of the image, or be needed to build it, after all; "" where nothing speaks for that.
func (s *suggester) usesData(p string) string {
	if fixture().MatchString(p) {
		return fmt.Sprintf("%s lies among what tests or examples use; leave it in if the build runs them", p)
	}
	for n := range s.shares {
		share := &s.shares[n]
		if share.mentions(path.Base(p)) {
			return fmt.Sprintf("the Dockerfile speaks of %s; leave it in if the build or the image reads it", path.Base(p))
		}
		for _, in := range share.Build.Instructions {
			whole := slices.ContainsFunc(in.Sources, func(source plan.Source) bool { return source.Path == "." })
			loads := strings.Contains(in.Dest, loadsFrom)
			if whole && !loads || !share.Context.Reads(in, p) {
				continue
			}
			if loads {
				return fmt.Sprintf("line %d, %s, puts %s where the image loads a database from; leave it in if it is meant for that", in.Line, in.Text, p)
			}
			return fmt.Sprintf("line %d, %s, takes what lies around %s; leave it in if the image uses it", in.Line, in.Text, p)
		}
	}
	return ""
}

// mentions says whether a line of the Dockerfile that is no comment has a name in it.
func (s *Share) mentions(name string) bool {
	d := s.Build.Dockerfile
	if d == nil || !strings.Contains(string(d.Text), name) {
		return false
	}
	word := regexp.MustCompile(`(?m)^\s*[^#\s].*(^|[^\w.-])` + regexp.QuoteMeta(name) + `($|[^\w.-])`)
	return word.Match(d.Text)
}
