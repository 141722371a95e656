package main

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ctxsize/ctxsize/internal/dockerline"
)

// measuring are the commands that may be followed by a docker command line.
func measuring() []string { return []string{"ls", "suggest", "check", "audit"} }

// paste translates a pasted docker command line.
func (w world) paste() (world, error) {
	if !dockerline.Mentions(w.args) {
		return w, nil
	}
	root := w.command()
	cmd, _, err := root.Find(w.args[:min(len(w.args), 1)])
	if err != nil {
		cmd = root
	}
	line, err := dockerline.Translate(w.args, measuring(), dockerline.Own{Flag: flagFinder(cmd), Format: formatFinder(cmd.Name()), Exists: w.exists})
	if line == nil || err != nil {
		return w, err
	}
	w.args, w.env = line.Args, append(w.env[:len(w.env):len(w.env)], line.Env...)
	return w, nil
}

// flagFinder returns a function that looks flags of a command up, such as --json or -o.
func flagFinder(cmd *cobra.Command) func(string) (takesValue, ok bool) {
	cmd.InheritedFlags() // adds them to Flags
	return func(flag string) (takesValue, ok bool) {
		var f *pflag.Flag
		if name, long := strings.CutPrefix(flag, "--"); long {
			f = cmd.Flags().Lookup(name)
		} else if len(flag) == 2 {
			f = cmd.Flags().ShorthandLookup(flag[1:])
		}
		return f != nil && f.NoOptDefVal == "", f != nil
	}
}

// formatFinder returns a function that reports whether the value of -o is a report of a command, and not the output of a build.
func formatFinder(command string) func(value string) bool {
	return func(value string) bool {
		format, _, _ := strings.Cut(value, "=")
		return slices.Contains(outputFormats(command), format)
	}
}

// isBuildOutput reports whether the value of -o is the output of a build, as in type=local,dest=out.
func isBuildOutput(value string) bool {
	return strings.HasPrefix(value, "type=") || strings.HasPrefix(value, "dest=") || strings.Contains(value, ",type=")
}

// exists reports whether the working directory has a file or directory of this name.
func (w world) exists(name string) bool {
	_, err := os.Lstat(w.path(name))
	return !errors.Is(err, fs.ErrNotExist)
}

// addIgnored adds the flags of docker build that do not change what is sent, unless the command has a flag of this name.
func addIgnored(fs *pflag.FlagSet) {
	switches, values := dockerline.Ignored()
	short := map[string]string{"tag": "t", "memory": "m"}
	for _, flag := range append(switches, values...) {
		name, long := strings.CutPrefix(flag, "--")
		if !long || fs.Lookup(name) != nil {
			continue
		}
		f := &pflag.Flag{Name: name, Usage: "ignored: docker build has this flag", Hidden: true, Value: ignored{}}
		if s := short[name]; s != "" && fs.ShorthandLookup(s) == nil {
			f.Shorthand = s
		}
		fs.AddFlag(f)
	}
	for _, flag := range switches {
		if f := fs.Lookup(strings.TrimPrefix(flag, "--")); f != nil {
			if _, ok := f.Value.(ignored); ok {
				f.NoOptDefVal = "true"
			}
		}
	}
}

// ignored is the value of a flag that is accepted and ignored.
type ignored struct{}

// Set is of pflag.Value.
func (ignored) Set(string) error { return nil }

// String is of pflag.Value.
func (ignored) String() string { return "" }

// Type is of pflag.Value.
func (ignored) Type() string { return "ignored" }
