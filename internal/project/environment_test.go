package project

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/build"
)

// TestEnvironmentIsNotShown: values of the environment show in no error and in no build, whatever a file makes of them.
func TestEnvironmentIsNotShown(t *testing.T) {
	const token = "s3cr3tT0ken"
	base := "\nDockerfile: FROM scratch AS one\\nARG X\\nCOPY . /"
	service := func(build string) string {
		return `compose.yaml: services:\n  a:\n    build:\n      context: .\n` + build + base
	}
	target := func(attributes string) string {
		return `docker-bake.hcl: variable "CI_TOKEN" {}\ntarget "default" {\n` + attributes + `\n}\n` + base
	}
	for _, c := range []struct{ name, tree, says string }{
		{"target", service(`      target: "${CI_TOKEN}"\n`), `target stage "${CI_TOKEN}" could not be found`},
		{"a part of a target", service(`      target: "x-${CI_TOKEN}"\n`), `target stage "x-${CI_TOKEN}" could not be found`},
		{"Dockerfile", service(`      dockerfile: $CI_TOKEN\n`), "/${CI_TOKEN}: file does not exist"},
		{"context", `compose.yaml: services:\n  a: {build: "${CI_TOKEN}"}`, "/${CI_TOKEN}: no such directory"},
		{"remote context", `compose.yaml: services:\n  a: {build: "https://u:${CI_TOKEN}@github.com/x/y.git"}`, "https://u:${CI_TOKEN}@github.com/x/y.git"},
		{"additional context", service(`      additional_contexts: {b: "$CI_TOKEN"}\n`), "/${CI_TOKEN}: no such directory"},
		{"platform", service(`      platforms: ["$CI_TOKEN"]\n`), `invalid --platform "${CI_TOKEN}"`},
		{"a type", service(`      no_cache: $CI_TOKEN\n`), "invalid boolean: ${CI_TOKEN}"},
		{"include", `compose.yaml: include: ["${CI_TOKEN}.yaml"]\nservices:\n  a: {build: .}` + base, "${CI_TOKEN}.yaml"},
		{"bake target", target(`target = CI_TOKEN`), `target stage "${CI_TOKEN}" could not be found`},
		{"upper", target(`target = upper(CI_TOKEN)`), `target stage "${CI_TOKEN}" could not be found`},
		{"base64", target(`target = base64encode(CI_TOKEN)`), `target stage "JHtDSV9UT0tFTn0=" could not be found`},
		{"substr", target(`target = substr(CI_TOKEN, 0, 8)`), "could not be found"},
		{"reverse", target(`dockerfile = reverse(CI_TOKEN)`), "file does not exist"},
		{"bake context", target(`context = "x/${CI_TOKEN}"`), "/x/${CI_TOKEN}: no such directory"},
		{"inherits", target(`inherits = [CI_TOKEN]`), `no target "${CI_TOKEN}"`},
		{"an argument of a function", target(`context = parseint(CI_TOKEN, 10)`), `cannot parse "${CI_TOKEN}"`},
		{"a bake boolean", target(`no-cache = CI_TOKEN`), "a bool is required"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := write(t, c.tree)
			r := Request{Compose: strings.HasPrefix(c.tree, "compose"), Bake: strings.HasPrefix(c.tree, "docker-bake")}
			p, err := ResolveAll(t.Context(), build.Request{Context: ".", Dir: dir, Env: []string{"CI_TOKEN=" + token}}, r)
			said := fmt.Sprint(err)
			for _, f := range p.Failures {
				said += " " + f.Error()
			}
			for n := range p.Builds {
				b := &p.Builds[n]
				said += fmt.Sprint(" ", b.Name, b.Target, b.Platform, b.Unknown, b.Context.Given, b.Context.Whole)
			}
			if !strings.Contains(said, c.says) {
				t.Errorf("%s\nexpected %s", said, c.says)
			}
			for _, part := range []string{token, "t0ken", "nek0t", "czNjcjN0", "s3cr3t"} {
				if strings.Contains(strings.ToLower(said), strings.ToLower(part)) {
					t.Errorf("shows %s: %s", part, said)
				}
			}
		})
	}
}

// TestEnvironmentThatIsShown: values that name something of the project are no secret, and neither is what its own .env holds.
func TestEnvironmentThatIsShown(t *testing.T) {
	for _, c := range []struct{ tree, env, says string }{
		{`compose.yaml: services:\n  a: {build: "${DIR}"}` + "\napp/Dockerfile: FROM scratch\\nCOPPY . /", "DIR=app", "/app/Dockerfile:2"},
		{`compose.yaml: services:\n  a: {build: {context: ., target: "${STAGE}"}}` + "\nDockerfile: FROM scratch AS prod\\nCOPY . /", "STAGE=nostage", "${STAGE}"},
		{`compose.yaml: services:\n  a: {build: {context: ., target: "${STAGE:-dev}"}}` + "\nDockerfile: FROM scratch AS prod", "STAGE=dev", `"dev"`},
		{`compose.yaml: services:\n  a: {build: {context: ., target: "${STAGE}"}}` + "\nDockerfile: FROM scratch AS prod\n.env: STAGE=ofTheProject", "X=y", `"ofTheProject"`},
	} {
		dir := write(t, c.tree)
		_, err := ResolveAll(t.Context(), build.Request{Context: ".", Dir: dir, Env: []string{c.env}}, Request{Compose: true})
		if !strings.Contains(fmt.Sprint(err), c.says) {
			t.Errorf("%s: %v", c.says, err)
		}
	}
}
