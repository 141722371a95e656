package llb

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRequests(t *testing.T) {
	whole := []Request{{Whole: true}}
	for name, c := range map[string]struct {
		dockerfile string
		o          Options
		want       map[string][]Request
	}{
		"all":       {"FROM scratch\nCOPY . /\n", Options{}, map[string][]Request{"context": whole}},
		"none":      {"FROM alpine\n", Options{}, map[string][]Request{}},
		"paths":     {"FROM alpine\nCOPY b ../a /x/\n", Options{}, map[string][]Request{"context": {{Paths: []string{"a", "b"}}}}},
		"target":    {"FROM alpine AS x\nCOPY a /\nFROM alpine\nCOPY b /\n", Options{Target: "x"}, map[string][]Request{"context": {{Paths: []string{"a"}}}}},
		"argument":  {"FROM alpine\nARG A\nCOPY $A/x /\n", Options{Args: map[string]string{"A": "v"}}, map[string][]Request{"context": {{Paths: []string{"v/x"}}}}},
		"platform":  {"FROM alpine\nARG TARGETARCH\nCOPY $TARGETARCH /\n", Options{Platform: "linux/s390x"}, map[string][]Request{"context": {{Paths: []string{"s390x"}}}}},
		"read back": {"FROM alpine\nRUN --mount=type=bind,rw,target=/x true\n", Options{}, map[string][]Request{"context": whole}},
		"named": {"FROM alpine\nCOPY --from=lib a /\nRUN --mount=from=lib,source=b,target=/b true\n", Options{Contexts: []string{"lib"}},
			map[string][]Request{"lib": {{Paths: []string{"a"}}, {Paths: []string{"b"}}}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Requests(context.Background(), []byte(c.dockerfile), c.o)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("want, got:\n%s", diff)
			}
		})
	}
}
