package dockerline

import (
	"fmt"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
)

// passAs passes a flag on to ctxsize under a name.
func passAs(flag string) action {
	return func(p *parser, value string) error {
		if strings.HasPrefix(flag, "--") {
			p.out.Args = append(p.out.Args, flag+"="+value)
		} else {
			p.out.Args = append(p.out.Args, flag, value)
		}
		return nil
	}
}

// dropValue ignores a flag and its value.
func dropValue(*parser, string) error { return nil }

// refuse returns an error: ctxsize has no such flag, and what is sent depends on it.
func refuse(flag, hint string) action {
	return func(p *parser, _ string) error {
		return &build.Error{Err: fmt.Errorf("%s of %s is not supported", flag, p.title()), Hint: hint}
	}
}

// setTo sets a variable.
func setTo(name string) action {
	return func(p *parser, value string) error {
		p.out.Env = append(p.out.Env, name+"="+value)
		return nil
	}
}

// addTo adds a value to a variable that lists values.
func addTo(name string) action {
	return func(p *parser, value string) error {
		for n, pair := range p.out.Env {
			if strings.HasPrefix(pair, name+"=") {
				p.out.Env[n] += "," + value
				return nil
			}
		}
		return setTo(name)(p, value)
	}
}

// architecture translates --arch of podman.
func architecture(p *parser, value string) error { return passAs("--platform")(p, "linux/"+value) }

// output passes -o on if it is a report of ctxsize, and ignores the output of a build.
func (p *parser) output(value string) error {
	if p.own.Format(value) {
		return passAs("--output")(p, value)
	}
	return nil
}

func (p *parser) composeFile(value string) error {
	p.hasFile = true
	return passAs("--compose")(p, value)
}

func (p *parser) bakeFile(value string) error {
	p.hasFile = true
	return passAs("--bake")(p, value)
}

// variable sets a variable of bake files, which the environment can set, too.
func (p *parser) variable(value string) error {
	if name, _, ok := strings.Cut(value, "="); !ok || name == "" {
		return &build.Error{Err: fmt.Errorf("--var %q of %s has no value", value, p.title()), Hint: "use --var NAME=VALUE"}
	}
	p.out.Env = append(p.out.Env, value)
	return nil
}

// override translates --set TARGET.KEY=VALUE of docker buildx bake. Keys that do not change what is sent are ignored.
func (p *parser) override(value string) error {
	name, text, _ := strings.Cut(value, "=")
	target, key, _ := strings.Cut(name, ".")
	key, sub, _ := strings.Cut(key, ".")
	switch key {
	case "tags", "output", "cache-from", "cache-to", "no-cache", "no-cache-filter", "pull", "push", "load", "labels", "secrets", "ssh", "attest", "annotations",
		"network", "shm-size", "ulimits", "call", "entitlements", "extra-hosts", "resources", "policy":
		return nil
	case "platform":
		if target == "*" {
			return passAs("--platform")(p, text)
		}
	case "args":
		if target == "*" && sub != "" {
			return passAs("--build-arg")(p, sub+"="+text)
		}
	case "contexts":
		if target == "*" && sub != "" {
			return passAs("--build-context")(p, sub+"="+text)
		}
	}
	return &build.Error{Err: fmt.Errorf("--set %s of %s is not supported", value, p.title()),
		Hint: "set " + strings.Trim(key+"."+sub, ".") + " in a second bake file, as in --bake=docker-bake.hcl --bake=override.hcl"}
}
