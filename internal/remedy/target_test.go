package remedy

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSetTarget(t *testing.T) {
	for _, c := range []struct{ name, before, want string }{
		{"a mapping", "services:\n  a:\n    build:\n      # where\n      context: .\n    image: x\n", "services:\n  a:\n    build:\n      # where\n      target: prod\n      context: .\n    image: x\n"},
		{"a directory", "services:\n    a:\n        build: ./a\n", "services:\n    a:\n        build:\n          context: ./a\n          target: prod\n"},
		{"a directory in quotes, with a comment", "services:\n  a:\n    build: \"./a\" # here\n", "services:\n  a:\n    build:\n      context: \"./a\" # here\n      target: prod\n"},
		{"line endings of Windows", "services:\r\n  a:\r\n    build: .\r\n", "services:\r\n  a:\r\n    build:\r\n      context: .\r\n      target: prod\r\n"},
		{"braces", "services:\n  a: {build: {context: .}}\n", "!the build is written in another form"},
		{"braces around the service", "services:\n  a: {build: .}\n", "!the build is not a line of its own"},
		{"an anchor that others use", "x: &b\n  context: .\nservices:\n  a:\n    build: *b\n", "!the build is written in another form"},
		{"another service", "services:\n  b:\n    build: .\n", "!the file has no build of the service"},
		{"a merge", "x: &b\n  dockerfile: D\nservices:\n  a:\n    build:\n      <<: *b\n      context: .\n",
			"x: &b\n  dockerfile: D\nservices:\n  a:\n    build:\n      target: prod\n      <<: *b\n      context: .\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := SetTarget("/compose.yml", []byte(c.before), "a", "prod")
			got := "!" + r.Blocked
			if len(r.Changes) > 0 {
				got = string(r.Changes[0].After)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
