package build

// FaultKind is the kind of a [Fault].
type FaultKind uint8

const (
	// BaseUnset: the base image, or its platform, is not whole because a variable has no value.
	BaseUnset FaultKind = iota
	// MountRefused: BuildKit refuses a mount of a RUN.
	MountRefused
	// MountDoubtful: BuildKit refuses a mount of a RUN unless the base image sets a working directory.
	MountDoubtful
)

// Fault is an error with which BuildKit refuses the build although it is known what the build would request.
type Fault struct {
	Kind FaultKind
	// Line is the first physical line of the instruction.
	Line int
	// Text is the instruction as written, on one line, white space folded.
	Text string
	// Variables are those of the base that have no value.
	Variables []string
	Err       error
}
