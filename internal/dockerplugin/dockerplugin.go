// Package dockerplugin speaks the protocol of Docker CLI plugins (github.com/docker/cli, cli-plugins): metadata, arguments and hooks.
package dockerplugin

import (
	"path/filepath"
	"slices"
	"strings"
)

const (
	// Name is the name of the plugin, as in docker ctxsize.
	Name = "ctxsize"
	// FileName is the name of its executable, without .exe.
	FileName = "docker-" + Name

	metadataCommand = "docker-cli-plugin-metadata"
	hookCommand     = "docker-cli-plugin-hooks"
)

// Metadata is the answer to the command that asks a plugin what it is.
type Metadata struct {
	SchemaVersion    string
	Vendor           string
	Version          string
	ShortDescription string
	URL              string
}

// NewMetadata returns the metadata of a version of the plugin.
func NewMetadata(version, description string) Metadata {
	return Metadata{SchemaVersion: "0.1.0", Vendor: "ctxsize", Version: version, ShortDescription: description, URL: "https://github.com/ctxsize/ctxsize"}
}

// IsPlugin reports whether a program was started under the name of the plugin.
func IsPlugin(program string) bool {
	return strings.TrimSuffix(filepath.Base(program), ".exe") == FileName
}

// AsksMetadata reports whether the arguments ask for the metadata.
func AsksMetadata(args []string) bool { return len(args) > 0 && args[0] == metadataCommand }

// HookRequest returns the request of a hook, if the arguments call one.
func HookRequest(args []string) (request string, ok bool) {
	if args = Arguments(args); len(args) == 2 && args[0] == hookCommand {
		return args[1], true
	}
	return "", false
}

// valueFlags are the global flags of docker that a value follows.
var valueFlags = []string{"--config", "-c", "--context", "-H", "--host", "-l", "--log-level", "--tlscacert", "--tlscert", "--tlskey"}

// Arguments returns the arguments of the program among those that docker passes: the global flags of docker and the name of the plugin are left
// out, and "help ctxsize" becomes --help. Other arguments are returned as they are.
func Arguments(args []string) []string {
	if len(args) == 0 {
		return args
	}
	switch first := args[0]; first {
	case "__complete", "__completeNoDesc":
		return append([]string{first}, Arguments(args[1:])...)
	case "help":
		if rest := Arguments(args[1:]); len(rest) < len(args)-1 {
			return append(slices.Clone(rest), "--help")
		}
		return args
	}
	for n := 0; n < len(args); n++ {
		switch {
		case args[n] == Name:
			return args[n+1:]
		case !strings.HasPrefix(args[n], "-") || args[n] == "-" || args[n] == "--":
			return args
		case slices.Contains(valueFlags, args[n]):
			n++
		}
	}
	return args
}

// Dir returns the directory of the user's plugins. config is the value of DOCKER_CONFIG, "" for the default.
func Dir(config, home string) string {
	if config == "" {
		config = filepath.Join(home, ".docker")
	}
	return filepath.Join(config, "cli-plugins")
}
