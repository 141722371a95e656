//go:build linux && (amd64 || arm64)

// Functions without a body, like those of ask_linux.go that belong to the runtime, are allowed only beside a file of assembly.
