package dockerplugin

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
)

// Request is what docker passes to a hook after a command (github.com/docker/cli, cli-plugins/hooks).
type Request struct {
	// RootCmd is the configured command that matched, such as "build".
	RootCmd string
	// Flags are the flags of the command, without dashes. Docker leaves out their values.
	Flags map[string]string
	// CommandError is the error of the command, "" if it succeeded.
	CommandError string
}

// ParseRequest reads the request of a hook.
func ParseRequest(text string) (Request, error) {
	var r Request
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return Request{}, fmt.Errorf("cannot read the request of docker: %w", err)
	}
	return r, nil
}

// WriteResponse writes the answer of a hook: a line that docker shows below "What's next", "" for none.
func WriteResponse(w io.Writer, line string) error {
	// Docker reads the line as a template.
	line = strings.ReplaceAll(line, "{{", `{{"{{"}}`)
	return json.NewEncoder(w).Encode(struct {
		Type     int
		Template string
	}{Template: line})
}

// harmlessFlags are flags of docker build that do not change what is sent, long and short.
var harmlessFlags = []string{"tag", "t", "no-cache", "pull", "push", "load", "progress", "quiet", "q", "label", "rm", "force-rm", "network", "cache-from", "cache-to", "iidfile", "metadata-file"}

// CommandLine returns the command that docker ran: that of the process, if the system shows it, else docker build without a flag. The result is
// nil if the flags have values that are not known.
func (r Request) CommandLine(process []string) []string {
	if len(process) > 1 && strings.TrimSuffix(filepath.Base(process[0]), ".exe") == "docker" {
		return append([]string{"docker"}, process[1:]...)
	}
	if !slices.Contains([]string{"build", "buildx build", "image build", "builder build"}, r.RootCmd) {
		return nil
	}
	for name := range r.Flags {
		name, _, _ = strings.Cut(name, "=")
		if !slices.Contains(harmlessFlags, name) {
			return nil
		}
	}
	return []string{"docker", "build", "."}
}
