package dockerfile

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLayout(t *testing.T) {
	const text = `# syntax=docker/dockerfile:1
# a comment
FROM node AS b

# above
# the COPY
COPY --chown=node \
  # inside
  a b \
  /c/
RUN <<EOF
npm ci
EOF
COPY ["d", "/e"]
FROM b
RUN x`
	parts, err := Layout([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, p := range parts {
		list = append(list, fmt.Sprintf("%s of %d, lines %d-%d, comment %d, flags %v, words %v, JSON %v, documents %v", p.Keyword, p.Stage, p.Start, p.End, p.Comment, p.Flags, p.Words, p.JSON, p.Documents))
	}
	want := `FROM of 0, lines 3-3, comment 2, flags [], words [node AS b], JSON false, documents false
COPY of 0, lines 7-10, comment 5, flags [--chown=node], words [a b /c/], JSON false, documents false
RUN of 0, lines 11-13, comment 11, flags [], words [<<EOF], JSON false, documents true
COPY of 0, lines 14-14, comment 14, flags [], words [d /e], JSON true, documents false
FROM of 1, lines 15-15, comment 15, flags [], words [b], JSON false, documents false
RUN of 1, lines 16-16, comment 16, flags [], words [x], JSON false, documents false`
	if diff := cmp.Diff(want, strings.Join(list, "\n")); diff != "" {
		t.Error(diff)
	}
}
