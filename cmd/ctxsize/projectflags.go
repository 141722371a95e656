package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/ctxsize/ctxsize/internal/project"
	"github.com/spf13/cobra"
)

// found is the value of --compose and --bake where no file is named; the help says nothing of this one.
const found = "true"

// optionalFiles are the values of a flag that may stand without one.
type optionalFiles []string

// Set is of pflag.Value.
func (f *optionalFiles) Set(file string) error {
	*f = append(*f, file)
	return nil
}

// String is of pflag.Value.
func (f *optionalFiles) String() string { return strings.Join(*f, ",") }

// Type is of pflag.Value: that of flags whose help says nothing of a value by itself.
func (f *optionalFiles) Type() string { return "bool" }

// projectFlags say that the builds are those of compose or bake files.
type projectFlags struct {
	compose, bake []string
	services      []string
}

func (f *projectFlags) add(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.Var((*optionalFiles)(&f.compose), "compose", "the services of the compose files that docker compose finds, or of `[=FILE]`; repeatable")
	fs.Var((*optionalFiles)(&f.bake), "bake", "the targets of the bake files that docker buildx bake finds, or of `[=FILE]`; repeatable")
	fs.Lookup("compose").NoOptDefVal, fs.Lookup("bake").NoOptDefVal = found, found
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
	cmd.Flags().StringArrayVar(&f.services, "service", nil, "this `service` or target only; repeatable")
}

// request is what the flags ask for, nil for a plain build. Where every build is meant no files have to be named.
func (f *projectFlags) request(every bool) (*project.Request, error) {
	r := project.Request{Compose: len(f.compose) > 0, Bake: len(f.bake) > 0, Names: f.services}
	if !r.Compose && !r.Bake && !every {
		if len(f.services) > 0 {
			return nil, errors.New("--service is about the services of --compose or the targets of --bake: give one of them, too")
		}
		return nil, nil
	}
	for _, file := range append(f.compose, f.bake...) {
		if file != found {
			r.Files = append(r.Files, file)
		}
	}
	return &r, nil
}

// noContext refuses a context beside files that name their own.
func (f *projectFlags) noContext(args []string) error {
	if len(args) == 0 || len(f.compose)+len(f.bake) == 0 {
		return nil
	}
	return fmt.Errorf("the files of --compose and --bake say which contexts are meant, and %s does, too; a file is named as in --compose=FILE", args[0])
}
