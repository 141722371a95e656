package bake

import (
	"errors"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/ctxsize/ctxsize/internal/build"
)

// addHidden evaluates files that may use values of the environment. Functions such as upper and base64encode derive other values from these,
// so the files are evaluated twice: with the values, and with ${NAME} instead. Where the results differ, the second is shown for the first.
func (b *baker) addHidden(bodies []*hcl.File, texts [][]byte, given build.Redactions) error {
	twin := *b
	twin.config, twin.env, twin.assumed = b.config.clone(), maps.Clone(b.env), slices.Clone(b.assumed)
	for _, v := range given {
		for name, value := range b.env {
			if value == v.Value {
				twin.env[name] = "${" + name + "}"
			}
		}
	}
	err := b.addAssumed(bodies)
	errTwin := twin.addAssumed(bodies)
	switch {
	case err != nil && errTwin != nil:
		return errTwin
	case err != nil:
		return &build.Error{Err: errors.New(b.first + ": cannot be evaluated with the present environment"), Hint: "docker buildx bake --print shows the error"}
	case errTwin != nil:
		return nil
	}
	b.redactions = append(b.redactions, diffValues(b.config, twin.config)...).ExcludeTexts(texts...)
	return nil
}

// diffValues returns the texts of targets that differ between two evaluations of the same files, each with that of the second.
func diffValues(real, shown config) build.Redactions {
	var h build.Redactions
	add := func(value, instead string) {
		if value != instead && value != "" {
			h = append(h, build.Redaction{Value: value, Shown: instead})
		}
	}
	if len(real.Targets) != len(shown.Targets) {
		return nil
	}
	for n, t := range real.Targets {
		o := shown.Targets[n]
		add(t.Name, o.Name)
		add(valueOr(t.Context, ""), valueOr(o.Context, ""))
		add(valueOr(t.Dockerfile, ""), valueOr(o.Dockerfile, ""))
		add(valueOr(t.Target, ""), valueOr(o.Target, ""))
		for key, value := range t.Args {
			add(valueOr(value, ""), valueOr(o.Args[key], ""))
		}
		for name, value := range t.Contexts {
			add(value, o.Contexts[name])
		}
		for n, platform := range t.Platforms {
			if n < len(o.Platforms) {
				add(platform, o.Platforms[n])
			}
		}
	}
	return h
}

// clone returns a configuration that shares no target or group with the other: evaluation merges into them.
func (c config) clone() config {
	var o config
	for _, t := range c.Targets {
		one := *t
		one.Args, one.Contexts = maps.Clone(t.Args), maps.Clone(t.Contexts)
		o.Targets = append(o.Targets, &one)
	}
	for _, g := range c.Groups {
		one := *g
		o.Groups = append(o.Groups, &one)
	}
	return o
}
