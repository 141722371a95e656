package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/ctxsize/ctxsize/internal/project"
	"github.com/spf13/cobra"
)

// searchValue is the value of --compose and --bake without a file.
const searchValue = "true"

// optionalFiles are the values of a flag whose value is optional.
type optionalFiles []string

// Set is of pflag.Value.
func (f *optionalFiles) Set(file string) error {
	*f = append(*f, file)
	return nil
}

// String is of pflag.Value.
func (f *optionalFiles) String() string { return strings.Join(*f, ",") }

// Type is of pflag.Value. With this one pflag accepts the flag without a value.
func (f *optionalFiles) Type() string { return "bool" }

// projectFlags select the builds of compose and bake files.
type projectFlags struct {
	compose, bake []string
	services      []string
}

func (f *projectFlags) add(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.Var((*optionalFiles)(&f.compose), "compose", "use the services of a compose file (repeatable; default: the files that docker compose finds)")
	fs.Var((*optionalFiles)(&f.bake), "bake", "use the targets of a bake file (repeatable; default: the files that docker buildx bake finds)")
	fs.Lookup("compose").NoOptDefVal, fs.Lookup("bake").NoOptDefVal = searchValue, searchValue
	f.addServices(cmd)
	cmd.MarkFlagsMutuallyExclusive("compose", "bake")
	cmd.MarkFlagsMutuallyExclusive("no-dockerfile", "file")
	cmd.MarkFlagsMutuallyExclusive("no-dockerfile", "target")
	for _, other := range []string{"file", "target", "no-dockerfile"} {
		cmd.MarkFlagsMutuallyExclusive("compose", other)
		cmd.MarkFlagsMutuallyExclusive("bake", other)
	}
}

func (f *projectFlags) addServices(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&f.services, "service", nil, "select a service or target (repeatable)")
}

// request returns the project that the flags select, nil for a plain build. With every, no flag is needed.
func (f *projectFlags) request(every bool) (*project.Request, error) {
	r := project.Request{Compose: len(f.compose) > 0, Bake: len(f.bake) > 0, Names: f.services}
	if !r.Compose && !r.Bake && !every {
		if len(f.services) > 0 {
			return nil, errors.New("--service needs --compose or --bake")
		}
		return nil, nil
	}
	for _, file := range append(f.compose, f.bake...) {
		if file != searchValue {
			r.Files = append(r.Files, file)
		}
	}
	return &r, nil
}

// noContext returns an error for a context in addition to compose or bake files, which set their own.
func (f *projectFlags) noContext(args []string) error {
	if len(args) == 0 || len(f.compose)+len(f.bake) == 0 {
		return nil
	}
	return hintError{fmt.Errorf("context %s cannot be combined with --compose or --bake", args[0]), "name a file as in --compose=" + args[0]}
}
