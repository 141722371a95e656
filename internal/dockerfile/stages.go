package dockerfile

import (
	"fmt"
	"runtime"
	"slices"
	"strings"

	"github.com/containerd/platforms"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/distribution/reference"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// listStages returns the stages of the file.
func (c *collector) listStages() []build.Stage {
	var list []build.Stage
	for _, n := range c.nodes {
		if n.unregistered {
			continue
		}
		st := build.Stage{Index: n.index, Name: n.sourceName(), Base: n.stage.BaseName, BaseStage: -1, BaseLine: firstLine(n.stage.Location), Reachable: n.reachable}
		if n.base != nil {
			st.BaseStage = n.base.index
		} else {
			st.BaseContext = n.context
		}
		list = append(list, st)
	}
	return list
}

// unknown returns sentences about what only the registry knows.
func (c *collector) unknown() []string {
	var list []string
	for _, n := range c.nodes {
		image := n.reachable && !n.unregistered && n.base == nil && n.context == "" && n.stage.BaseName != scratch
		if image {
			list = append(list, fmt.Sprintf("the base image %s may set ENV or ONBUILD", n.stage.BaseName))
		}
		if n.reachable && !n.unregistered && n.base == nil && imageContext(c.options.Contexts[n.context]) {
			list = append(list, fmt.Sprintf("the context %s (%s) may set ENV or ONBUILD", n.context, c.options.Contexts[n.context]))
		}
	}
	if name := frontend(c.source.syntax, c.options.Args); name != "" && !IsDockerFrontend(name) {
		list = append(list, fmt.Sprintf("the frontend %s reads the Dockerfile, in its own way", name))
	}
	if strings.Contains(c.source.check, "error=true") {
		list = append(list, "the builder may refuse the Dockerfile for what its checks warn of (check=error=true)")
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Frontend returns the image that reads the Dockerfile instead of the builder, "" for none (frontend/dockerfile/builder, Build).
func Frontend(text []byte, args map[string]string) string {
	name, _, _, _ := parser.DetectSyntax(text)
	return frontend(name, args)
}

func frontend(syntax string, args map[string]string) string {
	if name, ok := args["BUILDKIT_SYNTAX"]; ok {
		return strings.TrimSpace(name)
	}
	return syntax
}

// IsDockerFrontend reports whether a frontend is some version of the builder's own.
func IsDockerFrontend(name string) bool {
	named, err := reference.ParseNormalizedNamed(name)
	if err != nil {
		return false
	}
	familiar := reference.FamiliarName(named)
	return familiar == "docker/dockerfile" || familiar == "docker/dockerfile-upstream"
}

// LocalPlatform returns the platform of a builder on this machine. Builders run on Linux everywhere.
func LocalPlatform() platforms.Platform {
	p := platforms.DefaultSpec()
	return platforms.Normalize(platforms.Platform{OS: "linux", Architecture: runtime.GOARCH, Variant: p.Variant})
}

func ParsePlatform(text string) (platforms.Platform, error) {
	if text == "" || strings.EqualFold(text, "local") {
		return LocalPlatform(), nil
	}
	p, err := platforms.Parse(text)
	if err != nil {
		return platforms.Platform{}, err
	}
	return platforms.Normalize(p), nil
}
