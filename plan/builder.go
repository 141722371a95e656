package plan

import "fmt"

// Builder is the program that builds.
type Builder uint8

const (
	// BuildKit is docker buildx and what docker build is today.
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

// String is the name of the builder.
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
