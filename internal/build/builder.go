package build

import (
	"fmt"
	"strconv"
	"strings"
)

// Builder is the builder to emulate.
type Builder uint8

const (
	// BuildKit is the builder of docker buildx and, by default, of docker build.
	BuildKit Builder = iota
	// Legacy is the builder of DOCKER_BUILDKIT=0.
	Legacy
	// Podman is podman and buildah.
	Podman
)

// ParseBuilder reads the name of a builder.
func ParseBuilder(s string) (Builder, error) {
	for _, b := range []Builder{BuildKit, Legacy, Podman} {
		if s == b.String() {
			return b, nil
		}
	}
	return BuildKit, &Error{Err: fmt.Errorf("unknown builder %q", s), Hint: "use buildkit, legacy or podman"}
}

// String returns the name of the builder.
func (b Builder) String() string {
	switch b {
	case Legacy:
		return "legacy"
	case Podman:
		return "podman"
	default:
		return "buildkit"
	}
}

// DefaultBuilder returns the builder that docker build uses in an environment of KEY=VALUE, and why where it is not BuildKit
// (github.com/docker/cli cmd/docker, processBuilder).
func DefaultBuilder(env []string) (b Builder, reason string, err error) {
	value := ""
	for _, pair := range env {
		if v, ok := strings.CutPrefix(pair, "DOCKER_BUILDKIT="); ok {
			value = v
		}
	}
	if value == "" {
		return BuildKit, "", nil
	}
	enabled, err := strconv.ParseBool(value)
	switch {
	case err != nil:
		return BuildKit, "", &Error{Err: fmt.Errorf("DOCKER_BUILDKIT=%s: expected a boolean value", value), Hint: "unset it, or choose with --builder"}
	case enabled:
		return BuildKit, "", nil
	}
	return Legacy, "DOCKER_BUILDKIT=" + value, nil
}
